"""Back margins and rewards: what deliveries accrue to resellers, and the payment of a quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from simulator.book.state import ALIVE, FROM_REBATES, REBATE, Cents, Ints, Record, Records
from simulator.calendar import Calendar
from simulator.compiling import compiled
from simulator.market.levers import Mask, RebateLever
from simulator.market.orders import OrderBook
from simulator.market.portfolio import Portfolio
from simulator.study.schema import World
from simulator.units import billionths, share_of

BACK_MARGIN = ""
"""The measure behind what the world's rate accrues: none."""

ByItem = tuple[npt.NDArray[np.int64], Cents]
"""Rows of items (k,), ascending, and cents of each."""


@dataclass(frozen=True)
class Rebates:
    """What deliveries accrue in a run, and when it is settled.

    Attributes:
        levers: the world's back margin if there is one, then the programme's levers.
        rules: (k,) their least amounts and windows.
        rates: (k, p) of the amount, billionths.
        reached: (k, n) whose deliveries accrue.
        settled_on: (b,) the ordinal on which what is delivered on each business day is settled.
        longest_wait: the most days that any order waits before it is lost.
    """

    levers: tuple[RebateLever, ...]
    rules: Records
    rates: Cents
    reached: Mask
    settled_on: Ints
    longest_wait: int

    @property
    def arrays(self) -> tuple[Records, Cents, Mask, Ints]:
        """What the kernels read: rules, rates, who is reached, and when it is settled."""
        return self.rules, self.rates, self.reached, self.settled_on

    def quarters(self) -> list[tuple[int, int, int]]:
        """Return of each quarter: when it is settled, its first ordinal, and the first after it.

        Quarters that are settled after the run (`NEVER`) come as one, the last.
        """
        when, first = np.unique(self.settled_on, return_index=True)
        after = [*first[1:].tolist(), len(self.settled_on)]
        return list(zip(when.tolist(), first.tolist(), after, strict=True))

    def between(
        self, resellers: Records, items: Records, earliest: int, first: int, after: int
    ) -> Cents:
        """Return what deliveries from ordinal `first` and before `after` accrued, (k, n) cents.

        Of orders that traded first before `earliest` none was delivered so late.
        """
        sums = np.zeros(self.reached.shape, np.int64)
        add_accruals(
            resellers, items, self.rules, self.rates, self.reached, earliest, first, after, sums
        )
        return sums


def rebates_of(
    world: World,
    calendar: Calendar,
    portfolio: Portfolio,
    orders: OrderBook,
    programme: Sequence[RebateLever],
) -> Rebates:
    """Return what deliveries accrue by the world's rate and under a programme's levers."""
    levers = (*back_margin(world, calendar, portfolio), *programme)
    rules, rates, reached = _as_arrays(levers, len(portfolio.products), portfolio.resellers)
    longest_wait = int(orders.patience.max(initial=0)) if levers else 0
    settled_on = settlement_ordinals(calendar, world.rebates.lag_days)
    return Rebates(levers, rules, rates, reached, settled_on, longest_wait)


def back_margin(world: World, calendar: Calendar, portfolio: Portfolio) -> tuple[RebateLever, ...]:
    """Return the world's back margin as a lever on all that the publisher sells, if there is one.

    It accrues from the run's first day on, warm-up included.
    """
    rate = billionths(world.rebates.rate)
    if rate == 0:
        return ()
    own = np.array([world.products[name].publisher for name in portfolio.products])
    everybody = np.ones(portfolio.resellers, np.bool_)
    rates = np.where(own, rate, 0)
    return (RebateLever(BACK_MARGIN, "rebate", rates, everybody, 0, 0, calendar.business_days),)


def _as_arrays(
    levers: Sequence[RebateLever], products: int, resellers: int
) -> tuple[Records, Cents, Mask]:
    rules = np.array([(lever.least_amount, lever.first, lever.after) for lever in levers], REBATE)
    rates = np.zeros((len(levers), products), np.int64)
    reached = np.zeros((len(levers), resellers), np.bool_)
    for k, lever in enumerate(levers):
        rates[k], reached[k] = lever.rates, lever.resellers
    return rules, rates, reached


