import pytest

from simulator.errors import InputError
from simulator.experiments.choosing import scenarios_of
from simulator.study.study import load
from tests.experiments.small import write_study


@pytest.fixture
def study(tmp_path):
    return load(write_study(tmp_path / "small"))


def names(scenarios):
    return [(one.assumptions, one.programme) for one in scenarios]


def test_every_programme_comes_under_every_set_of_assumptions_programmes_together(study):
    assert names(scenarios_of(study, ["none", "quiet"], ["base", "severe"])) == [
        ("base", "none"),
        ("base", "quiet"),
        ("severe", "none"),
        ("severe", "quiet"),
    ]


def test_an_override_of_a_measure_is_laid_over_the_programmes_that_have_it(study):
    override = {"programme.north_line.amount_eur": 9000}
    none, line = scenarios_of(study, ["none", "line"], ["base"], override)
    assert none.overrides == {}
    assert line.overrides == override
    assert line.measures[0].amount_eur == 9000


def test_an_override_of_a_wave_is_laid_over_the_assumptions_that_have_it(study):
    override = {"insurers.alpha.waves.february.share": 0.5}
    base, calm = scenarios_of(study, ["none"], ["base", "no-crisis"], override)
    assert base.world.insurers["alpha"].waves["february"].share == 0.5
    assert calm.world.insurers["alpha"].waves == {}


def test_an_override_that_no_scenario_has_is_a_mistake(study):
    with pytest.raises(InputError, match=r"did you mean insurers\.alpha\.buffer"):
        scenarios_of(study, ["none", "quiet"], ["base"], {"insurers.alpha.bufer": 2.0})


def test_all_wrong_names_come_in_one_pass(study):
    with pytest.raises(InputError) as caught:
        scenarios_of(study, ["none", "quite"], ["base", "sever"])
    assert {one.nearest for one in caught.value.mistakes} == {"quiet", "severe"}
