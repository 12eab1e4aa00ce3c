"""What every measure of a programme has: a name, a window, whom it applies to, and its levers."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np
import numpy.typing as npt
from pydantic import model_validator

from simulator.market.levers import Ground, Levers
from simulator.study.fields import Euros, Share, Table, parameter
from simulator.units import NEVER, Cents

if TYPE_CHECKING:
    from simulator.book.record import Record
    from simulator.processes.simulation import Process, Simulation


class Posting(NamedTuple):
    """Amounts (k,), cents, from one party to another at ordinals of business days (k,)."""

    giver: str
    taker: str
    kind: str
    ordinals: npt.NDArray[Any]
    cents: Cents


class Measure(Table):
    """One `[[measure]]` of a programme: the base checks, the kind's file adds what differs."""

    kind: str = parameter(unit="name", meaning="The kind of measure.", example="guaranteed_line")
    name: str = parameter(unit="name", meaning="Its name in results.", example="etc_line")
    starts: date = parameter(unit="date", meaning="Its first day.", example="2009-03-16")
    ends: date = parameter(unit="date", meaning="Its last day.", example="2009-06-30")
    distributors: list[str] = parameter(
        [], unit="names", meaning="Wholesalers it applies to; empty: all."
    )
    reseller_kinds: list[str] = parameter(
        [], unit="names", meaning="Kinds of reseller it applies to; empty: all."
    )
    ratings: list[int] = parameter(
        [], unit="ratings", meaning="Ratings it applies to, 1 best to 10; empty: all."
    )
    take_part_share: Share = parameter(
        1.0, unit="share", meaning="Share of those eligible who take part."
    )

    grants_line: ClassVar[bool] = False
    """Whether the measure opens a publisher line on accounts."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            raise ValueError(f"the measure ends ({self.ends}) before it starts ({self.starts})")
        return self

    @property
    def most_lines(self) -> int:
        """The most lines that an account may earn by deliveries at a time; 0: it earns none."""
        return 0

    def levers(self, ground: Ground) -> Levers:
        """Return what the measure pulls before the run."""
        return Levers()

    def postings(self, record: "Record") -> Iterable[Posting]:
        """Return what it moved, of a finished run, that no process posted."""
        return ()

    def unfolding(self, simulation: "Simulation", place: int) -> "Process":
        """Run the measure as a process; `place` is that of its publisher line, if it grants one."""
        raise TypeError(f"the kind {self.kind} does not say how it unfolds")

    def window(self, simulation: "Simulation") -> tuple[int, int]:
        """Return the ordinals of the first business day in the window and of the first after it.

        Either is `NEVER`-like (the number of business days) if the run ends before.
        """
        days = simulation.calendar.business_days
        number, from_day = simulation.calendar.number, simulation.calendar.ordinal_from
        first, after = from_day(number(self.starts)), from_day(number(self.ends) + 1)
        return min(first, days), min(after, days)

    def eligible(self, simulation: "Simulation") -> npt.NDArray[np.bool_]:
        """Return which accounts the measure reaches today, (accounts,): living and taking part."""
        portfolio = simulation.portfolio
        wanted = simulation.book.lives() & self._takers(simulation)
        if self.distributors:
            its = [portfolio.distributors.index(d) for d in self.distributors]
            wanted &= np.isin(portfolio.account_distributor, its)
        if self.reseller_kinds:
            kinds = [portfolio.kinds.index(k) for k in self.reseller_kinds if k in portfolio.kinds]
            wanted &= np.isin(portfolio.kind[portfolio.account_reseller], kinds)
        if self.ratings:
            wanted &= np.isin(simulation.book.accounts["rating"], self.ratings)
        return wanted

    def _takers(self, simulation: "Simulation") -> npt.NDArray[np.bool_]:
        every = np.arange(simulation.portfolio.accounts, dtype=np.int32)
        if self.take_part_share == 1:
            return np.ones(len(every), bool)
        uniforms = simulation.uniforms(f"take-part/{self.name}", every)[:, 0]
        return np.asarray(uniforms < self.take_part_share)


class LineMeasure(Measure):
    """A measure that opens a publisher line on accounts."""

    amount_eur: Euros = parameter(
        5_000.0,
        unit="EUR",
        meaning="Limit of the line.",
        grade="A",
        source="announced plan, trade press of March 2009",
    )
    dedicated: bool = parameter(
        False, unit="yes/no", meaning="Whether only the publisher's products draw on it."
    )
    coverage_share: Share = parameter(
        1.0,
        unit="share",
        grade="C",
        meaning="Share of a loss on the line that the publisher bears.",
    )
    claim_delay_days: int = parameter(
        30,
        low=0,
        high=3650,
        unit="days",
        grade="C",
        meaning="Days from failure until the publisher pays.",
    )

    grants_line: ClassVar[bool] = True


def first_of_months(simulation: "Simulation", first: int, after: int) -> list[int]:
    """Return `first` and the first business days of the months that begin before `after`."""
    if first >= NEVER or first >= simulation.calendar.business_days:
        return []
    return [first, *(o for o in simulation.month_starts() if first < o < after)]
