"""Share of what publisher lines carried that bought other vendors' goods."""

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, ratio


class Leakage(Outcome):
    """Share of what publisher lines carried that bought other vendors' goods."""

    unit, better = "share", "lower"
    meaning = "Share of what was drawn on publisher lines that bought other vendors' goods."

    def measure(self, record: Record) -> float:
        """Return the share, NaN if nothing was drawn."""
        drawn = record.tallies.leaked[record.publisher_places].sum(axis=0)
        others = ~record.book.products["publisher"]
        return ratio(int(drawn[others].sum()), int(drawn.sum()))
