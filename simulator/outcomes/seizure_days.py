"""Business days on which the rolling blockage rate is above the threshold."""

from simulator.book.record import Record
from simulator.outcomes.base import Outcome


class SeizureDays(Outcome):
    """Business days on which the rolling blockage rate is above the threshold."""

    unit, better = "business days", "lower"
    meaning = "Business days with a rolling 20-business-day blockage rate above the threshold."

    def measure(self, record: Record) -> float:
        """Return the number of days; before 20 business days there is no rate."""
        return float((record.rolling_blockage > record.world.trading.seizure_threshold).sum())
