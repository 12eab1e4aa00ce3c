import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

import simulator as sim
from simulator.errors import RefusedError, StoreError
from simulator.experiments.piecework import Parcel, done
from simulator.experiments.runs import WORKER
from simulator.experiments.storing import reading, writing
from simulator.experiments.sweep import SweepStopped, UnfinishedError
from simulator.experiments.todo import HopelessError, Todo
from tests.cli.small_model import StudyModel
from tests.experiments.sweeps import GRID, planned, study_with, swept, tables_of

OTHERS = """
design = "latin-hypercube"
points = 5
replications = 3
seed = 11
programmes = ["line", "none"]
assumptions = ["base", "severe"]
outcomes = ["lost_eur"]

[[factor]]
path = "insurers.alpha.buffer"
low = 1.0
high = 2.0
"""


@dataclass(frozen=True)
class Failing(StudyModel):
    """Fails at a stage, in every run or in those of one programme."""

    programme: str = ""

    def run(self, scenario, prepared, draws, check=False, audit=False):
        if self.programme in ("", scenario.programme):
            raise ValueError(f"no market at {object()}")
        return super().run(scenario, prepared, draws, check, audit)


@dataclass(frozen=True)
class Undefined(StudyModel):
    """An outcome is not defined in some replications."""

    def measure(self, record, audit=False):
        measured = super().measure(record, audit)
        if record[1] < 0.5:
            measured.values["lost_eur"] = float("nan")
        return measured


@pytest.mark.parametrize("text", [GRID, OTHERS])
def test_one_worker_two_workers_and_threads_give_the_same_bytes(tmp_path, text):
    one = swept(tmp_path / "small", tmp_path / "one", text)
    swept(tmp_path / "small", tmp_path / "two", text, workers=2)
    with ThreadPoolExecutor(3) as threads:
        swept(tmp_path / "small", tmp_path / "threads", text, workers=3, executor=threads)
    tables = tables_of(tmp_path / "one")
    assert len(tables) == 5
    assert tables_of(tmp_path / "two") == tables
    assert tables_of(tmp_path / "threads") == tables
    assert not one.failed.size


def test_how_work_is_cut_does_not_show(tmp_path, monkeypatch):
    swept(tmp_path / "small", tmp_path / "one", OTHERS)
    monkeypatch.setattr("simulator.experiments.todo.PIECES_A_WORKER", 30)
    swept(tmp_path / "small", tmp_path / "two", OTHERS)
    assert tables_of(tmp_path / "one") == tables_of(tmp_path / "two")


def test_runs_of_a_replication_share_its_luck_at_every_point_and_in_every_programme(tmp_path):
    runs = swept(tmp_path / "small", tmp_path / "out").runs
    luck = runs.groupby("replication")["lost_eur"].nunique()
    assert list(luck) == [1, 1]


def test_a_replication_comes_to_what_run_says_it_comes_to(tmp_path):
    table = swept(tmp_path / "small", tmp_path / "out", OTHERS)
    scenario = planned(tmp_path / "small", OTHERS).scenario(6)
    alone = sim.run(scenario, [2], seed=11, workers=1, model=StudyModel(), progress=False)
    values = table.values("lost_eur", "line", "severe")
    wanted = alone.replications.set_index("outcome").loc["lost_eur", "value"]
    assert values.shape == (5, 3)
    assert values[1, 2] == wanted


def test_the_same_command_again_runs_nothing_and_leaves_the_same_bytes(tmp_path):
    swept(tmp_path / "small", tmp_path / "out")
    before, log = tables_of(tmp_path / "out"), tmp_path / "log"
    swept(tmp_path / "small", tmp_path / "out", model=StudyModel(log=log))
    assert not log.exists()
    assert tables_of(tmp_path / "out") == before


def test_what_is_taken_out_of_the_store_is_run_again_and_nothing_else(tmp_path):
    swept(tmp_path / "small", tmp_path / "out")
    before, log = tables_of(tmp_path / "out"), tmp_path / "log"
    (tmp_path / "out" / "runs.parquet").unlink()
    table = sqlite3.connect(tmp_path / "out" / "runs.sqlite")
    with table:
        table.execute("DELETE FROM runs WHERE scenario = 5 AND replication = 1")
    table.close()
    swept(tmp_path / "small", tmp_path / "out", model=StudyModel(log=log))
    assert log.read_text() == "base 1\n"
    assert tables_of(tmp_path / "out") == before


