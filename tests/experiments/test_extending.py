"""Ten replications made twenty are twenty, to the byte."""

from dataclasses import replace
from functools import partial

import pytest

import simulator as sim
from simulator.errors import InputError, RefusedError
from simulator.experiments.extending import extend
from simulator.experiments.replicate import Interrupted, compare, run, split
from simulator.experiments.results import read
from tests.experiments.fakes import FakeModel, FakeScenario
from tests.experiments.small import write_study

NONE = FakeScenario()
PLAN = FakeScenario(programme="plan", effect=-0.25)
go_on = partial(extend, workers=1, model=FakeModel())


def bytes_of(results, folder):
    results.save(folder)
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "manifest.json"}


def told(results):
    return {name: value for name, value in results.manifest.items() if name != "timing"}


@pytest.mark.parametrize("audit", [False, True])
def test_ten_replications_made_twenty_are_twenty_to_the_byte(audit, tmp_path):
    ten, twenty = (run(PLAN, n, 1, 1, audit=audit, model=FakeModel()) for n in (10, 20))
    extended = go_on(ten, PLAN, 20)
    assert told(extended) == told(twenty)
    assert bytes_of(extended, tmp_path / "a") == bytes_of(twenty, tmp_path / "b")


def test_the_shipped_model_is_extended_to_the_byte_from_a_folder(tmp_path):
    study = sim.load(write_study(tmp_path / "small"))
    scenarios = [study.scenario(programme=name) for name in ("none", "line")]
    sim.compare(scenarios, 2, workers=1).save(tmp_path / "two")
    four = sim.compare(scenarios, 4, workers=1)
    extended = sim.extend(sim.read(tmp_path / "two"), scenarios, 4, workers=1)
    assert told(extended) == told(four)
    assert bytes_of(extended, tmp_path / "a") == bytes_of(four, tmp_path / "b")


def test_what_is_extended_can_take_its_folder_over(tmp_path):
    run(NONE, 2, 1, 1, model=FakeModel()).save(tmp_path)
    go_on(read(tmp_path), NONE, 5).save(tmp_path)
    assert read(tmp_path).manifest["replications"] == [0, 1, 2, 3, 4]


def test_a_split_stays_a_split(tmp_path):
    study = sim.load(write_study(tmp_path / "small"))
    scenario = study.scenario(programme="line")
    one, two = (split(scenario, n, workers=1) for n in (1, 2))
    extended = extend(one, scenario, 2, workers=1)
    assert extended.split().equals(two.split())


def test_replications_that_failed_stay_failed_in_their_place():
    both = [compare([NONE, PLAN], n, 1, 1, model=FakeModel(raises_at=1)) for n in (2, 4)]
    extended = go_on(both[0], [NONE, PLAN], 4)
    assert told(extended) == told(both[1])


def test_numbers_come_in_the_order_asked_for():
    extended = go_on(run(NONE, [4, 1], 1, 1, model=FakeModel()), NONE, [4, 3, 1, 0])
    assert extended.replications["replication"].drop_duplicates().tolist() == [4, 3, 1, 0]


def test_nothing_is_run_where_nothing_is_missing(tmp_path):
    results = run(NONE, 3, 1, 1, model=FakeModel())
    log = tmp_path / "log"
    assert extend(results, NONE, 3, model=FakeModel(log=log)) is results
    assert not log.exists()


def test_other_scenarios_or_another_order_of_them_are_refused():
    both = compare([NONE, PLAN], 1, 1, 1, model=FakeModel())
    for others in ([PLAN, NONE], [NONE, replace(PLAN, effect=-0.5)], [NONE]):
        with pytest.raises(RefusedError, match="not the scenarios of the results"):
            go_on(both, others, 2)


def test_results_of_another_version_are_refused():
    results = run(NONE, 1, 1, 1, model=FakeModel())
    older = results.manifest["versions"] | {"numpy": "1.0"}
    with pytest.raises(RefusedError, match=r"numpy 1\.0, now"):
        go_on(replace(results, manifest={**results.manifest, "versions": older}), NONE, 2)


def test_replications_that_are_there_are_never_dropped():
    with pytest.raises(InputError, match="replication 2 is there already"):
        go_on(run(NONE, 3, 1, 1, model=FakeModel()), NONE, 2)


def test_an_interrupt_keeps_the_old_and_what_had_finished():
    results = run(NONE, 2, 1, 1, model=FakeModel())
    with pytest.raises(Interrupted) as caught:
        extend(results, NONE, 6, 1, model=FakeModel(stops_at=4))
    assert caught.value.results.manifest["replications"] == [0, 1, 2, 3]
    assert caught.value.results.manifest["interrupted"]
