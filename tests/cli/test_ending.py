import pytest

import simulator
from simulator.cli import main
from simulator.experiments.results import read
from tests.cli.small_model import StudyModel

RUN = ("--workers", 1, "--replications", 3)


def test_a_failed_replication_is_listed_the_rest_kept_and_the_status_is_1(
    typed, study, faked, tmp_path
):
    faked(raises_at=1)
    told = typed("run", study, *RUN, "--out", tmp_path / "out")
    assert told.status == 1
    assert "replication 1 of none under base failed at run: ValueError" in told.err
    assert "Traceback" not in told.err
    assert sorted(read(tmp_path / "out").replications["replication"].unique()) == [0, 2]


def test_an_interrupt_keeps_what_finished_and_the_status_is_130(typed, study, faked, tmp_path):
    faked(stops_at=2)
    told = typed("run", study, *RUN, "--out", tmp_path / "out")
    assert told.status == 130
    assert "replications kept: 2" in told.err
    assert read(tmp_path / "out").manifest["replications"] == [0, 1]


def test_an_interrupt_before_anything_finished_leaves_no_folder(typed, study, faked, tmp_path):
    faked(stops_at=0)
    assert typed("run", study, *RUN, "--out", tmp_path / "out").status == 130
    assert not (tmp_path / "out").exists()


def test_a_folder_of_other_results_is_refused_before_the_first_run(typed, study, faked, tmp_path):
    out = ("--out", tmp_path / "out")
    typed("run", study, *RUN, *out)
    faked(log=tmp_path / "log")
    told = typed("run", study, *RUN, *out, "--seed", 2)
    assert told.status == 3
    assert read(tmp_path / "out").manifest["digest"] in told.err
    assert not (tmp_path / "log").exists()


def test_a_damaged_folder_is_5(typed, study, tmp_path):
    (tmp_path / "manifest.json").write_text("{")
    assert typed("run", study, *RUN, "--out", tmp_path).status == 5


@pytest.mark.parametrize("place", ["file", "file/below", "small/results"])
def test_a_place_that_cannot_hold_results_is_found_before_the_first_run(
    typed, study, faked, tmp_path, place
):
    (tmp_path / "file").write_text("mine")
    faked(log=tmp_path / "log")
    told = typed("run", study, *RUN, "--out", tmp_path / place)
    assert told.status == 2
    assert "--out" in told.err
    assert not (tmp_path / "log").exists()
    assert (tmp_path / "file").read_text() == "mine"


def test_what_is_wrong_with_the_market_leaves_no_folder(typed, study, tmp_path, monkeypatch):
    def prepare(*_):
        raise simulator.InputError.of("a wrong file", file="resellers.csv", line=3)

    monkeypatch.setattr(StudyModel, "prepare", prepare)
    told = typed("run", study, "--out", tmp_path / "deep" / "out")
    assert (told.status, told.err) == (2, "resellers.csv:3: a wrong file\n")
    assert not (tmp_path / "deep").exists()


def test_a_fault_of_the_simulator_is_one_sentence_unless_debugging(typed, study, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("oops")

    monkeypatch.setattr("simulator.study.study.load", broken)
    told = typed("run", study)
    assert told.status == 70
    assert told.err.count("\n") == 1
    assert "oops" in told.err
    with pytest.raises(ZeroDivisionError):
        main(["run", study, "--debug"])


def test_a_briefing_names_its_folder(typed, study, tmp_path):
    told = typed("briefing", study, *RUN, "--out", tmp_path / "briefing", "--lang", "fr")
    assert told.status == 0
    assert told.out == f"written to {tmp_path / 'briefing'}\n"
    assert read(tmp_path / "briefing").manifest["seed"] == 2009


def test_a_briefing_with_a_failed_replication_is_done_in_part(typed, study, faked, tmp_path):
    faked(raises_at=1)
    told = typed("briefing", study, *RUN, "--out", tmp_path / "briefing")
    assert told.status == 1
    assert "replication 1 of none under base failed" in told.err


def test_an_interrupted_briefing_is_130(typed, study, faked, tmp_path):
    faked(stops_at=1)
    told = typed("briefing", study, *RUN, "--out", tmp_path / "briefing")
    assert told.status == 130
    assert "replications kept: 1" in told.err
