"""Resellers that held a publisher line at some time."""

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.outcomes.base import Groups, Outcome, counted


def granted(record: Record) -> npt.NDArray[np.bool_]:
    """Return which resellers they are, (n,)."""
    flags = np.zeros(record.portfolio.resellers, bool)
    accounts = record.book.accounts
    flags[accounts["reseller"][accounts["granted"]]] = True
    return flags


class ResellersGranted(Outcome):
    """Resellers that held a publisher line at some time."""

    unit, better = "resellers", "neither"
    meaning = "Resellers that held a publisher line at some time."

    def measure(self, record: Record) -> float:
        """Return their number."""
        return float(granted(record).sum())

    def groups(self, record: Record) -> Groups:
        """Return their number by group."""
        return counted(record, granted(record))
