"""The page, parsed: what it tells, what it asks for, and who can use it."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import numpy as np
import pytest

from simulator.briefing.web.writing import web_page
from simulator.charts.base import LANGUAGES, Tables, Words
from simulator.experiments.flow_matrix import flow_matrix

each_language = pytest.mark.parametrize("language", LANGUAGES)
VOID = {"meta", "link", "input", "br", "img", "path", "rect"}


class Page(HTMLParser):
    """A page's elements, each with its attributes, its text, and the elements around it."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.open = [], []
        self.html = html
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        element = {"tag": tag, **dict(attrs), "text": "", "around": [e["tag"] for e in self.open]}
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        for element in self.open:
            element["text"] += data

    def all(self, *tags):
        return [element for element in self.elements if element["tag"] in tags]

    def numbers(self, wanted):
        """Return the numbers by which cells of wanted tables are sorted."""
        found, table = [], ""
        for element in self.elements:
            table = element["id"] if element["tag"] == "table" else table
            if "data-value" in element and wanted(table):
                found.append(float(element["data-value"]))
        return found

    def ids(self):
        return [element["id"] for element in self.elements if "id" in element]


@pytest.fixture(scope="module")
def tables(fabricated):
    return fabricated.tables(replications=60)


@pytest.fixture(scope="module", params=LANGUAGES)
def page(request, tables):
    return Page(web_page(tables, Words(request.param)))


def test_the_page_asks_nobody_for_anything(page):
    assert not re.search(r"""(src|href|action|data|poster)\s*=\s*["']?(?!["']?(#|data:,))""",
                         re.sub(r"<(script|style).*?</\1>|data-[\w-]+|metadata", "", page.html,
                                flags=re.DOTALL))  # fmt: skip
    assert not re.search(r"https?://|//cdn|@import|url\(|fetch\(|XMLHttp|import\(", page.html)
    policy = next(one for one in page.all("meta") if "http-equiv" in one)["content"]
    assert policy.startswith("default-src 'none'")


def test_each_id_is_there_once_and_each_reference_leads_somewhere(page):
    ids = page.ids()
    assert len(ids) == len(set(ids)) > 40
    for element in page.elements:
        named = [element.get(a) or "" for a in ("aria-labelledby", "aria-describedby", "for")]
        wanted = " ".join(named).split()
        wanted += [element["href"][1:]] if element.get("href", "").startswith("#") else []
        assert set(wanted) <= set(ids), element


def test_headings_stand_in_order_with_one_on_top(page):
    depths = [int(one["tag"][1]) for one in page.all("h1", "h2", "h3", "h4")]
    assert depths.count(1) == 1
    assert depths[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(depths))
    assert all(one["text"].strip() for one in page.all("h1", "h2", "h3", "h4"))


def test_the_page_has_landmarks_a_language_and_a_way_past_the_menu(page):
    assert [len(page.all(tag)) for tag in ("header", "nav", "main", "h1")] == [1, 1, 1, 1]
    assert page.all("html")[0]["lang"] in LANGUAGES
    assert page.all("a")[0]["class"] == "skip"
    assert page.all("nav")[0]["aria-label"]


def test_every_drawing_has_a_name_and_a_table_or_says_nothing(page):
    by_id = {one["id"]: one for one in page.elements if "id" in one}
    drawings = page.all("svg")
    named = [one for one in drawings if one.get("role") == "img"]
    assert len(named) >= 5
    for drawing in named:
        assert by_id[drawing["aria-labelledby"]]["text"].strip()
        assert by_id[drawing["aria-describedby"]]["tag"] == "table"
    assert all(one.get("aria-hidden") == "true" for one in drawings if one not in named)


def test_every_control_has_a_label(page):
    labelled = {one.get("for") for one in page.all("label")}
    for control in page.all("select", "input"):
        assert control["id"] in labelled or "label" in control["around"]


def test_tables_have_captions_and_titles(page):
    tables = page.all("table")
    assert len(page.all("caption")) == len(tables) > 5
    assert {one["scope"] for one in page.all("th")} == {"col", "row"}


