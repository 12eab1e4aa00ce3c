import math

import pytest

import simulator as sim
from simulator.errors import InputError
from simulator.experiments.factors import Factor, Placed, factors_of, matching
from simulator.study.designs import Factor as Raw
from tests.experiments.small import write_study


@pytest.fixture(scope="module")
def scenarios(tmp_path_factory):
    study = sim.load(write_study(tmp_path_factory.mktemp("study") / "small"))
    return [study.scenario("none"), study.scenario("line")]


def found(scenarios, **raw):
    return factors_of([Placed(Raw(**raw), "sweeps/a.toml", 7)], scenarios)[0]


def said(scenarios, *raws):
    with pytest.raises(InputError) as error:
        factors_of([Placed(Raw(**raw), "sweeps/a.toml", 7) for raw in raws], scenarios)
    return str(error.value)


def ranged(low, high, **more):
    return Factor("a", ("a",), "uncertainty", low=low, high=high, **more)


@pytest.mark.parametrize(
    ("distribution", "quarter", "half"),
    [("uniform", 3.25, 5.5), ("log-uniform", 10**0.25, 10**0.5), ("triangular", None, 5.5)],
)
def test_a_place_in_its_distribution_gives_the_quantile(distribution, quarter, half):
    factor = ranged(1.0, 10.0, distribution=distribution)
    assert factor.at(0.5) == pytest.approx(half, rel=1e-11)
    # A symmetric triangle holds u = 2 ((x - low) / span)² below its peak.
    wanted = quarter or 1 + 9 * math.sqrt(0.25 / 2)
    assert factor.at(0.25) == pytest.approx(wanted, rel=1e-11)
    assert (factor.at(0.0), factor.at(1.0)) == (1.0, 10.0)


def test_a_triangle_has_its_peak_at_the_central_value():
    factor = ranged(0.0, 1.0, central=0.2, distribution="triangular")
    assert factor.at(0.2) == pytest.approx(0.2)
    # Above the peak 1 - u = (1 - x)² / (1 - 0.2).
    assert factor.at(0.8) == pytest.approx(1 - math.sqrt(0.2 * 0.8))


def test_low_and_high_of_a_normal_factor_are_its_5_and_95_percent_quantiles():
    factor = ranged(10.0, 20.0, distribution="normal")
    assert [factor.at(u) for u in (0.05, 0.5, 0.95)] == pytest.approx([10, 15, 20])
    assert math.isfinite(factor.at(0.0))
    assert math.isfinite(factor.at(1.0))


def test_each_whole_number_of_a_range_has_an_equal_share():
    factor = ranged(1, 5, whole=True)
    values = [factor.at((place + 0.5) / 1000) for place in range(1000)]
    assert {value: values.count(value) for value in set(values)} == dict.fromkeys(range(1, 6), 200)
    assert factor.at(1.0) == 5


def test_each_of_some_values_has_an_equal_share():
    factor = Factor("a", ("a",), "lever", ("x", "y"))
    assert [factor.at(u) for u in (0.0, 0.49, 0.5, 1.0)] == ["x", "x", "y", "y"]


def test_amounts_are_in_whole_cents_and_all_else_has_twelve_digits():
    assert ranged(0.0, 1.0, unit="EUR").at(1 / 3) == 0.33
    assert ranged(0.0, 1.0).at(1 / 3) == 0.333333333333


def test_steps_are_at_equal_distances_or_ratios():
    assert ranged(1.0, 3.0).steps(5) == [1.0, 1.5, 2.0, 2.5, 3.0]
    assert ranged(1.0, 100.0, distribution="log-uniform").steps(3) == [1.0, 10.0, 100.0]
    assert ranged(1, 3, whole=True).steps(9) == [1, 2, 3]


def test_a_factor_stands_at_its_central_value_or_its_median_or_its_first_value():
    assert ranged(0.0, 1.0, central=0.2).usual == 0.2
    assert ranged(0.0, 1.0).usual == 0.5
    assert Factor("a", ("a",), "lever", ("x", "y")).usual == "x"


def test_a_star_stands_for_any_name_at_its_place():
    assert matching("a.*.c", ["a.b.c", "a.b.d", "a.x.c", "a.x.y.c"]) == ("a.b.c", "a.x.c")
    assert matching("a.b*.c", ["a.b.c", "a.bd.c", "a.c.c"]) == ("a.b.c", "a.bd.c")


def test_a_factor_knows_its_parameters_their_unit_and_the_weakest_grade(scenarios):
    factor = found(scenarios, path="distributors.*.share", low=0.1, high=0.2)
    assert factor.paths == ("distributors.north.share", "distributors.south.share")
    assert (factor.unit, factor.grade, factor.role) == ("share", "C", "uncertainty")
    assert not factor.whole


def test_a_whole_number_is_known_by_its_declaration_even_where_no_value_is_set(scenarios):
    assert found(scenarios, path="distributors.*.net_days", low=10, high=60).whole
    assert not found(scenarios, path="programme.north_line.amount_eur", low=1, high=9).whole


def test_without_a_range_the_plausible_one_of_the_schema_holds(scenarios):
    known = [
        p
        for p in __import__("simulator.study.register", fromlist=["parameters"]).parameters(
            scenarios[0]
        )
        if p.plausible
    ]
    factor = found(scenarios, path=known[0].path)
    assert (factor.low, factor.central, factor.high) == known[0].plausible


@pytest.mark.parametrize(
    ("raws", "expected"),
    [
        (
            [{"path": "insurers.alpha.bufer", "values": [1]}],
            "sweeps/a.toml:7: insurers.alpha.bufer: no such parameter in these scenarios",
        ),
        (
            [{"path": "programme.nobody.amount_eur", "values": [1]}],
            "sweeps/a.toml:7: programme.nobody.amount_eur: no such parameter in these scenarios",
        ),
        (
            [{"path": "population.resellers"}],
            (
                "sweeps/a.toml:7: population.resellers: no range; `low` and `high`, or `values`: "
                "the schema knows no plausible range of it"
            ),
        ),
        (
            [{"path": "population.resellers", "low": 1.2, "high": 1.8}],
            "no whole number from 1.2 to 1.8; a range that holds one",
        ),
        (
            [
                {"path": "distributors.*.share", "values": [0.5]},
                {"path": "distributors.north.share", "values": [0.5]},
            ],
            (
                "sweeps/a.toml:7: distributors.north.share: moves distributors.north.share, which "
                "distributors.*.share sets too; each parameter once"
            ),
        ),
    ],
)
def test_what_is_wrong_with_factors_is_said(scenarios, raws, expected):
    assert expected in said(scenarios, *raws)


def test_all_wrong_factors_are_said_at_once(scenarios):
    text = said(scenarios, {"path": "a.b", "values": [1]}, {"path": "population.resellers"})
    assert text.count("\n") == 1


def test_a_factor_cannot_move_what_was_set_for_all_runs(scenarios):
    fixed = [one.with_({"population.resellers": 40}) for one in scenarios]
    text = said(fixed, {"path": "population.resellers", "values": [30]})
    assert text == (
        "sweeps/a.toml:7: population.resellers: moves population.resellers, which --set sets too; "
        "each parameter once"
    )
