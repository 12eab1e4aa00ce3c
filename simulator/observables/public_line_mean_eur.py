"""What the state covers for a relation on a day."""

from simulator.book.record import Record
from simulator.book.state import PUBLIC
from simulator.observables.base import OnADay, close_of, history_of
from simulator.outcomes.base import ratio


class PublicLineMean(OnADay):
    """Mean public line over the accounts that have one."""

    unit = "EUR"
    meaning = "Mean of the public lines above zero at the day's close."

    def measure(self, record: Record) -> float:
        """Return it; NaN if there is none."""
        limits = history_of(record).at(close_of(record, self.on), PUBLIC)
        return ratio(int(limits.sum()) / 100, int((limits > 0).sum()))
