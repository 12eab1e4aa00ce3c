"""What is recorded of the tests keeps its own promises."""

from tests.covered.figures import figures
from tests.covered.measuring import broken_promises


def test_the_coverage_that_was_measured_is_what_is_promised():
    assert broken_promises(figures()["coverage"]) == []


def test_every_mutant_is_killed_or_explained():
    of = figures()["mutants"]
    catalogue, book = of["of_the_catalogue"], of["of_the_book"]
    assert catalogue["killed"] == catalogue["made"] == 27
    killed = book["killed_at_first"] + book["killed_by_tests_written_for_them"]
    assert killed + book["explained"] == book["made"] <= book["listed"]
