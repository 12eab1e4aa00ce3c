"""What every observation of a record has, and how an observable is measured."""

import math
from datetime import date
from typing import ClassVar, Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import field_validator, model_validator

from simulator.book.limit_history import LimitHistory
from simulator.book.record import Record
from simulator.book.state import CUT_BY, INSURED, Cents, Records
from simulator.study.fields import Share, Table, parameter
from simulator.study.names import ALLOWED, fault_of
from simulator.units import NEVER

Bools = npt.NDArray[np.bool_]
LARGEST = 1e15
"""Of observed numbers, so that a slip of the pen is seen."""


class Observable(Table):
    """One `[[observation]]` of a record: what was seen, and how the model's record is asked for it.

    The file of a quantity measures it; where it needs keys of its own it declares them.
    """

    quantity: str = parameter(
        unit="name", meaning="What was observed: one of the observables.", example="failures"
    )
    name: str = parameter(unit="name", meaning="Its name in results.", example="failures_2009")
    title: str = parameter("", unit="text", meaning="What charts call it.")
    title_fr: str = parameter("", unit="text", meaning="What charts in French call it.")
    value: float | None = parameter(
        None, low=-LARGEST, high=LARGEST, unit="of the quantity", meaning="The number observed."
    )
    tolerance: float = parameter(
        0.0,
        low=0,
        high=LARGEST,
        unit="of the quantity",
        meaning="How far off `value` may be: it stands for value ± tolerance.",
    )
    low: float | None = parameter(
        None, low=-LARGEST, high=LARGEST, unit="of the quantity", meaning="At least so much."
    )
    high: float | None = parameter(
        None, low=-LARGEST, high=LARGEST, unit="of the quantity", meaning="At most so much."
    )
    against: str | None = parameter(
        None,
        unit="name",
        meaning="Assumptions over which the quantity is taken as a ratio, in the same replication "
        "and without a programme.",
    )
    source: str = parameter(
        unit="text", meaning="Where it was read.", example="trade press, March 2009"
    )
    grade: Literal["A", "B", "C"] = parameter(
        unit="name",
        meaning="A read in the source named, B recalled, C estimated.",
        example="A",
    )
    use: Literal["calibration", "check"] = parameter(
        unit="name",
        meaning="Whether inputs were set to meet it, or whether it was kept to check them.",
        example="check",
    )
    note: str = parameter("", unit="text", meaning="What should be known of the comparison.")

    unit: ClassVar[str]
    meaning: ClassVar[str]

    @field_validator("name")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        if fault_of(name):
            raise ValueError(ALLOWED)
        return name

    @field_validator("source")
    @classmethod
    def _says_something(cls, source: str) -> str:
        if not source.strip():
            raise ValueError("where it was read, in a few words")
        return source

    @model_validator(mode="after")
    def _says_what_was_seen(self) -> Self:
        ranged = self.low is not None or self.high is not None
        if self.value is None and not ranged:
            raise ValueError("no value: give `value`, or `low` and `high`, or one of them")
        if self.value is not None and ranged:
            raise ValueError("value stands for itself: give it, or `low` and `high`, not both")
        if self.value is None and self.tolerance:
            raise ValueError("tolerance belongs to a `value`")
        if self.low is not None and self.high is not None and self.high < self.low:
            raise ValueError(f"low ({self.low:g}) is above high ({self.high:g})")
        return self

    @property
    def observed(self) -> tuple[float, float]:
        """The range that the observation leaves: low and high, infinite where it is open."""
        if self.value is not None:
            return self.value - self.tolerance, self.value + self.tolerance
        low = -math.inf if self.low is None else self.low
        return low, math.inf if self.high is None else self.high

    @property
    def when(self) -> str:
        """The day or days that it speaks of, as ISO dates."""
        raise TypeError(f"{type(self).__name__} does not say of when it speaks")

    def measure(self, record: Record) -> float:  # noqa: ARG002
        """Return what a run came to, in the observable's unit; NaN where it is not defined."""
        raise TypeError(f"{type(self).__name__} does not measure")


