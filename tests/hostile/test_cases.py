"""Each bad input of the catalogue ends with its exit status and its message, and writes nothing."""

import pytest

from tests.hostile.cases import cases_of, held, matches, said

CASES = [case for name in ("commands", "files", "tables", "sweeps") for case in cases_of(name)]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_bad_input_ends_with_its_status_and_message(case, place, typed, request):
    if case.runs:
        request.getfixturevalue("faked")
    case.change(place)
    before = held(place)
    status, shown, errors = typed(*case.words())
    lines = said(errors)
    assert (status, len(lines)) == (case.status, len(case.says)), errors
    for line, wanted in zip(lines, case.says, strict=True):
        assert matches(line, wanted), errors
    assert case.shows in shown
    assert "\x1b" not in shown + errors
    if status in (2, 3, 5):
        assert held(place) == before


@pytest.mark.usefixtures("place")
def test_the_studies_that_cases_depart_from_are_sound(typed):
    for study in ("shop", "books"):
        status, shown, _ = typed("check", study)
        assert (status, "nothing wrong" in shown) == (0, True)
