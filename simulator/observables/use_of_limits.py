"""How much of the insured limits is used on a day."""

from simulator.book.record import Record
from simulator.book.state import INSURED
from simulator.observables.base import OnADay, close_of
from simulator.outcomes.base import ratio


class UseOfLimits(OnADay):
    """Use of insured lines over their limits, by value."""

    unit = "share"
    meaning = "Sum of what is used of insured lines over the sum of their limits, at the close."

    def measure(self, record: Record) -> float:
        """Return it; NaN without a limit."""
        at = max(close_of(record, self.on), 0)
        used, granted = (int(s[at, :, INSURED].sum()) for s in (record.used, record.limits))
        return ratio(used, granted)
