"""Demand that moves in time: what a gain in a window takes from the days after it.

A window is given by ordinals, so it counts as far as it lies in the run: its first business day and
the first one after it. The days after it are calendar days from that one on; those after the run
weigh too, so that a window near its end is not held to lose within the run all that it gains. If
the window itself lasts beyond the run, they are those after its own last day.
"""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from simulator.calendar import is_business_day
from simulator.market.demand import weights_on
from simulator.market.levers import Ground

Floats = npt.NDArray[np.float64]


def timed_gain(
    ground: Ground,
    product: int,
    first: int,
    after: int,
    gain: float,
    timing_share: float,
    timing_days: int,
) -> Floats:
    """Return the factors (b,) of demand that is 1 + `gain` in a window and less after it.

    Args:
        product: code.
        first, after: ordinals of the window's first business day, and of the first after it.
        timing_share: share of the gain that is taken from the days after the window.
        timing_days: how many days that are.
    """
    factors = np.ones(ground.calendar.business_days)
    factors[first:after] = 1 + gain
    window, lost = _weights(ground, product, first, after, timing_days)
    if lost > 0:
        left = 1 - timing_share * gain * window / lost
        factors[_days_after(ground, after, timing_days)] = max(0.0, left)
    return factors


def pulled_forward(
    ground: Ground,
    product: int,
    first: int,
    after: int,
    pulled_share: float,
    pulled_days: int,
    ends: date | None = None,
) -> Floats:
    """Return the factors (b,) of demand of which a share comes sooner, within a window.

    Args:
        product: code.
        first, after: ordinals of the window's first business day, and of the first after it.
        pulled_share: share of the demand of the days after the window that comes in it instead.
        pulled_days: how many days that are.
        ends: the window's last day; needed only of one that lasts beyond the run.
    """
    factors = np.ones(ground.calendar.business_days)
    window, lost = _weights(ground, product, first, after, pulled_days, ends)
    if window > 0 and lost > 0:
        factors[first:after] = 1 + pulled_share * lost / window
        factors[_days_after(ground, after, pulled_days)] = 1 - pulled_share
    return factors


def _days_after(ground: Ground, after: int, days: int) -> slice:
    """Return the ordinals, in the run, of so many days from the first one after a window on."""
    day_of = ground.calendar.day_of
    if after >= len(day_of):
        return slice(0, 0)
    return slice(after, int(np.searchsorted(day_of, day_of[after] + days)))


def _weights(
    ground: Ground, product: int, first: int, after: int, days: int, ends: date | None = None
) -> tuple[float, float]:
    """Return the sums of a product's day weights over a window, and over the days after it."""
    calendar = ground.calendar
    window = [calendar.date_of(int(day)) for day in calendar.day_of[first:after]]
    following = _first_after(ground, after, ends)
    dates = (following + timedelta(days=further) for further in range(days))
    later = [day for day in dates if is_business_day(day, calendar.name)]
    its = ground.world.products[ground.portfolio.products[product]]
    return (
        float(weights_on(ground.world, its, window).sum()),
        float(weights_on(ground.world, its, later).sum()),
    )


def _first_after(ground: Ground, after: int, ends: date | None) -> date:
    """Return the first business day after a window, in the run or not."""
    calendar = ground.calendar
    if after < calendar.business_days:
        return calendar.date_of(int(calendar.day_of[after]))
    day = max(calendar.end, ends or calendar.end) + timedelta(days=1)
    while not is_business_day(day, calendar.name):
        day += timedelta(days=1)
    return day
