"""What happened in one run, and the series that follow from it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.book import Book
from simulator.book.claims import Claims
from simulator.book.costs import Costs, items_of, together
from simulator.book.ledger import Ledger
from simulator.book.limit_history import LimitHistory
from simulator.book.state import (
    ACTIVE,
    CLAIMS,
    DRAWN,
    FAILED,
    FREED,
    FROM_CUSTOMERS,
    FROM_FINANCING,
    FROZEN,
    INSURED,
    LIMIT_CHANGE,
    LIVING,
    PREPAID_FLOW,
    PUBLIC,
    SHORT,
    Cents,
    Floats,
    ledger_column,
)
from simulator.book.tallies import (
    DAY_BLOCKED,
    DAY_DELIVERED,
    DAY_DEMAND,
    DAY_LOST,
    DAY_LOST_WAITING,
    SALES,
    SALES_TO_ESTATES,
    Tallies,
    tally,
)
from simulator.calendar import Calendar
from simulator.market.levers import Levers
from simulator.market.orders import OrderBook
from simulator.market.portfolio import Portfolio
from simulator.study.schema import World

PERCENTILES = (5, 25, 50, 75, 95)
"""Of living resellers' cash."""
ROLLING_DAYS = 20
"""Business days over which the blockage rate rolls."""


