"""Value of orders that ended lost for lack of credit."""

from typing import Any

from simulator.book.record import Record
from simulator.book.tallies import DAY_DELIVERED, DAY_LOST, LOST
from simulator.outcomes.base import Groups, Outcome, tallied
from simulator.units import euros


class Lost(Outcome):
    """Value of orders that ended lost for lack of credit."""

    unit, better = "EUR", "lower"
    meaning = "Value of the orders that outlived their customers' patience for lack of credit."

    def measure(self, record: Record) -> float:
        """Return the value, EUR."""
        return euros(int(record.totals[LOST]))

    def groups(self, record: Record) -> Groups:
        """Return the value by group, EUR."""
        return {name: cents / 100 for name, cents in tallied(record, LOST).items()}

    def daily(self, record: Record) -> dict[str, Any]:
        """Return the day's value, EUR."""
        return {
            "lost_eur": record.day(DAY_LOST) / 100,
            "delivered_eur": record.day(DAY_DELIVERED) / 100,
        }
