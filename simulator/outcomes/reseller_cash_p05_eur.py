"""5th percentile of living resellers' cash at the end."""

from simulator.book.record import Record
from simulator.outcomes.base import Outcome


class ResellerCashP05(Outcome):
    """5th percentile of living resellers' cash at the end."""

    unit, better = "EUR", "higher"
    meaning = "5th percentile of cash across living resellers at the end."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return float(record.cash_percentiles[-1, 0]) / 100
