"""`simulator split`: what it shows, writes and refuses; it runs the shipped model."""

import json
import sys

import pytest

from simulator import model as shipped
from simulator.experiments.results import Split, read

RUN = ("--workers", 1, "--replications", 2)


@pytest.fixture(autouse=True)
def shipped_model(monkeypatch):
    monkeypatch.setitem(sys.modules, "simulator.model", shipped)


def test_it_shows_each_measures_cost_and_its_parts_with_intervals(typed, study):
    told = typed("split", study, "--programme", "line", *RUN)
    assert told.status == 0
    assert "line under base, EUR" in told.out
    for word in ("north_line", "deadweight", "incremental", "95 % interval", "all"):
        assert word in told.out


def test_json_holds_a_row_for_each_replication_and_measure(typed, study):
    result = json.loads(typed("split", study, "--programme", "line", *RUN, "--json").out)
    assert [row["replication"] for row in result["split"]] == [0, 1]
    for row in result["split"]:
        assert row["measure"] == "north_line"
        parts = row["deadweight_eur"] + row["incremental_eur"]
        assert parts == pytest.approx(row["cost_eur"], abs=1e-6)
    outcomes = {row["outcome"] for row in result["summary"]}
    assert {"deadweight_north_line_eur", "programme_incremental_eur"} <= outcomes


def test_a_results_folder_reads_back_as_a_split(typed, study, tmp_path):
    out = tmp_path / "out"
    assert typed("split", study, "--programme", "line", *RUN, "--out", out).status == 0
    assert isinstance(read(out), Split)
    refused = typed("run", study, "--programme", "line", *RUN, "--out", out)
    assert refused.status == 3
    assert "other inputs" in refused.err


def test_a_programme_without_measures_is_refused_before_anything_is_written(typed, study, tmp_path):
    told = typed("split", study, "--programme", "none", *RUN, "--out", tmp_path / "out")
    assert told.status == 2
    assert "holds no measure" in told.err
    assert not (tmp_path / "out").exists()
