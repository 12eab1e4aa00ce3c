"""Highest share of living resellers with cash below zero."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, peak, ratios


def short_shares(record: Record) -> npt.NDArray[np.float64]:
    """Return the share of living resellers with cash below zero at each close of the window."""
    return ratios(record.short[record.measured], record.living[record.measured])


class ShortOfCashSharePeak(Outcome):
    """Highest share of living resellers with cash below zero."""

    unit, better = "share", "lower"
    meaning = "Highest share at a close of living resellers with cash below zero."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return peak(short_shares(record))

    def daily(self, record: Record) -> dict[str, Any]:
        """Return it at each close."""
        return {
            "short_of_cash_share": short_shares(record),
            "living_resellers": record.living[record.measured],
        }
