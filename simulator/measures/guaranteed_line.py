"""The publisher guarantees a further line on eligible accounts until a date."""

from typing import TYPE_CHECKING

import numpy as np

from simulator.measures.base import LineMeasure, first_of_months
from simulator.processes.simulation import MEASURES
from simulator.study.fields import parameter
from simulator.units import cents

if TYPE_CHECKING:
    from simulator.processes.simulation import Process, Simulation


class GuaranteedLine(LineMeasure):
    """A line on each eligible account from the window's start, or from the month it is eligible."""

    requires_insured_limit: bool = parameter(
        True,
        unit="yes/no",
        grade="A",
        source="announced plan: not for cancelled limits",
        meaning="Whether an account whose insured limit was cancelled is left out.",
    )

    def unfolding(self, simulation: "Simulation", place: int) -> "Process":
        """Enrol on the first day and at each month's start; close all lines after the last day."""
        first, after = self.window(simulation)
        enrolled = np.zeros(simulation.portfolio.accounts, bool)
        for ordinal in first_of_months(simulation, first, after):
            if ordinal >= after:
                break
            yield from simulation.look(ordinal, MEASURES)
            wanted = self.eligible(simulation) & ~enrolled
            if self.requires_insured_limit:
                wanted &= simulation.insured_limits(ordinal) > 0
            enrolled |= wanted
            rows = np.flatnonzero(wanted).astype(np.int32)
            simulation.book.set_limits(rows, place, cents(self.amount_eur), ordinal)
        if after < simulation.calendar.business_days:
            yield from simulation.look(after, MEASURES)
            rows = np.flatnonzero(enrolled).astype(np.int32)
            simulation.book.set_limits(rows, place, 0, after)
