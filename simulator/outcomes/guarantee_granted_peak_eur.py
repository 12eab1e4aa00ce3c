"""Highest close of the publisher's lines' limits."""

from typing import Any

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, by_measure, peak, publisher_lines


class GuaranteeGrantedPeak(Outcome):
    """Highest close of the publisher's lines' limits."""

    unit, better = "EUR", "neither"
    meaning = "Highest close of what the publisher's lines grant."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return peak(publisher_lines(record, record.limits).sum(axis=1))

    def daily(self, record: Record) -> dict[str, Any]:
        """Return it at each close, in all and by measure."""
        return by_measure(record, "publisher_line_granted_eur", record.limits)
