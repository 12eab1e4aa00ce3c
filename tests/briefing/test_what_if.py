"""What drives the answer and where it tips: run beside a comparison, and told everywhere."""

import io
import re

import pandas as pd
import pytest
from pptx import Presentation

import simulator as sim
from simulator.briefing import what_if, write, write_from
from simulator.briefing.asking import CHANGES, DRIVERS, TIPPING
from simulator.briefing.contents import Contents
from simulator.briefing.deck import deck
from simulator.briefing.web.writing import web_page
from simulator.briefing.workbook.writing import workbook
from simulator.charts.base import LANGUAGES
from simulator.charts.base.words import unbroken
from tests.briefing.book import Book
from tests.experiments.small import write_study

SWEEP = """
design = "one-at-a-time"
steps = 2
replications = 2
programmes = ["none", "line"]
outcomes = ["blockage_rate"]

[[factor]]
path = "insurers.*.buffer"
title = "the insurers’ limits"
title_fr = "les limites des assureurs"
values = [1.0, 0.5, 2.0]

[[factor]]
path = "customers.terms_days"
low = 40
central = 55
high = 75

[[factor]]
path = "programme.of_another_programme.amount_eur"
low = 1
high = 2
"""
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = write_study(tmp_path_factory.mktemp("studies") / "small", resellers=40)
    (folder / "sweeps").mkdir()
    (folder / "sweeps" / "briefing.toml").write_text(SWEEP, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def folder(study, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "briefing"
    write(study, out, ["none", "line"], replications=2, workers=1, drivers=None)
    return out


@pytest.fixture(scope="module", params=LANGUAGES)
def contents(request, folder):
    return Contents.of(folder, request.param)


def test_each_estimate_is_moved_alone_and_what_no_programme_here_has_is_left_out(folder):
    told = sim.read(folder / DRIVERS)
    assert {*told.table()["factor"]} == {"insurers.*.buffer", "customers.terms_days"}
    assert sim.read(folder / CHANGES).manifest["asked"]["programme"] == "line"
    assert sim.read(folder / TIPPING).table()["value"].tolist() == [0.5, 1.0, 2.0]


def test_the_central_point_is_a_run_of_the_comparison_itself(folder):
    found = pd.read_parquet(folder / "replications.parquet")
    found = found[found["outcome"] == "blockage_rate"]
    runs = pd.read_parquet(folder / "what-if" / "runs.parquet")
    centre = runs[runs["point"] == 0]
    for programme in ("none", "line"):
        ours = found[found["programme"] == programme].set_index("replication")["value"]
        theirs = centre[centre["programme"] == programme].set_index("replication")["blockage_rate"]
        assert theirs.to_dict() == ours.to_dict()


def test_every_figure_stands_where_it_says(contents, folder):
    figures = list(what_if.figures(contents))
    assert len(figures) == 2 + 4 + 4 + 3
    for figure in figures:
        rows = pd.read_parquet(folder / f"{figure.place.table}.parquet")
        for name, value in figure.place.row.items():
            rows = rows[rows[name] == value]
        (row,) = rows.to_dict("records")
        place, found = figure.place, figure.estimate
        ends = [row[name] for name in (place.column, place.low, place.high)]
        assert ends == [found.value, found.low, found.high]
        assert found.n == 2


def test_the_deck_has_a_slide_of_each_with_all_its_numbers(contents):
    slides = list(Presentation(io.BytesIO(deck(contents))).slides)
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert unbroken(what_if.what_drives(contents)) in titles
    (tipping,) = [s for s in slides if _drawn(s) == [f.estimate.value for f in _ladder(contents)]]
    cells = [c.text_frame.text for s in tipping.shapes if s.has_table for r in s.table.rows
             for c in r.cells]  # fmt: skip
    for _, text, figure in what_if.ladder(contents):
        assert text in cells
        shown = [cell for cell in cells if cell.startswith(figure.text(contents.words))]
        assert any(figure.verdict(contents.words) in cell for cell in shown)


def _ladder(contents):
    return [figure for _, _, figure in what_if.ladder(contents)]


def _drawn(slide):
    charts = [shape.chart for shape in slide.shapes if shape.has_chart]
    return list(charts[0].plots[0].series[0].values) if charts else []


def test_page_and_workbook_hold_the_same_numbers(contents):
    page = web_page(contents.whole, contents.words, contents)
    numbers = {float(n) for n in re.findall(r'data-value="([^"]+)"', page)}
    book = workbook(contents.whole, contents.words, contents)
    opened = Book(book)
    names = contents.words.say(en="Drivers Tipping", fr="Facteurs Bascule").split()
    held = [v for name in names for v in opened.cells(name).values() if isinstance(v, float)]
    for figure in what_if.figures(contents):
        if figure.place.table == "drivers/sensitivity":
            continue
        assert figure.estimate.value in numbers
        assert any(abs(figure.estimate.value - value) <= 1e-15 for value in held)


@each_language
def test_what_is_not_there_is_said_with_the_way_to_get_it(language, folder, fabricated):
    without = Contents.of(fabricated.tables(), language)
    last = list(Presentation(io.BytesIO(deck(without))).slides)[-1]
    written = " ".join(shape.text_frame.text for shape in last.shapes if shape.has_text_frame)
    assert "sweeps/briefing.toml" in written
    told = list(Presentation(io.BytesIO(deck(Contents.of(folder, language)))).slides)[-1]
    written = " ".join(shape.text_frame.text for shape in told.shapes if shape.has_text_frame)
    assert "sweeps/briefing.toml" not in written


def test_an_answer_of_ones_own_is_kept_and_told(study, tmp_path, capsys):
    own = tmp_path / "own"
    write(study, own, ["none", "line"], replications=2, workers=1)
    assert not (own / DRIVERS).exists()
    sim.tip(study, path="customers.terms_days", outcome="blockage_rate", level=0.9, low=40.0,
            high=75.0, replications=2, workers=1, values=3, out=own / TIPPING)  # fmt: skip
    write(study, own, ["none", "line"], replications=2, workers=1, drivers=None)
    assert "holds another answer, which is kept and told" in capsys.readouterr().err
    assert what_if.parameter_of(Contents.of(own)) == "customers.terms_days"


def test_other_choices_for_the_same_folder_are_refused_before_anything_runs(study, folder):
    before = (folder / "summary.md").read_bytes()
    with pytest.raises(sim.RefusedError):
        write(study, folder, ["none", "line"], replications=2, workers=1, drivers=3)
    assert (folder / "summary.md").read_bytes() == before


def test_the_same_folder_gives_the_same_bytes(folder, tmp_path):
    for place in ("a", "b"):
        write_from(folder, tmp_path / place, "fr")
    for name in ("briefing.pptx", "briefing.xlsx", "briefing.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
