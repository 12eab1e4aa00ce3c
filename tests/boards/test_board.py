"""A board's widgets moved as a browser moves them: their value is set, and the answer changes."""

import re

import pytest

import simulator as sim
from simulator.boards import answers
from simulator.boards.answers import OUTCOMES
from simulator.experiments.replicate import compare
from tests.experiments.small import write_study

LINE = "programme.north_line.amount_eur"


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return sim.load(write_study(tmp_path_factory.mktemp("studies") / "small", resellers=60))


@pytest.fixture
def board(study):
    return sim.board(study, "line", resellers=50, replications=3)


def shown(board):
    return board.chart.value, board.table.value, board.note.value


def cells_of(table):
    rows = re.findall(r"<tr>(.*?)</tr>", table)[1:]
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in rows]


def compared(study, changed):
    small = {"population.resellers": 50}
    without = study.scenario("none").with_(small)
    within = study.scenario("line").with_({**small, **changed})
    return sim.compare([without, within], 3, workers=1)


def test_a_moved_slider_changes_chart_figures_and_command(board):
    before = shown(board)
    board.sliders[LINE].value = board.sliders[LINE].max
    assert all(new != old for new, old in zip(shown(board), before, strict=True))
    assert f"--set {LINE}={board.sliders[LINE].max:g}" in board.note.value


def test_the_answer_is_what_compare_says_of_the_same_small_market(board, study):
    board.sliders[LINE].value = board.sliders[LINE].max
    expected = compared(study, {LINE: board.sliders[LINE].max})
    assert board.comparison.differences().equals(expected.differences())
    assert board.comparison.manifest["digest"] == expected.manifest["digest"]


def test_each_key_figure_has_its_interval_and_its_n(board):
    rows = cells_of(board.table.value)
    assert len(rows) == len(OUTCOMES)
    assert {row[5] for row in rows} == {"3"}
    assert all(" to " in row[4] for row in rows)


def test_a_difference_whose_interval_spans_zero_is_called_undecided(board):
    found = board.comparison.differences().set_index("outcome")
    for row, outcome in zip(cells_of(board.table.value), OUTCOMES, strict=True):
        low, high = found.loc[outcome, ["ci_low", "ci_high"]]
        assert (row[-1] == "undecided") == (low <= 0 <= high and not low == high == 0)


def test_the_note_says_how_small_the_market_is(board):
    assert "3 replications of a market of 50 resellers, of 60 in the study" in board.note.value


def test_a_study_that_is_small_itself_is_run_whole(study):
    board = sim.board(study, "line", replications=2)
    assert "2 replications of the study&#x27;s market." in board.note.value
    assert board.comparison.manifest["scenarios"][0]["resolved"]["overrides"] == {}


def test_the_way_back_leads_to_the_studys_values_and_answer(board):
    before = shown(board)
    for slider in board.sliders.values():
        slider.value = slider.max
    board.reset.click()
    assert board.changed == {}
    assert shown(board) == before


def test_another_programme_brings_its_own_sliders_and_keeps_the_worlds(board):
    (world, *_) = (path for path in board.sliders if not path.startswith("programme."))
    board.sliders[world].value = board.sliders[world].max
    board.programme.value = "quiet"
    assert LINE not in board.sliders
    assert board.changed == {world: board.sliders[world].max}
    assert "none,quiet" in board.note.value


def test_what_breaks_a_rule_is_said_and_the_answer_before_stays(study):
    asked = {"distributors.north.share": (0.0, 1.0)}
    board = sim.board(study, "line", sliders=asked, resellers=50, replications=2)
    before = shown(board)
    board.sliders["distributors.north.share"].value = 1.0
    assert shown(board) == before
    assert "sum" in board.status.value
    assert "the answer before" in board.status.value
    board.reset.click()
    assert "board-wrong" not in board.status.value


def test_a_board_speaks_french(study):
    board = sim.board(study, "line", resellers=50, replications=2, language="fr")
    assert "Part de la demande bloquée" in board.table.value
    assert "2 réplications d’un marché de 50 revendeurs" in board.note.value


def test_a_chart_says_its_finding_to_who_cannot_see_it(board):
    assert re.search(r'<img [^>]*alt="[^"]*share of demand blocked', board.chart.value)


def test_the_board_shows_itself_in_a_notebook(board):
    shown = board._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in shown


@pytest.mark.parametrize("asked", ["lnie", "none"])
def test_a_programme_that_cannot_be_set_against_none_is_refused(study, asked):
    with pytest.raises(sim.InputError, match=f"no programme '{asked}' to set against none"):
        sim.board(study, asked)


def test_a_moved_slider_asks_for_one_comparison_and_no_more(board, monkeypatch):
    asked = []

    def counted(scenarios, replications, *rest, **options):
        asked.append((len(scenarios), replications))
        return compare(scenarios, replications, *rest, **options)

    monkeypatch.setattr(answers, "compare", counted)
    board.sliders[LINE].value = board.sliders[LINE].max
    assert asked == [(2, 3)]
    board.reset.click()
    board.programme.value = "quiet"
    assert asked == [(2, 3)] * 3
