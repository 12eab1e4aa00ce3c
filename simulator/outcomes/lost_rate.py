"""Share of demand that was lost for lack of credit."""

from simulator.book.record import Record
from simulator.book.tallies import DEMAND, LOST
from simulator.outcomes.base import Groups, Outcome, ratio, tallied_ratio


class LostRate(Outcome):
    """Share of demand that was lost for lack of credit."""

    unit, better = "share", "lower"
    meaning = "Lost value over demand."

    def measure(self, record: Record) -> float:
        """Return the rate, NaN without demand."""
        return ratio(int(record.totals[LOST]), int(record.totals[DEMAND]))

    def groups(self, record: Record) -> Groups:
        """Return it by group."""
        return tallied_ratio(record, LOST, DEMAND)
