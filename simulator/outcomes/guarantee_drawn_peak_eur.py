"""Highest close of the publisher's lines' use."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, peak


def publisher_drawn(record: Record) -> npt.NDArray[np.float64]:
    """Return what the publisher's lines carry at each close of the window, EUR."""
    cents = record.used[record.measured][:, :, record.publisher_places].sum(axis=(1, 2))
    return np.asarray(cents / 100)


class GuaranteeDrawnPeak(Outcome):
    """Highest close of the publisher's lines' use."""

    unit, better = "EUR", "lower"
    meaning = "Highest close of what the publisher's lines carry."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return peak(publisher_drawn(record))

    def daily(self, record: Record) -> dict[str, Any]:
        """Return it at each close."""
        return {"publisher_line_drawn_eur": publisher_drawn(record)}
