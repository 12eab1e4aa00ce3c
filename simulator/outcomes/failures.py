"""Resellers that failed."""

from typing import Any

from simulator.book.record import Record
from simulator.outcomes.base import Groups, Outcome, counted, failed


class Failures(Outcome):
    """Resellers that failed."""

    unit, better = "resellers", "lower"
    meaning = "Resellers that failed."

    def measure(self, record: Record) -> float:
        """Return their number."""
        return float(failed(record).sum())

    def groups(self, record: Record) -> Groups:
        """Return their number by group."""
        return counted(record, failed(record))

    def daily(self, record: Record) -> dict[str, Any]:
        """Return how many have failed since the window began."""
        return {"failures": record.failed}
