"""Days from order to delivery, weighted by value."""

from simulator.book.record import Record
from simulator.book.tallies import DELAY, DELIVERED
from simulator.outcomes.base import Groups, Outcome, ratio, tallied_ratio


class MeanDelay(Outcome):
    """Days from order to delivery, weighted by value."""

    unit, better = "days", "lower"
    meaning = "Value-weighted days from order to delivery over delivered orders."

    def measure(self, record: Record) -> float:
        """Return the mean, NaN without demand."""
        return ratio(int(record.totals[DELAY]), int(record.totals[DELIVERED]))

    def groups(self, record: Record) -> Groups:
        """Return it by group."""
        return tallied_ratio(record, DELAY, DELIVERED)
