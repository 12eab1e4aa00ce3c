"""What holds for every chart, those not yet written included."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from matplotlib.text import Text

from simulator.catalogue import kinds
from simulator.charts.base import LANGUAGES, Chart, Sheet, Tables

ALL = sorted(kinds("charts"))
HOSTILE = ("no$ne_x$", "<b>\x1b[31m^_{é}" + "W" * 60)
PROGRAMMES = ("none", "lines-only", "demand-only", "announced", "a", "b", "c", "d", "e")

each_chart = pytest.mark.parametrize("kind", ALL)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def draw(kind, tables, language="en", **options):
    return kinds("charts")[kind]().draw(tables, language, **options)


def texts(sheet):
    """Return what is written and its box, without what is empty or not shown."""
    sheet.draw_without_rendering()
    hidden = {label for axes in sheet.axes for label in unseen_ticks(axes)}
    found = [t for t in sheet.findobj(Text) if t.get_visible() and t.get_text().strip()]
    return [(t.get_text(), t.get_window_extent()) for t in found if t not in hidden]


def unseen_ticks(axes):
    """Yield the tick labels that matplotlib keeps and does not draw."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        drawn = axis.get_major_ticks() if axes.axison else []
        for tick in axis.majorTicks + axis.minorTicks:
            if tick not in drawn or not low <= tick.get_loc() <= high:
                yield from (tick.label1, tick.label2)


def whole_text(sheet):
    return " ".join(text for text, _ in texts(sheet)).replace("\n", " ")


def faults(sheet):
    """Return texts that leave the sheet, and pairs of texts that overlap."""
    wide, tall = sheet.get_size_inches() * sheet.dpi
    found = texts(sheet)
    cut = [
        text for text, box in found if box.x0 < 0 or box.y0 < 0 or box.x1 > wide or box.y1 > tall
    ]
    over = [
        (one, other)
        for (one, a), (other, b) in combinations(found, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 3
    ]
    return cut, over


def test_there_are_the_charts_of_a_briefing():
    wanted = {
        *("blockage_over_time", "cash_fan", "cost_against_blockage"),
        *("cost_exposure", "limits_by_insurer", "outcome_differences"),
        *("blocked_by_cause", "exposure_over_time", "money_between_sectors"),
    }
    assert wanted <= set(ALL)


@each_chart
def test_a_chart_is_a_chart(kind):
    assert issubclass(kinds("charts")[kind], Chart)


@each_chart
@each_language
def test_the_title_states_a_number(kind, language, two):
    assert re.search(r"\d", draw(kind, two, language).finding)


@each_chart
def test_the_two_languages_say_it_differently(kind, two):
    english, french = (draw(kind, two, language) for language in LANGUAGES)
    assert english.finding != french.finding
    assert whole_text(english) != whole_text(french)


@each_chart
@each_language
def test_bands_and_intervals_are_explained(kind, language, two):
    written = whole_text(draw(kind, two, language))
    assert re.search(r"95\s%|80\s%|90\s%", written)


@each_chart
@each_language
def test_the_source_names_study_scenario_run_window_and_replications(kind, language, two):
    written = re.sub(r"\s", " ", whole_text(draw(kind, two, language)))
    year = {"en": "1 January 2009", "fr": "1er janvier 2009"}[language]
    for part in ("france-2009", "base", "none", "3fa9c2e17b", "n = 20 ", year):
        assert part in written


@each_chart
@each_language
@pytest.mark.parametrize("number", [1, 2, 4, 9])
def test_nothing_is_cut_off_and_nothing_overlaps(kind, language, number, fabricated):
    tables = fabricated.tables(PROGRAMMES[:number], replications=4)
    assert faults(draw(kind, tables, language)) == ([], [])


@each_chart
@each_language
def test_hostile_names_are_drawn_as_they_are_written(kind, language, fabricated):
    tables = fabricated.tables(HOSTILE, replications=3, study="a$b_{c}<i>\n\u202e")
    sheet = draw(kind, tables, language)
    assert faults(sheet) == ([], [])
    written = whole_text(sheet)
    assert "no$ne_x$" in written
    assert r"a$b_{c}<i>\n\u202e" in written
    assert "\x1b" not in written
    ET.fromstring(sheet.as_bytes("svg"))


@each_chart
@each_language
def test_empty_tables_give_a_note_and_no_error(kind, language):
    sheet = draw(kind, Tables(), language)
    assert faults(sheet) == ([], [])
    assert sheet.finding in {"Nothing to draw", "Rien à tracer"}


@each_chart
def test_values_that_are_all_missing_give_a_note(kind, two):
    def without(table, *columns):
        return table.assign(**dict.fromkeys(columns, np.nan))

    numbers = {
        name: without(table, *table.select_dtypes("number").columns)
        for name, table in two.answers.items()
    }
    tables = replace(
        two,
        answers=numbers,
        summary=without(two.summary, "mean", "ci_low", "ci_high"),
        daily=without(two.daily, "value"),
        comparison=without(two.comparison, "difference", "ci_low", "ci_high"),
        hindcast=without(two.hindcast, "median"),
        flows=without(two.flows, "amount_eur"),
    )
    assert draw(kind, tables).finding == "Nothing to draw"


@each_chart
@each_language
def test_one_replication_has_no_interval_and_decides_nothing(kind, language, fabricated):
    sheet = draw(kind, fabricated.tables(replications=1), language)
    assert faults(sheet) == ([], [])
    assert not re.search(r"\bnan\b", whole_text(sheet).lower())


@each_chart
def test_constant_values_are_drawn(kind, fabricated):
    tables = fabricated.tables(effect=0.0, replications=3)
    assert faults(draw(kind, tables)) == ([], [])


@each_chart
@pytest.mark.parametrize("file", ["png", "svg"])
def test_the_same_tables_give_the_same_bytes(kind, file, two):
    assert draw(kind, two).as_bytes(file) == draw(kind, two).as_bytes(file)


@each_chart
def test_a_users_own_settings_change_nothing(kind, two):
    import matplotlib as mpl

    plain = draw(kind, two).as_bytes()
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "black", "text.color": "red"}):
        assert draw(kind, two).as_bytes() == plain


