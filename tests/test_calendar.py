"""The civil calendar."""

from datetime import date, timedelta

import numpy as np
import pytest

from simulator.calendar import (
    CLOSE,
    COVER,
    PAYMENTS,
    RECEIPTS,
    TRADING,
    Calendar,
    is_business_day,
)
from simulator.units import NEVER

HOLIDAYS_2009 = [
    date(2009, 1, 1), date(2009, 4, 13), date(2009, 5, 1), date(2009, 5, 8), date(2009, 5, 21),
    date(2009, 6, 1), date(2009, 7, 14), date(2009, 8, 15), date(2009, 11, 1), date(2009, 11, 11),
    date(2009, 12, 25),
]  # fmt: skip


def of_2009(warm_up_days=120, calendar="french"):
    return Calendar.between(date(2009, 1, 1), date(2009, 12, 31), warm_up_days, calendar)


def test_french_holidays_of_2009_are_no_business_days():
    assert not any(is_business_day(day) for day in HOLIDAYS_2009)
    days = [date(2009, 1, 1) + timedelta(days=n) for n in range(365)]
    working = [day for day in days if is_business_day(day)]
    weekdays = [day for day in days if day.weekday() < 5]
    assert sorted(set(weekdays) - set(working)) == [d for d in HOLIDAYS_2009 if d.weekday() < 5]
    assert len(working) == 252


def test_on_the_every_day_calendar_each_day_works():
    assert all(is_business_day(day, "every-day") for day in HOLIDAYS_2009)
    calendar = of_2009(calendar="every-day")
    assert calendar.business_days == 120 + 365


def test_days_count_from_the_start_and_the_warm_up_is_negative():
    calendar = of_2009()
    assert calendar.first_day == -120
    assert calendar.date_of(-120) == date(2008, 9, 3)  # a Wednesday
    assert calendar.day_of[0] == -120
    assert calendar.number(date(2009, 2, 16)) == 46
    assert calendar.last_day == 364
    assert calendar.days_in_window == 365
    assert calendar.day_of[-1] == 364  # Thursday 31 December 2009


def test_the_first_measured_day_is_the_first_business_day_of_the_window():
    calendar = of_2009()
    assert calendar.day_of[calendar.first_measured] == 1  # Friday 2 January
    assert calendar.day_of[calendar.first_measured - 1] == -1  # Wednesday 31 December


def test_ordinals_of_days_without_business_are_those_of_the_next():
    calendar = of_2009()
    friday = calendar.ordinal_from(calendar.number(date(2009, 4, 10)))
    for day in (11, 12, 13, 14):  # Easter Monday is the 13th
        assert calendar.ordinal_from(calendar.number(date(2009, 4, day))) == friday + 1
    assert calendar.ordinal_from(365) == NEVER
    assert calendar.ordinal_from(10**6) == NEVER
    assert calendar.ordinal_from(-1000) == 0


def test_every_business_day_has_its_own_ordinal():
    calendar = of_2009()
    ordinals = [calendar.ordinal_from(int(day)) for day in calendar.day_of]
    assert ordinals == list(range(calendar.business_days))


def test_a_window_that_ends_on_a_holiday_ends_with_the_business_day_before():
    calendar = Calendar.between(date(2009, 4, 1), date(2009, 4, 13), 0, "french")
    assert calendar.date_of(calendar.day_of[-1]) == date(2009, 4, 10)
    assert calendar.ordinal_from(11) == NEVER


def test_the_last_business_day_of_each_month_is_marked():
    calendar = of_2009()
    marked = [calendar.date_of(day) for day in calendar.day_of[calendar.month_end]]
    assert marked[-13:] == [
        date(2008, 12, 31), date(2009, 1, 30), date(2009, 2, 27), date(2009, 3, 31),
        date(2009, 4, 30), date(2009, 5, 29), date(2009, 6, 30), date(2009, 7, 31),
        date(2009, 8, 31), date(2009, 9, 30), date(2009, 10, 30), date(2009, 11, 30),
        date(2009, 12, 31),
    ]  # fmt: skip


def test_a_run_that_stops_within_a_month_has_not_seen_its_end():
    calendar = Calendar.between(date(2009, 3, 2), date(2009, 3, 20), 0, "french")
    assert not calendar.month_end.any()


@pytest.mark.parametrize(
    ("delivered", "net", "end_of_month", "due"),
    [
        (date(2009, 1, 15), 30, None, date(2009, 2, 16)),  # the 14th is a Saturday
        (date(2009, 1, 5), 0, None, date(2009, 1, 5)),
        (date(2009, 4, 1), 30, None, date(2009, 5, 4)),  # 1 May, then a week-end
        (date(2009, 1, 15), None, 30, date(2009, 3, 2)),  # 14 February, 28 is a Saturday
        (date(2009, 1, 30), None, 30, date(2009, 3, 31)),  # 1 March
        (date(2009, 11, 20), None, 45, date(2010, 2, 1)),  # 4 January, 31 is a Sunday
        (date(2009, 12, 1), None, 0, date(2009, 12, 31)),
        (date(2009, 12, 31), None, 0, date(2009, 12, 31)),
        (date(2009, 12, 15), 60, None, date(2010, 2, 15)),  # beyond the run, a Saturday
    ],
)
def test_due_dates(delivered, net, end_of_month, due):
    calendar = of_2009()
    day = calendar.due_day(calendar.number(delivered), net, end_of_month)
    assert calendar.date_of(day) == due


def test_due_days_are_those_of_each_business_day():
    calendar = of_2009()
    due = calendar.due_days(30, None)
    assert due.dtype == np.int32
    assert due.tolist() == [calendar.due_day(int(d), 30, None) for d in calendar.day_of]


def test_the_next_business_day_is_known_also_after_the_end():
    calendar = of_2009()
    assert calendar.next_business_day(365) == 368  # Friday 1 January 2010 to Monday
    assert calendar.next_business_day(-120) == -120


def test_dates_of_ordinals():
    calendar = of_2009()
    assert calendar.dates([0])[0] == np.datetime64("2008-09-03")
    assert len(calendar.dates()) == calendar.business_days


def test_the_phases_of_a_day_come_in_their_order():
    phases = [COVER, RECEIPTS, PAYMENTS, TRADING, CLOSE]
    assert phases == sorted(phases)
    assert 0 <= COVER < CLOSE < 1
