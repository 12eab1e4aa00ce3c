"""The book of one run: all arrays together, and the few things that institutions may do to it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.advancing import advance, take_receipts
from simulator.book.lines import add_rows, insured_limits, living_accounts, set_limits
from simulator.book.rebates import Rebates, pay_rebates
from simulator.book.reviews import announce_limits
from simulator.book.state import (
    FIRST_LINE,
    FIRST_PUBLISHER,
    MARKET_COLUMNS,
    RECEIVABLE,
    Cents,
    Floats,
    Ints,
    Records,
)
from simulator.calendar import Calendar
from simulator.memory import empty


@dataclass
class Book:
    """What is owed, and what moved, up to the close of ordinal `closed`.

    Attributes:
        stack, items, carried, resellers, accounts, lines, products, insurers, days, rules: see
            `state.py`; `carried` is (i, l): what each line carried at delivery, cents.
        wake: (n,) the ordinal on which each reseller next has something to do.
        ordered_on: (i,) day on which each order was placed.
        price_change: (i,) what customers pay beyond amount and margin, cents; (0,): nothing.
        payables, receivables, waiting: the resellers' queues, (i,), from each one's first item on.
        earnings, earned, until: (k,), (a, k) and (a, k, slots): see `earning.py`.
        rebates: what deliveries accrue, and when it is settled.
        hazards: (insurers, b) of a cut at a review.
        review_on: (positions, months + 1) ordinals of reviews.
        uniforms: (months, a, 3) draws of reviews.
        due_day: (d, b) day on which a delivery's invoice is due.
        ledger: (b, c, ·) flows of cells; market: (b, ·) flows and numbers of resellers.
        failures: (n,) resellers in order of failure; failed: (1,) how many it holds.
        cells: numbers of distributors and of insurers.
        opening_limits, opening_used: (c, l) sums before the first business day, cents.
        opening_cash: all resellers' cash before the first business day, cents.
        closed: the last ordinal that all resellers have lived through; −1 at first.
    """

    calendar: Calendar
    resellers: Records
    accounts: Records
    lines: Records
    stack: Records
    items: Records
    payables: Records
    ordered_on: Ints
    carried: Cents
    price_change: Cents
    products: Records
    insurers: Records
    distributors: Records
    earnings: Records
    earned: Records
    until: Ints
    rebates: Rebates
    hazards: Floats
    review_on: Ints
    uniforms: Floats
    days: Records
    due_day: Ints
    rules: Records
    cells: tuple[int, int]
    wake: Ints = field(init=False)
    receivables: Records = field(init=False)
    waiting: Ints = field(init=False)
    ledger: Cents = field(init=False)
    market: Cents = field(init=False)
    failures: Ints = field(init=False)
    failed: Cents = field(init=False)
    opening_limits: Cents = field(init=False)
    opening_used: Cents = field(init=False)
    opening_cash: int = field(init=False)
    closed: int = -1

    def __post_init__(self) -> None:
        """Begin with empty queues and counts, and take the opening position's sums."""
        items, resellers = len(self.items), len(self.resellers)
        self.wake = np.zeros(resellers, np.int32)
        self.receivables = empty(items, RECEIVABLE)
        self.waiting = empty(items, np.int32)
        days, columns = self.calendar.business_days, FIRST_LINE + 4 * len(self.stack)
        self.ledger = np.zeros((days, self.cells[0] * self.cells[1], columns), np.int64)
        self.market = np.zeros((days, MARKET_COLUMNS), np.int64)
        self.failures = np.empty(resellers, np.int32)
        self.failed = np.zeros(1, np.int64)
        self.opening_limits = self.by_cell("limit")
        self.opening_used = self.by_cell("used")
        self.opening_cash = int(self.resellers["cash"].sum())

    @property
    def publisher_places(self) -> range:
        """The places of the publisher's lines."""
        return range(FIRST_PUBLISHER, self.own_risk_place)

    @property
    def own_risk_place(self) -> int:
        """The place of the own-risk line."""
        return len(self.stack) - 1

    def by_cell(self, column: str) -> Cents:
        """Return "limit" or "used" now, summed over accounts: shape (c, l), cents."""
        out = np.zeros((self.cells[0] * self.cells[1], self.lines.shape[1]), np.int64)
        add_rows(out, self.accounts["cell"], self.lines[column])
        return out

    def advance(self, through: int) -> None:
        """Run every reseller up to the close of ordinal `through`."""
        if through > self.closed:
            advance(
                self.resellers,
                self.wake,
                self.accounts,
                self.lines,
                self.stack,
                self.items,
                self.payables,
                self.receivables,
                self.waiting,
                self.carried,
                self.price_change,
                self.products,
                self.insurers,
                self.distributors,
                self.earnings,
                self.earned,
                self.until,
                self.rebates.accruing,
                self.rebates.reached,
                self.rebates.accrued,
                self.hazards,
                self.review_on,
                self.uniforms,
                self.days,
                self.due_day,
                self.calendar.next_ordinal,
                self.rules,
                self.ledger,
                self.market,
                self.failures,
                self.failed,
                through,
            )
            self.closed = through

    def take_accounts(self) -> None:
        """Bring cash up to the last close: money that came to resellers with nothing to do."""
        take_receipts(self.resellers, self.receivables, self.market, self.closed)

    def insured_limits(self, ordinal: int) -> Cents:
        """Return the insured limits that bind on a day, notices that run out too, (a,) cents."""
        limits = np.empty(len(self.accounts), np.int64)
        insured_limits(self.accounts, self.lines, ordinal, limits)
        return limits

    def pay_rebates(self, amounts: Cents, ordinal: int) -> None:
        """Pay living resellers amounts (n,), cents, with the receipts of the day `ordinal`."""
        pay_rebates(self.resellers, self.wake, amounts, ordinal, self.market)

    def lives(self) -> npt.NDArray[np.bool_]:
        """Return for each account whether its reseller lives, (a,)."""
        alive = np.empty(len(self.accounts), np.bool_)
        living_accounts(self.resellers, self.accounts, alive)
        return alive

    def set_limits(self, rows: Ints, place: int, limits: Cents | int, ordinal: int) -> None:
        """Set the limits (cents) of the lines at `place` of the accounts in `rows`."""
        rows = np.asarray(rows, np.int32)
        amounts = np.broadcast_to(np.asarray(limits, np.int64), rows.shape).copy()
        set_limits(
            self.accounts,
            self.lines,
            self.resellers,
            self.wake,
            self.ledger,
            rows,
            place,
            amounts,
            ordinal,
        )

    def announce_limits(self, rows: Ints, cause: int, ordinal: int, binds: Ints | int) -> None:
        """Let the insurers' new view of the accounts in `rows` bind: cuts from `binds` on."""
        rows = np.asarray(rows, np.int32)
        when = np.broadcast_to(np.asarray(binds, np.int32), rows.shape).copy()
        announce_limits(
            self.accounts,
            self.lines,
            self.resellers,
            self.wake,
            self.ledger,
            rows,
            cause,
            ordinal,
            when,
        )

    def failed_since(self, seen: int) -> Any:
        """Return the resellers that failed since the failures' place `seen`."""
        return self.failures[seen : int(self.failed[0])]
