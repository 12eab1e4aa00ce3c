"""The catalogue of mutants fits the sources; the hunt itself is `make mutants`."""

import ast

import pytest

from tests.mutants.catalogue import MUTANTS
from tests.mutants.hunting import ROOT, mutated

each = pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m.name)


def test_there_are_twenty_seven():
    assert len(MUTANTS) == len({m.name for m in MUTANTS}) == 27


@each
def test_it_can_be_made_and_is_a_program(mutant):
    text = mutated((ROOT / mutant.file).read_text(encoding="utf-8"), mutant)
    ast.parse(text)


@each
def test_the_tests_that_must_see_it_exist(mutant):
    for name in mutant.tests:
        file, _, test = name.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert not test or f"def {test}(" in text


def test_a_place_that_is_gone_or_there_twice_is_told():
    with pytest.raises(ValueError, match="found 0 times"):
        mutated("", MUTANTS[0])
    with pytest.raises(ValueError, match="found 2 times"):
        mutated(MUTANTS[0].old * 2, MUTANTS[0])
