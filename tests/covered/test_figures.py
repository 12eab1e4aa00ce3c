"""What is recorded of the tests keeps its own promises."""

from tests.covered.figures import figures
from tests.covered.measuring import IN_FULL


def test_every_branch_of_the_rooms_that_hold_the_money_was_taken():
    assert {room: figures()["coverage"][room] for room in IN_FULL} == dict.fromkeys(IN_FULL, 100.0)


def test_every_mutant_is_killed_or_explained():
    of = figures()["mutants"]
    catalogue, book = of["of_the_catalogue"], of["of_the_book"]
    assert catalogue["killed"] == catalogue["made"] == 27
    killed = book["killed_at_first"] + book["killed_by_tests_written_for_them"]
    assert killed + book["explained"] == book["made"] <= book["listed"]
