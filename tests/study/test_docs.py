"""What the page on studies shows is true."""

import re
import tomllib
from pathlib import Path

import pytest

from simulator.catalogue import kinds
from simulator.study.observations import examine_record
from simulator.study.study import load

PAGE = (Path(__file__).parents[2] / "docs" / "studies.md").read_text(encoding="utf-8")
CATALOGUE = tomllib.loads((Path(__file__).parent / "bad_inputs.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("example", re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL))
def test_every_example_is_toml(example):
    assert tomllib.loads(example)


def test_every_message_shown_is_one_that_is_given():
    given = {message for case in CATALOGUE["case"] for message in case["says"]}
    shown = re.findall(r"^(?:market|programmes/line)\.toml:\d+: .*$", PAGE, re.MULTILINE)
    assert len(shown) == 3
    assert set(shown) <= given


HINDCAST = (Path(__file__).parents[2] / "docs" / "hindcast.md").read_text(encoding="utf-8")


def test_the_record_that_is_shown_is_one_and_every_observable_is_explained(write):
    (example,) = re.findall(r"```toml\n(.*?)```", HINDCAST, re.DOTALL)
    changed = example.replace('"announced"', '"line"').replace('"no-crisis"', '"base"')
    record, mistakes = examine_record(load(write(**{"record.toml": changed})))
    assert mistakes == ()
    assert [one.name for one in record.observations] == ["cut_by_half"]
    assert [kind for kind in kinds("observables") if f"`{kind}`" not in HINDCAST] == []
