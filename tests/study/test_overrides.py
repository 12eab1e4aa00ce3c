"""Overrides by dotted path: from the command line, a design or Python (row 64)."""

from datetime import date

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.study.overrides import known_paths, settings


def saying(scenario, values):
    with pytest.raises(InputError) as caught:
        scenario.with_(values)
    return str(caught.value)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("population.resellers", 50),
        ("distributors.etc.net_days", 60),
        ("insurers.sfac.waves.feb.cancelled_share", 0.5),
        ("products.oem.elasticity", -1.2),
        ("end", date(2009, 9, 30)),
        ("failure.macro_stress", [[date(2009, 2, 1), 1.5]]),
        ("insurers.sfac.loss_ratio_rule.elasticity", 0.2),
        ("population.kinds.reseller.product_mix", {"oem": 0.5, "other_goods": 0.5}),
    ],
)
def test_an_override_reaches_each_kind_of_parameter(path, value, study):
    scenario = study.scenario()
    changed = scenario.with_({path: value})
    found = changed.world
    for key in path.split("."):
        found = found[key] if isinstance(found, dict) else getattr(found, key)
    assert found == value
    assert changed.overrides == {path: value}
    assert scenario.overrides == {}
    assert changed.digest != scenario.digest


def test_an_override_reaches_a_measure_by_its_name(study):
    scenario = study.scenario("line").with_({"programme.line.amount_eur": 8_000})
    assert scenario.measures[0].amount_eur == 8_000
    assert study.scenario("line").measures[0].amount_eur == 5_000


def test_overrides_add_up_and_the_last_counts(study):
    scenario = study.scenario().with_({"population.seed": 2, "end": date(2009, 6, 30)})
    scenario = scenario.with_({"population.seed": 3})
    assert scenario.overrides == {"end": date(2009, 6, 30), "population.seed": 3}
    assert scenario.world.population.seed == 3


def test_numbers_of_numpy_are_numbers(study):
    scenario = study.scenario().with_(
        {"population.resellers": np.int64(7), "distributors.etc.own_risk_share": np.float64(0.25)}
    )
    assert scenario.world.population.resellers == 7
    assert scenario.world.distributors["etc"].own_risk_share == 0.25


def test_none_takes_a_value_away_so_that_the_default_holds(study):
    scenario = study.scenario("line").with_(
        {
            "distributors.etc.net_days": None,
            "distributors.etc.end_of_month_days": 30,
            "programme.line.distributors": None,
            "failure.illiquid_days": None,
        }
    )
    assert scenario.world.distributors["etc"].net_days is None
    assert scenario.measures[0].distributors == []


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("distributors.ect.net_days", 30, "no such parameter; did you mean distributors.etc.net_d"),
        (
            "distributors.etc.net_day",
            30,
            "no such parameter; did you mean distributors.etc.net_days?",
        ),
        ("population.kinds.reseller.margin.low", 0.1, "no such parameter"),
        ("programme.lin.amount_eur", 1, "no measure lin in the programme line; its measures: line"),
        ("programme.line.amount", 1, "no such parameter; did you mean programme.line.amount_eur?"),
        ("programme.line.kind", "x", "no such parameter"),
        ("programme.line", 1, "no such parameter"),
        ("programme", 1, "no such parameter"),
        ("", 1, "no such parameter"),
        ("..", 1, "no such parameter"),
        ("distributors.etc.net_days", "5k", 'the text "5k" where a whole number is expected'),
        ("distributors.etc.net_days", -1, "-1 is out of range; from 0 to 365 (days)"),
        ("distributors.etc.share", 0.7, "the shares sum to 1.3"),
        ("distributors.etc.share", float("nan"), "nan is not a finite number"),
        ("population.resellers", 10**30, "a number of more than 18 digits"),
        ("distributors", {}, "at least one distributor"),
        ("programme.line.amount_eur", 10.005, "10.005 is not allowed; an amount in whole cents"),
        ("programme.line.distributors", ["ect"], 'no distributor "ect"'),
        ("end", date(2008, 1, 1), "the end (2008-01-01) is before the start (2009-01-01)"),
    ],
)
def test_an_override_meets_the_same_checks_as_a_file(path, value, message, study):
    said = saying(study.scenario("line"), {path: value})
    assert said.startswith("--set: ")
    assert message in said


def test_a_parameter_and_its_table_cannot_be_overridden_together(study):
    values = {"distributors.etc": {"net_days": 3}, "distributors.etc.share": 0.4}
    assert "given beside distributors.etc" in saying(study.scenario(), values)


def test_the_scenario_knows_its_paths(study):
    scenario = study.scenario("line")
    assert scenario.knows("programme.line.amount_eur")
    assert not study.scenario("none").knows("programme.line.amount_eur")
    assert all(scenario.knows(path) for path in known_paths(scenario.inputs))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a.b=45", 45),
        ("a.b = 0.5", 0.5),
        ("a.b=2009-06-30", date(2009, 6, 30)),
        ("a.b=true", True),
        ("a.b=drawn", "drawn"),
        ('a.b="45"', "45"),
        ("a.b=[1, 2]", [1, 2]),
        ("a.b={ oem = 1.0 }", {"oem": 1.0}),
        ("a.b=5k", "5k"),
        ("a.b=x=y", "x=y"),
        ("a.b=$(id) *", "$(id) *"),
        ("a.b=1\nc = 2", "1\nc = 2"),
        ("a.b=default", None),
        ('a.b="default"', "default"),
    ],
)
def test_a_setting_is_read_as_toml_and_a_bare_word_as_text(text, value):
    assert settings([text]) == {"a.b": value}


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["a.b"], "--set: a.b: not an override; path=value"),
        (["a.b="], "--set: a.b=: not an override; path=value"),
        (["=5"], "--set: =5: not an override; path=value"),
        (["a=1", "a=2"], "--set: a: given twice; each path once"),
        (["a=[1"], "--set: a: a list that is not closed by ]; a value as TOML writes it"),
        (
            ["a=" + "9" * 5000],
            "--set: a: a number of more than 40 digits; a value as TOML writes it",
        ),
        (
            ["a=" + "[" * 5000],
            "--set: a: nesting of more than 32 levels; a value as TOML writes it",
        ),
    ],
)
def test_what_is_no_setting_is_refused(texts, message):
    with pytest.raises(InputError) as caught:
        settings(texts)
    assert str(caught.value) == message
