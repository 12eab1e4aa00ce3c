"""What wholesalers owe the state for its public lines: by calendar quarter, used or not."""

from datetime import date
from fractions import Fraction

import numpy as np

from simulator.book.record import Record
from simulator.book.state import PUBLIC, Cents
from simulator.calendar import Calendar
from simulator.units import BILLION, billionths

DAYS_OF_A_YEAR = 365


def public_limits(record: Record, distributor: int) -> Cents:
    """Return the public limits of a wholesaler's accounts at each close, (b,) cents."""
    insurers = record.book.cells[1]
    its = slice(distributor * insurers, (distributor + 1) * insurers)
    limits: Cents = record.limits[:, its, PUBLIC].sum(axis=1)
    return limits


def limit_days(calendar: Calendar, limits: Cents, first: int, last: int) -> int:
    """Return limits (b,) summed over the calendar days `first` to `last`, cents × days.

    A day without business has the limits of the last close before it; there are none before the
    first.
    """
    days = np.arange(max(first, int(calendar.day_of[0])), min(last, calendar.last_day) + 1)
    closes = np.searchsorted(calendar.day_of, days, side="right") - 1
    return int(limits[closes].sum())


def fee(limit_days: int, rate: int) -> int:
    """Return the fee, cents, for cents × days at a yearly rate (billionths): half to even, once.

    >>> fee(10_000_00 * 90, billionths(0.024))
    5918
    """
    return round(Fraction(limit_days * rate, DAYS_OF_A_YEAR * BILLION))


def quarters(calendar: Calendar, first: int, last: int) -> list[tuple[int, int]]:
    """Return the first and last day of each calendar quarter that `first` to `last` touches."""
    at, until = calendar.date_of(first), calendar.date_of(last)
    opening, found = date(at.year, 3 * ((at.month - 1) // 3) + 1, 1), []
    while opening <= until:
        month = opening.month + 3
        following = date(opening.year + month // 13, (month - 1) % 12 + 1, 1)
        found.append((calendar.number(opening), calendar.number(following) - 1))
        opening = following
    return found


def public_fees(record: Record, distributor: int, first: int, last: int) -> list[tuple[int, int]]:
    """Return for each quarter its last day and the fee, cents, for its days in `first` to `last`.

    The fee is what the wholesaler owes on its accounts' public limits, rounded once a quarter.
    """
    calendar, rate = record.calendar, billionths(record.world.public_cover.fee_rate)
    limits = public_limits(record, distributor)
    return [
        (end, fee(limit_days(calendar, limits, max(begin, first), min(end, last)), rate))
        for begin, end in quarters(calendar, first, last)
    ]
