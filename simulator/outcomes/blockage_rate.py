"""Share of demand that was blocked on its first day."""

from typing import Any

from simulator.book.record import Record
from simulator.book.tallies import BLOCKED, DEMAND
from simulator.outcomes.base import Groups, Outcome, ratio, tallied_ratio


class BlockageRate(Outcome):
    """Share of demand that was blocked on its first day."""

    unit, better = "share", "lower"
    meaning = "Blocked value over demand."

    def measure(self, record: Record) -> float:
        """Return the rate, NaN without demand."""
        return ratio(int(record.totals[BLOCKED]), int(record.totals[DEMAND]))

    def groups(self, record: Record) -> Groups:
        """Return it by group."""
        return tallied_ratio(record, BLOCKED, DEMAND)

    def daily(self, record: Record) -> dict[str, Any]:
        """Return the rate of the last 20 business days."""
        return {"blockage_rate": record.rolling_blockage}
