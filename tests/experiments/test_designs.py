from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import spearmanr

from simulator.errors import InputError, RefusedError
from simulator.experiments import designs
from simulator.experiments.factors import Factor
from simulator.study.designs import Correlation, Sweep

A = Factor("a", ("a.x", "a.y"), "uncertainty", low=0.0, high=1.0)
B = Factor("b", ("b",), "lever", ("p", "q"))
C = Factor("c", ("c",), "uncertainty", low=1.0, high=2.0)
FIXED = Factor("k", ("k",), "constant", (7,))


def values(design, *names):
    return [tuple(point[name] for name in names) for point in design.points]


def test_a_grid_has_every_combination_and_the_last_factor_changes_first():
    design = designs.grid([A, B], 3)
    assert values(design, "a", "b") == [
        *[(0.0, "p"), (0.0, "q"), (0.5, "p"), (0.5, "q"), (1.0, "p"), (1.0, "q")]
    ]


def test_a_grid_of_nothing_is_one_point():
    assert designs.grid([FIXED], 3).points == ({"k": 7},)


def test_constants_are_in_every_point_and_a_factor_sets_all_its_parameters():
    design = designs.grid([A, FIXED], 2)
    assert design.overrides(1) == {"a.x": 1.0, "a.y": 1.0, "k": 7}
    assert [factor.name for factor in design.moving] == ["a"]


def test_one_at_a_time_begins_where_all_stand_at_their_usual_value():
    design = designs.one_at_a_time([A, B], 3)
    assert values(design, "a", "b") == [(0.5, "p"), (0.0, "p"), (1.0, "p"), (0.5, "q")]


@pytest.mark.parametrize("points", [1, 7, 64])
def test_every_stratum_of_every_factor_of_a_latin_hypercube_holds_one_point(points):
    design = designs.latin_hypercube([A, B, C], points, seed=1)
    strata = np.floor(design.places * points).astype(int)
    for column in strata.T:
        assert sorted(column) == list(range(points))


@pytest.mark.parametrize("rank", [-0.9, -0.3, 0.6, 0.95])
def test_correlated_factors_have_their_rank_correlation_and_keep_their_strata(rank):
    asked = [Correlation(between=["a", "c"], rank=rank)]
    places = designs.latin_hypercube([A, B, C], 400, 5, asked).places
    assert spearmanr(places[:, 0], places[:, 2]).statistic == pytest.approx(rank, abs=0.02)
    assert spearmanr(places[:, 0], places[:, 1]).statistic == pytest.approx(0, abs=0.02)
    assert sorted(np.floor(places[:, 2] * 400)) == list(range(400))


def test_correlations_that_contradict_each_other_are_refused():
    d = Factor("d", ("d",), "uncertainty", low=0.0, high=1.0)
    asked = [
        Correlation(between=["a", "c"], rank=0.9),
        Correlation(between=["c", "d"], rank=0.9),
        Correlation(between=["a", "d"], rank=-0.9),
    ]
    with pytest.raises(InputError, match=r"cannot hold together: smallest eigenvalue -0\.8"):
        designs.latin_hypercube([A, C, d], 50, 5, asked)


def test_a_sobol_design_has_saltellis_blocks():
    rows, k = 8, 3
    places = designs.sobol([A, B, C], rows, seed=3).places
    assert places.shape == (rows * (k + 2), k)
    a, b, *mixed = places.reshape(k + 2, rows, k)
    for column, block in enumerate(mixed):
        others = [other for other in range(k) if other != column]
        assert np.array_equal(block[:, others], a[:, others])
        assert np.array_equal(block[:, column], b[:, column])
    assert not np.any(a == b)


def test_each_eighth_of_a_factor_holds_one_of_eight_rows_of_a_sobol_design():
    a = designs.sobol([A, C], 8, seed=3).places[:8]
    for column in a.T:
        gaps = np.diff(np.sort(column))
        assert gaps == pytest.approx(np.full(7, 1 / 8))


def test_a_sobol_design_of_seven_rows_is_refused_unless_it_is_asked_for():
    with pytest.raises(RefusedError, match="7 rows of a Sobol' sequence are not balanced"):
        designs.sobol([A, C], 7, seed=3)
    assert len(designs.sobol([A, C], 7, seed=3, unbalanced=True).points) == 7 * 4


@pytest.mark.parametrize("levels", [2, 4, 8])
def test_in_a_morris_trajectory_each_factor_moves_once_by_delta(levels):
    delta = levels / (2 * (levels - 1))
    places = designs.morris([A, B, C], 20, levels, seed=4).places
    assert places.shape == (20 * 4, 3)
    for trajectory in places.reshape(20, 4, 3):
        moved = [np.flatnonzero(one != other) for one, other in pairwise(trajectory)]
        assert sorted(int(column) for (column,) in moved) == [0, 1, 2]
        steps = np.abs(np.diff(trajectory, axis=0)).max(axis=1)
        assert steps == pytest.approx(np.full(3, delta))
    on_levels = places * (levels - 1)
    assert on_levels == pytest.approx(np.round(on_levels))


def test_morris_trajectories_go_up_and_down_in_any_order():
    places = designs.morris([A, B, C], 40, 4, seed=4).places.reshape(40, 4, 3)
    steps = np.diff(places, axis=1)
    assert {-1, 1} == set(np.sign(steps[steps != 0]).astype(int))
    first = {int(np.flatnonzero(row)[0]) for row in steps[:, 0]}
    assert first == {0, 1, 2}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ({"design": "grid", "steps": 3}, 6),
        ({"design": "one-at-a-time", "steps": 3}, 4),
        ({"design": "latin-hypercube", "points": 9}, 9),
        ({"design": "sobol", "points": 8}, 32),
        ({"design": "morris", "trajectories": 5}, 15),
        ({"design": "table", "table": "t.csv"}, 2),
    ],
)
def test_the_count_told_before_is_the_number_of_points_laid(text, count):
    moving = [] if text["design"] == "table" else [
        {"path": "a", "low": 0.0, "high": 1.0},
        {"path": "b", "values": ["p", "q"]},
    ]  # fmt: skip
    sweep = Sweep.model_validate(text | {"factor": moving})
    rows = [{"a": 1.0, "b": "p"}, {"a": 2.0, "b": "q"}]
    given = rows if text["design"] == "table" else []
    assert designs.count(sweep, [A, B], len(given)) == count
    assert len(designs.laid(sweep, [A, B], given).points) == count


def test_one_seed_gives_one_design_and_another_another():
    one, same, other = (designs.latin_hypercube([A, C], 16, seed).places for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)
