"""How a run's items are laid out: opening invoices, then orders, reseller by reseller."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.invoices import open_invoice
from simulator.book.lines import bear, draw
from simulator.book.state import ITEM, NO_CARRIER, OPENING, PENDING, Cents, Ints, Records
from simulator.calendar import Calendar
from simulator.compiling import compiled
from simulator.market.orders import OrderBook
from simulator.market.portfolio import Portfolio
from simulator.memory import empty
from simulator.units import NEVER


def items_and_parts(
    calendar: Calendar, portfolio: Portfolio, orders: OrderBook, resellers: Records, places: int
) -> tuple[Records, Cents]:
    """Return the items (i,), and room for what each line carries of them, (i, l) cents."""
    opening = portfolio.opening
    items = empty(len(orders) + len(opening.account), ITEM)
    lay_out_orders(
        items,
        resellers,
        orders.start,
        orders.day,
        orders.product,
        orders.amount,
        orders.pays_after,
        orders.patience,
        orders.financed.view(np.int8),
        calendar.next_ordinal,
        calendar.first_day,
    )
    owners = portfolio.account_reseller[opening.account]
    written = np.zeros(len(resellers), np.int64)
    lay_out_opening(items, resellers, written, owners, opening.account, opening.amount, opening.due)
    return items, empty((len(items), places), np.int64)


def order_days(portfolio: Portfolio, orders: OrderBook, resellers: Records) -> Ints:
    """Return the day on which each item was ordered, (i,), −`NEVER` for opening invoices."""
    return _by_item(orders.day, -NEVER, portfolio, orders, resellers)


def price_changes(portfolio: Portfolio, orders: OrderBook, resellers: Records) -> Cents:
    """Return what customers pay for each item beyond amount and margin, cents (i,), or (0,)."""
    if orders.price_change is None:
        return np.zeros(0, np.int64)
    return _by_item(orders.price_change, 0, portfolio, orders, resellers)


def _by_item(
    values: npt.NDArray[Any],
    of_opening: int,
    portfolio: Portfolio,
    orders: OrderBook,
    resellers: Records,
) -> npt.NDArray[Any]:
    """Return what is known of orders by item, and `of_opening` for opening invoices, (i,)."""
    if len(portfolio.opening.account) == 0:
        return values
    by_item = np.full(int(resellers["end_item"][-1]), of_opening, values.dtype)
    counts = resellers["end_item"] - resellers["first_order"]
    shift = np.repeat(resellers["first_order"] - orders.start[:-1], counts)
    by_item[np.arange(len(orders)) + shift] = values
    return by_item


@compiled
def lay_out_orders(
    items: Records,
    resellers: Records,
    start: npt.NDArray[np.int64],
    day: Ints,
    product: npt.NDArray[np.int8],
    amount: Cents,
    pays_after: npt.NDArray[np.int16],
    patience: npt.NDArray[np.int16],
    financed: npt.NDArray[np.int8],
    next_ordinal: Ints,
    first_day: int,
) -> None:
    """Write the order book into the items, reseller by reseller."""
    for reseller in range(len(resellers)):
        at = resellers[reseller].first_order
        for order in range(start[reseller], start[reseller + 1]):
            item = items[at]
            item.amount = amount[order]
            index = min(day[order] - first_day, len(next_ordinal) - 1)
            item.ordinal = next_ordinal[index]
            item.product = product[order]
            item.pays_after = pays_after[order]
            item.patience = patience[order]
            item.financed = financed[order]
            item.paid = 0
            item.claimed = False
            item.carrier = NO_CARRIER
            item.delivered = -1
            item.due = NEVER
            item.settled = NEVER
            item.account = -1
            item.fate = PENDING
            item.blocked = 0
            item.blocked_cause = 0
            at += 1


@compiled
def lay_out_opening(
    items: Records,
    resellers: Records,
    written: Cents,
    owner: Ints,
    account: Ints,
    amount: Cents,
    due: Ints,
) -> None:
    """Write the opening invoices before their resellers' orders, in the order of the file."""
    for row in range(len(account)):
        item = items[resellers[owner[row]].first_item + written[owner[row]]]
        written[owner[row]] += 1
        item.amount = amount[row]
        item.due = due[row]
        item.account = account[row]
        item.fate = OPENING
        item.product = -1
        item.paid = 0
        item.claimed = False
        item.carrier = NO_CARRIER
        item.delivered = -1
        item.settled = NEVER
        item.ordinal = -1
        item.pays_after = 0
        item.patience = 0
        item.financed = 0
        item.blocked = 0
        item.blocked_cause = 0


@compiled
def draw_opening_invoices(
    resellers: Records,
    items: Records,
    payables: Records,
    carried: Cents,
    lines: Records,
    stack: Records,
) -> None:
    """Let the opening invoices draw the lines up to their limits; what is over is own risk."""
    for reseller in range(len(resellers)):
        debtor = resellers[reseller]
        for row in range(debtor.first_item, debtor.first_order):
            own = lines[items[row].account]
            over = draw(items[row], own, stack, carried[row], True)
            if over > 0:
                bear(items[row], own, carried[row], len(stack) - 1, over)
            open_invoice(debtor, payables, items[row].due, row)
