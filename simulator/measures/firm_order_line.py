"""A firm order, or so much accumulated, earns a publisher line for so many days."""

from typing import TYPE_CHECKING, Literal

from simulator.measures.base import LineMeasure
from simulator.processes.simulation import MEASURES
from simulator.study.fields import Euros, parameter
from simulator.units import cents

if TYPE_CHECKING:
    from simulator.processes.simulation import Process, Simulation


class FirmOrderLine(LineMeasure):
    """Each firm order of the product that reaches the threshold, or their sum, earns a line."""

    product: str = parameter("oem", unit="name", meaning="The product whose orders earn lines.")
    threshold_eur: Euros = parameter(
        1_000.0,
        low=0.01,
        unit="EUR",
        grade="A",
        source="announced plan, trade press of March 2009",
        meaning="What must be ordered to earn one line.",
    )
    line_days: int = parameter(
        183,
        low=1,
        high=3650,
        unit="days",
        grade="A",
        source="announced plan: six months",
        meaning="How long an earned line lasts.",
    )
    accumulate: bool = parameter(
        True, unit="yes/no", meaning="Whether orders add up to the threshold."
    )
    stacking: Literal["renew", "stack"] = parameter(
        "renew",
        unit="name",
        meaning="Whether a further earning renews the one line, or adds another up to `max_lines`.",
    )
    max_lines: int = parameter(
        1, low=1, high=100, unit="count", meaning="Most lines at a time when they stack."
    )

    @property
    def most_lines(self) -> int:
        """The most lines that an account may have earned at a time."""
        return self.max_lines if self.stacking == "stack" else 1

    def unfolding(self, simulation: "Simulation", place: int) -> "Process":
        """From the window's first day on, let the eligible accounts' deliveries earn lines."""
        first, after = self.window(simulation)
        if first >= after:
            return
        yield from simulation.look(first, MEASURES)
        simulation.let_deliveries_earn(
            place,
            eligible=self.eligible(simulation),
            product=simulation.portfolio.products.index(self.product),
            threshold=cents(self.threshold_eur),
            amount=cents(self.amount_eur),
            line_days=self.line_days,
            accumulate=self.accumulate,
            renew=self.stacking == "renew",
            most=self.most_lines,
            window=(first, after),
        )
