"""The civil calendar: French business days, and the phases of a business day.

Days are whole numbers counted from `start` (day 0; the warm-up is negative). Business days are
numbered too, by *ordinals* from 0; the compiled kernels count in ordinals and look dates up.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import holidays
import numpy as np
import numpy.typing as npt

from simulator.units import NEVER

COVER, RECEIPTS, PAYMENTS, TRADING, CLOSE = 0.0, 0.2, 0.4, 0.6, 0.8
"""The phases of a business day, as times within the day."""


@lru_cache(maxsize=32)
def _french_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=year))


def is_business_day(day: date, calendar: str = "french") -> bool:
    """Return whether banks and wholesalers work on `day`.

    >>> is_business_day(date(2009, 5, 1)), is_business_day(date(2009, 5, 4))
    (False, True)
    """
    if calendar == "every-day":
        return True
    return day.weekday() < 5 and day not in _french_holidays(day.year)


@dataclass(frozen=True, eq=False)
class Calendar:
    """The days of a run: from the warm-up's first day to the last business day of the window.

    Attributes:
        name: which days are business days.
        start, end: first and last date of the measured window.
        first_day: the warm-up's first day, ≤ 0.
        day_of: day number of each business day in the run, shape (business_days,), int32.
        next_ordinal: for each day from `first_day` on, the ordinal of that day or else of the next
            business day, int32; days after the run have `NEVER`. Read it by `ordinal_from`.
        month_end: whether the business day is the last of its month, shape (business_days,).
        business: for each day from `first_day` on, with five years' margin after the end, whether
            it is a business day.
    """

    name: str
    start: date
    end: date
    first_day: int
    day_of: npt.NDArray[np.int32]
    next_ordinal: npt.NDArray[np.int32]
    month_end: npt.NDArray[np.bool_]
    business: npt.NDArray[np.bool_]

    @classmethod
    def between(cls, start: date, end: date, warm_up_days: int, calendar: str) -> "Calendar":
        """Return the calendar of a run of `start`–`end` after `warm_up_days`."""
        first, last = -warm_up_days, (end - start).days
        margin = 5 * 366
        dates = [start + timedelta(days=d) for d in range(first, last + margin)]
        business = np.array([is_business_day(d, calendar) for d in dates])
        day_of = np.flatnonzero(business[: last - first + 1]).astype(np.int32) + np.int32(first)
        ordinals = np.searchsorted(day_of, np.arange(first, last + margin)).astype(np.int32)
        ordinals[ordinals == len(day_of)] = NEVER
        months = np.array([d.year * 12 + d.month for d in dates])
        all_business = np.flatnonzero(business)
        ends = all_business[:-1][months[all_business[1:]] != months[all_business[:-1]]]
        month_end = np.isin(day_of - first, ends)
        return cls(calendar, start, end, first, day_of, ordinals, month_end, business)

    @property
    def business_days(self) -> int:
        """The number of business days in the run, warm-up included."""
        return len(self.day_of)

    @property
    def last_day(self) -> int:
        """The measured window's last day."""
        return (self.end - self.start).days

    @property
    def days_in_window(self) -> int:
        """The number of days of the measured window."""
        return self.last_day + 1

    @property
    def first_measured(self) -> int:
        """The ordinal of the measured window's first business day."""
        return int(np.searchsorted(self.day_of, 0))

    def number(self, day: date) -> int:
        """Return the day number of a date."""
        return (day - self.start).days

    def date_of(self, day: int) -> date:
        """Return the date of a day number."""
        return self.start + timedelta(days=int(day))

    def dates(self, ordinals: npt.ArrayLike | None = None) -> npt.NDArray[np.datetime64]:
        """Return the dates (datetime64[D]) of business days by ordinal; by default of all."""
        days = self.day_of if ordinals is None else self.day_of[np.asarray(ordinals)]
        return np.datetime64(self.start, "D") + days.astype("timedelta64[D]")

    def business_days_between(self, first: date, last: date) -> list[int]:
        """Return the day numbers of the business days from `first` to `last`, in the run or not."""
        dates = (first + timedelta(days=d) for d in range((last - first).days + 1))
        return [self.number(day) for day in dates if is_business_day(day, self.name)]

    def ordinal_from(self, day: int) -> int:
        """Return the ordinal of `day`, or else of the next business day (`NEVER` after the run)."""
        if day - self.first_day >= len(self.next_ordinal):
            return NEVER
        return int(self.next_ordinal[max(day - self.first_day, 0)])

    def ordinals_from(self, days: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int32]:
        """Return the ordinals of days, or else of the next business days; `NEVER` after the run."""
        at = np.maximum(np.asarray(days) - self.first_day, 0)
        known = self.next_ordinal
        out = np.where(at < len(known), known[np.minimum(at, len(known) - 1)], NEVER)
        return out.astype(np.int32)

    def next_business_day(self, day: int) -> int:
        """Return the day number of `day`, or else of the next business day, also after the end."""
        at = max(day - self.first_day, 0)
        return self.first_day + at + int(np.argmax(self.business[at:]))

    def due_day(self, delivered: int, net_days: int | None, end_of_month_days: int | None) -> int:
        """Return the day an invoice is due: net, or so many days and then the end of that month."""
        if net_days is not None:
            return self.next_business_day(delivered + net_days)
        assert end_of_month_days is not None
        then = self.date_of(delivered + end_of_month_days)
        following = date(then.year + then.month // 12, then.month % 12 + 1, 1)
        return self.next_business_day(self.number(following) - 1)

    def due_days(
        self, net_days: int | None, end_of_month_days: int | None
    ) -> npt.NDArray[np.int32]:
        """Return the due day of a delivery on each business day, shape (business_days,), int32."""
        due = [self.due_day(int(d), net_days, end_of_month_days) for d in self.day_of]
        return np.array(due, np.int32)
