import pandas as pd
import pytest

from simulator.catalogue import kinds
from simulator.charts.base import Tables
from simulator.charts.base.tables import COLUMNS


class Source:
    """Results, as far as a chart knows them."""

    def __init__(self, tables):
        self._tables = tables
        self.manifest = {"study": "s"}

    def tables(self):
        return {name: getattr(self._tables, name) for name in COLUMNS} | {"orders": pd.DataFrame()}


def test_results_give_their_tables_and_other_tables_are_left(two):
    found = Tables.of(Source(two))
    assert found.summary is two.summary
    assert found.manifest == {"study": "s"}


def test_the_reference_comes_first(two):
    turned = Tables(summary=two.summary.iloc[::-1], comparison=two.comparison)
    assert turned.programmes == ["none", "lines-only"]
    assert turned.compared == ["lines-only"]


def test_a_reference_of_other_assumptions_is_no_programme_of_these(two):
    comparison = two.comparison.assign(reference="none (severe)")
    found = Tables(summary=two.summary, comparison=comparison)
    assert found.programmes == ["none", "lines-only"]


def test_a_single_run_has_no_reference(two):
    found = Tables(summary=two.summary[two.summary["programme"] == "none"])
    assert (found.reference, found.compared, found.programmes) == (None, [], ["none"])


def test_a_series_has_dates_down_and_replications_across(two):
    series = two.series("blockage_rate", "none")
    assert series.shape == (258, 20)
    assert series.index.is_monotonic_increasing


def test_a_series_that_is_not_there_is_empty(two):
    assert two.series("rain", "none").empty
    assert two.series_names("insured_limit_eur:") == [
        f"insured_limit_eur:{insurer}" for insurer in ("atradius", "coface", "sfac")
    ]


def test_means_and_differences_come_from_the_tables(two):
    rows = two.summary.set_index(["programme", "outcome"])
    found = two.mean("blockage_rate", "none")
    assert found.value == rows.loc[("none", "blockage_rate"), "mean"]
    assert found.n == 20
    row = two.comparison.set_index("outcome").loc["blockage_rate"]
    difference = two.difference("blockage_rate", "lines-only")
    assert (difference.value, difference.low) == (row["difference"], row["ci_low"])


@pytest.mark.parametrize(
    ("outcome", "unit"),
    [
        ("blockage_rate", "share"),
        ("demand_eur", "EUR"),
        ("seizure_days", "days"),
        ("failures", "count"),
        ("short_of_cash_share_peak", "share"),
    ],
)
def test_the_unit_of_an_outcome_is_known(outcome, unit, two):
    assert two.unit(outcome) == unit


def test_the_worst_of_a_cost_is_known_from_59_replications_on(two, fabricated):
    assert two.shortfall("programme_cost_eur", "lines-only") is None
    many = fabricated.tables(replications=59)
    worst = many.shortfall("programme_cost_eur", "lines-only")
    assert worst.n == 59
    assert worst.value > many.mean("programme_cost_eur", "lines-only").value
    assert many.shortfall("programme_cost_eur", "lines-only", 0.99) is None


def test_the_worst_of_a_cost_is_written_with_it(fabricated):
    sheet = kinds("charts")["cost_exposure"]().draw(fabricated.tables(replications=59))
    written = " ".join(text.get_text() for axes in sheet.axes for text in axes.texts)
    assert "lines-only, total; worst 5 %: " in written


def test_one_set_of_assumptions_can_be_taken(fabricated):
    tables = fabricated.tables(assumptions=("base", "severe"), replications=2)
    assert tables.all_assumptions == ["base", "severe"]
    assert tables.under("severe").all_assumptions == ["severe"]
    assert set(tables.under("severe").daily["assumptions"]) == {"severe"}
