"""Every interval covers as often as it promises, or the page says how often it does."""

import numpy as np
import pytest

from simulator.experiments.statistics import CONFIDENCE
from tests.experiments.coverage import (
    ERROR,
    EXPERIMENTS,
    MEANS_OF,
    SHAPES,
    TAILS_OF,
    means_table,
    of_means,
    of_tails,
    samples,
    tails_table,
)
from tests.theory.table import PAGE

each_shape = pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)


@each_shape
def test_the_known_truth_is_the_truth(shape):
    """Against a sum over a fine grid of the quantile function."""
    u = (np.arange(1_000_000) + 0.5) / 1_000_000
    values = shape.quantile(u)
    assert values.mean() == pytest.approx(shape.mean, abs=0.005, rel=0.005)
    assert values[950_000:].mean() == pytest.approx(shape.shortfall(0.95), rel=0.01)


@pytest.mark.parametrize("size", MEANS_OF)
def test_the_t_interval_of_normal_outcomes_covers_as_it_promises(size):
    assert abs(of_means(SHAPES[0], size) - CONFIDENCE) <= 4 * ERROR


@each_shape
@pytest.mark.parametrize(("size", "level"), TAILS_OF)
def test_the_interval_of_a_quantile_covers_at_least_as_it_promises(shape, size, level):
    assert of_tails(shape, size, level)[0] >= CONFIDENCE - 4 * ERROR


def test_a_t_interval_covers_less_on_a_heavy_tail():
    """Seven in ten at thirty replications where the logarithm has a standard deviation of 1.8."""
    covered = of_means(SHAPES[-1], 30)
    assert abs(covered - 0.71) <= 4 * np.sqrt(0.71 * 0.29 / EXPERIMENTS)


def test_z_for_t_would_not_cover():
    few = samples(SHAPES[0], MEANS_OF[0])
    half = 1.96 * few.std(axis=1, ddof=1) / np.sqrt(MEANS_OF[0])
    covered = float((np.abs(few.mean(axis=1)) <= half).mean())
    assert covered < CONFIDENCE - 4 * ERROR


@pytest.mark.parametrize("table", [means_table, tails_table])
def test_the_page_says_how_often_they_cover(table):
    page = PAGE.read_text(encoding="utf-8")
    missing = [row for row in table() if row not in page]
    assert missing == [], "run python -m tests.theory.table"
