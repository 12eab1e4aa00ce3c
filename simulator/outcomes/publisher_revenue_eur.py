"""The publisher's products delivered, at the distributor's purchase price."""

from simulator.book.record import Record
from simulator.book.tallies import REVENUE
from simulator.outcomes.base import Groups, Outcome, tallied
from simulator.units import euros


class PublisherRevenue(Outcome):
    """The publisher's products delivered, at the distributor's purchase price."""

    unit, better = "EUR", "higher"
    meaning = (
        "The publisher's products delivered, at the distributor's purchase price, net of discounts."
    )

    def measure(self, record: Record) -> float:
        """Return the value, EUR."""
        return euros(int(record.totals[REVENUE]))

    def groups(self, record: Record) -> Groups:
        """Return the value by group, EUR."""
        return {name: cents / 100 for name, cents in tallied(record, REVENUE).items()}
