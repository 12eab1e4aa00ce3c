"""The workbook, read back from its XML: what its cells hold is what the result tables hold."""

import re

import numpy as np
import pytest

from simulator.briefing.workbook.layout import Formats
from simulator.briefing.workbook.writing import SHEETS, workbook
from simulator.charts.base import LANGUAGES, Tables, Words
from simulator.experiments.flow_matrix import LESS_CHANGE, flow_matrix
from tests.briefing.book import MAIN, Book, number_of

each_language = pytest.mark.parametrize("language", LANGUAGES)


def alike(expected):
    """Return what equals numbers in sixteen digits: as many as a workbook's cells hold."""
    return pytest.approx(expected, rel=1e-15, abs=0)


@pytest.fixture(scope="module")
def tables(fabricated):
    return fabricated.tables(replications=60)


@pytest.fixture(scope="module")
def book(tables):
    return Book(workbook(tables, Words("en")))


@each_language
def test_there_is_a_sheet_for_each_table_and_two_that_explain(fabricated, language):
    names = Book(workbook(fabricated.tables(replications=2), Words(language))).names
    assert len(names) == len(SHEETS) + 2
    first = {"en": ["About", "Charts", "Summary"], "fr": ["À lire", "Graphiques", "Synthèse"]}
    assert names[:3] == first[language]


def test_the_same_results_give_the_same_bytes(fabricated):
    tables = fabricated.tables(replications=2)
    assert workbook(tables, Words("fr")) == workbook(tables, Words("fr"))


def test_the_summary_holds_the_summary_unrounded(book, tables):
    rows = book.rows("Summary")
    held = {(row["Programme"], row["Name in the tables"]): row for row in rows}
    assert len(held) == len(rows) == len(tables.summary)
    for row in tables.summary.to_dict("records"):
        found = held[(row["programme"], row["outcome"])]
        shown = [found[title] for title in ("n", "Mean", "95 % interval, from", "Median")]
        assert shown == alike([row[name] for name in ("n", "mean", "ci_low", "p50")])


def test_each_difference_has_its_interval_and_says_whether_it_is_decided(book, tables):
    rows = {row["Name in the tables"]: row for row in book.rows("Comparison")}
    assert len(rows) == len(tables.comparison)
    for row in tables.comparison.to_dict("records"):
        found = rows[row["outcome"]]
        shown = [found[t] for t in ("Difference", "95 % interval, from", "95 % interval, to")]
        assert shown == alike([row[name] for name in ("difference", "ci_low", "ci_high")])
        spans = row["ci_low"] <= 0 <= row["ci_high"] and row["difference"] != 0
        assert (found["Finding"] == "undecided") == spans
    assert rows["blockage_rate"]["Finding"] == "better"
    assert rows["failures"]["n"] == 60


def test_a_day_of_a_series_is_the_mean_and_the_band_over_replications(book, tables):
    day = tables.daily["date"].iloc[100]
    series = tables.series("blockage_rate", "lines-only").loc[day].to_numpy()
    excel = (day - np.datetime64("1899-12-30")).days
    row = next(
        row
        for row in book.rows("Daily")
        if (row["Date"], row["Programme"], row["Name in the tables"])
        == (excel, "lines-only", "blockage_rate")
    )
    assert row["Mean"] == pytest.approx(series.mean(), rel=1e-12)
    ends = [row[title] for title in ("10th percentile", "Median", "90th percentile")]
    assert ends == pytest.approx(np.quantile(series, [0.1, 0.5, 0.9]).tolist(), rel=1e-12)


def test_cash_at_a_month_end_is_spread_as_in_the_chart(book, tables):
    rows = [row for row in book.rows("Cash") if row["Programme"] == "none"]
    last = rows[-1]
    for percentile, title in ((5, "5th percentile"), (50, "Median"), (95, "95th percentile")):
        series = tables.series(f"reseller_cash_p{percentile:02d}_eur", "none")
        assert last[title] == pytest.approx(series.iloc[-1].median(), rel=1e-12)


def test_a_measures_exposure_is_its_cost_and_the_peaks_of_its_line(book, tables):
    row = next(row for row in book.rows("Exposure") if row["Measure"] == "etc_line")
    assert row["Cost, mean"] == alike(tables.mean("cost_etc_line_eur", "lines-only").value)
    peaks = tables.series("publisher_line_granted_eur:etc_line", "lines-only").max()
    assert row["Granted at the peak, mean"] == pytest.approx(peaks.mean(), rel=1e-12)
    tail = tables.shortfall("cost_etc_line_eur", "lines-only")
    assert row["Cost in the worst 5 %"] == alike(tail.value)


def test_the_matrix_holds_the_flows_and_its_rows_and_columns_sum_to_zero(book, tables):
    rows = book.rows("Flows")
    matrix = flow_matrix(tables.flows, tables.replications)
    sums = [row for row in rows if row["Kind of flow"] == "sum of the column"]
    assert len(rows) == len(matrix) + len(sums)
    assert len(sums) == 2 * 2, "two programmes, two blocks"
    assert all(row["Sum"] == 0 for row in rows)
    assert all(value == 0 for row in sums for value in list(row.values())[4:])
    kept = [row for row in rows if row["Kind of flow"] != "sum of the column"]
    assert [row["Publisher"] for row in kept] == alike(matrix["publisher"].tolist())
    last = [row["Publisher"] for row in kept if row["Kind of flow"] == "less the change"]
    assert last == alike(matrix[matrix["kind"] == LESS_CHANGE]["publisher"].tolist())


