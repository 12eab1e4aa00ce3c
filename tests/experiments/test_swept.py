import json
import random

import numpy as np
import pandas as pd
import pytest

import simulator as sim
from simulator.errors import InputError, StoreError
from simulator.experiments.statistics import summarise
from simulator.experiments.swept import read_sweep
from tests.experiments.sweeps import GRID, swept

LHC = """
design = "latin-hypercube"
points = 4
programmes = ["none", "quiet"]
replications = 3
[[factor]]
path = "insurers.alpha.buffer"
low = 1.0
high = 2.0
[[factor]]
path = "population.resellers"
role = "constant"
value = 25
[[factor]]
path = "end"
values = [2009-05-31, 2009-06-30]
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("swept")


@pytest.fixture(scope="module")
def table(place):
    return swept(place / "small", place / "out")


def test_points_have_a_column_for_each_factor(table):
    assert table.points.to_dict("list") == {
        "point": [0, 1, 2, 3, 4, 5],
        "insurers.*.buffer": [1.0, 1.0, 1.5, 1.5, 2.0, 2.0],
        "programme.north_line.amount_eur": [1000.0, 5000.0] * 3,
    }


def test_runs_are_numbered_by_point_then_programme_then_replication(table):
    runs = table.runs
    assert list(runs["point"]) == [point for point in range(6) for _ in range(4)]
    assert list(runs["programme"][:4]) == ["none", "none", "line", "line"]
    assert list(runs["replication"][:4]) == [0, 1, 0, 1]
    assert set(runs["seed"]) == {2009}
    assert table.outcomes == ["cost_line_eur", "insurer_loss_ratio", "lost_eur"]


def test_values_and_differences_are_points_by_replications(table):
    none, line = table.values("lost_eur", "none"), table.values("lost_eur", "line")
    assert none.shape == (6, 2)
    assert np.array_equal(table.differences("lost_eur", "line", "none"), line - none)


def test_a_summary_is_that_of_each_scenarios_replications(table):
    summary = table.summary()
    row = summary[(summary["point"] == 3) & (summary["programme"] == "line")]
    values = table.values("lost_eur", "line")[3]
    got = row[row["outcome"] == "lost_eur"].iloc[0]
    assert (got["n"], got["mean"], got["p95"]) == (
        2,
        *(getattr(summarise(values), name) for name in ("mean", "p95")),
    )
    assert len(summary) == 12 * 3
    assert list(summary["point"].iloc[::6]) == list(range(6))


def test_means_have_a_row_for_each_scenario(table):
    means = table.means()
    assert len(means) == 12
    assert list(means.columns[:5]) == [
        *("point", "assumptions", "programme", "insurers.*.buffer"),
        "programme.north_line.amount_eur",
    ]
    assert means["lost_eur"].iloc[0] == pytest.approx(table.values("lost_eur", "none")[0].mean())


def test_the_manifest_says_which_factors_each_scenario_knows(table):
    none, line = table.manifest["scenarios"]
    assert none["factors"] == ["insurers.*.buffer"]
    assert line["factors"] == ["insurers.*.buffer", "programme.north_line.amount_eur"]
    assert none["resolved"]["world"]["population"]["resellers"] == 30
    assert [one["role"] for one in table.factors] == ["uncertainty", "lever"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("lost_euro", "none"), "no outcome lost_euro; cost_line_eur, .*did you mean lost_eur"),
        (("lost_eur", "nobody"), "programme: no programme nobody; none, line"),
        (("lost_eur",), r"programme: of which programme\?; none, line"),
    ],
)
def test_what_is_asked_for_and_not_there_is_said(table, asked, said):
    with pytest.raises(InputError, match=said):
        table.values(*asked)


def test_a_sweep_is_read_back_from_its_folder(table, place):
    for back in (read_sweep(place / "out"), sim.read(place / "out")):
        pd.testing.assert_frame_equal(back.runs, table.runs)
        pd.testing.assert_frame_equal(back.points, table.points)
        assert back.manifest["factors"] == table.manifest["factors"]
        assert repr(back) == ("<Swept: small, sweep design: 6 points, 24 runs, 0 failed>")


def test_it_shows_itself_in_a_notebook(table):
    assert "small, sweep design" in table._repr_html_()


def test_an_unknown_chart_is_named(table):
    with pytest.raises(InputError, match="no chart 'nothing'"):
        table.plot("nothing")


def test_places_and_dates_are_kept(tmp_path):
    made = swept(tmp_path / "small", tmp_path / "out", LHC)
    back = read_sweep(tmp_path / "out")
    assert back.places.shape == (4, 2)
    assert np.array_equal(back.places, made.places)
    assert set(back.points["end"]) == {"2009-05-31", "2009-06-30"}
    assert set(back.points["population.resellers"]) == {25}
    assert [one["name"] for one in back.factors] == ["insurers.alpha.buffer", "end"]


@pytest.mark.parametrize("name", ["runs.parquet", "summary.csv", "manifest.json"])
def test_no_flipped_bit_of_a_file_is_ever_read(tmp_path, name):
    swept(tmp_path / "small", tmp_path / "out", GRID)
    path, chance = tmp_path / "out" / name, random.Random(3)
    whole = path.read_bytes()
    for _ in range(100):
        spoiled = bytearray(whole)
        spoiled[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        path.write_bytes(spoiled)
        with pytest.raises(StoreError, match=name.replace(".", r"\.")):
            read_sweep(tmp_path / "out")
    path.write_bytes(whole)
    assert len(read_sweep(tmp_path / "out").runs) == 24


def test_a_folder_of_something_else_is_no_sweep(tmp_path):
    swept(tmp_path / "small", tmp_path / "out")
    study = sim.load(tmp_path / "small")
    from tests.cli.small_model import StudyModel

    sim.run(study.scenario(), 2, workers=1, model=StudyModel(), progress=False).save(tmp_path / "r")
    with pytest.raises(StoreError, match="holds no sweep, but the results of a run"):
        read_sweep(tmp_path / "r")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["experiment"] == "sweep"
