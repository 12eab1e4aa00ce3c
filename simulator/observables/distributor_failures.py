"""Wholesalers that run out of money in a window."""

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.observables.base import Bools, InAWindow, ordinals_in
from simulator.study.fields import parameter
from simulator.units import cents


class DistributorFailures(InAWindow):
    """Wholesalers whose cash stays below zero."""

    below_zero_days: int = parameter(
        30,
        low=0,
        high=3650,
        unit="days",
        meaning="A wholesaler has failed once its cash has been below zero for more days on end.",
        source="the rule for a reseller that cannot pay",
        grade="C",
        plausible=(0, 30, 60),
    )

    unit = "wholesalers"
    meaning = "Wholesalers whose cash, opening cash included, stays below zero; they have no bank."

    def measure(self, record: Record) -> float:
        """Return their number."""
        first, last = ordinals_in(record, self.starts, self.ends)
        days = record.calendar.day_of[first : last + 1]
        failed = 0
        for name in record.portfolio.distributors:
            opening = cents(record.world.distributors[name].opening_cash_eur)
            cash = opening + np.cumsum(record.ledger.balance(f"distributors:{name}"))
            failed += longest_spell(cash[first : last + 1] < 0, days) > self.below_zero_days
        return float(failed)


def longest_spell(below: Bools, days: npt.NDArray[np.int32]) -> int:
    """Return the days from the first to the last close of the longest spell, 0 without one.

    >>> longest_spell(np.array([True, True, False, True]), np.array([0, 3, 4, 5]))
    3
    """
    longest, since = 0, -1
    for at, is_below in enumerate(below.tolist()):
        if not is_below:
            since = -1
            continue
        since = at if since < 0 else since
        longest = max(longest, int(days[at] - days[since]))
    return longest
