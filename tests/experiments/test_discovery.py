import math

import numpy as np
import pytest

from simulator.errors import InputError, RefusedError
from simulator.experiments.designs import grid, latin_hypercube
from simulator.experiments.discovery import discover
from simulator.experiments.factors import Factor
from simulator.experiments.peeling import by_chance, peeled
from simulator.experiments.results import read
from tests.experiments.functions import factor, swept

FACTORS = (factor("cuts"), factor("lag"), factor("idle"))


def planted(point, *_):
    """One where the cuts are deep and the lag is long: 30 % of 40 % of the space."""
    return float(point["cuts"] > 0.7 and point["lag"] > 0.6)


@pytest.fixture(scope="module")
def found():
    return discover(swept(latin_hypercube(FACTORS, 600, 3), planted), "lost_eur", 0.5)


def test_peeling_finds_a_planted_box(found):
    limits = found.table("limits").set_index("factor")
    assert set(limits.index) == {"cuts", "lag"}
    assert limits.loc["cuts", "low"] == pytest.approx(0.7, abs=0.04)
    assert limits.loc["lag", "low"] == pytest.approx(0.6, abs=0.04)
    assert limits["high"].min() > 0.98
    assert limits["p_value"].max() < 1e-6


def test_coverage_and_density_are_the_counts_of_the_chosen_box(found):
    points = found.table("discovered")
    held = points[points["in_box"]]
    assert found.found("density") == held["interesting"].mean() > 0.9
    assert found.found("coverage") == held["interesting"].sum() / points["interesting"].sum() > 0.9


def test_a_limit_that_chance_explains_is_given_up_unless_the_box_was_chosen():
    sweep = swept(latin_hypercube(FACTORS, 600, 3), planted)
    found = discover(sweep, "lost_eur", 0.5)
    chosen = int(found.table("trajectory").query("chosen")["step"].iloc[0])
    as_peeled = discover(sweep, "lost_eur", 0.5, step=chosen)
    assert set(as_peeled.table("limits")["factor"]) == {"cuts", "lag", "idle"}
    assert "may be chance" in as_peeled.said[2]
    assert found.found("coverage") >= as_peeled.found("coverage")


def test_the_trajectory_begins_everywhere_and_trades_coverage_for_density(found):
    trajectory = found.table("trajectory")
    assert trajectory.iloc[0][["coverage", "mass", "limits"]].tolist() == [1.0, 1.0, 0]
    assert trajectory["coverage"].is_monotonic_decreasing
    assert trajectory["density"].is_monotonic_increasing


def test_a_tree_finds_the_planted_box_too(found):
    first = found.table("tree").iloc[0]
    assert first["density"] > 0.95
    assert first["coverage"] > 0.9
    assert "cuts > 0.7" in first["rule"] or "cuts > 0.6" in first["rule"]
    assert "lag > 0.6" in first["rule"] or "lag > 0.5" in first["rule"]
    assert found.table("tree")["coverage"].sum() == pytest.approx(1.0)


def test_one_peel_by_hand():
    # ten points, the two highest are interesting; half of the box goes at a time
    x, hits = np.arange(10.0)[:, None], np.arange(10) >= 8
    boxes = list(peeled(x, hits, peel=0.5, least=0.1))
    assert [(b.held, b.size, b.low[0]) for b in boxes] == [
        (2, 10, 0),
        (2, 5, 5),
        (2, 3, 7),
        (2, 2, 8),
    ]
    without, p = by_chance(boxes[-1], x, hits, 0)
    assert without == 0.2
    assert p == pytest.approx(0.2**2)


def test_equal_values_are_peeled_together_and_the_peeling_ends():
    x = np.array([[0.0]] + [[1.0]] * 19)
    hits = np.array([False] + [True, False] * 9 + [True])
    boxes = list(peeled(x, hits, peel=0.3, least=0.05))
    assert [b.size for b in boxes] == [20, 19]


def test_texts_are_told_apart_one_by_one():
    kinds = Factor("kind", ("kind",), "uncertainty", ("mild", "severe", "odd"))
    design = grid((kinds, factor("cuts")), 12)
    found = discover(
        swept(design, lambda p, *_: float(p["kind"] == "severe" and p["cuts"] > 0.5)),
        "lost_eur", 0.5,
    )  # fmt: skip
    assert "kind is severe" in found.table("limits")["limit"].tolist()
    assert any("kind is severe" in rule for rule in found.table("tree")["rule"])


def test_below_a_level_is_the_other_side():
    design = latin_hypercube(FACTORS, 200, 3)
    above = discover(swept(design, planted), "lost_eur", 0.5)
    below = discover(swept(design, planted), "lost_eur", 0.5, side="below")
    assert above.found("interesting") + below.found("interesting") == 200


def test_points_of_which_it_is_not_known_on_which_side_they_are_are_counted():
    def noisy(point, _, __, r):
        return point["cuts"] + (r - 0.5) * (2.0 if point["cuts"] > 0.9 else 0.0)

    found = discover(
        swept(latin_hypercube(FACTORS, 100, 3), noisy, replications=2), "lost_eur", 0.5
    )
    assert found.found("undecided_points") == 10


def test_a_step_of_the_trajectory_can_be_chosen():
    broad = discover(swept(latin_hypercube(FACTORS, 200, 3), planted), "lost_eur", 0.5, step=0)
    assert broad.table("limits").empty
    assert broad.found("coverage") == 1.0
    assert "everywhere" in broad.said[1]


def test_failed_points_are_refused_or_dropped():
    design = latin_hypercube(FACTORS, 100, 3)
    first = design.points[0]

    def broken(point, *_):
        return None if point == first else planted(point)

    with pytest.raises(RefusedError, match="1 of 100 points have no lost_eur"):
        discover(swept(design, broken), "lost_eur", 0.5)
    assert discover(swept(design, broken), "lost_eur", 0.5, failed="drop").found("points") == 99


def test_what_cannot_be_told_is_said():
    design = latin_hypercube(FACTORS, 100, 3)
    for options, message in (
        ({"level": 2.0}, "0 of 100 points have lost_eur above 2.*a level between 0 and 1"),
        ({"level": 0.5, "side": "over"}, "side 'over'; above, below"),
        ({"level": 0.5, "step": 99}, "step: no step 99"),
    ):
        with pytest.raises(InputError, match=message):
            discover(swept(design, planted), "lost_eur", **options)
    with pytest.raises(InputError, match="10 points are too few"):
        discover(swept(latin_hypercube(FACTORS, 10, 3), planted), "lost_eur", 0.5)


def test_a_folder_gives_a_discovery_back(found, tmp_path):
    found.save(tmp_path / "out")
    back = read(tmp_path / "out")
    assert back.said == found.said
    assert back.table("tree").equals(found.table("tree"))
    assert not math.isnan(back.found("density"))
