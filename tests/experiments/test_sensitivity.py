import math

import numpy as np
import pytest

from simulator.errors import InputError, RefusedError
from simulator.experiments.designs import latin_hypercube, morris, one_at_a_time, sobol
from simulator.experiments.indices import distances, slices_of
from simulator.experiments.results import read
from simulator.experiments.sensitivity import sensitivity
from tests.experiments.functions import factor, swept

X = tuple(factor(name, -math.pi, math.pi) for name in ("x1", "x2", "x3"))
"""Ishigami's inputs."""
TOTAL = {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}
FIRST = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}
"""Ishigami's indices for a = 7, b = 0.1 (Saltelli et al. 2008, p. 196)."""


def ishigami(point, *_):
    x1, x2, x3 = (point[name] for name in ("x1", "x2", "x3"))
    return math.sin(x1) + 7 * math.sin(x2) ** 2 + 0.1 * x3**4 * math.sin(x1)


def row(answer, factor_name, index):
    table = answer.table()
    return table[(table["factor"] == factor_name) & (table["index"] == index)].iloc[0]


@pytest.fixture(scope="module")
def sobol_of_ishigami():
    return sensitivity(swept(sobol(X, 1024, 7), ishigami))


@pytest.mark.parametrize("name", ["x1", "x2", "x3"])
def test_sobol_indices_of_ishigamis_function_are_within_their_intervals(sobol_of_ishigami, name):
    for index, known in (("total", TOTAL[name]), ("first", FIRST[name])):
        found = row(sobol_of_ishigami, name, index)
        assert found["ci_low"] <= known <= found["ci_high"]
        assert found["value"] == pytest.approx(known, abs=0.05)
        assert found["ci_high"] - found["ci_low"] < 0.25


def test_sobols_g_function_ranks_its_factors():
    a = (0.0, 1.0, 9.0, 99.0)

    def g(point, *_):
        return math.prod((abs(4 * point[f"g{i}"] - 2) + one) / (1 + one) for i, one in enumerate(a))

    parts = [1 / (3 * (1 + one) ** 2) for one in a]
    whole = math.prod(1 + part for part in parts) - 1
    answer = sensitivity(swept(sobol([factor(f"g{i}") for i in range(4)], 1024, 3), g))
    for i, part in enumerate(parts):
        first, total = row(answer, f"g{i}", "first"), row(answer, f"g{i}", "total")
        known = part * math.prod(1 + p for j, p in enumerate(parts) if j != i) / whole
        assert first["value"] == pytest.approx(part / whole, abs=0.05)
        assert total["value"] == pytest.approx(known, abs=0.05)
        assert total["rank"] == i + 1


def test_the_interval_of_a_sobol_index_covers_it_as_often_as_it_says():
    def sum_of_two(point, *_):
        return 2 * point["a"] + point["b"]

    held = 0
    for seed in range(60):
        table = sensitivity(swept(sobol((factor("a"), factor("b")), 64, seed), sum_of_two)).table()
        total = table[(table["index"] == "total") & (table["factor"] == "a")].iloc[0]
        held += bool(total["ci_low"] <= 0.8 <= total["ci_high"])
    assert held >= 60 * 0.95 - 4 * math.sqrt(60 * 0.95 * 0.05)


def test_morris_finds_the_slopes_of_a_plane_exactly():
    def plane(point, *_):
        return 5 * point["a"] - 3 * point["b"] / 10

    factors = (factor("a"), factor("b", 0, 10), factor("idle"))
    answer = sensitivity(swept(morris(factors, 8, 4, 1), plane))
    for name, slope in (("a", 5.0), ("b", -3.0), ("idle", 0.0)):
        assert row(answer, name, "mu_star")["value"] == pytest.approx(abs(slope), abs=1e-9)
        assert row(answer, name, "mu")["value"] == pytest.approx(slope, abs=1e-9)
        assert row(answer, name, "sigma")["value"] == pytest.approx(0.0, abs=1e-9)
        assert row(answer, name, "mu_star")["converged"]


def test_morris_says_that_a_factor_acts_through_another():
    answer = sensitivity(
        swept(morris((factor("a"), factor("b")), 40, 4, 2), lambda p, *_: p["a"] * p["b"])
    )
    assert row(answer, "a", "sigma")["value"] > 0.2


def test_pawn_equals_a_brute_force_count():
    rng = np.random.default_rng(4)
    y, codes = np.round(rng.normal(size=60), 1), rng.integers(0, 3, size=(60, 2))
    for place, found in enumerate(distances(y, codes)):
        gaps = []
        for one in np.unique(codes[:, place]):
            inside = y[codes[:, place] == one]
            gaps.append(max(abs(np.mean(inside <= v) - np.mean(y <= v)) for v in y))
        assert found == pytest.approx(float(np.median(gaps)))


def test_pawn_tells_a_driver_from_a_factor_that_means_nothing():
    design = latin_hypercube((factor("strong"), factor("idle")), 400, 5)
    answer = sensitivity(swept(design, lambda p, *_: p["strong"] ** 2))
    strong, idle = row(answer, "strong", "pawn"), row(answer, "idle", "pawn")
    assert strong["value"] > strong["by_chance"]
    assert idle["value"] < idle["by_chance"] * 1.3
    assert "strong drives it most" in answer.said[0]


def test_where_nothing_stands_out_from_chance_it_is_said():
    noise = np.random.default_rng(9).normal(size=100)
    at = iter(noise)
    design = latin_hypercube((factor("a"), factor("b")), 100, 5)
    answer = sensitivity(swept(design, lambda *_: next(at)))
    first = answer.drivers("lost_eur").iloc[0]
    stands_out = first["value"] > first["by_chance"]
    assert ("no factor stands out" in answer.said[0]) != stands_out


