"""The publisher's share of the claims noticed."""

from simulator.book.record import Record
from simulator.outcomes.base import Outcome
from simulator.units import euros


class GuaranteeClaims(Outcome):
    """The publisher's share of the claims noticed."""

    unit, better = "EUR", "lower"
    meaning = "The publisher's share of the claims noticed."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return euros(sum(record.borne(place) for place in record.publisher_places))
