"""A firm order, or so much accumulated, earns a publisher line for so many days."""

from typing import TYPE_CHECKING

from simulator.measures.base import EarnedTerms, everybody

if TYPE_CHECKING:
    from simulator.processes.simulation import Process, Simulation


class FirmOrderLine(EarnedTerms):
    """Each firm order of the product that reaches the threshold, or their sum, earns a line."""

    def unfolding(self, simulation: "Simulation", place: int) -> "Process":
        """From the window's first day on, let the eligible accounts' deliveries earn lines."""
        first, after = self.window(simulation)
        yield from self.earning(simulation, place, first, after, everybody(simulation))
