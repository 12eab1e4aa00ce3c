import json
import sys

import pytest

from simulator import model
from simulator.experiments.results import read

RUN = ("--workers", 1, "--replications", 2)


@pytest.fixture(autouse=True)
def shipped(monkeypatch, faked):  # noqa: ARG001 - it comes after the fake
    """A hindcast watches limits, so it needs the shipped model."""
    monkeypatch.setitem(sys.modules, "simulator.model", model)


def test_a_hindcast_shows_checks_apart_from_what_was_fitted(typed, study):
    told = typed("hindcast", study, *RUN)
    assert told.status == 0
    assert "none under base, against what was observed" in told.out
    assert told.out.index("Checks") < told.out.index("failures") < told.out.index("cut_by_half")
    assert "80 to 160" in told.out
    assert "0 is best" in told.out


def test_one_replication_has_no_interval(typed, study):
    assert "not available" in typed("hindcast", study, "--replications", 1).out


def test_json_has_both_tables(typed, study, tmp_path):
    told = typed("hindcast", study, *RUN, "--json", "--out", tmp_path / "out", "--seed", 7)
    assert told.status == 0
    result = json.loads(told.out)
    assert result["seed"] == 7
    assert [row["observation"] for row in result["check"]] == ["failures"]
    assert [row["observation"] for row in result["calibration"]] == ["cut_by_half"]
    assert read(tmp_path / "out").manifest["digest"] == result["digest"]


def test_another_record_or_seed_is_refused_the_folder(typed, study, tmp_path):
    out = tmp_path / "out"
    assert typed("hindcast", study, *RUN, "--out", out).status == 0
    assert typed("hindcast", study, *RUN, "--out", out).status == 0
    told = typed("hindcast", study, *RUN, "--out", out, "--seed", 8)
    assert told.status == 3
    assert "other inputs" in told.err


def test_a_wrong_record_is_refused_before_anything_is_run(typed, study, tmp_path):
    with (tmp_path / "small" / "record.toml").open("a") as record:
        record.write('[[observation]]\nname = "x"\nquantity = "failure"\n')
    told = typed("hindcast", study, *RUN, "--out", tmp_path / "out")
    assert told.status == 2
    assert "did you mean failures?" in told.err
    assert not (tmp_path / "out").exists()


def test_a_study_without_a_record_is_refused(typed, study, tmp_path):
    (tmp_path / "small" / "record.toml").unlink()
    told = typed("hindcast", study, *RUN)
    assert told.status == 2
    assert "no record" in told.err
