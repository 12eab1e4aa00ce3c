"""What every measure of a programme has: a name, a window, whom it reaches, and its levers."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt
from pydantic import model_validator

from simulator.book.costs import NO_COSTS, Costs
from simulator.book.state import Ints
from simulator.calendar import Calendar
from simulator.market.levers import Ground, Levers, Mask
from simulator.measures.base.reach import reached_accounts, taking_part
from simulator.study.fields import Share, Table, parameter
from simulator.study.schema import World
from simulator.units import Cents

if TYPE_CHECKING:
    from simulator.book.record import Record
    from simulator.processes.simulation import Process, Simulation


class Dated(Protocol):
    """Whatever has the run's calendar."""

    @property
    def calendar(self) -> Calendar:
        """The days of the run."""


class Fault(NamedTuple):
    """A value of a measure that does not fit the world: the key, what is wrong, what is allowed."""

    key: str
    problem: str
    allowed: str = ""


class Posting(NamedTuple):
    """Money that a measure moves, beside what lines and rebates do: see `Ledger.post`."""

    giver: str
    taker: str
    kind: str
    ordinals: Ints
    amounts: Cents


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
    adverse_selection: float = parameter(
        0.0,
        low=-10,
        high=10,
        unit="slope",
        grade="C",
        source="estimate; 0: nobody chooses by risk",
        plausible=(0.0, 0.5, 1.5),
        meaning="How much more often bad risks take part: above 0 the worse the rating, the more.",
    )

    grants_line: ClassVar[bool] = False
    """Whether the measure opens a publisher line on accounts."""
    pays_fast: ClassVar[bool] = False
    """Whether the measure has financed orders paid sooner."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            raise ValueError(f"the measure ends ({self.ends}) before it starts ({self.starts})")
        return self

    @property
    def most_lines(self) -> int:
        """The most lines that an account may earn by deliveries at a time; 0: it earns none."""
        return 0

    def faults(self, world: World) -> Iterator[Fault]:
        """Yield what does not fit the world: values that are well formed but cannot be meant."""
        yield from ()

    def discount_on(self, world: World, product: str) -> float:
        """Return what the measure takes off the list price of a product, a share."""
        return 0.0

    def levers(self, ground: Ground) -> Levers:
        """Return what the measure changes before the run: demand, prices, financing, rebates."""
        return Levers()

    def unfolding(self, simulation: "Simulation", place: int) -> "Process":
        """Run the measure as a process; `place` is that of its publisher line, if it grants one."""
        yield from ()

    def costs(self, record: "Record") -> Costs:
        """Return what the measure cost the publisher, order by order."""
        return NO_COSTS

    def postings(self, record: "Record") -> list[Posting]:
        """Return the payments that the measure makes, beside those of lines and rebates."""
        return []

    def window(self, stage: Dated) -> tuple[int, int]:
        """Return the ordinals of the first business day in the window and of the first after it.

        Either is `NEVER`-like (the number of business days) if the run ends before.
        """
        return ordinals_between(stage.calendar, self.starts, self.ends)

    def eligible(self, simulation: "Simulation") -> Mask:
        """Return which accounts the measure reaches today, (accounts,): living and taking part."""
        book = simulation.book
        reached = reached_accounts(self, simulation.portfolio, book.accounts["rating"])
        return np.asarray(book.lives() & reached & self._takers(simulation))

    def resellers(self, ground: Ground) -> Mask:
        """Return which resellers' orders the measure reaches, (n,): by their home account."""
        portfolio = ground.portfolio
        home = portfolio.account_start[:-1]
        ratings = portfolio.rating[portfolio.account_reseller]
        reached = reached_accounts(self, portfolio, ratings)[home]
        return np.asarray(
            reached
            & taking_part(
                self,
                reached,
                portfolio.rating,
                lambda: self._uniforms(ground.chance, portfolio.entities),
            )
        )

    def _takers(self, simulation: "Simulation") -> Mask:
        """Return which accounts take part if they are reached, (accounts,): by first ratings."""
        portfolio = simulation.portfolio
        ratings = portfolio.rating[portfolio.account_reseller]
        return taking_part(
            self,
            reached_accounts(self, portfolio, ratings),
            ratings,
            lambda: self._uniforms(simulation.chance, portfolio.account_entities),
        )

    def _uniforms(self, chance: Any, entities: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
        uniforms: npt.NDArray[np.float64] = chance.uniforms(f"take-part/{self.name}", entities)
        return uniforms[:, 0]


def ordinals_between(calendar: Calendar, starts: date, ends: date) -> tuple[int, int]:
    """Return the ordinals of the first business day from `starts` and of the first after `ends`."""
    days = calendar.business_days
    first = calendar.ordinal_from(calendar.number(starts))
    after = calendar.ordinal_from(calendar.number(ends) + 1)
    return min(first, days), min(after, days)
