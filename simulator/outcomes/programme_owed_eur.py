"""The part of the programme's cost that is not yet paid when the window ends."""

from simulator.book.costs import together
from simulator.book.record import Record
from simulator.outcomes.base import Outcome
from simulator.units import euros


class ProgrammeOwed(Outcome):
    """The part of the programme's cost that is not yet paid when the window ends."""

    unit, better = "EUR", "lower"
    meaning = (
        "The part of the programme's cost that is not yet paid when the window ends: back margins "
        "and rewards not settled, claims not paid, less recoveries still to come."
    )

    def measure(self, record: Record) -> float:
        """Return it, EUR."""
        costs = together(list(record.costs.values()))
        later = costs.paid_on >= record.calendar.business_days
        return euros(int(costs.cents[later].sum()))
