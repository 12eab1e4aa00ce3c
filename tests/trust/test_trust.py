"""The page on trust shows what the tests show."""

import re

import pytest

from tests.documents.marked import DOCS, names, part
from tests.mutants.catalogue import MUTANTS
from tests.trust.sections import SECTIONS, Section, told

PAGE = (DOCS / "trust.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("section", [s for s in SECTIONS if s.quick], ids=lambda s: s.name)
def test_what_can_be_measured_at_once_is_current(section):
    assert part(PAGE, section.name) == section.made(), f"python -m tests.trust {section.name}"


def test_every_section_has_a_heading_and_figures_and_there_is_no_other():
    assert names(PAGE) == [section.name for section in SECTIONS]
    headings = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
    assert headings == [*names(PAGE), "What was not tested"]
    assert all(part(PAGE, name).count("\n") >= 3 for name in names(PAGE))


def test_every_promise_points_to_a_section():
    promises = PAGE.partition("| what is promised")[2].partition("\n\n")[0]
    pointed = {name.replace("-", " ") for name in re.findall(r"\(#(.+?)\)", promises)}
    assert pointed == {name.lower() for name in names(PAGE)}


def figure(section, what):
    """Return a figure that the page shows."""
    (found,) = re.findall(rf"^\| {re.escape(what)} \| (.+) \|$", part(PAGE, section), re.MULTILINE)
    return found


def test_the_page_shows_no_failure():
    assert figure("Mutants", "seen by none") == "none"
    assert figure("Mutants", "seen by a test") == str(len(MUTANTS))
    assert figure("Same bytes", "files that differ in any byte") == "0"
    assert figure("Random markets", "markets on which a property failed") == "0"


def test_as_many_random_markets_as_are_promised_were_tried():
    tried = figure("Random markets", "markets tried, each with every close checked")
    assert int(tried.replace(",", "")) >= 2_000


def test_figures_may_be_recorded_in_a_file(tmp_path):
    path = tmp_path / "figures.toml"
    path.write_text('inputs_refused = 86\n[lines]\n"of the book" = 0.9876\n')
    made = Section("Coverage", str(path)).made()
    assert made.splitlines()[2:] == ["| inputs refused | 86 |", "| lines: of the book | 0.988 |"]


def test_whether_is_said_in_words():
    assert [told(True), told(False), told(1_000)] == ["yes", "no", "1,000"]
