import re

import pytest

from simulator.briefing import write_from
from simulator.briefing.page import Form, Picture, written
from simulator.catalogue import kinds
from simulator.charts.base import LANGUAGES, Tables, Words

KINDS = sorted(kind for kind, chart in kinds("charts").items() if chart.in_briefings)
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_form = pytest.mark.parametrize("form", list(Form))


@pytest.fixture(scope="module")
def two(fabricated):
    return fabricated.tables()


@pytest.fixture(scope="module", params=LANGUAGES)
def briefing(request, two, tmp_path_factory):
    out = tmp_path_factory.mktemp("briefing")
    return write_from(two, out, request.param).parent


def page(tables, language="en", form=Form.TEXT):
    text = written(tables, Words(language), form, [Picture("base", "charts/x.png", "It says")])
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_every_chart_is_written_as_png_and_svg(briefing):
    names = {path.name for path in (briefing / "charts").iterdir()}
    assert names == {f"{kind}.{ending}" for kind in KINDS for ending in ("png", "svg")}


def test_the_page_shows_every_chart_and_links_to_files_that_are_there(briefing):
    links = re.findall(r"\]\((.*?)\)", (briefing / "summary.md").read_text(encoding="utf-8"))
    assert [link.rpartition("/")[2] for link in links] == [f"{kind}.png" for kind in KINDS]
    assert all((briefing / link).is_file() for link in links)


def test_the_same_tables_give_the_same_bytes(two, tmp_path):
    for place in ("a", "b"):
        write_from(two, tmp_path / place)
    first = sorted(p for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert len(first) == 2 * len(KINDS) + 5
    for path in first:
        other = tmp_path / "b" / path.relative_to(tmp_path / "a")
        assert path.read_bytes() == other.read_bytes()


@each_form
@each_language
def test_the_page_tells_what_was_run(language, form, two):
    text = page(two, language, form).replace("\\", "")
    for part in ("france-2009", "none, lines-only", "base", "3fa9c2e17b", "20 réplications"):
        assert (part if language == "fr" else part.replace("é", "e")) in text


@each_language
def test_each_difference_has_its_interval_and_its_number(language, two):
    to = {"en": "to", "fr": "à"}[language]
    rows = [line for line in page(two, language).splitlines() if "  lines-only  " in line]
    assert len(rows) == 16
    for row in rows:
        assert re.search(rf"\S {to} \S+ +20  ", row)


def test_numbers_are_those_of_the_tables(two):
    row = two.comparison.set_index("outcome").loc["blockage_rate"]
    low, high = row["ci_low"] * 100, row["ci_high"] * 100
    shown = f"{row['difference'] * 100:.2f} points   {low:.2f} to {high:.2f}".replace("-", "−")
    line = next(x for x in page(two).splitlines() if x.startswith("Share of demand blocked"))
    assert re.sub(" +", " ", shown) in re.sub(" +", " ", line)


@each_language
def test_a_difference_whose_interval_spans_zero_is_called_undecided(language, two):
    spanning = two.comparison.assign(ci_low=-1.0, ci_high=1.0)
    tables = Tables(summary=two.summary, comparison=spanning, manifest=two.manifest)
    text = page(tables, language)
    word = {"en": "undecided", "fr": "indécis"}[language]
    rows = [line for line in text.splitlines() if "  lines-only  " in line]
    assert rows
    assert all(row.endswith(word) for row in rows)
    assert ("Undecided whether" if language == "en" else "Effet indécis") in text


@each_language
def test_one_replication_decides_nothing(language, fabricated):
    text = page(fabricated.tables(replications=1), language)
    assert "nan" not in text
    assert ("one replication: no interval" if language == "en" else "sans intervalle") in text


@each_language
def test_a_single_programme_is_told_by_its_levels(language, fabricated):
    text = page(fabricated.tables(("none",)), language)
    label = {"en": "Share of demand blocked, none", "fr": "Part de la demande bloquée, none"}
    assert label[language] in text
    assert "lines-only" not in text


@each_language
def test_each_set_of_assumptions_has_its_part_and_its_charts(language, fabricated, tmp_path):
    tables = fabricated.tables(assumptions=("base", "severe"), replications=2)
    text = write_from(tables, tmp_path, language).read_text(encoding="utf-8")
    assert re.search(r"^## .* severe$", text, re.MULTILINE)
    assert "charts/assumptions-2/cash_fan.png" in text
    assert (tmp_path / "charts" / "assumptions-2" / "cash_fan.svg").is_file()


def test_names_do_not_act_as_marks_in_markdown(fabricated):
    tables = fabricated.tables(("none", "<b>|*x*|</b>[a](b)"), replications=2)
    text = page(tables, form=Form.MARKDOWN)
    assert "<b>" not in text.replace("\\<b", "")
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in text.splitlines() if line[:1] == "|"}
    assert widths == {9}
    assert "<b>|*x*|</b>[a](b)" in page(tables, form=Form.TEXT)


def test_control_characters_are_written_out(fabricated):
    tables = fabricated.tables(("none", "\x1b[31mred"), replications=2)
    assert "\x1b" not in page(tables)
    assert r"\x1b[31mred" in page(tables)


def test_failures_overrides_and_warnings_are_told(two):
    scenario = {**two.manifest["scenarios"][1], "overrides": {"a.b": 3}, "warnings": ["It is odd."]}
    manifest = {**two.manifest, "scenarios": [scenario], "failed": [{}, {}]}
    tables = Tables(summary=two.summary, comparison=two.comparison, manifest=manifest)
    text = page(tables)
    for part in ("a.b = 3", "Note: It is odd.", "Failed and left out: 2 runs"):
        assert part in text


@each_language
def test_empty_tables_give_a_page(language):
    assert page(Tables(), language)


def test_the_plain_text_has_no_marks(two):
    text = page(two)
    assert not re.search(r"[#|\\*`]", text)
