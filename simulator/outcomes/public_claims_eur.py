"""The state's share of the claims noticed."""

from simulator.book.record import Record
from simulator.book.state import PUBLIC
from simulator.outcomes.base import Outcome
from simulator.units import euros


class PublicClaims(Outcome):
    """The state's share of the claims noticed."""

    unit, better = "EUR", "lower"
    meaning = "The state's share of the claims noticed."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return euros(record.borne(PUBLIC))
