"""Resellers that failed because cash stayed below the overdraft."""

from simulator.book.record import Record
from simulator.book.state import ILLIQUID
from simulator.outcomes.base import Groups, Outcome, counted, failed


class FailuresIlliquid(Outcome):
    """Resellers that failed because cash stayed below the overdraft."""

    unit, better = "resellers", "lower"
    meaning = "Resellers that failed because cash stayed below the overdraft."

    def measure(self, record: Record) -> float:
        """Return their number."""
        return float(failed(record, ILLIQUID).sum())

    def groups(self, record: Record) -> Groups:
        """Return their number by group."""
        return counted(record, failed(record, ILLIQUID))