def test_every_number_that_a_table_is_sorted_by_is_in_the_results(page, tables):
    frames = (tables.summary, tables.comparison, tables.tails, tables.worth)
    stored = {0.0}
    for frame in frames:
        numbers = frame.select_dtypes("number").to_numpy(float)
        stored |= set(numbers[np.isfinite(numbers)].tolist())
    known = page.numbers(lambda table: "-flows-" not in table)
    assert len(known) > 60
    assert set(known) <= stored


def test_the_matrix_is_that_of_the_results(page, tables):
    matrix = flow_matrix(tables.flows, tables.replications)
    matrix = matrix[matrix["programme"] == "lines-only"]
    for block, rows in matrix.groupby("block"):
        amounts = rows.drop(columns=["assumptions", "programme", "block", "kind"]).to_numpy()
        shown = page.numbers(lambda table, block=block: table == f"p1-flows-{block}")
        assert shown == amounts.ravel().tolist()


def test_what_stands_under_the_pointer_is_the_median_and_the_band(tables):
    page = Page(web_page(tables, Words("en")))
    holder = next(one for one in page.all("script") if "data-pointers" in one)
    pointers = json.loads(holder["text"])["p1-blockage_rate"]
    series = tables.series("blockage_rate", "lines-only").iloc[50]
    low, middle, high = (100 * float(series.quantile(q)) for q in (0.1, 0.5, 0.9))
    curve = next(one for one in pointers["curves"] if one["name"] == "lines-only")
    shown = [float(n) for n in re.findall(r"\d+\.\d+", curve["values"][50])]
    decimals = len(curve["values"][50].split(".")[1].split("\N{NO-BREAK SPACE}")[0])
    assert shown == [round(number, decimals) for number in (middle, low, high)]
    assert len(pointers["days"]) == len(pointers["places"]) == len(curve["values"])


def test_each_sector_and_each_flow_sums_to_zero_and_the_page_shows_it(page):
    sums = [cell["text"] for cell in page.all("td") if cell.get("class") == "sum"]
    assert len(sums) > 40
    assert {re.sub(r"[0.,]", "", text) for text in sums} == {""}


@each_language
def test_a_difference_whose_interval_spans_zero_is_called_undecided(tables, language):
    spanning = tables.comparison.assign(ci_low=-1.0, ci_high=1.0)
    one = Tables(summary=tables.summary, comparison=spanning, manifest=tables.manifest)
    page = Page(web_page(one, Words(language)))
    word = {"en": "undecided", "fr": "indécis"}[language]
    found = [c["text"].strip() for c in page.all("td") if c.get("class") == "undecided"]
    assert len(found) > 10
    assert set(found) == {word}
    assert not [c for c in page.all("td") if c.get("class") in {"better", "worse"}]


def test_names_are_escaped_wherever_they_stand(fabricated):
    hostile = ("none", "</script><script>alert(1)</script>", '"><img src=x onerror=alert(2)>')
    html = web_page(fabricated.tables(hostile, replications=2), Words("en"))
    page = Page(html)
    assert len(page.all("script")) == 3, "two figures' values and the page's own"
    assert not page.all("img")
    assert "&lt;/script&gt;" in html


@each_language
def test_each_set_of_assumptions_has_its_part(fabricated, language):
    tables = fabricated.tables(assumptions=("base", "severe"), replications=2)
    page = Page(web_page(tables, Words(language)))
    assert [one["text"].split()[-1] for one in page.all("h2") if one.get("class") == "part"] == [
        "base",
        "severe",
    ]
    assert len(page.ids()) == len(set(page.ids()))


@each_language
def test_one_programme_one_replication_and_nothing_give_a_page_too(fabricated, language):
    alone = web_page(fabricated.tables(("none",), replications=1), Words(language))
    assert not re.search(r"\b(nan|inf|None)\b", alone)
    assert "<h1>" in web_page(Tables(), Words(language))


def test_the_same_results_give_the_same_page(fabricated):
    tables = fabricated.tables(replications=2)
    assert web_page(tables, Words("fr")) == web_page(tables, Words("fr"))


def test_the_page_respects_those_who_want_no_motion_and_those_who_print(page):
    style = page.all("style")[0]["text"]
    assert "prefers-reduced-motion" in style
    assert "@media print" in style
