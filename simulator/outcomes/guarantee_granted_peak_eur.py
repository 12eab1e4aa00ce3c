"""Highest close of the publisher's lines' limits."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, peak


def publisher_granted(record: Record) -> npt.NDArray[np.float64]:
    """Return what the publisher's lines grant at each close of the window, EUR."""
    cents = record.limits[record.measured][:, :, record.publisher_places].sum(axis=(1, 2))
    return np.asarray(cents / 100)


class GuaranteeGrantedPeak(Outcome):
    """Highest close of the publisher's lines' limits."""

    unit, better = "EUR", "neither"
    meaning = "Highest close of what the publisher's lines grant."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return peak(publisher_granted(record))

    def daily(self, record: Record) -> dict[str, Any]:
        """Return it at each close."""
        return {"publisher_line_granted_eur": publisher_granted(record)}
