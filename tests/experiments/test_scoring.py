"""Scores and places of observations among predictions, worked out by hand."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.experiments.scoring import crps, judged, outside, skill

INF = math.inf
numbers = st.floats(-1e6, 1e6)
samples = st.lists(numbers, min_size=1, max_size=12)


def integrated(values, low, high):
    """Return the score as what it is: the integral of (F − 1{y ≤ z})² outside the range."""
    values = np.sort(values)
    ends = [e for e in (low, high) if math.isfinite(e)]
    grid = np.unique([*values, *ends])
    total = 0.0
    for left, right in pairwise(grid):
        middle = (left + right) / 2
        share = np.mean(values <= middle)
        if middle < low:
            total += share**2 * (right - left)
        elif middle >= high:
            total += (1 - share) ** 2 * (right - left)
    return total


def test_one_prediction_scores_its_distance():
    assert crps(np.array([7.0]), 4.0, 4.0) == 3.0
    assert crps(np.array([4.0]), 4.0, 4.0) == 0.0


def test_three_predictions_by_hand():
    # mean distance from 2 of 1, 2, 6 is 5/3; half the mean distance of all nine pairs is 20/18
    assert crps(np.array([1.0, 2.0, 6.0]), 2.0, 2.0) == pytest.approx(5 / 3 - 20 / 18)


def test_a_normal_sample_nears_the_closed_form():
    # CRPS of N(0, 1) at 0 is 2 φ(0) − 1/√π (Gneiting and Raftery 2007, eq. 21)
    from scipy.stats import norm

    quantiles = norm.ppf((np.arange(20_000) + 0.5) / 20_000)
    exact = 2 * norm.pdf(0) - 1 / math.sqrt(math.pi)
    assert crps(quantiles, 0.0, 0.0) == pytest.approx(exact, abs=1e-4)


def test_within_a_range_nothing_is_told_apart():
    assert crps(np.array([1.0, 2.0, 3.0]), 1.0, 3.0) == 0.0
    assert crps(np.array([1.0]), 1.0, 3.0) == crps(np.array([3.0]), 1.0, 3.0)


def test_outside_a_range_only_the_way_to_its_nearest_end_counts():
    assert crps(np.array([5.0]), 1.0, 3.0) == 2.0
    assert crps(np.array([0.0]), 1.0, 3.0) == 1.0
    # F is ½ from 0 to 5: ½² over (0, 1), (1 − ½)² over (3, 5)
    assert crps(np.array([0.0, 5.0]), 1.0, 3.0) == 0.75


def test_an_open_range_asks_nothing_of_its_open_side():
    assert crps(np.array([100.0]), 3.0, INF) == 0.0
    assert crps(np.array([1.0]), 3.0, INF) == 2.0
    assert crps(np.array([100.0]), -INF, 3.0) == 97.0
    assert outside(np.array([-5.0, 5.0]), -INF, 3.0).tolist() == [0.0, 2.0]


@given(samples, numbers, numbers)
def test_the_formula_is_the_integral(values, one, other):
    low, high = sorted((one, other))
    expected = integrated(np.array(values), low, high)
    assert crps(np.array(values), low, high) == pytest.approx(expected, rel=1e-6, abs=1e-6)


@given(samples, numbers)
def test_no_prediction_scores_below_zero_and_shifting_all_changes_nothing(values, y):
    score = crps(np.array(values), y, y)
    assert score >= -1e-9 * (1 + abs(y) + max(map(abs, values)))
    moved = crps(np.array(values) + 1000.0, y + 1000.0, y + 1000.0)
    assert moved == pytest.approx(score, abs=1e-6)


def test_the_score_is_proper_the_true_chances_do_best_on_average():
    # the truth is 0 or 10 with chances ¼ and ¾; among samples of four, the true one scores best
    samples_of_four = [np.repeat([0.0, 10.0], [n, 4 - n]) for n in range(5)]
    means = [0.25 * crps(s, 0.0, 0.0) + 0.75 * crps(s, 10.0, 10.0) for s in samples_of_four]
    assert int(np.argmin(means)) == 1


@pytest.mark.parametrize(
    ("low", "high", "within"),
    [
        (50, 50, "50 %"),
        (25, 25, "50 %"),
        (24, 24, "90 %"),
        (5, 5, "90 %"),
        (4, 4, "outside"),
        (95.5, 120, "outside"),
        (0, 5, "90 %"),
        (0, 25, "50 %"),
        (-INF, 4, "outside"),
        (76, INF, "90 %"),
    ],
)
def test_an_observation_lies_in_an_interval_that_meets_its_range(low, high, within):
    verdict = judged(np.arange(101.0), low, high)
    assert (verdict.p05, verdict.p25, verdict.median) == (5, 25, 50)
    assert (verdict.p75, verdict.p95, verdict.n) == (75, 95, 101)
    assert verdict.within == within


def test_the_transform_is_the_share_below_to_the_share_not_above():
    verdict = judged([1, 2, 2, 3], 2, 2)
    assert (verdict.pit_low, verdict.pit_high) == (0.25, 0.75)
    verdict = judged([1, 2, 2, 3], 1.5, 9)
    assert (verdict.pit_low, verdict.pit_high) == (0.25, 1.0)


def test_a_median_is_off_by_its_way_to_the_range():
    assert judged([10, 20, 30], 22, 25).off_by == -2
    assert judged([10, 20, 30], 1, 15).off_by == 5
    assert judged([10, 20, 30], 15, 25).off_by == 0


def test_what_is_not_defined_is_left_out_and_counted():
    verdict = judged([1.0, math.nan, 3.0], 2, 2)
    assert (verdict.n, verdict.median) == (2, 2)
    nothing = judged([math.nan, math.nan], 2, 2)
    assert (nothing.n, nothing.within) == (0, "not defined")
    assert math.isnan(nothing.median)
    assert math.isnan(nothing.score)


def test_one_prediction_has_no_interval():
    verdict = judged([4.0], 2, 2)
    assert (verdict.within, verdict.median, verdict.score) == ("not available", 4, 2)
    assert math.isnan(verdict.p05)


def test_skill_is_not_defined_against_a_perfect_yardstick():
    assert skill(1.0, 2.0) == 0.5
    assert math.isnan(skill(0.0, 0.0))
    assert math.isnan(skill(1.0, math.nan))