def test_few_values_have_a_slice_each_and_many_share_them_evenly():
    assert slices_of(np.array(["b", "a", "b"])).tolist() == [1, 0, 1]
    assert np.bincount(slices_of(np.arange(100.0))).tolist() == [10] * 10


def test_a_tornado_by_hand():
    factors = (factor("a", 0, 4, central=2), factor("b", 0, 2, central=1))
    luck = (0.0, 6.0)

    def outcome(point, _, __, r):
        return 10 * point["a"] * (1 + r) - point["b"] + luck[r]

    answer = sensitivity(swept(one_at_a_time(factors, 3), outcome, replications=2))
    # a: 0 gives -20 and -40, 4 gives +20 and +40 against the centre; b: 0 gives +1, 2 gives -1
    moves = answer.table("tornado").set_index(["factor", "setting"])["change"]
    assert moves.to_dict() == {
        ("a", "0.0"): -30,
        ("a", "4.0"): 30,
        ("b", "0.0"): 1,
        ("b", "2.0"): -1,
    }
    assert row(answer, "a", "swing")["value"] == 60
    assert row(answer, "b", "swing")["value"] == 2
    half = 12.706204736 * math.sqrt(2 * 10**2) / math.sqrt(2)  # t(1, 97.5 %), sd of -20 and -40
    low = answer.table("tornado").iloc[0]["ci_low"]
    assert low == pytest.approx(-30 - half)


def test_one_replication_of_a_tornado_has_no_interval():
    design = one_at_a_time((factor("a", 0, 2),), 3)
    found = row(sensitivity(swept(design, lambda p, *_: p["a"])), "a", "swing")
    assert found["value"] == 2
    assert math.isnan(found["ci_low"])
    assert not found["converged"]


def broken_at(at):
    def outcome(point, *_):
        return None if point["x1"] == at else ishigami(point)

    return outcome


def test_failed_runs_are_refused_unless_they_may_be_dropped():
    design = sobol(X, 64, 7)
    broken = swept(design, broken_at(design.points[3]["x1"]))
    with pytest.raises(RefusedError, match=r"points have no lost_eur.*--failed drop"):
        sensitivity(broken)
    table = sensitivity(broken, failed="drop").table()
    assert not table[["value", "ci_low", "ci_high"]].isna().any(axis=None)


def test_dropping_leaves_out_whole_rows_and_nothing_else():
    design = sobol(X, 64, 7)
    broken = swept(design, broken_at(design.points[0]["x1"]))
    without = sensitivity(broken, failed="drop")
    rows = [at for at in range(len(design.points)) if at % 64 != 0]
    import dataclasses

    kept = dataclasses.replace(
        design, points=tuple(design.points[at] for at in rows), places=design.places[rows]
    )
    by_hand = sensitivity(swept(kept, ishigami))
    assert without.table()["value"].tolist() == pytest.approx(by_hand.table()["value"].tolist())


def test_an_outcome_that_is_defined_nowhere_spoils_no_other():
    both = swept(sobol(X, 64, 7), ishigami)
    both.runs["insurer_loss_ratio"] = np.nan
    answer = sensitivity(both)
    assert set(answer.table()["outcome"]) == {"lost_eur"}
    assert "insurer_loss_ratio" in answer.said[-1]


def test_wide_intervals_are_said_not_to_have_converged():
    answer = sensitivity(swept(sobol(X, 16, 7), ishigami))
    assert not answer.table()["converged"].any()
    assert "not converged" in answer.said[0]


def test_a_weak_source_of_the_first_driver_is_named():
    factors = (factor("guess", grade="C"), factor("fact", grade="A"))
    answer = sensitivity(swept(sobol(factors, 64, 1), lambda p, *_: 3 * p["guess"] + p["fact"]))
    assert "guess drives it most" in answer.said[0]
    assert "graded C, so a weak assumption decides the answer" in answer.said[0]
    assert answer.drivers("lost_eur")["grade"].tolist() == ["C", "A"]


def test_the_difference_of_two_programmes_has_drivers_of_its_own():
    def outcome(point, programme, *_):
        return 100 * point["a"] + (point["b"] if programme == "plan" else 0.0)

    both = swept(sobol((factor("a"), factor("b")), 64, 1), outcome, programmes=("none", "plan"))
    answer = sensitivity(both, programme="plan", reference="none")
    assert answer.drivers("lost_eur")["factor"].tolist() == ["b", "a"]
    assert row(answer, "b", "total")["value"] == pytest.approx(1.0, abs=0.02)


def test_names_that_are_wrong_are_answered_with_the_nearest():
    both = swept(sobol(X, 16, 7), ishigami, programmes=("none", "plan"))
    with pytest.raises(InputError, match=r"no outcome 'lost_eu'.*did you mean lost_eur\?"):
        sensitivity(both, ["lost_eu"], programme="none")
    with pytest.raises(InputError, match=r"programme: of which programme\?; none, plan"):
        sensitivity(both)
    with pytest.raises(InputError, match="failed: 'dorp'; refuse, drop; did you mean drop"):
        sensitivity(both, programme="none", failed="dorp")


def test_equal_sweeps_give_equal_answers_that_a_folder_gives_back(tmp_path):
    again = [sensitivity(swept(sobol(X, 32, 7), ishigami)) for _ in range(2)]
    assert again[0].table().equals(again[1].table())
    again[0].save(tmp_path / "out")
    back = read(tmp_path / "out")
    assert type(back) is type(again[0])
    assert back.table().equals(again[0].table())
    assert back.said == again[0].said
    assert "x1" in back._repr_html_()
