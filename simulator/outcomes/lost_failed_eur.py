"""Value of orders lost because their reseller had failed."""

from simulator.book.record import Record
from simulator.book.tallies import LOST_BY_FAILURE
from simulator.outcomes.base import Groups, Outcome, tallied
from simulator.units import euros


class LostByFailure(Outcome):
    """Value of orders lost because their reseller had failed."""

    unit, better = "EUR", "lower"
    meaning = "Value of orders that waited, or came later, when their reseller failed."

    def measure(self, record: Record) -> float:
        """Return the value, EUR."""
        return euros(int(record.totals[LOST_BY_FAILURE]))

    def groups(self, record: Record) -> Groups:
        """Return the value by group, EUR."""
        return {name: cents / 100 for name, cents in tallied(record, LOST_BY_FAILURE).items()}
