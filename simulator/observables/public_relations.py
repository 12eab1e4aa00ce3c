"""Relations that the state covers on a day."""

from simulator.book.record import Record
from simulator.book.state import PUBLIC
from simulator.observables.base import OnADay, close_of, history_of


class PublicRelations(OnADay):
    """Accounts with a public line."""

    unit = "accounts"
    meaning = "Accounts with a public line above zero at the day's close."

    def measure(self, record: Record) -> float:
        """Return their number."""
        return float((history_of(record).at(close_of(record, self.on), PUBLIC) > 0).sum())
