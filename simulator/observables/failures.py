"""Resellers that failed in a window."""

from simulator.book.record import Record
from simulator.observables.base import InAWindow, lives_at, ordinals_in


class Failures(InAWindow):
    """Resellers that failed, whatever the cause."""

    unit = "resellers"
    meaning = "Resellers that failed in the window, of whatever cause."

    def measure(self, record: Record) -> float:
        """Return their number."""
        first, last = ordinals_in(record, self.starts, self.ends)
        gone = lives_at(record, first - 1) & ~lives_at(record, last)
        return float(gone.sum())