@each_chart
def test_no_time_of_day_goes_into_a_file(kind, two):
    sheet = draw(kind, two)
    assert b"Date" not in sheet.as_bytes("png")[:2000]
    assert b"dc:date" not in sheet.as_bytes("svg")


@each_chart
def test_the_tables_are_left_as_they_were(kind, two):
    names = ("summary", "daily", "comparison", "flows", "hindcast")
    before = {name: getattr(two, name).copy() for name in names}
    answered = {name: table.copy() for name, table in two.answers.items()}
    draw(kind, two)
    assert all(table.equals(two.answers[name]) for name, table in answered.items())
    for name, table in before.items():
        assert table.equals(getattr(two, name))


@each_chart
def test_another_set_of_assumptions_can_be_drawn(kind, fabricated):
    tables = fabricated.tables(assumptions=("base", "severe"), replications=3)
    assert "severe" not in whole_text(draw(kind, tables))
    assert "severe" in whole_text(draw(kind, tables, assumptions="severe"))


@each_chart
def test_a_language_that_is_not_spoken_is_refused(kind, two):
    with pytest.raises(ValueError, match="one of en, fr"):
        draw(kind, two, "de")


def test_what_is_cut_off_or_overlaps_is_noticed():
    sheet = Sheet()
    for x in (0.2, 0.2, 0.97):
        sheet.text(x, 0.5, "here")
    assert faults(sheet) == (["here"], [("here", "here")])


def test_another_process_gives_the_same_bytes():
    program = (
        "import importlib.util, sys\n"
        "from simulator.catalogue import kinds\n"
        "spec = importlib.util.spec_from_file_location('fabricated', sys.argv[1])\n"
        "module = importlib.util.module_from_spec(spec)\n"
        "spec.loader.exec_module(module)\n"
        "for kind, chart in kinds('charts').items():\n"
        "    sheet = chart().draw(module.tables(replications=2))\n"
        "    print(kind, *(hash_of(sheet.as_bytes(e)) for e in ('png', 'svg')))\n"
    )
    program = f"from hashlib import sha256\nhash_of = lambda b: sha256(b).hexdigest()\n{program}"
    command = [sys.executable, "-c", program, str(Path(__file__).parent / "fabricated.py")]
    said = [
        subprocess.run(
            command,
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C", "TZ": zone},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert said[0] == said[1]
    assert len(said[0].splitlines()) == len(ALL)
