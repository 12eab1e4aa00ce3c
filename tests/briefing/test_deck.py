import io
import math
import re
import zipfile
from dataclasses import replace

import pandas as pd
import pytest
from pptx import Presentation

from simulator.briefing.contents import Contents
from simulator.briefing.deck import deck
from simulator.briefing.deck.axes import number_format, ticks
from simulator.charts.base import LANGUAGES, Tables

each_language = pytest.mark.parametrize("language", LANGUAGES)
SPACES = str.maketrans("\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}", "  ")


def opened(contents):
    return Presentation(io.BytesIO(deck(contents)))


def texts_of(slide):
    """All that is written on a slide, table cells included."""
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text.translate(SPACES)
        if shape.has_table:
            for row in shape.table.rows:
                for cell in row.cells:
                    yield cell.text_frame.text.translate(SPACES)


def charts_of(presentation):
    return [s.chart for slide in presentation.slides for s in slide.shapes if s.has_chart]


def table_of(slide):
    return next(shape.table for shape in slide.shapes if shape.has_table)


@pytest.fixture(scope="module")
def three(fabricated):
    return fabricated.tables(("none", "lines-only", "announced"))


@pytest.fixture(scope="module")
def split():
    """Costs that were split: of 700 and 300 euros, 500 and 0 on orders that came anyway."""
    parts = {"etc_line": (700.0, 500.0), "actebis_line": (300.0, 0.0), "programme": (1000.0, 500.0)}
    rows = [
        {
            "assumptions": "base",
            "programme": "announced",
            "unit": "EUR",
            "n": 4,
            "sd": 0.0,
            "outcome": f"programme_{p}_eur" if m == "programme" else f"{p}_{m}_eur",
            "mean": v,
            "ci_low": v - 10,
            "ci_high": v + 10,
            "p05": v,
            "p50": v,
            "p95": v,
        }
        for m, (cost, dead) in parts.items()
        for p, v in (("cost", cost), ("deadweight", dead), ("incremental", cost - dead))
    ]
    return Tables(summary=pd.DataFrame(rows))


@pytest.fixture(scope="module")
def whole(three, split, fabricated):
    """Contents with everything that a deck can tell, by language."""
    several = fabricated.tables(("none", "lines-only", "announced"), assumptions=("base", "severe"))
    return {
        language: replace(Contents.of(several, language), split=split, hindcast=three)
        for language in LANGUAGES
    }


@pytest.fixture(scope="module")
def decks(whole):
    return {language: opened(contents) for language, contents in whole.items()}


@each_language
def test_everything_that_results_hold_is_told_on_eleven_slides(language, decks):
    assert len(decks[language].slides) == 11


def test_what_results_lack_has_no_slide(three):
    titles = [slide.shapes.title.text_frame.text for slide in opened(Contents.of(three)).slides]
    assert len(titles) == 9
    assert len({*titles}) == 9


@each_language
def test_charts_are_native_with_their_data_behind_them(language, decks):
    charts = charts_of(decks[language])
    assert len(charts) == 8
    for chart in charts:
        workbook = chart.part.chart_workbook.xlsx_part.blob
        sheet = zipfile.ZipFile(io.BytesIO(workbook)).read("xl/worksheets/sheet1.xml").decode()
        for series in chart.plots[0].series:
            known = [v for v in series.values if v is not None]
            assert known
            assert all(f"<v>{v:.16G}</v>" in sheet for v in known[:3])


@each_language
def test_what_bars_show_is_what_the_tables_hold(language, decks, whole):
    contents = whole[language]
    bars = [c for c in charts_of(decks[language]) if len(c._chartSpace.xpath(".//c:barChart"))]
    values = {v for chart in bars for series in chart.plots[0].series for v in series.values}
    store = {*contents.whole.summary["mean"], *contents.whole.comparison["difference"]}
    assert values
    assert values <= store | {*contents.split.summary["mean"]}


def test_what_lines_show_is_what_the_daily_series_hold(decks, three):
    chart = next(c for c in charts_of(decks["en"]) if c.plots[0].series[0].name == "none")
    chart = next(c for c in charts_of(decks["en"]) if [s.name for s in c.plots[0].series][:3]
                 == ["none", "lines-only", "announced"])  # fmt: skip
    series = three.series("blockage_rate", "announced").median(axis=1)
    shown = [v for v in chart.plots[0].series[2].values if v is not None]
    assert {round(v, 12) for v in shown} <= {round(v, 12) for v in series}
    assert len(shown) == 52


