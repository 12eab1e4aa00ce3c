"""A hindcast of the small study: what it predicts, how it is scored, kept and read again."""

import math

import numpy as np
import pandas as pd
import pytest

import simulator as sim
from simulator.errors import InputError, RefusedError
from simulator.experiments.hindcast_table import hindcast_table
from simulator.experiments.scoring import judged
from tests.experiments.small import write_study

RATIO = """
[[observation]]
name = "more_revisions"
quantity = "revisions"
starts = 2009-01-01
ends = 2009-05-31
against = "no-crisis"
low = 1.0
source = "a test"
grade = "C"
use = "check"
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = write_study(tmp_path_factory.mktemp("studies") / "small")
    record = folder / "record.toml"
    record.write_text(record.read_text() + RATIO)
    return folder


@pytest.fixture(scope="module")
def study(folder):
    return sim.load(folder)


@pytest.fixture(scope="module")
def hindcast(study):
    return sim.hindcast(study, replications=4, workers=1)


def test_each_observation_has_a_row_in_the_order_of_the_record(hindcast):
    table = hindcast.table()
    assert table["observation"].tolist() == ["cut_by_half", "failures", "more_revisions"]
    assert table["unit"].tolist() == ["resellers", "resellers", "ratio"]
    assert table["n"].tolist() == [4, 4, 4]
    assert (table["low"].tolist(), table["high"].tolist()) == ([80, 6, 1], [160, 10, math.inf])


def test_calibration_and_checks_are_listed_apart(hindcast):
    assert hindcast.table("calibration")["observation"].tolist() == ["cut_by_half"]
    assert hindcast.table("check")["observation"].tolist() == ["failures", "more_revisions"]
    with pytest.raises(InputError, match="did you mean check"):
        hindcast.table("chek")


def test_predictions_are_what_a_run_measures(study, hindcast):
    failures = sim.run(
        study.scenario().with_({"end": study.scenario().world.end.replace(month=5, day=31)}),
        replications=4,
        workers=1,
    )
    counted = failures.replications.query("outcome == 'failures'")["value"].tolist()
    predicted = hindcast.frames["replications"]
    own = predicted.query("assumptions == 'base' and outcome == 'failures'")["value"].tolist()
    assert own == counted


def test_a_row_is_the_verdict_on_its_predictions(hindcast):
    values = hindcast.frames["replications"].query("assumptions == 'base'")
    failures = values.query("outcome == 'failures'")["value"]
    row = hindcast.table().set_index("observation").loc["failures"]
    for name, value in vars(judged(failures, 6, 10)).items():
        assert row[name] == pytest.approx(value) if isinstance(value, float) else row[name] == value


def test_a_ratio_is_taken_over_the_same_luck(hindcast):
    values = hindcast.frames["replications"].query("outcome == 'more_revisions'")
    wide = values.pivot(index="replication", columns="assumptions", values="value")
    ratios = (wide["base"] / wide["no-crisis"]).replace([np.inf], np.nan).dropna()
    row = hindcast.table().set_index("observation").loc["more_revisions"]
    assert row["median"] == pytest.approx(ratios.median())
    assert row["n"] == len(ratios)


def test_skill_is_against_the_yardstick_without_a_programme(hindcast):
    values = hindcast.frames["replications"].query("assumptions == 'no-crisis'")
    assert set(values["programme"]) == {"none"}
    row = hindcast.table().set_index("observation").loc["cut_by_half"]
    plain = judged(values.query("outcome == 'cut_by_half'")["value"], 80, 160).score
    assert row["yardstick_score"] == plain > 0
    assert row["skill"] == pytest.approx(1 - row["score"] / plain)


def test_the_yardstick_of_a_ratio_is_that_nothing_changes():
    said = {"against": "calm", "low": 1.1, "high": 1.1, "unit": "ratio", "use": "check"}
    said |= dict.fromkeys(("title", "title_fr", "when", "grade", "source", "note"), "")
    rows = [
        (assumptions, "none", r, "up", value)
        for assumptions, values in (("base", (11.0, 24.0)), ("calm", (10.0, 20.0)))
        for r, value in enumerate(values)
    ]
    names = ["assumptions", "programme", "replication", "outcome", "value"]
    frames = {
        "replications": pd.DataFrame(rows, columns=names),
        "observations": pd.DataFrame([{"observation": "up", **said}]),
    }
    manifest = {
        "scenarios": [{"assumptions": "base", "programme": "none"}],
        "yardstick": "calm",
    }
    (row,) = hindcast_table(manifest, frames).to_dict("records")
    # 1.1 and 1.2: mean distance 0.05, half the mean distance of pairs 0.025
    assert (row["median"], row["score"]) == (pytest.approx(1.15), pytest.approx(0.025))
    assert row["yardstick_score"] == pytest.approx(0.1)
    assert row["skill"] == pytest.approx(0.75)


def test_it_is_saved_and_read_again_and_keeps_to_its_inputs(folder, hindcast, tmp_path):
    hindcast.save(tmp_path / "kept")
    again = sim.read(tmp_path / "kept")
    assert isinstance(again, sim.Hindcast)
    pd.testing.assert_frame_equal(again.table(), hindcast.table())
    written = pd.read_parquet(tmp_path / "kept" / "hindcast.parquet")
    pd.testing.assert_frame_equal(written, hindcast.table())
    record = folder / "record.toml"
    before = record.read_text()
    record.write_text(before.replace("low = 80", "low = 81"))
    try:
        other = sim.hindcast(sim.load(folder), replications=1, workers=1)
    finally:
        record.write_text(before)
    with pytest.raises(RefusedError, match="results of other inputs"):
        other.save(tmp_path / "kept")


def test_one_and_two_workers_give_the_same(study, hindcast):
    both = sim.hindcast(study, replications=4, workers=2)
    pd.testing.assert_frame_equal(both.table(), hindcast.table())


def test_a_notebook_shows_checks_and_calibration_apart(hindcast):
    page = hindcast._repr_html_()
    assert page.index("Checks") < page.index("Used in the calibration")
    assert "small (base, none)" in page


def test_the_yardstick_can_be_judged_itself(study):
    own = sim.hindcast(study, assumptions="no-crisis", replications=2, workers=1)
    assert len(own.manifest["scenarios"]) == 1
    assert own.table().set_index("observation").loc["cut_by_half", "skill"] == 0
    assert own.table().set_index("observation").loc["more_revisions", "median"] == 1


def test_it_is_drawn(hindcast):
    sheet = hindcast.plot()
    assert "of 2 checks" in sheet.finding
    with pytest.raises(InputError, match="no chart"):
        hindcast.plot("hindkast")


def test_a_name_that_the_study_does_not_have_is_refused(study):
    with pytest.raises(InputError, match="did you mean severe"):
        sim.hindcast(study, assumptions="sever")
