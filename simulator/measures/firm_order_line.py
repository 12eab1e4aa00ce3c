"""A firm order, or so much accumulated, earns a publisher line for so many days."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from simulator.calendar import CLOSE
from simulator.measures.base import LineMeasure
from simulator.processes.simulation import MEASURES
from simulator.study.fields import Euros, parameter
from simulator.units import cents

if TYPE_CHECKING:
    from simulator.processes.simulation import Process, Simulation

NO_LINE = -(2**30)


class FirmOrderLine(LineMeasure):
    """Each firm order of the product over the threshold, or each accumulation of it, earns a line."""

    product: str = parameter("oem", unit="name", meaning="The product whose orders earn lines.")
    threshold_eur: Euros = parameter(
        1_000.0, unit="EUR", grade="A", source="announced plan, trade press of March 2009",
        meaning="What must be ordered to earn one line.")
    line_days: int = parameter(
        183, low=1, high=3650, unit="days", grade="A", source="announced plan: six months",
        meaning="How long an earned line lasts.")
    accumulate: bool = parameter(
        True, unit="yes/no", meaning="Whether orders add up to the threshold.")
    stacking: Literal["renew", "stack"] = parameter(
        "renew", unit="name",
        meaning="Whether a further earning renews the one line, or adds another up to `max_lines`.")
    max_lines: int = parameter(
        1, low=1, high=100, unit="count", meaning="Most lines at a time when they stack.")

    def unfolding(self, simulation: "Simulation", place: int) -> "Process":
        """Look at each close's deliveries in the window; open lines on the next business day."""
        first, after = self.window(simulation)
        slots = self.max_lines if self.stacking == "stack" else 1
        until = np.full((simulation.portfolio.accounts, slots), NO_LINE, np.int64)
        counted = np.zeros(simulation.portfolio.accounts, np.int64)
        earned = np.zeros(simulation.portfolio.accounts, np.int64)
        log = 0
        for ordinal in self._days(simulation, first, after, until):
            yield from simulation.look(ordinal, MEASURES)
            self._open_lines(simulation, place, ordinal, until, earned)
            if first <= ordinal < after:
                log = int(simulation.book.counts[0])
                yield from simulation.look(ordinal, CLOSE)
                earned = self._earned(simulation, simulation.book.delivered_since(log), counted)

    def _days(
        self, simulation: "Simulation", first: int, after: int, until: npt.NDArray[np.int64]
    ) -> Iterator[int]:
        """Iterate over the window's business days, the next one, and then the days of expiry."""
        last = min(after, simulation.calendar.business_days - 1)
        yield from range(first, last + 1)
        while (running := until[until > NO_LINE]).size:
            ordinal = simulation.calendar.ordinal_from(int(running.min()))
            if ordinal >= simulation.calendar.business_days:
                return
            yield ordinal

    def _earned(
        self, simulation: "Simulation", delivered: Any, counted: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.int64]:
        """Return the lines that each account has earned by deliveries (rows of items), (a,)."""
        items = simulation.book.items[delivered]
        of_product = items["product"] == simulation.portfolio.products.index(self.product)
        account, amount = items["account"][of_product], items["amount"][of_product]
        reached = self.eligible(simulation)[account]
        account, amount = account[reached], amount[reached]
        threshold = cents(self.threshold_eur)
        if not self.accumulate:
            return np.bincount(account[amount >= threshold], minlength=len(counted))
        np.add.at(counted, account, amount)
        earned = counted // max(threshold, 1)
        counted -= earned * threshold
        return earned

    def _open_lines(
        self,
        simulation: "Simulation",
        place: int,
        ordinal: int,
        until: npt.NDArray[np.int64],
        earned: npt.NDArray[np.int64],
    ) -> None:
        """End the lines whose term is over and open those that were earned."""
        today = int(simulation.calendar.day_of[ordinal])
        touched = (earned > 0) | ((until <= today) & (until > NO_LINE)).any(axis=1)
        until[until <= today] = NO_LINE
        if self.stacking == "renew":
            until[earned > 0, 0] = today + self.line_days
        else:
            left = earned.copy()
            for slot in range(until.shape[1]):
                free = (until[:, slot] == NO_LINE) & (left > 0)
                until[free, slot] = today + self.line_days
                left[free] -= 1
        rows = np.flatnonzero(touched & simulation.book.lives())
        lines = (until[rows] > NO_LINE).sum(axis=1)
        simulation.book.set_limits(rows, place, lines * cents(self.amount_eur), ordinal)
        earned[:] = 0