class OnADay(Observable):
    """An observation of one day: the state at its close, or at the last business day's before."""

    on: date = parameter(unit="date", meaning="The day of which it speaks.", example="2009-03-16")

    @property
    def when(self) -> str:
        return self.on.isoformat()


class InAWindow(Observable):
    """An observation of what happened from one day to another, both included."""

    starts: date = parameter(unit="date", meaning="Its first day.", example="2009-02-02")
    ends: date = parameter(unit="date", meaning="Its last day.", example="2009-02-27")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            raise ValueError(f"the window ends ({self.ends}) before it starts ({self.starts})")
        return self

    @property
    def when(self) -> str:
        return f"{self.starts} to {self.ends}"


class OfRevisions(InAWindow):
    """An observation of insurers' revisions: limits that fell from one close to the next."""

    distributor: str | None = parameter(
        None, unit="name", meaning="The wholesaler whose accounts are meant; none: all."
    )
    causes: list[Literal["wave", "incident", "review", "crowding"]] = parameter(
        [], unit="names", meaning="What the revisions came from; empty: whatever it was."
    )
    least_fall: Share = parameter(
        0.1,
        unit="share",
        meaning="Smaller falls are no revision: an insurer's general factor moves all limits.",
    )

    def revisions(self, record: Record) -> Records:
        """Return the revisions meant, `MOVE` records, (k,)."""
        first, last = ordinals_in(record, self.starts, self.ends)
        moves = history_of(record).moved(first, last, INSURED)
        fell = moves["before"] - moves["after"] > self.least_fall * moves["before"]
        if self.causes:
            fell &= np.isin(moves["cause"], [code_of(cause) for cause in self.causes])
        revised: Records = moves[fell & accounts_of(record, self.distributor)[moves["account"]]]
        return revised


def code_of(cause: str) -> int:
    """Return the code of what cut a limit; one that no run knows has none (−2)."""
    return CUT_BY.index(cause) if cause in CUT_BY else -2


def history_of(record: Record) -> LimitHistory:
    """Return the limits that a run watched.

    Raises:
        ValueError: it was not asked to.
    """
    if record.limit_history is None:
        raise ValueError("the run watched no limits: call run(..., keep_limits=True)")
    return record.limit_history


def close_of(record: Record, day: date) -> int:
    """Return the ordinal of the last business day on or before a date; −1 before the run."""
    number = record.calendar.number(day)
    return int(np.searchsorted(record.calendar.day_of, number, side="right")) - 1


def ordinals_in(record: Record, starts: date, ends: date) -> tuple[int, int]:
    """Return the first and last ordinal of the business days in a window."""
    first = int(np.searchsorted(record.calendar.day_of, record.calendar.number(starts)))
    return first, close_of(record, ends)


def lives_at(record: Record, ordinal: int) -> Bools:
    """Return which resellers have not failed by the close of a business day, (n,)."""
    failed_on = record.book.resellers["failed_on"]
    return np.asarray((failed_on > ordinal) | (failed_on >= NEVER))


def accounts_of(record: Record, distributor: str | None) -> Bools:
    """Return which accounts are a wholesaler's, or all of them, (a,)."""
    portfolio = record.portfolio
    if distributor is None:
        return np.ones(portfolio.accounts, bool)
    return np.asarray(portfolio.account_distributor == portfolio.distributors.index(distributor))


def cells_of(record: Record, distributor: str | None) -> slice:
    """Return a wholesaler's cells in the book's flows and stocks, or all of them."""
    if distributor is None:
        return slice(None)
    insurers = record.book.cells[1]
    code = record.portfolio.distributors.index(distributor)
    return slice(code * insurers, (code + 1) * insurers)


def any_account(record: Record, accounts: Bools) -> Bools:
    """Return which resellers have one of the accounts chosen, (n,)."""
    found = np.zeros(record.portfolio.resellers, bool)
    found[record.portfolio.account_reseller[accounts]] = True
    return found


def reference_of(record: Record) -> Cents:
    """Return the limits before the crisis, (a,) cents."""
    reference: Cents = record.book.accounts["reference"]
    return reference
