"""The publisher guarantees a further line on eligible accounts until a date."""

from typing import TYPE_CHECKING

from simulator.measures.base import GuaranteedTerms, everybody

if TYPE_CHECKING:
    from simulator.processes.simulation import Process, Simulation


class GuaranteedLine(GuaranteedTerms):
    """A line on each eligible account from the window's start, or from the month it is eligible."""

    def unfolding(self, simulation: "Simulation", place: int) -> "Process":
        """Enrol on the first day and at each month's start; close all lines after the last day."""
        first, after = self.window(simulation)
        yield from self.enrolling(simulation, place, first, after, everybody(simulation))
