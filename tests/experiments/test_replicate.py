import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from datetime import date
from functools import partial
from types import SimpleNamespace

import pytest

from simulator.errors import InputError
from simulator.experiments import workers
from simulator.experiments.replicate import Interrupted, compare, run
from tests.experiments.fakes import FakeModel, FakeScenario

NONE = FakeScenario()
PLAN = FakeScenario(programme="plan", effect=-0.25)
SEVERE = FakeScenario(assumptions="severe", effect=1.0)


def run_fake(replications=4, workers=1, scenario=NONE, **options):
    model = options.pop("model", FakeModel())
    return run(scenario, replications, 1, workers, model=model, **options)


def lost(results):
    table = results.replications
    return table[table["outcome"] == "lost_eur"].set_index("replication")["value"].to_dict()


def bytes_of(results, folder):
    results.save(folder)
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.name != "manifest.json"}


# The same results, whoever computes them


def test_one_and_two_workers_give_the_same_bytes(tmp_path):
    slowest_first = FakeModel(pause=0.2)
    here = run_fake(5, 1)
    there = run_fake(5, 2, model=slowest_first)
    assert bytes_of(here, tmp_path / "one") == bytes_of(there, tmp_path / "two")


def test_a_thread_pool_gives_the_same_as_no_pool():
    with ThreadPoolExecutor(2) as threads:
        assert lost(run_fake(executor=threads)) == lost(run_fake())


def test_a_replication_alone_gives_what_it_gives_among_others():
    assert lost(run_fake([3])) == {3: lost(run_fake(5))[3]}


def test_replications_come_in_the_order_asked_for():
    assert list(lost(run_fake([4, 0, 2], workers=2))) == [4, 0, 2]
    assert list(lost(run_fake(range(2, 4)))) == [2, 3]


def test_another_seed_is_other_luck():
    assert run(NONE, 1, 2, model=FakeModel()).replications["value"][0] != lost(run_fake(1))[0]


def test_scenarios_of_a_comparison_share_each_replications_draws(tmp_path):
    log = tmp_path / "log"
    compare([NONE, PLAN, SEVERE], 2, workers=1, model=FakeModel(log=log))
    assert log.read_text().split("\n")[:-1] == ["base 0", "severe 0", "base 1", "severe 1"]


def test_scenarios_that_cannot_share_draws_have_their_own(tmp_path):
    log = tmp_path / "log"
    compare([NONE, PLAN], 1, workers=1, model=FakeModel(log=log, sharing=False))
    assert log.read_text().split("\n")[:-1] == ["base 0", "base 0"]


def test_a_scenario_is_prepared_once_in_a_process(monkeypatch):
    seen = []
    monkeypatch.setattr(FakeModel, "prepare", lambda _, s: seen.append(s.programme) or s.effect)
    compare([NONE, PLAN], 3, workers=1, model=FakeModel())
    assert seen == ["none", "plan"]


# What fails is kept as data


@pytest.mark.parametrize("count", [1, 2])
def test_a_replication_that_fails_is_listed_and_the_others_go_on(count):
    results = run_fake(3, count, model=FakeModel(raises_at=1))
    assert list(lost(results)) == [0, 2]
    (failed,) = results.failed.to_dict("records")
    assert (failed["replication"], failed["stage"]) == (1, "run")
    assert failed["error"] == "ValueError: a fault of the model"
    assert "Traceback" in failed["traceback"]


def test_a_scenario_that_cannot_be_prepared_fails_at_that_stage_alone():
    broken = FakeScenario(programme="broken", effect=math.inf)
    paired = compare([NONE, broken], 2, workers=1, model=FakeModel())
    assert set(paired.results.failed["stage"]) == {"prepare"}
    assert list(paired.results.failed["programme"]) == ["broken", "broken"]
    assert paired.summary()["n"].max() == 2
    assert paired.differences().empty


def test_a_worker_that_dies_once_is_told_and_its_replication_done_again(tmp_path, capsys):
    mortal = FakeModel(dies_at=1, once=tmp_path / "died")
    results = run_fake(4, 2, model=mortal)
    assert lost(results) == lost(run_fake(4))
    assert results.failed.empty
    assert "a worker process died" in capsys.readouterr().err


def test_a_replication_that_kills_its_worker_each_time_is_reported_and_the_others_are_done(capsys):
    results = run_fake(6, 2, model=FakeModel(dies_at=2))
    assert list(lost(results)) == [0, 1, 3, 4, 5]
    (failed,) = results.failed.to_dict("records")
    assert (failed["replication"], failed["stage"]) == (2, "worker")
    assert "died 3 times" in failed["error"]
    assert "replication 2 failed" in capsys.readouterr().err


