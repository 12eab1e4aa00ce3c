import json
import signal
import sqlite3

import pytest

import simulator as sim
from tests.experiments.sweeps import GRID, study_with, tables_of

ONE = ("--workers", 1)


@pytest.fixture
def study(tmp_path):
    return str(study_with(tmp_path / "small"))


def test_a_sweep_is_run_shown_and_written(typed, study, tmp_path):
    told = typed("sweep", study, "design", *ONE, "--out", tmp_path / "out")
    assert told.status == 0
    assert "small, sweep design: 6 points, 24 runs, 0 failed" in told.out
    assert f"written to {tmp_path / 'out'}" in told.out
    assert len(sim.read(tmp_path / "out").runs) == 24


def test_the_store_goes_into_results_sweeps_unless_told_otherwise(
    typed, study, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert typed("sweep", study, "design", *ONE).status == 0
    assert (tmp_path / "results" / "sweeps" / "small-design" / "runs.sqlite").is_file()


def test_json_tells_points_summary_and_where_the_rest_is(typed, study, tmp_path):
    told = typed("sweep", study, "design", *ONE, "--out", tmp_path / "out", "--json")
    found = json.loads(told.out)
    assert (found["study"], found["runs"], found["failures"]) == ("small", 24, 0)
    assert found["out"] == str(tmp_path / "out")
    assert len(found["points"]) == 6
    assert found["summary"][2]["outcome"] == "lost_eur"


def test_an_override_holds_in_every_run_and_is_part_of_what_the_store_is_of(typed, study, tmp_path):
    out = ("--out", tmp_path / "out")
    assert typed("sweep", study, "design", *ONE, *out).status == 0
    told = typed("sweep", study, "design", *ONE, *out, "--set", "population.resellers=31")
    assert told.status == 3
    assert "world.population.resellers: 30 there, 31 here" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("desing",), "desing: no such sweep; there are design; did you mean design?"),
        (("design", "--set", "population.resellrs=3"), "did you mean population.resellers?"),
        (("design", "--set", "insurers.alpha.buffer=1.5"), "which --set sets too"),
        (("design", "--cluster", "here"), "--cluster: 'here' is no address of a scheduler"),
        (("design", "--tls-ca", "ca.pem"), "--tls-ca: one or two of three certificates"),
        (
            ("design", "--cluster", "tcp://127.0.0.1:9", "--workers", "2"),
            "--workers: workers, and a cluster that has its own; one",
        ),
    ],
)
def test_what_is_wrong_is_found_before_the_first_run(typed, study, tmp_path, arguments, said):
    told = typed("sweep", study, *arguments, "--out", tmp_path / "out")
    assert told.status == 2
    assert said in told.err
    assert "Traceback" not in told.err
    assert not (tmp_path / "out").exists()


def test_failed_runs_are_listed_and_the_status_is_1(typed, study, faked, tmp_path):
    faked(raises_at=1)
    told = typed("sweep", study, "design", *ONE, "--out", tmp_path / "out")
    assert told.status == 1
    assert "point 0, none under base, replication 1 failed at run: ValueError" in told.err
    assert "Traceback" not in told.err
    assert "24 runs, 12 failed" in told.out


def test_a_hopeless_sweep_is_1_and_shows_where_the_first_run_failed(typed, study, faked, tmp_path):
    study_with(tmp_path / "small", GRID.replace("replications = 2", "replications = 1"))
    faked(raises_at=0)
    told = typed("sweep", study, "design", *ONE, "--out", tmp_path / "out")
    assert told.status == 1
    assert "the first 12 runs all failed" in told.err
    assert "a fault of the model" in told.err


def test_an_interrupt_is_130_and_the_same_command_goes_on(typed, study, faked, tmp_path):
    faked(stops_at=1)
    told = typed("sweep", study, "design", *ONE, "--out", tmp_path / "out")
    assert told.status == 130
    assert "stopped; 2 of 24 runs are kept; the same command goes on" in told.err
    assert typed("verify", tmp_path / "out").status == 0
    faked()
    assert typed("sweep", study, "design", *ONE, "--out", tmp_path / "out").status == 0
    assert typed("sweep", study, "design", *ONE, "--out", tmp_path / "whole").status == 0
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")


def test_a_terminated_sweep_ends_as_an_interrupted_one(typed, study, monkeypatch, tmp_path):
    from tests.cli.small_model import StudyModel

    def draw(*_):
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(StudyModel, "draw", draw)
    assert typed("sweep", study, "design", *ONE, "--out", tmp_path / "out").status == 130


def test_a_folder_of_something_else_is_refused(typed, study, tmp_path):
    typed("run", study, *ONE, "--replications", 2, "--out", tmp_path / "out")
    told = typed("sweep", study, "design", *ONE, "--out", tmp_path / "out")
    assert told.status == 3
    assert "holds the results of other inputs" in told.err


def test_a_damaged_file_in_the_stores_place_is_5(typed, study, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "runs.sqlite").write_text("not a database at all" * 100)
    assert typed("sweep", study, "design", *ONE, "--out", tmp_path / "out").status == 5


def test_verify_says_that_all_is_well_or_what_is_not_and_then_is_5(typed, study, tmp_path):
    typed("sweep", study, "design", *ONE, "--out", tmp_path / "out")
    told = typed("verify", tmp_path / "out", "--sample", 3)
    assert told.status == 0
    assert told.out == (
        f"{tmp_path / 'out'}: 24 runs and 5 files are whole, 3 computed again came out the same\n"
    )
    table = sqlite3.connect(tmp_path / "out" / "runs.sqlite")
    with table:
        table.execute("UPDATE runs SET hash = 'x' WHERE scenario = 1")
    table.close()
    told = typed("verify", tmp_path / "out", "--sample", 0)
    assert told.status == 5
    assert told.err == (
        "point 0, line under base, replication 0 is damaged\n"
        "point 0, line under base, replication 1 is damaged\n"
    )
    found = json.loads(typed("verify", tmp_path / "out", "--sample", 0, "--json").out)
    assert (found["sound"], found["rows"], len(found["wrong"])) == (False, 22, 2)


def test_verify_of_no_results_is_5_and_of_no_folder_2(typed, tmp_path):
    assert typed("verify", tmp_path).status == 5
    assert typed("verify", tmp_path / "nowhere").status == 2


def test_check_looks_at_every_sweep_and_says_all_mistakes_at_once(typed, study, tmp_path):
    assert "and 1 sweep, nothing wrong" in typed("check", study).out
    study_with(tmp_path / "small", GRID.replace("buffer", "bufer"), "other")
    study_with(tmp_path / "small", GRID.replace("steps", "stepz"), "third")
    told = typed("check", study)
    assert told.status == 2
    assert "sweeps/other.toml:8: insurers.*.bufer: no such parameter" in told.err
    assert "sweeps/third.toml:3: stepz: unknown key; did you mean steps?" in told.err


def test_list_names_a_studys_sweeps_with_their_titles(typed, study, tmp_path):
    study_with(tmp_path / "small", 'title = "How deep?"\n' + GRID)
    assert json.loads(typed("list", study, "--json").out)["sweeps"] == {"design": "How deep?"}


def test_the_schema_of_sweeps_can_be_printed(typed):
    assert json.loads(typed("schema", "sweep").out)["title"] == "Sweep of a study"


@pytest.mark.parametrize("command", ["sweep", "verify"])
def test_help_has_examples(typed, command):
    told = typed(command, "--help")
    assert "Examples:" in told.out
    assert f"simulator {command} " in told.out
