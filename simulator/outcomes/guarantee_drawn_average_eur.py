"""Average close of the publisher's lines' use."""

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, publisher_lines


class GuaranteeDrawnAverage(Outcome):
    """Average close of the publisher's lines' use."""

    unit, better = "EUR", "lower"
    meaning = "Average over the window's closes of what the publisher's lines carry."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return float(publisher_lines(record, record.used).sum(axis=1).mean())
