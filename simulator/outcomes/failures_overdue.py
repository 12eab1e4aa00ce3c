"""Resellers that failed because an invoice was too long overdue."""

from simulator.book.record import Record
from simulator.book.state import OVERDUE
from simulator.outcomes.base import Groups, Outcome, counted, failed


class FailuresOverdue(Outcome):
    """Resellers that failed because an invoice was too long overdue."""

    unit, better = "resellers", "lower"
    meaning = "Resellers that failed because an invoice was too long overdue."

    def measure(self, record: Record) -> float:
        """Return their number."""
        return float(failed(record, OVERDUE).sum())

    def groups(self, record: Record) -> Groups:
        """Return their number by group."""
        return counted(record, failed(record, OVERDUE))
