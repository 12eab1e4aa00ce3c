"""A record is read like the other files of a study: all that is wrong with it, each with its line."""

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


@pytest.mark.parametrize(
    ("was", "becomes", "message"),
    [
        (
            'quantity = "resellers_cut"',
            'quantity = "reseller_cut"',
            "record.toml:5: observation.cut.quantity: no observable: the text \"reseller_cut\"; there are "
            "accounts_revised, accounts_revised_share, distributor_failures, exposure_index, failure_rate, "
            "failures, limit_per_account_eur, limits_raised_eur, lines_over_raised, little_active_share, "
            "public_line_mean_eur, public_relations, resellers_cancelled, resellers_cut, revisions, "
            "use_of_limits; did you mean resellers_cut?",
        ),
        (
            "low = 3_000",
            "lwo = 3_000",
            "record.toml:7: observation.cut.lwo: unknown key; did you mean low?",
        ),
        (
            "low = 3_000",
            "base_on = 2009-01-01",
            "record.toml:7: observation.cut.base_on: no key of this table; it belongs to the kind "
            "exposure_index",
        ),
        (
            "on = 2009-03-16",
            "on = 2010-01-01",
            "record.toml:6: observation.cut.on: 2010-01-01 is outside the run; the run is from 2008-09-03, "
            "its warm-up included, to 2009-12-31",
        ),
        (
            "on = 2009-03-16",
            'on = "16 March"',
            'record.toml:6: observation.cut.on: the text "16 March" where a date is expected; such as '
            "2009-02-16, without quotes",
        ),
        (
            "low = 3_000",
            "low = 6_000",
            "record.toml:7: observation.cut.low: low (6000) is above high (5000)",
        ),
        (
            "low = 3_000",
            "value = 4_000",
            "record.toml:7: observation.cut.value: value stands for itself: give it, or `low` and `high`, "
            "not both",
        ),
        (
            "low = 3_000",
            "tolerance = 10",
            "record.toml:7: observation.cut.tolerance: tolerance belongs to a `value`",
        ),
        (
            "low = 3_000\nhigh = 5_000\n",
            "",
            "record.toml:3: observation.cut: no value: give `value`, or `low` and `high`, or one of them",
        ),
        (
            "low = 3_000\nhigh = 5_000\n",
            "value = 3_000\ntolerance = -1\n",
            "record.toml:8: observation.cut.tolerance: -1 is out of range; "
            "from 0 to 1,000,000,000,000,000 (of the quantity)",
        ),
        (
            'grade = "A"',
            'grade = "D"',
            'record.toml:10: observation.cut.grade: the text "D" is not known here; one of A, B, C',
        ),
        (
            'use = "check"',
            'use = "chek"',
            'record.toml:11: observation.cut.use: the text "chek" is not known here; one of calibration, '
            "check; did you mean check?",
        ),
        (
            'source = "press"\n',
            "",
            'record.toml:3: observation.cut.source: missing; Where it was read; for example source = "trade '
            'press, March 2009"',
        ),
        (
            'source = "press"',
            'source = " "',
            'record.toml:9: observation.cut.source: the text " " is not allowed; where it was read, in a few '
            "words",
        ),
        (
            'name = "cut"',
            'name = "Cut"',
            'record.toml:4: observation.1.name: the text "Cut" is not allowed; lower-case letters a-z, '
            "digits, - and _, at most 64, no - or _ first",
        ),
        (
            "on = 2009-03-16",
            'on = 2009-03-16\ndistributor = "ect"',
            'record.toml:7: observation.cut.distributor: no distributor "ect"; there are etc, '
            "actebis; did you mean etc?",
        ),
        (
            "on = 2009-03-16",
            'on = 2009-03-16\nagainst = "bass"',
            'record.toml:7: observation.cut.against: no assumptions "bass"; there are base; did '
            "you mean base?",
        ),
        (
            'programme = "line"',
            'programme = "lines"',
            'record.toml:2: programme: no programme "lines"; there are none, line; did you mean '
            "line?",
        ),
        (
            'programme = "line"',
            'yardstik = "base"',
            "record.toml:2: yardstik: unknown key; did you mean yardstick?",
        ),
        (
            HEAD + "[[observation]]",
            HEAD + "[observation]",
            "record.toml:3: observation: a table where observations are expected; [[observation]] in double "
            "brackets, once for each",
        ),
        (
            'quantity = "resellers_cut"\n',
            "",
            "record.toml:3: observation.cut.quantity: missing; what was observed: accounts_revised, …",
        ),
    ],
)  # fmt: skip
def test_each_mistake_is_said_with_line_and_remedy(read, was, becomes, message):
    assert was in RECORD
    found, (one,) = (
        read(RECORD.replace(was, becomes, 1)),
        said(read(RECORD.replace(was, becomes, 1))),
    )
    assert found[0] is None
    assert one.startswith(message[:-1]) if message.endswith("…") else one == message


def test_two_observations_of_one_name_are_both_named(read):
    assert said(read(RECORD + CUT)) == [
        "record.toml:13: observation.cut.name: two observations of this name, the first in line 4; "
        "each name once"
    ]


def test_a_window_that_ends_before_it_starts_is_refused(read):
    window = CUT.replace("resellers_cut", "failures").replace(
        "on = 2009-03-16", "starts = 2009-03-16\nends = 2009-03-15"
    )
    assert said(read(HEAD + window)) == [
        "record.toml:7: observation.cut.ends: the window ends (2009-03-15) before it starts (2009-03-16)"
    ]


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
    with pytest.raises(InputError, match="record.toml:1"):
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
