"""Resellers' average receivables over their sales, in days of the window (VAT included)."""

from simulator.book.record import Record
from simulator.book.tallies import SALES
from simulator.outcomes.base import Outcome, ratio


class DaysSalesOutstanding(Outcome):
    """Resellers' average receivables over their sales, in days of the window (VAT included)."""

    unit, better = "days", "lower"
    meaning = "Average receivables over sales x days in the window, VAT included in both."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        receivables = float(record.receivables[record.measured].mean())
        sales = int(record.tallies.money[record.measured, SALES].sum())
        return ratio(receivables * record.calendar.days_in_window, sales)
