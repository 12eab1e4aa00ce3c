"""Demand that moves in time."""

from datetime import date

import pytest

from simulator.market.demand import day_weights
from simulator.market.levers import Ground
from simulator.market.population import draw_portfolio
from simulator.market.timing import pulled_forward, timed_gain
from simulator.streams import Chance
from tests.market.worlds import a_world, calendar_of

EVERY_DAY = {"calendar": "every-day", "end": date(2009, 3, 31)}
MARCH_DOUBLED = {"products": {"oem": {"seasonality": [1.0, 1.0, 2.0, *[8 / 9] * 9]}}}


def ground(changes=None):
    world = a_world(changes)
    return Ground(world, calendar_of(world), draw_portfolio(world), Chance(1, 0))


def test_a_gain_without_timing_ends_with_its_window():
    factors = timed_gain(ground(EVERY_DAY), 0, 10, 20, 0.5, 0.0, 30)
    assert factors.tolist() == [1.0] * 10 + [1.5] * 10 + [1.0] * 70


def test_a_gain_whose_days_after_are_none_takes_nothing_from_them():
    factors = timed_gain(ground(EVERY_DAY), 0, 10, 20, 0.5, 0.5, 0)
    assert factors.tolist() == [1.0] * 10 + [1.5] * 10 + [1.0] * 70


def test_even_days_give_back_their_share_evenly():
    """Half of 10 days × 0.4 is taken from 20 days: 0.1 of each."""
    factors = timed_gain(ground(EVERY_DAY), 0, 10, 20, 0.4, 0.5, 20)
    assert factors == pytest.approx([1.0] * 10 + [1.4] * 10 + [0.9] * 20 + [1.0] * 50)


def test_the_days_after_are_calendar_days_from_the_next_business_day_on():
    """The window ends on Friday 9 January 2009; the week from Monday on has five weekdays."""
    its = ground()
    assert its.calendar.dates([5, 6]).astype(str).tolist() == ["2009-01-09", "2009-01-12"]
    factors = timed_gain(its, 0, 1, 6, 0.4, 0.5, 7)
    assert factors[:12] == pytest.approx([1.0] + [1.4] * 5 + [0.8] * 5 + [1.0])


def test_days_weigh_by_their_season():
    """Ten days of February gain 0.4 each; ten of March weigh twice and lose 0.1 each."""
    its = ground(EVERY_DAY | MARCH_DOUBLED)
    factors = timed_gain(its, 0, 49, 59, 0.4, 0.5, 10)
    assert factors[49:59] == pytest.approx(1.4)
    assert factors[59:69] == pytest.approx(0.9)
    assert timed_gain(its, 1, 49, 59, 0.4, 0.5, 10)[59:69] == pytest.approx(0.8)


def test_days_weigh_by_the_economys_path():
    its = ground(EVERY_DAY | {"demand": {"macro": [[date(2009, 3, 1), 0.5]]}})
    assert timed_gain(its, 0, 49, 59, 0.4, 0.5, 10)[59:69] == pytest.approx(0.6)


def test_what_falls_after_the_run_weighs_too():
    """The window's ten days give back to twenty, of which the run sees five."""
    factors = timed_gain(ground(EVERY_DAY), 0, 75, 85, 0.4, 0.5, 20)
    assert factors == pytest.approx([1.0] * 75 + [1.4] * 10 + [0.9] * 5)


def test_a_window_that_lasts_beyond_the_run_gives_nothing_back_in_it():
    factors = timed_gain(ground(EVERY_DAY), 0, 85, 90, 0.4, 0.5, 20)
    assert factors.tolist() == [1.0] * 85 + [1.4] * 5
    assert (timed_gain(ground(EVERY_DAY), 0, 90, 90, 0.4, 0.5, 20) == 1).all()


def test_no_day_loses_more_than_all_its_demand():
    factors = timed_gain(ground(EVERY_DAY), 0, 10, 40, 0.9, 1.0, 5)
    assert factors.tolist() == [1.0] * 10 + [1.9] * 30 + [0.0] * 5 + [1.0] * 45


@pytest.mark.parametrize("timing_share", [0.0, 0.3, 1.0])
def test_a_share_of_the_orders_gained_is_lost_later(timing_share):
    """In expectation, over uneven seasons and business days."""
    its = ground(MARCH_DOUBLED)
    weights = day_weights(its.world, its.calendar)[:, 0]
    factors = timed_gain(its, 0, 20, 50, 0.25, timing_share, 90)
    gained = 0.25 * weights[20:50].sum()
    assert (factors * weights).sum() - weights.sum() == pytest.approx((1 - timing_share) * gained)


def test_projects_drawn_forward_are_missing_afterwards():
    """A tenth of twenty days' demand comes in the ten days before: 0.2 more on each."""
    factors = pulled_forward(ground(EVERY_DAY), 0, 10, 20, 0.1, 20)
    assert factors == pytest.approx([1.0] * 10 + [1.2] * 10 + [0.9] * 20 + [1.0] * 50)


def test_drawing_forward_moves_demand_and_makes_none():
    its = ground(MARCH_DOUBLED)
    weights = day_weights(its.world, its.calendar)[:, 0]
    factors = pulled_forward(its, 0, 40, 62, 0.15, 60)
    assert factors[40] > 1 > factors[62]
    assert (factors * weights).sum() == pytest.approx(weights.sum())


def test_a_double_window_at_the_runs_end_draws_on_the_days_after_the_run():
    factors = pulled_forward(ground(EVERY_DAY), 0, 80, 90, 0.1, 20)
    assert factors == pytest.approx([1.0] * 80 + [1.2] * 10)


def test_a_double_window_that_lasts_beyond_the_run_draws_on_the_days_after_itself():
    """Ten days of March gain; a day of April weighs four ninths of one of March."""
    its = ground(EVERY_DAY | MARCH_DOUBLED | {"end": date(2009, 3, 21)})
    to_the_end = pulled_forward(its, 0, 70, 80, 0.1, 20)
    assert to_the_end[70:] == pytest.approx(1 + 0.1 * (10 + 10 * 4 / 9) / 10)
    beyond = pulled_forward(its, 0, 70, 80, 0.1, 20, ends=date(2009, 3, 31))
    assert beyond[70:] == pytest.approx(1 + 0.1 * (20 * 4 / 9) / 10)


def test_nothing_is_drawn_forward_into_a_window_outside_the_run_or_from_no_day():
    assert (pulled_forward(ground(EVERY_DAY), 0, 90, 90, 0.1, 20) == 1).all()
    assert (pulled_forward(ground(EVERY_DAY), 0, 10, 20, 0.1, 0) == 1).all()
