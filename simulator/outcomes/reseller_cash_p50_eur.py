"""Median of living resellers' cash at the end."""

from simulator.book.record import Record
from simulator.outcomes.base import Outcome


class ResellerCashP50(Outcome):
    """Median of living resellers' cash at the end."""

    unit, better = "EUR", "higher"
    meaning = "Median of cash across living resellers at the end."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return float(record.cash_percentiles[-1, 2]) / 100