def test_the_sums_of_the_matrix_are_formulas_over_the_amounts_beside_and_above(book):
    formulas = [
        (cell.get("r"), cell.find(f"{MAIN}f").text)
        for cell in book.sheet("Flows").iter(f"{MAIN}c")
        if cell.find(f"{MAIN}f") is not None
    ]
    cells = book.cells("Flows")
    assert len(formulas) > 40
    for place, formula in formulas:
        first, last = re.fullmatch(r"ROUND\(SUM\(([A-Z]+\d+):([A-Z]+\d+)\),2\)", formula).groups()
        (top, left), (bottom, right) = (
            (int(re.sub(r"\D", "", c)), number_of(re.sub(r"\d", "", c))) for c in (first, last)
        )
        total = sum(
            value
            for (row, column), value in cells.items()
            if top <= row <= bottom and left <= column <= right
        )
        assert round(total, 2) == 0, place


def test_net_positions_of_all_sectors_are_zero(book):
    rows = book.rows("Net positions")
    totals = [row for row in rows if row["Sector"] == "sum of all sectors"]
    assert len(totals) == 2
    assert all(row["Money"] == row["Claims"] == row["Net"] == 0 for row in totals)


def test_tails_and_worth_are_those_of_the_tables(book, tables):
    shown = [row["Value at risk"] for row in book.rows("Tails")]
    assert [value is None for value in shown] == tables.tails["var"].isna().tolist()
    known = [value for value in shown if value is not None]
    assert known == alike(tables.tails["var"].dropna().tolist())
    reasons = {row["Why there is none"] for row in book.rows("Tails")}
    assert any("299" in reason for reason in reasons if reason)
    worth = book.rows("Worth")
    assert [row["Net"] for row in worth] == alike(tables.worth["net_eur"].tolist())
    assert worth[0]["Finding"] == "decided"


def test_the_register_has_the_world_once_and_flags_what_has_no_source(book):
    rows = book.rows("Assumptions")
    assert [row["Parameter"] for row in rows] == [
        *("distributors.etc.net_days", "insurers.sfac.buffer", "products.open.title")
    ]
    assert [row["Value"] for row in rows][:2] == [30, 0.25]
    assert rows[1]["What is lacking"] == "no source, no grade"


def test_no_text_of_a_user_is_taken_for_a_formula_or_a_link(fabricated):
    hostile = ("=HYPERLINK(1)", "@x", "http://a.example", "-1+\x1b\u202e")
    book = Book(workbook(fabricated.tables(hostile, replications=2), Words("en")))
    for name in book.names:
        formulas = [one.text for one in book.sheet(name).iter(f"{MAIN}f")]
        assert all(formula.startswith("ROUND(SUM(") for formula in formulas)
    programmes = {row["Programme"] for row in book.rows("Summary")}
    assert programmes == {"'=HYPERLINK(1)", "'@x", "http://a.example", r"'-1+\x1b\u202e"}
    links = [n for n in book.zip.namelist() if n.endswith(".rels") and "worksheets" in n]
    assert not any(b"External" in book.zip.read(name) for name in links)
    assert "'=HYPERLINK(1)" in {row["Source"] for row in book.rows("Assumptions")}


def test_every_table_can_be_filtered_and_keeps_its_titles_in_sight(book):
    for name in book.names[2:]:
        sheet = book.sheet(name)
        assert sheet.find(f"{MAIN}autoFilter") is not None, name
        pane = next(sheet.iter(f"{MAIN}pane"))
        assert (pane.get("state"), pane.get("ySplit")) == ("frozen", "4")


def test_three_native_charts_draw_cells_of_the_sheets(book):
    charts = [n for n in book.zip.namelist() if n.startswith("xl/charts/chart")]
    assert len(charts) == 3
    told = b"".join(book.zip.read(name) for name in charts).decode()
    assert {"Daily!", "Cash!", "Exposure!"} <= set(re.findall(r"(\w+!)", told))


def test_shares_have_a_space_before_the_sign_in_french_alone():
    class Fake:
        def add_format(self, described):
            return described

    forms = [Formats(Fake(), Words(language)).of("share")["num_format"] for language in LANGUAGES]
    assert forms == ["0.00%", '0.00" "%']
    signed = Formats(Fake(), Words("en")).of("EUR", signed=True)["num_format"]
    assert signed == "+#,##0;-#,##0;#,##0"


def test_what_is_not_defined_is_an_empty_cell_and_never_zero(fabricated):
    book = Book(workbook(fabricated.tables(replications=1), Words("en")))
    row = next(row for row in book.rows("Comparison") if row["Outcome"] == "Demand blocked")
    assert row["95 % interval, from"] is None
    assert row["Finding"] == "undecided"


@each_language
def test_results_without_a_comparison_and_empty_results_have_a_workbook_too(fabricated, language):
    alone = Book(workbook(fabricated.tables(("none",), replications=2), Words(language)))
    assert alone.cells(alone.names[2])
    assert Book(workbook(Tables(), Words(language))).names
