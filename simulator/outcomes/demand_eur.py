"""Value of orders that arrived from living resellers."""

from typing import Any

from simulator.book.record import Record
from simulator.book.tallies import DEMAND
from simulator.outcomes.base import Groups, Outcome, tallied
from simulator.units import euros


class Demand(Outcome):
    """Value of orders that arrived from living resellers."""

    unit, better = "EUR", "neither"
    meaning = "Value of the orders that arrived from living resellers."

    def measure(self, record: Record) -> float:
        """Return the value, EUR."""
        return euros(int(record.totals[DEMAND]))

    def groups(self, record: Record) -> Groups:
        """Return the value by group, EUR."""
        return {name: cents / 100 for name, cents in tallied(record, DEMAND).items()}

    def daily(self, record: Record) -> dict[str, Any]:
        """Return the day's value, EUR."""
        return {"demand_eur": record.demand / 100}
