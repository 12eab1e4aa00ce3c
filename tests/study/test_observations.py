"""A record is read like the other files of a study: all that is wrong with it, with lines."""

import tomllib
from pathlib import Path

import pytest

from simulator.errors import InputError
from simulator.study.checking import check
from simulator.study.json_schema import record_schema
from simulator.study.observations import examine_record, observed
from simulator.study.study import load

HEAD = """\
assumptions = "base"
programme = "line"
"""
CUT = """\
[[observation]]
name = "cut"
quantity = "resellers_cut"
on = 2009-03-16
low = 3_000
high = 5_000
source = "press"
grade = "A"
use = "check"
"""
RECORD = HEAD + CUT
"""Lines 1 and 2, and 3 to 11."""

PLACE = Path(__file__).parent / "bad_records.toml"
CASES = tomllib.loads(PLACE.read_text(encoding="utf-8"))["case"]


@pytest.fixture
def read(write):
    """Return the check of a record."""

    def reading(record):
        return examine_record(load(write(**{"record.toml": record})))

    return reading


def said(found):
    """Return the messages, without the study's folder."""
    return [str(one).removeprefix("study/") for one in found[1]]


def test_a_record_is_what_it_says(read):
    found, mistakes = read(RECORD + CUT.replace('"cut"', '"more"').replace("low = 3_000\n", ""))
    assert mistakes == ()
    assert (found.head.assumptions, found.head.programme, found.head.yardstick) == (
        "base",
        "line",
        None,
    )
    one, two = found.observations
    assert (one.name, one.observed, one.use, one.when) == (
        "cut",
        (3000, 5000),
        "check",
        "2009-03-16",
    )
    assert two.observed == (-float("inf"), 5000)


def test_a_study_need_not_have_a_record(study):
    assert examine_record(study) == (None, ())
    with pytest.raises(
        InputError, match=r"study/record.toml: no record; a study with a record.toml"
    ):
        observed(study)


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["becomes"][:40]))
def test_each_mistake_is_said_with_line_and_remedy(read, case):
    assert case["was"] in RECORD
    found = read(RECORD.replace(case["was"], case["becomes"], 1))
    assert found[0] is None
    (one,) = said(found)
    if case["says"].endswith("…"):
        assert one.startswith(case["says"][:-1])
    else:
        assert one == case["says"]


def test_two_observations_of_one_name_are_both_named(read):
    (one,) = said(read(RECORD + CUT))
    assert one.startswith("record.toml:13: observation.cut.name: two observations of this name")
    assert one.endswith("the first in line 4; each name once")


def test_a_window_that_ends_before_it_starts_is_refused(read):
    window = CUT.replace("resellers_cut", "failures").replace(
        "on = 2009-03-16", "starts = 2009-03-16\nends = 2009-03-15"
    )
    (one,) = said(read(HEAD + window))
    assert one.startswith(
        "record.toml:7: observation.cut.ends: the window ends (2009-03-15) before"
    )


def test_an_index_is_not_of_a_day_before_its_base(read):
    index = CUT.replace("resellers_cut", "exposure_index").replace(
        "on = 2009-03-16", "on = 2009-03-16\nbase_on = 2009-03-17"
    )
    assert said(read(HEAD + index)) == [
        "record.toml:6: observation.cut.on: on (2009-03-16) is before base_on (2009-03-17)"
    ]


def test_the_check_of_a_study_covers_its_record(write):
    wrong = RECORD.replace("low =", "lwo =").replace("on = 2009", "on = 2019")
    study = load(write(**{"record.toml": wrong}))
    assert [m.line for m in check(study).mistakes] == [6, 7]
    with pytest.raises(InputError) as caught:
        observed(study)
    assert len(caught.value.mistakes) == 2


def test_a_record_that_is_not_toml_is_refused_where_it_is_needed(write):
    study = load(write(**{"record.toml": "x ="}))
    assert [m.line for m in check(study).mistakes] == [1]
    with pytest.raises(InputError, match=r"record\.toml:1"):
        observed(study)


def test_the_schema_for_editors_tells_quantities_apart():
    schema = record_schema()
    members = schema["properties"]["observation"]["items"]["oneOf"]
    kinds = [one["$ref"].rpartition("/")[2] for one in members]
    assert "resellers_cut" in kinds
    cut = schema["$defs"]["resellers_cut"]
    assert cut["properties"]["quantity"]["const"] == "resellers_cut"
    assert {"name", "on", "source", "grade", "use"} < set(cut["required"])
    assert schema["additionalProperties"] is False
