"""Every row of the catalogue of bad inputs is held by a test, and the page says by which."""

import pytest

import simulator as sim
from tests.hostile import figures
from tests.hostile.figures import ROWS, rows


def test_the_catalogue_is_whole_and_in_order():
    assert [row.row for row in rows()] == list(range(1, ROWS + 1))


def test_every_row_is_held_by_a_case_or_a_test():
    assert [row.row for row in rows() if not row.statuses and not row.tests] == []


def test_every_test_that_a_row_names_is_there_and_is_counted():
    found = figures.figures()
    assert found["rows"] == ROWS
    assert found["cases"] > sum(len(row.statuses) for row in rows()) + ROWS / 2
    assert found["sentence"] == f"bad inputs: {found['cases']} cases, rows 86/86"


def test_a_row_without_a_status_is_held_by_tests_in_python():
    assert all(row.tests for row in rows() if not row.statuses)


def test_the_page_shows_the_rows_as_they_are():
    text = figures.PAGE.read_text(encoding="utf-8")
    assert figures.page(text) == text


@pytest.mark.usefixtures("place")
def test_a_measure_that_reaches_nobody_costs_nothing_and_counts_nobody():
    nobody = {
        "population.kinds.reseller.share_of_resellers": 1.0,
        "population.kinds.services_firm.share_of_resellers": 0.0,
        "programme.north_line.reseller_kinds": ["services_firm"],
    }
    scenario = sim.load("shop").scenario("line").with_(nobody)
    summary = sim.run(scenario, replications=1, workers=1, progress=False).summary()
    means = dict(zip(summary["outcome"], summary["mean"], strict=True))
    assert (means["programme_cost_eur"], means["resellers_granted"]) == (0, 0)
