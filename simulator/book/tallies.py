"""What became of all orders: sums by group and by day, in one pass over the items."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.book.invoices import customers_price, ordinal_from, receipt_ordinal
from simulator.book.lines import bearers, part
from simulator.book.state import (
    BLOCK_CAUSES,
    BY_INSURED,
    BY_PUBLISHER,
    BY_STOP,
    CUT_BY,
    FIRST_PUBLISHER,
    LOST_CREDIT,
    LOST_FAILED,
    NOT_CUT,
    PENDING,
    WAITING,
    Cents,
    Ints,
    Record,
    Records,
)
from simulator.compiling import compiled
from simulator.units import NEVER, share_of

(
    DEMAND,
    BLOCKED,
    LOST,
    LOST_BY_FAILURE,
    DELIVERED,
    DELAY,
    STILL_WAITING,
    REVENUE,
    LOST_AFTER_FAILURE,
    BLOCKED_BY_CAUSE,
) = range(10)
COLUMNS = BLOCKED_BY_CAUSE + len(BLOCK_CAUSES)
"""Columns of the sums by product, kind, …: cents, `DELAY` in cents × days. `LOST_BY_FAILURE` is all
that was lost with failed resellers; `LOST_AFTER_FAILURE` the part ordered when they had failed.
From `BLOCKED_BY_CAUSE` on, one for each of `BLOCK_CAUSES`: together, what is `BLOCKED`."""

(
    DAY_DEMAND,
    DAY_BLOCKED,
    DAY_LOST,
    DAY_LOST_WAITING,
    DAY_DELIVERED,
    DAY_BLOCKED_BY_CAUSE,
) = range(6)
DAY_COLUMNS = DAY_BLOCKED_BY_CAUSE + len(BLOCK_CAUSES)
(
    SALES,
    SALES_TO_ESTATES,
    FINANCING_COLLECTS,
    CUSTOMERS_TO_ESTATES,
    FINANCING_TO_ESTATES,
) = range(5)
MONEY_COLUMNS = 5


class Tallies(NamedTuple):
    """Sums over the orders of the measured window, cents.

    Attributes:
        by_product, by_kind, by_decile (from the smallest resellers), by_distributor and by_insurer
            (of the home account): (groups, columns).
        leaked: (l, p) what each line carried of each product at delivery.
        days: (b, day columns) demand, blocked, lost, lost while waiting, delivered, and blocked by
            cause, by the day it happened.
        money: (b, 5) of all orders, warm-up too: sales to customers, what customers of failed
            resellers owed at the failure, what the financing arm collects, what customers and
            the arm pay to estates.
        helped: (n,) whether a publisher line carried a part of one of the reseller's orders.
    """

    by_product: Cents
    by_kind: Cents
    by_distributor: Cents
    by_insurer: Cents
    by_decile: Cents
    leaked: Cents
    days: Cents
    money: Cents
    helped: npt.NDArray[np.bool_]


def tally(
    items: Records,
    carried: Cents,
    price_change: Cents,
    resellers: Records,
    accounts: Records,
    products: Records,
    days: Records,
    next_ordinal: Ints,
    rules: Records,
    ordered_on: Ints,
    kind: npt.NDArray[np.int8],
    decile: npt.NDArray[np.int8],
    sizes: tuple[int, int, int, int],
) -> Tallies:
    """Return the sums of a finished run.

    Args:
        kind, decile: (n,) group of each reseller.
        sizes: numbers of products, kinds, distributors and insurers.
    """
    number_of_products, kinds, distributors, insurers = sizes
    tallies = Tallies(
        by_product=_empty(number_of_products, COLUMNS),
        by_kind=_empty(kinds, COLUMNS),
        by_distributor=_empty(distributors, COLUMNS),
        by_insurer=_empty(insurers, COLUMNS),
        by_decile=_empty(10, COLUMNS),
        leaked=_empty(carried.shape[1], number_of_products),
        days=_empty(len(days), DAY_COLUMNS),
        money=_empty(len(days), MONEY_COLUMNS),
        helped=np.zeros(len(resellers), np.bool_),
    )
    _tally(
        items,
        carried,
        price_change,
        resellers,
        accounts,
        products,
        days,
        next_ordinal,
        rules,
        ordered_on,
        kind,
        decile,
        _empty(number_of_products, COLUMNS),
        *tallies,
    )
    return tallies


def _empty(rows: int, columns: int) -> Cents:
    return np.zeros((rows, columns), np.int64)


@compiled
def _tally(
    items: Records,
    carried: Cents,
    price_change: Cents,
    resellers: Records,
    accounts: Records,
    products: Records,
    days: Records,
    next_ordinal: Ints,
    rules: Records,
    ordered_on: Ints,
    kind: npt.NDArray[np.int8],
    decile: npt.NDArray[np.int8],
    sums: Cents,
    by_product: Cents,
    by_kind: Cents,
    by_distributor: Cents,
    by_insurer: Cents,
    by_decile: Cents,
    leaked: Cents,
    day_sums: Cents,
    money: Cents,
    helped: npt.NDArray[np.bool_],
) -> None:
    for row in range(len(resellers)):
        reseller = resellers[row]
        sums[:] = 0
        for at in range(reseller.first_order, reseller.end_item):
            item = items[at]
            if item.fate == PENDING:
                item.fate = WAITING if reseller.failed_on == NEVER else LOST_FAILED
            if item.delivered >= 0:
                price = customers_price(reseller, item, price_change, at)
                _tally_money(item, reseller, price, days, next_ordinal, rules[0], money)
            if ordered_on[at] >= 0:
                _tally_order(item, reseller, products, days, sums[item.product], day_sums)
                first, after = bearers(item, carried.shape[1])
                for place in range(first, after):
                    borne = part(item, carried[at], place)
                    leaked[place, item.product] += borne
                    if borne > 0 and FIRST_PUBLISHER <= place < carried.shape[1] - 1:
                        helped[row] = True
        home = accounts[reseller.first_account]
        for product in range(len(products)):
            for column in range(COLUMNS):
                value = sums[product, column]
                if value != 0:
                    by_product[product, column] += value
                    by_kind[kind[row], column] += value
                    by_decile[decile[row], column] += value
                    by_distributor[home.distributor, column] += value
                    by_insurer[home.insurer, column] += value


@compiled
def _tally_order(
    item: Record, reseller: Record, products: Records, days: Records, sums: Cents, day_sums: Cents
) -> None:
    """Count one order of the measured window; one that the run never tries counts on no day."""
    amount, day = item.amount, item.ordinal
    if item.fate == LOST_FAILED:
        sums[LOST_BY_FAILURE] += amount
        if item.ordinal >= reseller.failed_on:
            sums[LOST_AFTER_FAILURE] += amount
            return
        day_sums[item.settled, DAY_LOST_WAITING] += amount
    sums[DEMAND] += amount
    if day < len(days):
        day_sums[day, DAY_DEMAND] += amount
    if item.blocked > 0:
        cause = cause_of_block(item)
        sums[BLOCKED] += amount
        sums[BLOCKED_BY_CAUSE + cause] += amount
        day_sums[day, DAY_BLOCKED] += amount
        day_sums[day, DAY_BLOCKED_BY_CAUSE + cause] += amount
    if item.fate == LOST_CREDIT:
        sums[LOST] += amount
        day_sums[item.settled, DAY_LOST] += amount
    elif item.fate == WAITING:
        sums[STILL_WAITING] += amount
    elif item.delivered >= 0:
        sums[DELIVERED] += amount
        sums[DELAY] += amount * (days[item.delivered].day - days[item.ordinal].day)
        day_sums[item.delivered, DAY_DELIVERED] += amount
        product = products[item.product]
        if product.publisher:
            sums[REVENUE] += amount - share_of(amount, product.distributor_margin)


@compiled
def cause_of_block(item: Record) -> int:
    """Return the place in `BLOCK_CAUSES` of what blocked an order; a limit never cut is `limit`."""
    if item.blocked == BY_STOP:
        return 0
    if item.blocked != BY_INSURED:
        return len(CUT_BY) + int(item.blocked) - BY_PUBLISHER
    if item.blocked_cause == NOT_CUT:
        return len(BLOCK_CAUSES) - 1
    return int(item.blocked_cause)


@compiled
def _tally_money(
    item: Record,
    reseller: Record,
    price: int,
    days: Records,
    next_ordinal: Ints,
    rules: Record,
    money: Cents,
) -> None:
    """Count the sale of a delivered order and who collects it if the reseller does not."""
    money[item.delivered, SALES] += price
    if not item.financed and reseller.failed_on == NEVER:
        return
    delivered_on = days[item.delivered].day
    customers = ordinal_from(delivered_on + item.pays_after, next_ordinal, rules.first_day)
    customers = max(customers, item.delivered + 1)
    receipt = receipt_ordinal(item, item.delivered, delivered_on, next_ordinal, rules)
    if item.financed and customers < len(days):
        money[customers, FINANCING_COLLECTS] += price
    if reseller.failed_on < receipt:
        money[reseller.failed_on, SALES_TO_ESTATES] += price
        if receipt < len(days):
            payer = FINANCING_TO_ESTATES if item.financed else CUSTOMERS_TO_ESTATES
            money[receipt, payer] += price
