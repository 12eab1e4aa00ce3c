"""Insurers' downward revisions of limits in a window."""

from simulator.book.record import Record
from simulator.observables.base import OfRevisions


class Revisions(OfRevisions):
    """Insurers' downward revisions of limits: each fall of each account."""

    unit = "revisions"
    meaning = "Falls of insured limits from one close to the next, all of an account's."

    def measure(self, record: Record) -> float:
        """Return their number."""
        return float(len(self.revisions(record)))
