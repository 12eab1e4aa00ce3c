"""The book of one run: all arrays together, and the few things that institutions may do to it."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.advancing import advance, take_receipts
from simulator.book.lines import set_limits
from simulator.book.reviews import announce_limits
from simulator.book.state import ALIVE, Cents, Floats, Ints, Records
from simulator.calendar import Calendar


@dataclass
class Book:
    """What is owed, and what moved, up to the close of ordinal `closed`.

    Attributes:
        stack, items, carried, resellers, accounts, lines, products, insurers, days, rules: see
            `state.py`; `carried` is (i, l): what each line carried at delivery, cents.
        ordered_on: (i,) day on which each order was placed.
        payables, receivables, waiting: the resellers' queues, (i,), from each one's first item on.
        opening_limits, opening_used: (c, l) sums before the first business day, cents.
        opening_cash: all resellers' cash before the first business day, cents.
        closed: the last ordinal that all resellers have lived through; −1 at first.
    """

    calendar: Calendar
    resellers: Records
    wake: Ints
    accounts: Records
    lines: Records
    stack: Records
    items: Records
    payables: Records
    receivables: Records
    ordered_on: Ints
    waiting: Ints
    carried: Cents
    products: Records
    insurers: Records
    distributors: Records
    earnings: Records
    earned: Records
    until: Ints
    review_on: Ints
    uniforms: Floats
    days: Records
    due_day: Ints
    rules: Records
    ledger: Cents
    market: Cents
    log: Ints
    failures: Ints
    counts: Cents
    cells: tuple[int, int]
    opening_limits: Cents = field(init=False)
    opening_used: Cents = field(init=False)
    opening_cash: int = field(init=False)
    closed: int = -1

    def __post_init__(self) -> None:
        """Take the opening position's sums."""
        self.opening_limits = self.by_cell("limit")
        self.opening_used = self.by_cell("used")
        self.opening_cash = int(self.resellers["cash"].sum())

    @property
    def publisher_places(self) -> range:
        """The places of the publisher's lines."""
        return range(2, self.lines.shape[1] - 1)

    @property
    def own_risk_place(self) -> int:
        """The place of the own-risk line."""
        return self.lines.shape[1] - 1

    def by_cell(self, column: str) -> Cents:
        """Return "limit" or "used" now, summed over accounts: shape (c, l), cents."""
        out = np.zeros((self.cells[0] * self.cells[1], self.lines.shape[1]), np.int64)
        np.add.at(out, self.accounts["cell"], self.lines[column])
        return out

    def advance(self, through: int) -> None:
        """Run every reseller up to the close of ordinal `through`."""
        if through > self.closed:
            advance(
                self.resellers, self.wake, self.accounts, self.lines, self.stack, self.items,
                self.payables,
                self.receivables,
                self.waiting,
                self.carried, self.products, self.insurers, self.distributors, self.earnings, self.earned, self.until, self.review_on,
                self.uniforms, self.days, self.due_day, self.calendar.next_ordinal, self.rules,
                self.ledger, self.market, self.log, self.failures, self.counts, through,
            )
            self.closed = through

    def take_accounts(self) -> None:
        """Bring cash up to the last close: money that came to resellers with nothing to do."""
        take_receipts(self.resellers, self.receivables, self.market, self.closed)

    def lives(self) -> npt.NDArray[np.bool_]:
        """Return for each account whether its reseller lives, (a,)."""
        alive: npt.NDArray[np.bool_] = self.resellers["state"][self.accounts["reseller"]] == ALIVE
        return alive

    def set_limits(self, rows: Ints, place: int, limits: Cents | int, ordinal: int) -> None:
        """Set the limits (cents) of the lines at `place` of the accounts in `rows`."""
        rows = np.asarray(rows, np.int32)
        amounts = np.broadcast_to(np.asarray(limits, np.int64), rows.shape).copy()
        set_limits(
            self.accounts, self.lines, self.resellers, self.wake, self.ledger, rows, place, amounts,
            ordinal,
        )

    def announce_limits(self, rows: Ints, cause: int, ordinal: int, binds: Ints | int) -> None:
        """Let the insurers' new view of the accounts in `rows` bind: cuts from `binds` on."""
        rows = np.asarray(rows, np.int32)
        when = np.broadcast_to(np.asarray(binds, np.int32), rows.shape).copy()
        announce_limits(
            self.accounts, self.lines, self.resellers, self.wake, self.ledger,
            rows, cause, ordinal, when,
        )

    def delivered_since(self, seen: int) -> Any:
        """Return the rows of items delivered since the log's place `seen`."""
        return self.log[seen : int(self.counts[0])]

    def failed_since(self, seen: int) -> Any:
        """Return the resellers that failed since the failures' place `seen`."""
        return self.failures[seen : int(self.counts[1])]
