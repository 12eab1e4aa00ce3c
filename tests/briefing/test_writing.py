import json

import pytest
from pptx import Presentation

import simulator as sim
from simulator.briefing import write, write_from
from simulator.experiments import replicate

DECK = "briefing.pptx"
DOCUMENTS = {DECK, "briefing.xlsx", "briefing.html"}
SMALL = {"population.resellers": 40}


@pytest.fixture(scope="module")
def briefing(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "briefing"
    write("france-2009", out, replications=2, workers=1, overrides=SMALL, split=1)
    return out


def manifest_of(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_the_shipped_study_is_told_with_and_without_its_programmes(briefing):
    told = [one["programme"] for one in manifest_of(briefing)["scenarios"]]
    assert told == ["none", "lines-only", "demand-only", "announced"]
    assert manifest_of(briefing)["seed"] == 2009


def test_results_page_and_charts_lie_together(briefing):
    names = {path.name for path in briefing.iterdir()}
    assert {"summary.parquet", "comparison.parquet", "daily.parquet"} <= names
    assert {"summary.md", "summary.txt", "charts", *DOCUMENTS} <= names


def test_the_costs_of_the_programme_with_most_measures_are_split(briefing):
    split = manifest_of(briefing / "split")
    assert [one["programme"] for one in split["scenarios"]] == ["announced"]
    assert split["replications"] == [0]
    titles = [s.shapes.title.text_frame.text for s in Presentation(briefing / DECK).slides]
    assert any("costs (n = 1)" in title for title in titles)


def test_a_chart_shows_the_events_that_the_study_assumes(briefing):
    comparison = sim.read(briefing)
    sheet = comparison.plot("limits_by_insurer")
    written = [text.get_text() for axes in sheet.axes for text in axes.texts]
    assert "fault 16 Feb" in written


def test_the_same_inputs_give_the_same_page_and_pictures(briefing, tmp_path):
    again = tmp_path / "again"
    write("france-2009", again, replications=2, workers=1, overrides=SMALL)
    documents = ("summary.md", "briefing.xlsx")
    for name in (*documents, "charts/blockage_over_time.png", "charts/cash_fan.svg"):
        assert (again / name).read_bytes() == (briefing / name).read_bytes()


def test_a_briefing_can_be_written_again_from_the_results_in_another_language(briefing, tmp_path):
    page = write_from(briefing, tmp_path, "fr")
    assert page.read_text(encoding="utf-8").startswith("# Note de synthèse")


def test_a_single_programme_can_be_told(tmp_path):
    page = write(
        "france-2009", tmp_path / "one", ["none"], replications=2, workers=1, overrides=SMALL
    )
    assert "Share of demand blocked, none" in page.read_text(encoding="utf-8")


def test_the_same_folder_gives_the_same_deck(briefing, tmp_path):
    for place in ("a", "b"):
        write_from(briefing, tmp_path / place, "fr")
    decks = [(tmp_path / place / DECK).read_bytes() for place in ("a", "b")]
    assert decks[0] == decks[1]


def test_a_mistake_is_found_before_anything_is_written(tmp_path):
    with pytest.raises(sim.InputError, match="populaton"):
        write("france-2009", tmp_path / "x", overrides={"populaton.resellers": 40})
    with pytest.raises(ValueError, match="one of en, fr"):
        write("france-2009", tmp_path / "x", language="de")
    assert list(tmp_path.iterdir()) == []


def test_the_results_of_other_inputs_are_not_written_over(briefing):
    before = (briefing / "summary.md").read_bytes()
    with pytest.raises(sim.RefusedError):
        write("france-2009", briefing, replications=2, seed=1, workers=1, overrides=SMALL)
    assert (briefing / "summary.md").read_bytes() == before


def test_what_had_finished_is_saved_when_stopped_from_the_keyboard(briefing, tmp_path, monkeypatch):
    finished = sim.read(briefing)

    def stopped(*_, **__):
        raise replicate.Interrupted(finished)

    monkeypatch.setattr(replicate, "compare", stopped)
    with pytest.raises(sim.Interrupted):
        write("france-2009", tmp_path / "x", replications=2, overrides=SMALL)
    assert manifest_of(tmp_path / "x")["replications"] == [0, 1]
