"""Highest share of active resellers that no line would serve."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, peak, ratios


def frozen_shares(record: Record) -> npt.NDArray[np.float64]:
    """Return frozen over active resellers at each close of the window, NaN without active ones."""
    return ratios(record.frozen[record.measured], record.active[record.measured])


class FrozenSharePeak(Outcome):
    """Highest share of active resellers that no line would serve."""

    unit, better = "share", "lower"
    meaning = (
        "Highest share at a close of active resellers whose headroom is under their median order."
    )

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return peak(frozen_shares(record))

    def daily(self, record: Record) -> dict[str, Any]:
        """Return it at each close."""
        return {"frozen_share": frozen_shares(record)}
