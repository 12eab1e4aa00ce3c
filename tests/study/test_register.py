"""The assumption register: each parameter with what is known of it and where it was given."""

import pytest

from simulator.study.overrides import known_paths
from simulator.study.register import parameters


@pytest.fixture
def register(study):
    return {line.path: line for line in parameters(study.scenario("line"))}


def test_every_path_that_can_be_overridden_is_listed(study, register):
    assert sorted(register) == sorted(known_paths(study.scenario("line").inputs))


def test_a_default_has_the_source_of_the_schema(register):
    line = register["insurers.sfac.waiting_days"]
    assert (line.value, line.default, line.unit) == (150, 150, "days")
    assert (line.low, line.high) == (0, 3650)
    assert (line.grade, line.given_in) == ("A", "")
    assert line.source == "indemnity 3-6 months after the claim"
    assert line.meaning == "Days from failure until the indemnity is paid."


def test_a_value_of_the_study_has_the_comment_beside_it(register):
    line = register["distributors.actebis.net_days"]
    assert (line.value, line.source, line.grade) == (45, "[30, 40, 60]", "C")
    assert line.given_in == "study/market.toml:25"
    assert register["failure.recovery_share"].source == "estimate"


def test_a_value_without_a_comment_has_no_source(register):
    assert (register["distributors.etc.net_days"].source, register["start"].grade) == ("", "")


def test_measures_are_listed_by_their_name(register):
    line = register["programme.line.amount_eur"]
    assert (line.value, line.unit, line.given_in) == (5000, "EUR", "study/programmes/line.toml:7")
    assert "programme.line.kind" not in register


def test_an_override_is_named_as_what_gave_the_value(study):
    scenario = study.scenario().with_({"distributors.etc.net_days": 50})
    line = next(p for p in parameters(scenario) if p.path == "distributors.etc.net_days")
    assert (line.value, line.given_in, line.source) == (50, "--set", "")


def test_a_table_that_the_scenario_does_not_have_is_listed_with_its_defaults(register):
    line = register["insurers.sfac.review.cut_hazard_per_month"]
    assert (line.value, line.default, line.plausible) == (None, 0.01, (0.005, 0.01, 0.02))
