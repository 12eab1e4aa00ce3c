import pytest

from simulator.experiments.planning import plan
from simulator.study.study import load

STUDY = load("france-2009")


@pytest.mark.parametrize("name", STUDY.sweeps)
def test_every_shipped_sweep_plans(name):
    planned = plan(STUDY, name, most_points=5)
    assert planned.sweep.title.endswith((".", "?"))
    assert 1 < planned.scenarios <= 10_000
    assert planned.notices is not None
    assert planned.scenario(planned.scenarios - 1).world.start


def test_the_robust_choice_is_among_all_programmes_under_all_assumptions():
    planned = plan(STUDY, "robust-choice")
    assert set(planned.sweep.programmes) == set(STUDY.programmes)
    assert set(planned.sweep.assumptions) == set(STUDY.assumptions)
    assert planned.sweep.programmes[0] == "none"


def test_the_drivers_are_estimates_and_their_ranges_hold_what_is_assumed():
    planned = plan(STUDY, "drivers", most_points=2)
    for factor in planned.design.factors:
        assert factor.grade == "C", factor.name
        assert factor.role == "uncertainty"
        for base in planned.bases:
            for path in filter(base.knows, factor.paths):
                assert base.with_({path: factor.usual}).knows(path)


def test_the_levers_are_levers_and_the_announced_programme_is_among_their_settings():
    planned = plan(STUDY, "levers", most_points=2)
    assert {factor.role for factor in planned.design.factors} == {"lever"}
    announced = {m.name: m for m in planned.bases[0].measures}
    for factor in planned.design.factors:
        _, measure, parameter = factor.name.split(".")
        value = getattr(announced[measure], parameter)
        assert value in factor.values if factor.values else factor.low <= value <= factor.high