def test_a_failed_run_is_data_and_the_sweep_goes_on(tmp_path):
    table = swept(tmp_path / "small", tmp_path / "out", model=Failing(programme="line"))
    runs = table.runs.set_index("programme")
    assert set(runs.loc["line", "status"]) == {"failed"}
    assert set(runs.loc["none", "status"]) == {"done"}
    row = runs.loc["line"].iloc[0]
    assert (row["stage"], row["error"]) == (
        "run",
        "ValueError: no market at <object object at 0x…>",
    )
    assert 'File "tests/experiments/test_sweep.py", line' in row["traceback"]
    assert str(tmp_path) not in row["traceback"]
    assert len(table.failed) == 12
    assert table.manifest["failures"] == 12
    assert np.isnan(table.values("lost_eur", "line")).all()
    assert not np.isnan(table.values("lost_eur", "none")).any()


def test_failed_runs_have_the_same_bytes_in_other_processes(tmp_path):
    swept(tmp_path / "small", tmp_path / "one", model=Failing(programme="line"))
    swept(tmp_path / "small", tmp_path / "two", workers=2, model=Failing(programme="line"))
    assert tables_of(tmp_path / "one") == tables_of(tmp_path / "two")


@pytest.mark.parametrize("workers", [1, 2])
def test_if_the_first_dozen_all_fail_it_stops_and_says_the_first(tmp_path, workers):
    text = GRID.replace("steps = 3", "steps = 40")
    with pytest.raises(HopelessError) as error:
        swept(tmp_path / "small", tmp_path / "out", text, workers, model=Failing())
    told = str(error.value).splitlines()
    assert told[0] == (
        "the first 12 runs all failed, so the sweep was stopped; the first at run, point 0, none "
        "under base, replication 0: ValueError: no market at <object object at 0x…>"
    )
    assert told[-1].startswith("ValueError: no market")
    with reading(tmp_path / "out") as store:
        assert 12 <= len(store) < 320
    with pytest.raises(HopelessError, match="the first 12 runs all failed"):
        swept(tmp_path / "small", tmp_path / "out", text, workers, model=Failing())


def test_a_dozen_failures_after_a_success_do_not_stop_it(tmp_path):
    assert (
        len(swept(tmp_path / "small", tmp_path / "out", model=Failing(programme="line")).runs) == 24
    )


def test_only_the_replication_that_kills_its_worker_is_lost_and_the_next_command_tries_it_again(
    tmp_path,
):
    text = GRID.replace("steps = 3", "steps = 2").replace("[1_000.0, 5_000.0]", "[1_000.0]")
    text = text.replace("replications = 2", "replications = 4")
    killing = StudyModel(dies_at=3)
    table = swept(tmp_path / "small", tmp_path / "out", text, workers=2, model=killing)
    failed = table.failed
    assert set(failed["replication"]) == {3}
    assert len(failed) == 4
    assert set(failed["stage"]) == {WORKER}
    assert set(failed["error"]) == {"its worker process died 3 times"}
    again = swept(tmp_path / "small", tmp_path / "out", text, model=StudyModel())
    assert again.failed.empty
    swept(tmp_path / "small", tmp_path / "whole", text)
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")


def test_a_worker_that_dies_once_costs_a_retry_and_no_result(tmp_path):
    text = GRID.replace("replications = 2", "replications = 4")
    once = StudyModel(dies_at=3, once=tmp_path / "died")
    swept(tmp_path / "small", tmp_path / "out", text, workers=2, model=once)
    assert (tmp_path / "died").exists()
    swept(tmp_path / "small", tmp_path / "whole", text)
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")


@pytest.mark.parametrize("at", [0, 1])
def test_an_interrupt_keeps_what_finished_and_the_same_call_goes_on(tmp_path, at):
    with pytest.raises(SweepStopped, match=rf"stopped; {2 * at} of 24 runs are kept; the same"):
        swept(tmp_path / "small", tmp_path / "out", model=StudyModel(stops_at=at))
    with pytest.raises(StoreError, match="a sweep that has not finished: the same command goes on"):
        sim.read(tmp_path / "out")
    swept(tmp_path / "small", tmp_path / "out")
    swept(tmp_path / "small", tmp_path / "whole")
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")


class Breaking(Executor):
    """Does some pieces, then breaks."""

    def __init__(self, pieces):
        self.left, self.inner = pieces, ThreadPoolExecutor(1)

    def submit(self, fn, /, *args, **kwargs):
        self.left -= 1
        if self.left < 0:
            raise BrokenExecutor("no scheduler any more")
        return self.inner.submit(fn, *args, **kwargs)


