"""Resellers that failed for other reasons."""

from simulator.book.record import Record
from simulator.book.state import EXOGENOUS
from simulator.outcomes.base import Groups, Outcome, counted, failed


class FailuresExogenous(Outcome):
    """Resellers that failed for other reasons."""

    unit, better = "resellers", "lower"
    meaning = "Resellers that failed for other reasons."

    def measure(self, record: Record) -> float:
        """Return their number."""
        return float(failed(record, EXOGENOUS).sum())

    def groups(self, record: Record) -> Groups:
        """Return their number by group."""
        return counted(record, failed(record, EXOGENOUS))
