"""What the page on studies shows is true."""

import re
import tomllib
from pathlib import Path

import pytest

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
