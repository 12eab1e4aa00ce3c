import sqlite3
from dataclasses import dataclass

import pytest

import simulator as sim
from simulator.errors import InputError, StoreError
from simulator.experiments.verifying import verify
from tests.cli.small_model import StudyModel
from tests.experiments.small import write_study
from tests.experiments.sweeps import GRID, swept


@dataclass(frozen=True)
class Otherwise(StudyModel):
    """A model that comes to something else in one replication."""

    def prepare(self, scenario):
        return 1.0 + super().prepare(scenario)


def verified(folder, sample=10, **options):
    return verify(folder, sample, **({"model": StudyModel()} | options))


@pytest.fixture
def out(tmp_path):
    swept(tmp_path / "small", tmp_path / "out")
    return tmp_path / "out"


def test_a_store_that_is_whole_is_sound_and_its_sample_comes_out_the_same(out):
    verdict = verified(out)
    assert verdict.sound
    assert (verdict.experiment, verdict.rows, verdict.checked, verdict.rerun) == (
        "sweep",
        24,
        5,
        10,
    )
    assert verdict.notices == []
    assert verified(out, 1_000).rerun == 24
    assert verified(out, 0).rerun == 0


def test_the_study_is_not_needed_any_more(out, tmp_path):
    import shutil

    shutil.rmtree(tmp_path / "small")
    assert verified(out).rerun == 10


def test_a_run_that_comes_to_something_else_is_named(out):
    verdict = verified(out, 2, model=Otherwise())
    assert verdict.wrong == [
        "point 0, none under base, replication 0 comes to something else now",
        "point 5, line under base, replication 1 comes to something else now",
    ]


def test_failed_runs_are_run_again_too(tmp_path):
    failing = StudyModel(raises_at=1)
    swept(tmp_path / "small", tmp_path / "out", model=failing)
    assert verified(tmp_path / "out", 24, model=failing).sound
    assert len(verified(tmp_path / "out", 24).wrong) == 12


def test_a_damaged_row_is_named(out):
    table = sqlite3.connect(out / "runs.sqlite")
    with table:
        table.execute("UPDATE runs SET status = 'failed' WHERE scenario = 7 AND replication = 1")
    table.close()
    verdict = verified(out, 0)
    assert verdict.wrong == ["point 3, line under base, replication 1 is damaged"]
    assert verdict.rows == 23


@pytest.mark.parametrize("name", ["runs.parquet", "summary.csv"])
def test_a_damaged_a_missing_and_a_strange_file_are_named(out, name):
    data = bytearray((out / name).read_bytes())
    data[len(data) // 2] ^= 1
    (out / name).write_bytes(data)
    (out / "points.parquet").unlink()
    (out / "notes.txt").write_text("mine")
    verdict = verified(out, 0)
    assert verdict.wrong == [
        f"{out / 'points.parquet'}: No such file or directory",
        f"{out / name} is damaged: it is not what the manifest lists",
    ]
    assert verdict.notices == ["notes.txt is not of these results"]
    assert verdict.checked == 3


def test_a_damaged_manifest_is_named_and_the_store_checked_all_the_same(out):
    (out / "manifest.json").write_text("{")
    verdict = verified(out)
    assert verdict.wrong == [f"{out / 'manifest.json'} is damaged, or not a manifest of results"]
    assert (verdict.rows, verdict.rerun) == (24, 10)


def test_a_store_that_has_not_finished_can_be_verified(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        swept(tmp_path / "small", tmp_path / "out", model=StudyModel(stops_at=1))
    verdict = verified(tmp_path / "out")
    assert verdict.sound
    assert verdict.rows == 2
    assert verdict.notices == ["the sweep has not finished; the same command goes on"]


def test_runs_of_a_model_that_is_not_here_are_not_run_again(out):
    verdict = verify(out)
    assert verdict.notices == [
        "computed by tests.cli.small_model.StudyModel, which is not here: nothing rerun"
    ]
    assert (verdict.sound, verdict.rerun) == (True, 0)


def test_other_versions_are_told(out, monkeypatch):
    monkeypatch.setattr(
        "simulator.experiments.verifying.fingerprint", lambda: {"numpy": "1.0", "code": "feed"}
    )
    (notice,) = verified(out).notices
    assert "computed with other versions: " in notice
    assert 'there, "1.0" here' in notice


@pytest.mark.parametrize("several", [False, True])
def test_results_of_a_run_or_a_comparison_are_run_again(tmp_path, several, monkeypatch):
    study = sim.load(write_study(tmp_path / "small"))
    monkeypatch.setattr("simulator.experiments.verifying.study_folder", lambda _: study.folder)
    chosen = [study.scenario("none"), study.scenario("line", "severe")]
    options = {"workers": 1, "model": StudyModel(), "progress": False}
    if several:
        sim.compare(chosen, 5, **options).save(tmp_path / "out")
    else:
        sim.run(chosen[0], 5, **options).save(tmp_path / "out")
    verdict = verified(tmp_path / "out", 3)
    assert verdict.sound
    assert verdict.rerun == 3
    wrong = verified(tmp_path / "out", 1, model=Otherwise()).wrong
    assert wrong[0] == "replication 0 of none under base comes to something else now"


def test_what_is_no_folder_of_results_is_refused(tmp_path):
    with pytest.raises(InputError, match="is not a folder"):
        verify(tmp_path / "nowhere")
    with pytest.raises(StoreError, match=r"holds no manifest.json: it is no results folder"):
        verify(tmp_path)


@pytest.mark.slow
def test_the_shipped_model_comes_out_the_same_from_what_the_store_tells(tmp_path):
    text = GRID.replace("steps = 3", "steps = 2").replace("replications = 2", "replications = 1")
    swept(tmp_path / "small", tmp_path / "out", text, model=None)
    verdict = verify(tmp_path / "out", 4)
    assert verdict.sound
    assert verdict.rerun == 4
