"""Resellers with a delivery that drew on a publisher line."""

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.outcomes.base import Groups, Outcome, counted


def helped(record: Record) -> npt.NDArray[np.bool_]:
    """Return which resellers they are, (n,)."""
    return record.tallies.helped


class ResellersHelped(Outcome):
    """Resellers with a delivery that drew on a publisher line."""

    unit, better = "resellers", "higher"
    meaning = "Resellers with a delivery that drew on a publisher line."

    def measure(self, record: Record) -> float:
        """Return their number."""
        return float(helped(record).sum())

    def groups(self, record: Record) -> Groups:
        """Return their number by group."""
        return counted(record, helped(record))
