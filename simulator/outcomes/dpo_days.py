"""Resellers' average payables to distributors over their purchases, in days of the window."""

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, ratio


class DaysPayablesOutstanding(Outcome):
    """Resellers' average payables to distributors over their purchases, in days of the window."""

    unit, better = "days", "neither"
    meaning = "Average payables to distributors over purchases x days in the window."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        payables = float(record.payables[record.measured].mean())
        purchases = int(record.purchases[record.measured].sum())
        return ratio(payables * record.calendar.days_in_window, purchases)