def test_workers_that_are_lost_leave_what_finished_and_the_same_call_goes_on(tmp_path):
    with pytest.raises(UnfinishedError, match=r"the workers were lost \(no scheduler any more\)"):
        swept(tmp_path / "small", tmp_path / "out", executor=Breaking(3))
    with reading(tmp_path / "out") as store:
        assert 4 <= len(store) < 24
    swept(tmp_path / "small", tmp_path / "out")
    swept(tmp_path / "small", tmp_path / "whole")
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")


def test_what_changes_in_the_study_during_a_run_does_not_matter_and_is_named_afterwards(tmp_path):
    folder = study_with(tmp_path / "small")
    study = sim.load(folder)
    market = (folder / "market.toml").read_text()
    (folder / "market.toml").write_text(market.replace("seed = 1 ", "seed = 2 "))
    sim.sweep(study, "design", tmp_path / "out", 1, model=StudyModel(), progress=False)
    with pytest.raises(RefusedError, match=r"world.population.seed: 1 there, 2 here"):
        swept(tmp_path / "small", tmp_path / "out")


def test_a_worker_of_other_versions_is_refused(tmp_path):
    one = planned(tmp_path / "small")
    strange = Parcel(one.bases, 2, 1, StudyModel(), (), {"simulator": "9.9"})
    with pytest.raises(RefusedError, match=r'a worker has other versions[\s\S]*simulator: "9.9"'):
        done(strange.packed(), ())


def test_no_undefined_outcome_makes_others_undefined(tmp_path):
    table = swept(tmp_path / "small", tmp_path / "out", model=Undefined())
    summary = table.summary().set_index("outcome").loc["lost_eur"]
    assert set(summary["n"]) == {1}
    assert summary["mean"].notna().all()


def test_pieces_hold_several_points_and_shrink_so_that_all_workers_end_together(tmp_path):
    text = GRID.replace("steps = 3", "steps = 20")
    one = planned(tmp_path / "small", text)
    with writing(tmp_path / "out", one) as store:
        todo = Todo(one, store)
        assert todo.left == 80
        # An eighth of what is left: 80, 70, 61, 53, 46, 40, 35, ...
        sizes = sizes_of(todo.pieces(seconds=0.01, workers=2))
        assert sizes[:7] == [10, 9, 8, 7, 6, 5, 5]
        assert sizes == sorted(sizes, reverse=True)
        assert sizes[-8:] == [1] * 8
        assert sum(sizes) == 80
        # No piece takes more than ten seconds.
        assert sizes_of(todo.pieces(seconds=2.5, workers=2))[:9] == [4] * 9
        assert sizes_of(todo.pieces(seconds=30.0, workers=2)) == [1] * 80


def sizes_of(pieces):
    """Return how many replications each piece has."""
    return [sum(len(part.replications) for part in piece) for piece in pieces]


def test_the_pilot_tells_how_long_how_much_memory_and_how_much_disk(tmp_path, capsys):
    swept(tmp_path / "small", tmp_path / "out", workers=1)
    told = capsys.readouterr().err
    assert told.startswith("20 runs to do, 0.")
    for part in (" s for 2 runs: about 0 min 00 s with 1 worker; ", " MB of memory", " MB on disk"):
        assert part in told


KILLED = """
import sys
from tests.cli.small_model import StudyModel
from tests.experiments.sweeps import swept
from pathlib import Path

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    text = (folder / "small" / "sweeps" / "design.toml").read_text()
    swept(folder / "small", folder / "out", text, 2, model=StudyModel(pause=0.02))
"""


@pytest.mark.slow
def test_a_sweep_on_two_workers_killed_at_any_moment_ends_with_the_same_bytes(tmp_path):
    text = GRID.replace("steps = 3", "steps = 30")
    study_with(tmp_path / "small", text)
    (tmp_path / "script.py").write_text(KILLED)
    kills, count = 0, []
    while True:
        process = subprocess.Popen(
            [sys.executable, str(tmp_path / "script.py"), str(tmp_path)],
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(Path.cwd())},
        )
        enough = (count[-1] if count else 0) + 8
        while process.poll() is None and _rows(tmp_path / "out") < enough:
            time.sleep(0.01)
        if process.poll() is not None or kills == 6:
            assert process.wait() == 0
            break
        process.kill()
        process.wait()
        kills += 1
        count.append(_rows(tmp_path / "out"))
    assert kills == 6
    assert count == sorted(count)
    swept(tmp_path / "small", tmp_path / "whole", text, model=StudyModel())
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")


def _rows(folder):
    try:
        with reading(folder) as store:
            return len(store)
    except StoreError:
        return 0
