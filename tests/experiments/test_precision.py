"""How many replications a wanted precision takes, and how often that is enough."""

import math

import numpy as np
import pytest
from scipy.stats import norm, t

import simulator as sim
from simulator.errors import InputError
from simulator.experiments.precision import (
    positive_width,
    replications_for,
    replications_needed,
    wanted_widths,
)
from simulator.experiments.replicate import compare, run
from simulator.streams import Stream
from tests.experiments.fakes import FakeModel, FakeScenario

NONE = FakeScenario()
PLAN = FakeScenario(programme="plan", effect=-0.25)


def test_four_values_by_hand():
    """1, 2, 3, 4: s² = 5/3; t of 3 degrees is 3.1824; (3.1824² × 5/3) / 0.5² = 67.5."""
    assert replications_for([1.0, 2.0, 3.0, 4.0], 0.5) == 68
    assert replications_for([1.0, 2.0, 3.0, 4.0, math.nan], 0.5) == 68


def test_half_the_width_takes_four_times_as_many():
    values = Stream(3, 0, "v").uniforms(np.arange(1, dtype=np.uint64), 30)[0]
    narrow, wide = (replications_for(values, width) for width in (0.005, 0.01))
    assert narrow / wide == pytest.approx(4, rel=0.001)


def test_what_never_varies_takes_two_and_what_is_hopeless_has_no_number():
    assert replications_for([7.0, 7.0, 7.0], 1e-9) == 2
    assert replications_for([0.0, 1e9], 1e-3) is None
    assert replications_for([1.0], 0.5) is None


def test_so_many_replications_cover_as_often_as_they_say():
    """Stein's theorem: a second sample of that size, with the first one's t and s, covers 95 %."""
    luck = norm.ppf(Stream(5, 0, "pilot").uniforms(np.arange(4_000, dtype=np.uint64), 10))
    width = 0.4
    needed = np.array([replications_for(pilot, width) for pilot in luck])
    # the mean of n normals, given the pilot's 10, has a variance known exactly
    rest = np.maximum(needed - 10, 0)
    other = norm.ppf(Stream(5, 1, "rest").uniforms(np.arange(4_000, dtype=np.uint64))[:, 0])
    mean = (luck.sum(axis=1) + np.sqrt(rest) * other) / np.maximum(needed, 10)
    covered = (np.abs(mean) <= width).mean()
    error = math.sqrt(0.95 * 0.05 / 4_000)
    assert covered >= 0.95 - 4 * error
    naive = 1.96 / t.ppf(0.975, 9)
    too_few = np.maximum(np.ceil(needed * naive**2), 10)
    rest = too_few - 10
    mean = (luck.sum(axis=1) + np.sqrt(rest) * other) / too_few
    assert (np.abs(mean) <= width).mean() < 0.95 - 4 * error, "1.96 for t would be too few"


def test_results_say_what_a_precision_takes():
    results = run(NONE, 5, 1, 1, model=FakeModel())
    (row,) = replications_needed(results, "lost_eur", 0.01).to_dict("records")
    values = results.replications.query("outcome == 'lost_eur'")["value"]
    half = t.ppf(0.975, 4) * values.std() / math.sqrt(5)
    assert row["n"] == 5
    assert row["half_width"] == pytest.approx(half)
    assert row["needed"] == math.ceil(5 * (half / 0.01) ** 2)


def test_a_comparison_says_it_of_the_paired_difference():
    both = compare([NONE, PLAN], 5, 1, 1, model=FakeModel())
    (row,) = replications_needed(both, "lost_eur", 0.01).to_dict("records")
    assert (row["reference"], row["programme"]) == ("none", "plan")
    assert row["needed"] == 2, "on common luck the programmes differ by the effect alone"


def test_one_replication_tells_nothing():
    (row,) = replications_needed(run(NONE, 1, 1, 1, model=FakeModel()), "lost_eur", 1).to_dict(
        "records"
    )
    assert math.isnan(row["half_width"])
    assert row["needed"] is None


def test_it_is_a_public_name():
    assert sim.replications_needed is replications_needed


@pytest.mark.parametrize("width", [0, -1.0, math.nan, math.inf, "0.1", True])
def test_a_width_that_makes_no_sense_is_refused(width):
    with pytest.raises(InputError, match="above 0"):
        positive_width(width)


def test_an_unknown_outcome_is_refused_with_help():
    with pytest.raises(InputError, match="did you mean lost_eur"):
        replications_needed(run(NONE, 2, 1, 1, model=FakeModel()), "lost_eu", 1.0)
    with pytest.raises(InputError, match="did you mean lost_eur"):
        wanted_widths(["lost_eu=1"], ["lost_eur"])


@pytest.mark.parametrize("text", ["lost_eur", "lost_eur=", "lost_eur=0", "lost_eur=1e3", "x=-1"])
def test_a_text_without_a_width_is_refused(text):
    with pytest.raises(InputError, match="no half width"):
        wanted_widths([text], ["lost_eur"])
