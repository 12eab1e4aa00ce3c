"""Wholesalers in talks join an announced line or not, each on its own date."""

from typing import TYPE_CHECKING, Literal

import numpy as np

from simulator.book.reviews import triangular
from simulator.measures.base import EarnedTerms, GuaranteedTerms
from simulator.streams import entity
from simulator.study.fields import DayRange, Share, parameter
from simulator.units import NEVER

if TYPE_CHECKING:
    from simulator.processes.simulation import Process, Simulation


class NegotiatedExtension(GuaranteedTerms, EarnedTerms):
    """Each of its wholesalers joins with a probability, on a drawn date, and then grants lines."""

    terms: Literal["guaranteed", "earned"] = parameter(
        "guaranteed",
        unit="name",
        grade="C",
        source="announced plan: 'similar measures'",
        meaning="Whether its lines are guaranteed, or earned by firm orders.",
    )
    joins_probability: Share = parameter(
        0.5,
        unit="share",
        grade="C",
        source="announced plan: in talks, might not join",
        plausible=(0.2, 0.5, 0.9),
        meaning="Probability that a wholesaler joins.",
    )
    joins_after_days: DayRange = parameter(
        [14, 30, 75],
        unit="days",
        grade="C",
        source="estimate of how long talks last",
        meaning="Days from the window's start until a wholesaler joins: low, most likely, high.",
    )

    @property
    def most_lines(self) -> int:
        """The most lines that an account may have earned at a time; 0 if they are guaranteed."""
        return super().most_lines if self.terms == "earned" else 0

    def unfolding(self, simulation: "Simulation", place: int) -> "Process":
        """Let the accounts of each wholesaler that joins have lines from that day on."""
        begin = self.enrolling if self.terms == "guaranteed" else self.earning
        _, after = self.window(simulation)
        portfolio = simulation.portfolio
        for code, joins_on in enumerate(self.joining_days(simulation)):
            if joins_on < after:
                its = portfolio.account_distributor == code
                simulation.start(begin(simulation, place, joins_on, after, its))
        yield from ()

    def joining_days(self, simulation: "Simulation") -> list[int]:
        """Return the ordinal on which each wholesaler joins, `NEVER` if it does not, by code."""
        portfolio = simulation.portfolio
        numbers = np.array([entity(name) for name in portfolio.distributors], np.uint64)
        uniforms = simulation.chance.uniforms(f"joins/{self.name}", numbers, 2)
        return [
            self._joins_on(simulation, *uniforms[code].tolist())
            if name in (self.distributors or portfolio.distributors)
            else NEVER
            for code, name in enumerate(portfolio.distributors)
        ]

    def _joins_on(self, simulation: "Simulation", u: float, when: float) -> int:
        low, likely, high = self.joins_after_days
        if simulation.chance.enabled:
            joins = u < self.joins_probability
            days = round(float(triangular(float(low), float(likely), float(high), when)))
        else:
            joins, days = self.joins_probability == 1, likely
        calendar = simulation.calendar
        return calendar.ordinal_from(calendar.number(self.starts) + days) if joins else NEVER
