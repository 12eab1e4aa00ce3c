"""Back margins and rewards: what deliveries accrue to resellers, and the payment of a quarter."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from simulator.book.costs import Costs, Rows
from simulator.book.state import ALIVE, FROM_REBATES, REBATE, Cents, Ints, Record, Records
from simulator.calendar import Calendar
from simulator.compiling import compiled
from simulator.market.levers import Mask, RebateLever
from simulator.market.portfolio import Portfolio
from simulator.study.schema import World
from simulator.units import billionths, share_of

BACK_MARGIN = ""
"""The measure behind what the world's rate accrues: none."""


class Accruing(NamedTuple):
    """What kernels read of the levers.

    Attributes:
        rules: (k,) least amounts and windows.
        rates: (k, p) of the amount, billionths.
        products: (p,) on which anything accrues at all.
        quarter: (b,) number of the calendar quarter of each business day, from 0.
    """

    rules: Records
    rates: Cents
    products: Mask
    quarter: Ints


@dataclass(frozen=True)
class Rebates:
    """What deliveries accrue in a run, and when it is settled.

    Attributes:
        levers: the world's back margin if there is one, then the programme's levers.
        reached: (n, k) whose deliveries accrue.
        accrued: (n, quarters, k) so far, cents.
        settled_on: (quarters,) ordinals, `NEVER` after the run.
    """

    levers: tuple[RebateLever, ...]
    accruing: Accruing
    reached: Mask
    accrued: Cents
    settled_on: Ints

    def costs(self, items: Records, rows: Rows, owners: Rows, measure: str) -> list[Costs]:
        """Return what accrued in a finished run under each lever of a measure, order by order.

        `rows` (j,) are the items of the publisher's products, `owners` (j,) their resellers.
        """
        found = []
        for k, lever in enumerate(self.levers):
            if lever.measure == measure:
                cents = np.zeros(len(rows), np.int64)
                fill_accruals(items, rows, owners, self.accruing, self.reached, k, cents)
                some = np.flatnonzero(cents)
                its, amounts = rows[some], cents[some]
                delivered = items["delivered"][its]
                paid_on = self.settled_on[self.accruing.quarter[delivered]]
                found.append(Costs(its, amounts, delivered, paid_on))
        return found


def rebates_of(
    world: World, calendar: Calendar, portfolio: Portfolio, programme: Sequence[RebateLever]
) -> Rebates:
    """Return what deliveries will accrue by the world's rate and under a programme's levers."""
    levers = (*back_margin(world, calendar, portfolio), *programme)
    quarter, settled_on = settlements(calendar, world.rebates.lag_days)
    rules = np.array([(lever.least_amount, lever.first, lever.after) for lever in levers], REBATE)
    rates = np.zeros((len(levers), len(portfolio.products)), np.int64)
    reached = np.zeros((portfolio.resellers, len(levers)), np.bool_)
    for k, lever in enumerate(levers):
        rates[k], reached[:, k] = lever.rates, lever.resellers
    accrued = np.zeros((portfolio.resellers, len(settled_on), len(levers)), np.int64)
    accruing = Accruing(rules, rates, np.any(rates > 0, axis=0).astype(np.bool_), quarter)
    return Rebates(levers, accruing, reached, accrued, settled_on)


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


@lru_cache(maxsize=32)
def settlements(calendar: Calendar, lag_days: int) -> tuple[Ints, Ints]:
    """Return the quarter of each business day (b,), and on which ordinal each one is settled.

    On the quarter's last day and so many days more, or the next business day. Since receipts come
    before trading, a lag of no days is one of a day. `NEVER`: after the run.
    """
    quarters = calendar.dates().astype("datetime64[M]").astype(np.int64) // 3
    following = (3 * (np.unique(quarters) + 1)).astype("datetime64[M]").astype("datetime64[D]")
    ends = (following - np.datetime64(calendar.start, "D")).astype(np.int64) - 1
    settled_on = [calendar.ordinal_from(end + max(lag_days, 1)) for end in ends.tolist()]
    return (quarters - quarters[0]).astype(np.int32), np.array(settled_on, np.int32)


@compiled
def accrual(item: Record, rule: Record, rates: Cents) -> int:
    """Return what an item accrues, cents, under a lever that reaches its reseller."""
    rate = rates[item.product]
    if rate == 0 or item.delivered < rule.first or item.delivered >= rule.after:
        return 0
    return share_of(item.amount, rate) if item.amount >= rule.least_amount else 0


@compiled
def accrue(item: Record, accruing: Accruing, reached: Mask, accrued: Cents) -> None:
    """Add what a delivery accrues to its reseller's quarters (quarters, k); `reached` is (k,)."""
    if not accruing.products[item.product]:
        return
    for k in range(len(reached)):
        if reached[k]:
            amount = accrual(item, accruing.rules[k], accruing.rates[k])
            if amount > 0:
                accrued[accruing.quarter[item.delivered], k] += amount


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
    items: Records,
    rows: Rows,
    owners: Rows,
    accruing: Accruing,
    reached: Mask,
    k: int,
    cents: Cents,
) -> None:
    """Fill `cents` (j,) with what the items in `rows`, of `owners`, accrued under lever `k`."""
    for at in range(len(rows)):
        item = items[rows[at]]
        if reached[owners[at], k] and item.delivered >= 0:
            cents[at] = accrual(item, accruing.rules[k], accruing.rates[k])
