"""Whether the market seized: blockage above the threshold for days in a row."""

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.outcomes.base import Outcome


def longest_run(flags: npt.NDArray[np.bool_]) -> int:
    """Return the length of the longest run of true flags (n,).

    >>> longest_run(np.array([True, False, True, True]))
    2
    """
    breaks = np.flatnonzero(~np.concatenate([[False], flags, [False]]))
    return int(np.diff(breaks).max() - 1)


class Seizure(Outcome):
    """Whether the market seized: blockage above the threshold for days in a row."""

    unit, better = "0/1", "lower"
    meaning = (
        "1 if the rolling blockage rate stays above the threshold for five business days in a row."
    )

    def measure(self, record: Record) -> float:
        """Return 1 if the rate stays above for `seizure_days` in a row, else 0."""
        rules = record.world.trading
        above = record.rolling_blockage > rules.seizure_threshold
        return float(longest_run(above) >= rules.seizure_days)