@dataclass(frozen=True)
class Record:
    """A finished run: everything that outcomes measure.

    Attributes:
        measures: the programme, in its order.
        orders: those that the programme made of the base book.
        levers: what the programme pulled before the run.
        cash_ordinals, cash_percentiles: months' last closes (m,) and, at each, the `PERCENTILES` of
            living resellers' cash (m, 5), cents.
        trail: every close's cash and limits, if an audit keeps them.
        limit_history: each account's insured and public limits, if the run watched them.
    """

    world: World
    measures: tuple[Any, ...]
    calendar: Calendar
    portfolio: Portfolio
    orders: OrderBook
    levers: Levers
    book: Book
    ledger: Ledger
    claims: Claims
    cash_ordinals: npt.NDArray[np.int64]
    cash_percentiles: Floats
    trail: Any = None
    limit_history: LimitHistory | None = None

    @cached_property
    def measured(self) -> slice:
        """The ordinals of the measured window."""
        return slice(self.calendar.first_measured, self.calendar.business_days)

    @property
    def decile(self) -> npt.NDArray[np.int8]:
        """Each reseller's size decile by annual purchases, 0 the smallest, (n,)."""
        return self.portfolio.decile

    @cached_property
    def tallies(self) -> Tallies:
        """Sums over orders by group and day."""
        book, portfolio = self.book, self.portfolio
        return tally(
            book.items,
            book.carried,
            book.price_change,
            book.resellers,
            book.accounts,
            book.products,
            book.days,
            self.calendar.next_ordinal,
            book.rules,
            book.ordered_on,
            portfolio.kind,
            self.decile,
            (len(portfolio.products), len(portfolio.kinds), *book.cells),
        )

    @cached_property
    def totals(self) -> Cents:
        """The tallies' columns over all orders of the window."""
        total: Cents = self.tallies.by_product.sum(axis=0)
        return total

    def accrued(self, measure: str) -> Costs:
        """Return what accrued as rebates or rewards under a measure, order by order.

        The warm-up's too; what the world's back margin accrued has a blank for a measure.
        """
        own = np.flatnonzero(self.book.products["publisher"][self.orders.product])
        rows, owners = items_of(self.orders, self.book.resellers, own)
        return together(self.book.rebates.costs(self.book.items, rows, owners, measure))

    def flow(self, column: int) -> Cents:
        """Return a ledger column by business day and cell, (b, c) cents."""
        flow: Cents = self.book.ledger[:, :, column]
        return flow

    def stock(self, opening: Cents, *signed: tuple[int, int]) -> Cents:
        """Return a stock at each close (b, c): opening (c,) + the sum of sign × ledger column."""
        change = sum(sign * self.flow(column) for sign, column in signed)
        stock: Cents = opening + np.cumsum(change, axis=0)
        return stock

    @cached_property
    def used(self) -> Cents:
        """Use of lines at each close, by cell and line, (b, c, l) cents."""
        return np.stack(
            [
                self.stock(
                    self.book.opening_used[:, place],
                    (1, ledger_column(place, DRAWN)),
                    (-1, ledger_column(place, FREED)),
                    (-1, ledger_column(place, CLAIMS)),
                )
                for place in range(len(self.book.stack))
            ],
            axis=2,
        )

    @cached_property
    def limits(self) -> Cents:
        """Limits of lines at each close, by cell and line, (b, c, l) cents."""
        return np.stack(
            [
                self.stock(
                    self.book.opening_limits[:, place], (1, ledger_column(place, LIMIT_CHANGE))
                )
                for place in range(len(self.book.stack))
            ],
            axis=2,
        )

    @cached_property
    def publisher_places(self) -> list[int]:
        """The places of the publisher's lines."""
        return list(self.book.publisher_places)

    @cached_property
    def uninsured(self) -> Floats:
        """Receivables that nobody would indemnify, at each close, (b,) cents, not rounded."""
        insurers = self.book.cells[1]
        total = self.used.sum(axis=(1, 2))
        covered = self.used[:, :, PUBLIC].sum(axis=1) * self.world.public_cover.covered_share
        for code, name in enumerate(self.portfolio.distributors):
            its = self.used[:, code * insurers : (code + 1) * insurers, INSURED].sum(axis=1)
            covered += its * self.world.distributors[name].insured_percentage
        lines = [m for m in self.measures if m.grants_line]
        for place, measure in zip(self.publisher_places, lines, strict=True):
            covered += self.used[:, :, place].sum(axis=1) * measure.coverage_share
        return np.asarray(total - covered, np.float64)

    def heads(self, column: int, opening: int = 0) -> Cents:
        """Return a number of resellers at each close, (b,)."""
        return opening + np.cumsum(self.book.market[:, column])

    @cached_property
    def living(self) -> Cents:
        """Living resellers at each close, (b,)."""
        return self.heads(LIVING, self.portfolio.resellers)

    @cached_property
    def active(self) -> Cents:
        """Active resellers at each close: alive, with an order in the last 90 days, (b,)."""
        return self.heads(ACTIVE)

    @cached_property
    def frozen(self) -> Cents:
        """Active resellers whose headroom is under their median order, at each close, (b,)."""
        return self.heads(FROZEN)

    @cached_property
    def short(self) -> Cents:
        """Living resellers with cash below zero, at each close, (b,)."""
        return self.heads(SHORT)

    @cached_property
    def failed(self) -> Cents:
        """Failures so far in the measured window, at each close of it, (window,)."""
        return np.cumsum(self.book.market[self.measured, FAILED])

    def day(self, column: int) -> Cents:
        """Return a daily tally of orders over the window, (window,) cents."""
        return self.tallies.days[self.measured, column]

    @cached_property
    def demand(self) -> Cents:
        """Demand that traded first on each day of the window, (window,) cents."""
        return self.day(DAY_DEMAND)

    @cached_property
    def blocked(self) -> Cents:
        """The part of demand that was blocked on its first day, (window,) cents."""
        return self.day(DAY_BLOCKED)

    @cached_property
    def waiting(self) -> Cents:
        """Value of the window's orders that wait at each close, (window,) cents."""
        gone = self.day(DAY_DELIVERED) + self.day(DAY_LOST) + self.day(DAY_LOST_WAITING)
        return np.cumsum(self.demand - gone)

    @cached_property
    def rolling_blockage(self) -> Floats:
        """Blocked over demand of the last 20 business days of the window, (window,).

        NaN before there are 20, and where nothing was demanded.
        """
        blocked, demand = _rolling(self.blocked), _rolling(self.demand)
        with np.errstate(invalid="ignore", divide="ignore"):
            rate = np.where(demand > 0, blocked / demand, np.nan)
        rate[: ROLLING_DAYS - 1] = np.nan
        return np.asarray(rate, np.float64)

    @cached_property
    def receivables(self) -> Cents:
        """What customers and the financing arm owe living resellers, at each close, (b,) cents."""
        money, market = self.tallies.money, self.book.market
        received = market[:, FROM_CUSTOMERS] + market[:, FROM_FINANCING]
        return np.cumsum(money[:, SALES] - money[:, SALES_TO_ESTATES] - received)

    @cached_property
    def payables(self) -> Cents:
        """What resellers owe distributors at each close, (b,) cents."""
        total: Cents = self.used.sum(axis=(1, 2))
        return total

    @cached_property
    def purchases(self) -> Cents:
        """What distributors deliver each day, on credit or prepaid, (b,) cents."""
        drawn = sum(self.flow(ledger_column(p, DRAWN)) for p in range(len(self.book.stack)))
        total: Cents = (drawn + self.flow(PREPAID_FLOW)).sum(axis=1)
        return total

    @cached_property
    def claims_measured(self) -> npt.NDArray[np.bool_]:
        """Which claims come from failures in the measured window, (k,)."""
        mask: npt.NDArray[np.bool_] = self.claims.failed_on >= self.calendar.first_measured
        return mask

    @cached_property
    def costs(self) -> dict[str, Costs]:
        """What each measure cost the publisher, order by order, by the measure's name."""
        return {measure.name: measure.costs(self) for measure in self.measures}

    def borne(self, place: int) -> int:
        """Return the measured claims that a payer bears (−1: the distributors), cents."""
        return int(self.claims.borne[self.claims_measured, place].sum())

    def recovered(self, place: int) -> int:
        """Return what a payer has recovered or will recover of the measured claims, cents."""
        return int(self.claims.recovered[self.claims_measured, place].sum())


def _rolling(values: Cents) -> Cents:
    cumulated: Cents = np.cumsum(values)
    before = np.concatenate([np.zeros(min(ROLLING_DAYS, len(values)), np.int64), cumulated])
    rolling: Cents = cumulated - before[: len(values)]
    return rolling
