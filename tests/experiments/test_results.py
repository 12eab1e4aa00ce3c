import math

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiments.replicate import compare, run
from tests.experiments.fakes import FakeModel, FakeScenario

NONE = FakeScenario()
PLAN = FakeScenario(programme="plan", effect=-0.25)


def ran(scenario=NONE, replications=3, **options):
    return run(scenario, replications, workers=1, model=FakeModel(), **options)


def test_each_table_begins_with_assumptions_and_programme():
    tables = ran(audit=True).tables()
    assert all(list(t.columns[:2]) == ["assumptions", "programme"] for t in tables.values())
    assert list(tables["summary"].columns[2:]) == [
        "outcome", "unit", "n", "mean", "sd", "ci_low", "ci_high", "p05", "p50", "p95",
    ]  # fmt: skip
    assert list(tables["daily"].columns[2:]) == ["replication", "date", "outcome", "value"]
    assert list(tables["groups"].columns[-3:]) == ["dimension", "group", "value"]
    assert list(tables["flows"].columns[2:]) == [
        "replication", "from_sector", "to_sector", "kind", "amount_eur",
    ]  # fmt: skip


def test_the_summary_is_that_of_the_replications():
    results = ran()
    values = results.replications.query("outcome == 'lost_eur'")["value"]
    row = results.summary().set_index("outcome").loc["lost_eur"]
    assert (row["n"], row["unit"]) == (3, "EUR")
    assert row["mean"] == pytest.approx(values.mean())
    assert row["sd"] == pytest.approx(values.std())


def test_an_outcome_that_is_not_defined_is_counted_zero_times():
    row = ran().summary().set_index("outcome").loc["insurer_loss_ratio"]
    assert row["n"] == 0
    assert math.isnan(row["mean"])


def test_cents_become_euros():
    assert list(ran(replications=1).flows["amount_eur"]) == [1.5]


def test_a_series_is_found_by_name_and_a_misspelt_one_with_help():
    daily = ran().daily("blockage_rate")
    assert len(daily) == 9
    assert daily["date"].dtype.kind == "M"
    with pytest.raises(InputError, match="did you mean blockage_rate"):
        ran().daily("blockage_rat")


def test_audit_tables_are_there_if_asked_for():
    assert len(ran(audit=True).audit("orders")) == 6
    with pytest.raises(InputError, match="audit=True"):
        ran().audit("orders")


def test_a_misspelt_chart_is_refused_with_help():
    with pytest.raises(InputError, match="did you mean cost_against_blockage"):
        ran().plot("cost_against_blockge")


def test_a_notebook_shows_names_escaped():
    page = ran(FakeScenario(programme="<script>alert(1)</script>"))._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_notebook_shows_what_failed():
    page = run(NONE, 2, workers=1, model=FakeModel(raises_at=1))._repr_html_()
    assert "replication 1: ValueError: a fault of the model" in page


def test_one_replication_shows_its_intervals_as_not_available():
    assert "not available" in ran(replications=1)._repr_html_()


def test_a_comparison_shows_its_differences():
    paired = compare([NONE, PLAN], 2, workers=1, model=FakeModel())
    assert "variance_reduction" in paired._repr_html_()
    assert "variance_reduction" in repr(paired)


def test_a_table_that_a_user_changes_leaves_the_results_as_they_were():
    results = ran()
    table = results.replications
    table["value"] = 0.0
    assert not np.allclose(results.replications["value"].dropna(), 0)