@lru_cache(maxsize=32)
def settlement_ordinals(calendar: Calendar, lag_days: int) -> Ints:
    """Return when what is delivered on each business day is settled, ordinals (b,).

    On the last day of the calendar quarter and so many days more, or the next business day. Since
    receipts come before trading, a lag of no days is one of a day. `NEVER`: after the run.
    """
    quarter = calendar.dates().astype("datetime64[M]").astype(np.int64) // 3
    following = (3 * (quarter + 1)).astype("datetime64[M]").astype("datetime64[D]")
    last = (following - np.datetime64(calendar.start, "D")).astype(np.int64) - 1
    return np.array([calendar.ordinal_from(day + max(lag_days, 1)) for day in last.tolist()], "i4")


def accruals(resellers: Records, items: Records, lever: RebateLever) -> ByItem:
    """Return the items that accrued anything under one lever in a finished run, and how much."""
    rules, rates, reached = _as_arrays([lever], len(lever.rates), len(resellers))
    cents = np.zeros(len(items), np.int64)
    fill_accruals(resellers, items, rules[0], rates[0], reached[0], cents)
    return by_item(cents)


def by_item(cents: Cents) -> ByItem:
    """Return the items of which an amount (i,) is not zero, and the amounts."""
    rows = np.flatnonzero(cents)
    return rows, cents[rows]


def summed_by_item(several: Sequence[ByItem]) -> ByItem:
    """Return several amounts by item as one, an item's amounts added up."""
    rows = np.concatenate([np.zeros(0, np.int64), *(rows for rows, _ in several)])
    cents = np.concatenate([np.zeros(0, np.int64), *(cents for _, cents in several)])
    items, place = np.unique(rows, return_inverse=True)
    sums = np.zeros(len(items), np.int64)
    np.add.at(sums, place, cents)
    return items, sums


@compiled
def accrual(item: Record, rule: Record, rates: Cents) -> int:
    """Return what an item accrues, cents, under a lever that reaches its reseller."""
    if item.delivered < rule.first or item.delivered >= rule.after:
        return 0
    return share_of(item.amount, rates[item.product]) if item.amount >= rule.least_amount else 0


@compiled
def first_since(items: Records, low: int, high: int, earliest: int) -> int:
    """Return the first row from `low` and before `high` that trades on `earliest` or later."""
    while low < high:
        middle = (low + high) // 2
        if items[middle].ordinal < earliest:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def add_accruals(
    resellers: Records,
    items: Records,
    rules: Records,
    rates: Cents,
    reached: Mask,
    earliest: int,
    first: int,
    after: int,
    sums: Cents,
) -> None:
    """Add to `sums` (k, n) what deliveries from `first` and before `after` accrue, cents."""
    for row in range(len(resellers)):
        reseller = resellers[row]
        since = first_since(items, reseller.first_order, reseller.next_item, earliest)
        for at in range(since, reseller.next_item):
            item = items[at]
            if item.ordinal >= after:
                break
            if first <= item.delivered and item.delivered < after:
                for lever in range(len(rules)):
                    if reached[lever, row]:
                        sums[lever, row] += accrual(item, rules[lever], rates[lever])


@compiled
def pay_rebates(
    resellers: Records, wake: Ints, amounts: Cents, ordinal: int, market: Cents
) -> None:
    """Pay living resellers amounts (n,), cents, with the day's receipts.

    As with all money that comes in, those look up who are short of it or could prepay an order.
    """
    for row in range(len(resellers)):
        reseller = resellers[row]
        if amounts[row] > 0 and reseller.state == ALIVE:
            reseller.cash += amounts[row]
            market[ordinal, FROM_REBATES] += amounts[row]
            if reseller.short or reseller.waiting > 0:
                wake[row] = min(wake[row], ordinal)


@compiled
def fill_accruals(
    resellers: Records, items: Records, rule: Record, rates: Cents, reached: Mask, cents: Cents
) -> None:
    """Fill `cents` (i,) with what each item accrues under one lever."""
    for row in range(len(resellers)):
        if reached[row]:
            for at in range(resellers[row].first_order, resellers[row].next_item):
                cents[at] = accrual(items[at], rule, rates)
