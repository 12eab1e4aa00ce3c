"""Value of orders blocked on their first day, whatever became of them."""

from typing import Any

from simulator.book.record import Record
from simulator.book.tallies import BLOCKED
from simulator.outcomes.base import Groups, Outcome, tallied
from simulator.units import euros


class Blocked(Outcome):
    """Value of orders blocked on their first day, whatever became of them."""

    unit, better = "EUR", "lower"
    meaning = "Value of the orders that were blocked on their first day, whatever became of them."

    def measure(self, record: Record) -> float:
        """Return the value, EUR."""
        return euros(int(record.totals[BLOCKED]))

    def groups(self, record: Record) -> Groups:
        """Return the value by group, EUR."""
        return {name: cents / 100 for name, cents in tallied(record, BLOCKED).items()}

    def daily(self, record: Record) -> dict[str, Any]:
        """Return the day's value, EUR."""
        return {"blocked_eur": record.blocked / 100, "waiting_eur": record.waiting / 100}
