"""Each bad input of the catalogue is refused with its file, its line, and what would be right."""

import tomllib
from pathlib import Path

import pytest

from simulator.errors import InputError, RefusedError, VersionError
from simulator.study.study import load

CASES = tomllib.loads((Path(__file__).parent / "bad_inputs.toml").read_text(encoding="utf-8"))[
    "case"
]


def name_of(case):
    return f"row {case['row']}, {case['becomes'][:40]!r}"


@pytest.mark.parametrize("case", CASES, ids=map(name_of, CASES))
def test_each_bad_input_is_said_with_file_line_and_remedy(case, write, texts):
    text = texts[case["file"]]
    assert case["was"] in text
    texts[case["file"]] = text.replace(case["was"], case["becomes"], 1)
    study = load(write(texts))
    with pytest.raises(InputError) as caught:
        study.scenario("line")
    said = [line.removeprefix("study/") for line in str(caught.value).splitlines()]
    expected = case["says"]
    assert len(said) == len(expected), said
    for message, wanted in zip(said, expected, strict=True):
        if wanted.endswith("…"):
            assert message.startswith(wanted[:-1])
        else:
            assert message == wanted


def test_all_mistakes_of_all_files_are_said_in_one_pass(write, texts):
    texts["market.toml"] = texts["market.toml"].replace("net_days = 30", "net_dayz = 30")
    texts["assumptions/base.toml"] = texts["assumptions/base.toml"].replace("0.05", "nan")
    texts["programmes/line.toml"] = texts["programmes/line.toml"].replace('"etc"', '"ect"')
    with pytest.raises(InputError) as caught:
        load(write(texts)).scenario("line")
    assert {m.file for m in caught.value.mistakes} == {
        "study/market.toml",
        "study/assumptions/base.toml",
        "study/programmes/line.toml",
    }


def test_a_thousand_million_resellers_are_refused_with_an_estimate_before_allocation(study):
    with pytest.raises(RefusedError, match=r"1,000,000,000 resellers need about .* GiB"):
        study.scenario().with_({"population.resellers": 10**9})


def test_a_line_of_five_million_for_a_small_reseller_is_refused_as_a_slip(study):
    scenario = study.scenario("line")
    slip = {"programme.line.amount_eur": 5_000_000}
    # 100,000 EUR a year over (30 + 45) / 2 days, times the insurer's buffer of 2
    with pytest.raises(RefusedError, match=r"243 × an ordinary insured limit of 20,548 EUR"):
        scenario.with_(slip)
    meant = scenario.with_({**slip, "allow_unusual": True})
    assert meant.measures[0].amount_eur == 5_000_000


def test_more_resellers_are_run_when_the_ceiling_is_raised(study):
    scenario = study.scenario().with_(
        {"population.resellers": 10**7, "population.resellers_ceiling": 10**7}
    )
    assert scenario.world.population.resellers == 10**7


def test_a_study_of_a_newer_version_asks_for_a_newer_simulator(write, texts):
    texts["market.toml"] = "schema_version = 2\n" + texts["market.toml"]
    with pytest.raises(VersionError, match=r"market.toml:1: schema_version: .*: upgrade it"):
        load(write(texts))


def test_a_single_reseller_is_a_market(study):
    assert study.scenario().with_({"population.resellers": 1}).world.population.resellers == 1


@pytest.mark.parametrize("text", ["${HOME}", "{{ name }}", "%PATH%", "$(whoami)"])
def test_templates_in_texts_are_never_expanded(text, write, texts):
    texts["market.toml"] = f'title = "{text}"\n' + texts["market.toml"]
    assert load(write(texts)).scenario().world.title == text


def notices(study, **dates):
    values = {f"programme.line.{key}": value for key, value in dates.items()}
    return [w.partition(": ")[2] for w in study.scenario("line").with_(values).warnings]


def test_a_measure_without_a_business_day_is_reported(study, day):
    said = "from 2009-03-14 to 2009-03-15 there is no business day: it does nothing"
    found = notices(study, starts=day(3, 14), ends=day(3, 15))
    assert found == [f"programme.line.starts: {said}"]


def test_a_start_on_a_holiday_is_reported_with_the_business_day_that_follows(study, day):
    assert notices(study, starts=day(5, 1)) == [
        "programme.line.starts: 2009-05-01 is no business day; it begins on 2009-05-04"
    ]


def test_a_measure_in_the_warm_up_only_is_reported(study, day):
    assert notices(study, starts=day(10, 1, 2008), ends=day(12, 1, 2008)) == [
        "programme.line.ends: active in the warm-up only, which ends on 2009-01-01"
    ]


def test_a_window_that_the_run_cuts_off_is_reported(study, day):
    assert notices(study, ends=day(6, 30, 2010)) == [
        "programme.line.ends: the run ends before, on 2009-12-31"
    ]


def test_every_day_is_a_business_day_where_the_calendar_says_so(study, day):
    scenario = study.scenario("line").with_(
        {"calendar": "every-day", "programme.line.starts": day(5, 1)}
    )
    assert scenario.warnings == ()
