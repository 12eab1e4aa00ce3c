"""The diary of a run: which days are business days, and the clock that everybody lives by.

A day is a whole number counted from `start`. Times are whole numbers too, twelve a day, so that two
processes that mean the same instant mean the same number.
"""

from datetime import date, timedelta

import simpy

from simulator.calendar import is_business_day
from simulator.study.schema import World

(
    INSURERS,
    DESKS,
    MEASURES,
    STATE,
    CROWDING,
    REVIEWS,
    RECEIPTS,
    PAYMENTS,
    TRADING,
    SETTLING,
    CLOSE,
) = range(11)
"""What happens in a day, in this order.

The first six make up the cover phase; distributors settle with suppliers and insurers after
trading, just before the close.
"""
TICKS = 12


class Diary:
    """Dates of a run, and a SimPy clock that runs through them."""

    def __init__(self, world: World) -> None:
        self.start, self.end, self.calendar = world.start, world.end, world.calendar
        self.first_day = -world.warm_up_days
        self.last_day = (world.end - world.start).days
        self.known: dict[int, bool] = {}
        self.months_known: dict[int, list[int]] = {}
        self.days = [d for d in range(self.first_day, self.last_day + 1) if self.is_business(d)]
        self.environment = simpy.Environment(initial_time=self.first_day * TICKS - 1)

    @property
    def today(self) -> int:
        return int(self.environment.now) // TICKS

    def at(self, day: int, phase: int) -> simpy.Event:
        """Return the event that a phase of a day has come."""
        return self.environment.timeout(day * TICKS + phase - self.environment.now)

    def date_of(self, day: int) -> date:
        return self.start + timedelta(days=day)

    def number(self, day: date) -> int:
        return (day - self.start).days

    def is_business(self, day: int) -> bool:
        if day not in self.known:
            self.known[day] = is_business_day(self.date_of(day), self.calendar)
        return self.known[day]

    def business_day(self, day: int) -> int:
        """Return `day`, or else the next business day."""
        while not self.is_business(day):
            day += 1
        return day

    def later(self, days: int, phase: int) -> int:
        """Return the business day on which what is due `days` from now can happen in `phase`.

        What would be due in a phase of today that is over happens on the next business day.
        """
        day = self.business_day(self.today + days)
        if day * TICKS + phase <= self.environment.now:
            day = self.business_day(day + 1)
        return day

    def due_day(self, delivered: int, net_days: int | None, end_of_month_days: int | None) -> int:
        if net_days is not None:
            return self.business_day(delivered + net_days)
        assert end_of_month_days is not None
        day = delivered + end_of_month_days
        while self.date_of(day + 1).month == self.date_of(day).month:
            day += 1
        return self.business_day(day)

    def business_days_of_month(self, day: int) -> list[int]:
        """Return the business days of the whole calendar month that holds `day`."""
        first = day - self.date_of(day).day + 1
        if first not in self.months_known:
            month = self.date_of(day).month
            self.months_known[first] = [
                d
                for d in range(first, first + 31)
                if self.date_of(d).month == month and self.is_business(d)
            ]
        return self.months_known[first]

    def month(self, day: int) -> int:
        """Return the month of `day`, counted from the month of the run's first day."""
        first, then = self.date_of(self.first_day), self.date_of(day)
        return (then.year - first.year) * 12 + then.month - first.month

    @property
    def months(self) -> int:
        return self.month(self.last_day) + 1

    def opens_month(self, day: int) -> bool:
        return day == self.business_days_of_month(day)[0]

    def closes_month(self, day: int) -> bool:
        return day == self.business_days_of_month(day)[-1]

    def opens_quarter(self, day: int) -> bool:
        return self.opens_month(day) and self.date_of(day).month % 3 == 1

    def first_day_of_quarter(self, day: int) -> int:
        when = self.date_of(day)
        return self.number(when.replace(month=when.month - (when.month - 1) % 3, day=1))

    def last_day_of_quarter(self, day: int) -> int:
        """Return the last day, business or not, of the calendar quarter that holds `day`."""
        quarter = (self.date_of(day).month - 1) // 3
        while (self.date_of(day + 1).month - 1) // 3 == quarter:
            day += 1
        return day

    def settlement(self, day: int, lag_days: int) -> int:
        """Return the day on which what accrues on `day` is paid, after its quarter."""
        last = self.last_day_of_quarter(day)
        return self.business_day(max(last + lag_days, last + 1))
