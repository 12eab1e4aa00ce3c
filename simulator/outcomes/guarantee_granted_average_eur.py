"""Average close of the publisher's lines' limits."""

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, publisher_lines


class GuaranteeGrantedAverage(Outcome):
    """Average close of the publisher's lines' limits."""

    unit, better = "EUR", "neither"
    meaning = "Average over the window's closes of what the publisher's lines grant."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return float(publisher_lines(record, record.limits).sum(axis=1).mean())
