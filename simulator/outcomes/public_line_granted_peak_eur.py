"""Highest close of the state's public lines' limits."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.book.state import PUBLIC
from simulator.outcomes.base import Outcome, peak


def public_lines(record: Record, stock: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the public line of a stock (b, c, l) at each close of the window, EUR."""
    return np.asarray(stock[record.measured, :, PUBLIC].sum(axis=1) / 100)


class PublicLineGrantedPeak(Outcome):
    """Highest close of the state's public lines' limits."""

    unit, better = "EUR", "neither"
    meaning = "Highest close of what the state's public lines grant."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return peak(public_lines(record, record.limits))

    def daily(self, record: Record) -> dict[str, Any]:
        """Return what public lines grant, and what of it is drawn, at each close."""
        return {
            "public_line_granted_eur": public_lines(record, record.limits),
            "public_line_drawn_eur": public_lines(record, record.used),
        }
