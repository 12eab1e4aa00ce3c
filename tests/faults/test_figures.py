import ast
from pathlib import Path

import pytest

from tests.faults.crashing import COMMANDS, MODES
from tests.faults.figures import figures, points, rows

TESTS = Path(__file__).resolve().parents[1]


def names_in(file):
    """Return the names of the tests that a file holds."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_all_thirty_two_faults_have_a_row_and_no_two_are_alike():
    assert len({row["fault"] for row in rows()}) == len(rows()) == 32
    assert all(row["holds"] for row in rows())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["fault"])
def test_every_row_is_claimed_by_tests_that_are_there_or_says_why_not(row):
    assert row["tests"] or row["reason"]
    missing = [
        test for test in row["tests"] if test.split("::")[1] not in names_in(test.split("::")[0])
    ]
    assert missing == []


def test_the_last_full_run_tried_every_command_in_every_mode_and_all_survived():
    assert {row["command"] for row in points()} == {*COMMANDS}
    assert {row["mode"] for row in points()} == {*MODES}
    assert sum(row["tried"] for row in points()) > 2_000
    assert [row for row in points() if row["survived"] < row["tried"]] == []


def test_the_figures_say_how_many_rows_a_test_shows():
    told = figures()
    assert (told["rows of the catalogue"], told["rows with a test"]) == (32, 31)
    tried = sum(row["tried"] for row in points())
    assert told["points survived, of those tried"] == f"{tried:,} of {tried:,}"
