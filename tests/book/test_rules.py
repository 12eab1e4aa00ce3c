"""Rules that are laid out before a run, by hand."""

from datetime import date

import pytest

from simulator.book.rules import number_of_months
from simulator.calendar import Calendar


@pytest.mark.parametrize(
    ("start", "end", "warm_up_days", "months"),
    [
        (date(2009, 3, 2), date(2009, 3, 2), 0, 1),
        (date(2009, 3, 31), date(2009, 4, 1), 0, 2),
        (date(2008, 11, 15), date(2009, 2, 1), 0, 4),
        (date(2009, 1, 15), date(2010, 12, 31), 30, 25),  # from 16 December 2008 on
    ],
)
def test_each_month_that_the_run_touches_counts(start, end, warm_up_days, months):
    calendar = Calendar.between(start, end, warm_up_days, "every-day")
    assert number_of_months(calendar) == months