def numbers_in(text):
    """The numbers of a text, as they are written."""
    return re.findall(r"−?\d[\d  ]*(?:[.,]\d+)*", text.translate(SPACES))


@each_language
def test_each_number_of_a_table_is_found_at_the_place_that_the_notes_name(language, decks, whole):
    contents, found = whole[language], 0
    frames = {"summary": contents.whole.summary, "comparison": contents.whole.comparison,
              "worth": contents.whole.worth, "tails": contents.whole.tails,
              "split/summary": contents.split.summary,
              "replications": contents.whole.replications}  # fmt: skip
    for slide in decks[language].slides:
        if not slide.has_notes_slide:
            continue
        shown = " ".join(texts_of(slide))
        charts = [shape.chart for shape in slide.shapes if shape.has_chart]
        drawn = {v for chart in charts for one in chart.plots[0].series for v in one.values}
        for line in slide.notes_slide.notes_text_frame.text.translate(SPACES).splitlines()[1:]:
            match = re.fullmatch(r"(.*) \[(.*)\], n = (\d+): (\S+)\.parquet: (.*): (\w+)", line)
            if match is None:
                assert "daily.parquet: programme = " in line
                continue
            text, _, n, table, where, column = match.groups()
            rows = frames[table]
            for condition in where.split(", "):
                name, value = condition.split(" = ")
                rows = rows[rows[name].astype(str) == value]
            assert len(rows) == 1
            value = float(rows[column].iloc[0])
            assert any(_is_shown(value * f, text, language) for f in (1, 100, 1e-3, 1e-6, 1e-9)), (
                value,
                text,
            )
            assert text in shown or value in drawn
            assert int(n) in {4, 20}
            found += 1
    assert found > 60


@each_language
def test_no_cell_of_a_table_holds_a_number_that_the_notes_do_not_place(language, decks):
    seen = 0
    for slide in decks[language].slides:
        if not slide.has_notes_slide or not any(shape.has_table for shape in slide.shapes):
            continue
        notes = slide.notes_slide.notes_text_frame.text.translate(SPACES).splitlines()[1:]
        placed = {n.strip() for line in notes for n in numbers_in(line.partition(", n = ")[0])}
        for row in list(table_of(slide).rows)[1:]:
            for cell in list(row.cells)[1:]:
                shown = {n.strip() for n in numbers_in(cell.text_frame.text)}
                assert shown <= placed, cell.text_frame.text
                seen += len(shown)
    assert seen > 150


def _is_shown(value, text, language):
    number = numbers_in(text)[0].replace("−", "-").replace(" ", "")
    number = number.replace(",", "." if language == "fr" else "")
    decimals = len(number.partition(".")[2])
    return math.isclose(float(number), value, abs_tol=0.5000001 * 10**-decimals)


@each_language
def test_every_slide_says_run_n_and_date(language, whole):
    contents = whole[language]
    dated = replace(
        contents,
        tables=replace(
            contents.tables,
            manifest={**contents.manifest, "timing": {"began": "2026-03-01T10:00:00+00:00"}},
        ),
    )
    for slide in opened(dated).slides:
        source = next(t for t in texts_of(slide) if "3fa9c2e17b" in t)
        assert "n = 20" in source
        assert ("1 March 2026" if language == "en" else "1er mars 2026") in source


def test_the_same_results_give_the_same_bytes(whole):
    assert deck(whole["en"]) == deck(whole["en"])


def test_nothing_in_the_file_tells_when_it_was_made(whole):
    archive = zipfile.ZipFile(io.BytesIO(deck(whole["fr"])))
    assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    assert b"1970-01-01T00:00:00Z</dcterms:created>" in archive.read("docProps/core.xml")
    books = [name for name in archive.namelist() if name.endswith(".xlsx")]
    assert books
    for name in books:
        inner = zipfile.ZipFile(io.BytesIO(archive.read(name)))
        assert b"1970-01-01T00:00:00Z</dcterms:created>" in inner.read("docProps/core.xml")