def test_an_executor_that_breaks_leaves_what_it_did_not_finish_as_failed():
    class Breaking(ThreadPoolExecutor):
        def submit(self, function, *arguments):
            if arguments[1] == 2:
                raise BrokenProcessPool("gone")
            return super().submit(function, *arguments)

    with Breaking(1) as executor:
        results = run_fake(4, executor=executor)
    assert set(results.failed["stage"]) == {"worker"}
    assert len(results.failed) + len(lost(results)) == 4
    assert {2, 3} <= set(results.failed["replication"])


def test_what_a_worker_cannot_unpack_is_a_failure_and_no_end():
    class Unsendable(FakeModel):
        def __reduce__(self):
            return eval, ("1 / 0",)

    results = run_fake(2, 2, model=Unsendable())
    assert set(results.failed["stage"]) == {"worker"}


# The keyboard


@pytest.mark.parametrize("name", ["run", "compare"])
def test_an_interrupt_keeps_what_had_finished(name):
    model = FakeModel(stops_at=2)
    start = partial(run, NONE) if name == "run" else partial(compare, [NONE, PLAN])
    with pytest.raises(Interrupted, match="replications kept: 2") as caught:
        start(5, workers=1, model=model)
    assert caught.value.results.manifest["replications"] == [0, 1]
    assert caught.value.results.manifest["interrupted"]
    assert not run_fake(1).manifest["interrupted"]


def test_an_interrupt_stops_worker_processes_at_once(monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    calls = iter([lambda: None, interrupted])
    monkeypatch.setattr(
        "simulator.experiments.replicate.told",
        lambda *_: nullcontext(lambda: next(calls)()),  # noqa: PLW0108
    )
    with pytest.raises(Interrupted) as caught:
        run_fake(4, 2, model=FakeModel(pause=0.1))
    assert len(caught.value.results.manifest["replications"]) == 2


# What is wrong is said before the first run


@pytest.mark.parametrize("replications", [0, -1, True, 2.5, [], [1, 1], [-1], ["1"], 10**9])
def test_replications_that_make_no_sense_are_refused(replications):
    with pytest.raises(InputError, match="replications"):
        run_fake(replications)


@pytest.mark.parametrize("seed", [-1, 2**63, 1.5, "abc", True])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(InputError, match="seed"):
        run(NONE, 1, seed, model=FakeModel())


@pytest.mark.parametrize("count", [0, -1, 1.5, True])
def test_workers_out_of_range_are_refused(count):
    with pytest.raises(InputError, match="workers"):
        run_fake(2, count)


def test_a_single_scenario_cannot_be_compared():
    with pytest.raises(InputError, match="two or more"):
        compare([NONE], model=FakeModel())


def test_scenarios_over_different_windows_cannot_be_compared():
    longer = FakeScenario(
        programme="longer", world=SimpleNamespace(start=date(2009, 1, 1), end=date(2010, 1, 1))
    )
    with pytest.raises(InputError, match="different windows"):
        compare([NONE, longer], 1, model=FakeModel())


def test_the_same_scenario_twice_is_refused(tmp_path):
    with pytest.raises(InputError, match="comes twice"):
        compare([NONE, FakeScenario()], 1, workers=1, model=FakeModel(log=tmp_path / "log"))
    assert not (tmp_path / "log").exists()


def test_an_input_error_of_the_market_is_raised_and_nothing_runs(monkeypatch):
    def prepare(*_):
        raise InputError.of("a wrong file")

    monkeypatch.setattr(FakeModel, "prepare", prepare)
    with pytest.raises(InputError, match="a wrong file"):
        run_fake(2)


# Workers


def test_workers_load_neither_pandas_nor_matplotlib():
    code = "import sys, simulator.experiments.tasks, simulator.experiments.workers;"
    code += "print([m for m in ('pandas', 'matplotlib', 'rich', 'typer') if m in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_script_without_a_main_guard_can_run_on_two_workers(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from simulator.experiments.replicate import run\n"
        "from tests.experiments.fakes import FakeModel, FakeScenario\n"
        "class OwnModel(FakeModel):\n"
        "    pass\n"
        "done = run(FakeScenario(), 3, workers=2, progress=False, model=OwnModel())\n"
        "print(len(done.replications))\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert done.stdout == "6\n"
    assert done.stderr == ""


def test_there_is_at_least_one_core():
    assert workers.cores() >= 1
