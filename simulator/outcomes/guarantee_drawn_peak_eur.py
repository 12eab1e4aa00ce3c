"""Highest close of the publisher's lines' use."""

from typing import Any

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, by_measure, peak, publisher_lines


class GuaranteeDrawnPeak(Outcome):
    """Highest close of the publisher's lines' use."""

    unit, better = "EUR", "lower"
    meaning = "Highest close of what the publisher's lines carry."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return peak(publisher_lines(record, record.used).sum(axis=1))

    def daily(self, record: Record) -> dict[str, Any]:
        """Return it at each close, in all and by measure."""
        return by_measure(record, "publisher_line_drawn_eur", record.used)
