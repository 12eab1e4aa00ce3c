"""The yearly rate at which resellers fail."""

from simulator.book.record import Record
from simulator.observables.base import InAWindow, lives_at, ordinals_in
from simulator.outcomes.base import ratio

YEAR = 365


class FailureRate(InAWindow):
    """Share of living resellers that fail, a year."""

    unit = "per year"
    meaning = "Resellers that failed over those alive before the window, times 365 over its days."

    def measure(self, record: Record) -> float:
        """Return it."""
        first, last = ordinals_in(record, self.starts, self.ends)
        alive = lives_at(record, first - 1)
        gone = int((alive & ~lives_at(record, last)).sum())
        days = (self.ends - self.starts).days + 1
        return ratio(gone, float(alive.sum())) * YEAR / days