@each_language
def test_a_difference_whose_interval_spans_zero_is_called_undecided(language, three):
    spanning = three.comparison.assign(ci_low=-1e9, ci_high=1e9)
    worth = three.worth.assign(
        cost_per_eur=math.nan, finding="undecided", net_ci_low=-1e9, net_ci_high=1e9
    )
    slides = opened(Contents.of(replace(three, comparison=spanning, worth=worth), language)).slides
    word = {"en": "undecided", "fr": "indécis"}[language]
    choice = next(s for s in slides if s.shapes.title.text_frame.text.endswith(word))
    for row in list(table_of(choice).rows)[1:]:
        told = [cell.text_frame.text for cell in list(row.cells)[1:]]
        assert len(told) == 8
        assert {text.rpartition("\n")[2] for text in told if text != "–"} == {word}


@each_language
def test_one_programme_is_told_by_its_levels(language, fabricated):
    slides = list(opened(Contents.of(fabricated.tables(("none",)), language)).slides)
    titles = [slide.shapes.title.text_frame.text for slide in slides]
    assert len(slides) == 5
    assert not any("lines-only" in text for slide in slides for text in texts_of(slide))
    assert all(titles)


@each_language
def test_one_replication_decides_nothing(language, fabricated):
    one = fabricated.tables(("none", "lines-only"), replications=1)
    written = [t for slide in opened(Contents.of(one, language)).slides for t in texts_of(slide)]
    assert not any("nan" in text for text in written)
    assert any(("undecided" if language == "en" else "indécis") in text for text in written)


@each_language
def test_empty_tables_give_a_deck(language):
    assert len(opened(Contents.of(Tables(), language)).slides) == 2


def test_hostile_names_are_shown_as_they_are_written(fabricated):
    names = ("=1+1", "<b>&\"'</b>", "\x1b[31mred")
    presentation = opened(Contents.of(fabricated.tables(names, replications=3)))
    written = " ".join(t for slide in presentation.slides for t in texts_of(slide))
    assert "<b>&\"'</b>" in written
    assert r"\x1b[31mred" in written
    for chart in charts_of(presentation):
        book = zipfile.ZipFile(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_the_text_of_a_deck_is_marked_as_of_its_language(decks):
    for language, code in (("en", "en-GB"), ("fr", "fr-FR")):
        for slide in decks[language].slides:
            assert {*slide._element.xpath(".//a:rPr/@lang")} == {code}


def test_charts_are_described_for_who_cannot_see_them(decks):
    for slide in decks["en"].slides:
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")


def test_nothing_reaches_over_the_edge_of_a_slide(decks):
    for presentation in decks.values():
        for slide in presentation.slides:
            for shape in slide.shapes:
                assert shape.left >= 0
                assert shape.left + shape.width <= presentation.slide_width
                assert shape.top + shape.height <= presentation.slide_height


def test_the_split_says_what_goes_to_orders_that_come_anyway(decks):
    titles = [slide.shapes.title.text_frame.text.translate(SPACES) for slide in decks["en"].slides]
    said = (
        "Of the 1,000 € that announced costs (n = 4), 500 € (95 % interval 490 to 510) go to orders"
    )
    assert any(title.startswith(said) for title in titles)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 0.045, (0.0, 0.05, 0.01)),
        (-3.0, 8.0, (-4.0, 8.0, 2.0)),
        (0.0, 0.0, (0.0, 0.0, 0.0)),
        (0.0, 1.04e9, (0.0, 1.2e9, 2e8)),
    ],
)
def test_axes_have_round_steps(low, high, expected):
    assert ticks(low, high) == pytest.approx(expected, abs=1e-11)


@pytest.mark.parametrize(
    ("unit", "step", "largest", "expected"),
    [
        ("EUR", 5e5, 2e6, '#,##0.0,,"\xa0M€"'),
        ("EUR", 2e7, 1e8, '#,##0,,"\xa0M€"'),
        ("EUR", 5e3, 3e4, '#,##0,"\xa0k€"'),
        ("EUR", 50.0, 200.0, '#,##0"\xa0€"'),
        ("share", 0.01, 0.05, '0"\xa0"%'),
        ("share", 0.001, 0.005, '0.0"\xa0"%'),
        ("count", 100.0, 400.0, "#,##0"),
    ],
)
def test_axes_write_amounts_in_round_units(unit, step, largest, expected):
    assert number_format(unit, step, largest) == expected


def test_bars_begin_at_zero_though_all_lie_on_one_side_of_it(decks):
    for chart in charts_of(decks["en"]):
        if chart._chartSpace.xpath(".//c:barChart"):
            assert chart.value_axis.minimum_scale <= 0 <= chart.value_axis.maximum_scale
