"""The pages by which the field reads a model say what the code says, and leave no item out."""

import re

import pytest

from simulator.catalogue import kinds
from tests.documents.described import PARTS, STEPS, entities, measures, outcomes, processes
from tests.documents.marked import DOCS, names, part, replaced, table

STRESS = """1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3 5.4 6.1"""
ODD = [
    "Purpose and patterns",
    "Entities, state variables and scales",
    "Process overview and scheduling",
    "Design concepts",
    "Initialisation",
    "Input data",
    "Submodels",
]
CONCEPTS = """Basic principles. Emergence. Adaptation. Objectives. Learning, prediction. Sensing.
Interaction. Stochasticity. Collectives. Observation."""


def text_of(page):
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "name"), [(page, name) for page in PARTS for name in PARTS[page]])
def test_what_is_taken_from_the_code_is_current(page, name):
    assert part(text_of(page), name) == PARTS[page][name](), "run python -m tests.documents.update"


@pytest.mark.parametrize("page", PARTS)
def test_every_marked_part_is_made(page):
    assert sorted(names(text_of(page))) == sorted(PARTS[page])


def test_stress_has_every_item_of_the_checklist_with_an_answer():
    items = re.findall(r"^### (\d\.\d) .+\n\n(?=\S)", text_of("stress.md"), re.MULTILINE)
    assert items == STRESS.split()


def test_odd_has_its_seven_elements_and_every_design_concept():
    page = text_of("odd.md")
    assert re.findall(r"^## \d\. (.+)$", page, re.MULTILINE) == ODD
    concepts = re.findall(r"^- \*\*(.+?\.)\*\*", page, re.MULTILINE)
    assert concepts == re.findall(r"[^.]+\.", CONCEPTS.replace("\n", " ").replace(". ", "."))


def test_a_new_kind_a_state_variable_and_a_process_show():
    assert all(f"`{kind}`" in measures() for kind in kinds("measures"))
    assert all(f"`{kind}`" in outcomes() for kind in kinds("outcomes"))
    assert "`below_since`" in entities()
    assert "| `cutting_in_a_wave` | waves |" in processes()
    assert len(set(STEPS)) == 9


def test_a_page_without_the_place_is_refused():
    with pytest.raises(ValueError, match="no place for sum"):
        replaced("nothing", "sum", "4")
    assert table(("a",), (1,)) == "| a |\n|---|\n| 1 |"
