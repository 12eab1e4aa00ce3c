"""What is said stays short, complete and harmless, however much is wrong."""

import json

import pytest

from simulator.errors import InputError, Mistake, escaped_lines
from simulator.study.overrides import settings
from simulator.study.study import load

MANY = 5_000


def test_thousands_of_mistakes_are_said_in_one_report_the_first_fifty_in_full(place, typed):
    path = place / "shop/market.toml"
    path.write_text("".join(f"k{n:04} = 1\n" for n in range(MANY)) + path.read_text())
    status, _, errors = typed("run", "shop", "--workers", "1")
    lines = errors.splitlines()
    assert (status, len(lines), lines[-1]) == (
        2,
        51,
        f"... and {MANY - 50} more mistakes",
    )
    assert lines[0].startswith("shop/market.toml:1: k0000: unknown key; keys here: schema_version")
    assert lines[49].startswith("shop/market.toml:50: k0049: unknown key; keys here:")


def test_mistakes_of_market_assumptions_and_programme_come_together(place, typed):
    for name, was, becomes in (
        ("market.toml", "net_days = 30", "net_dayz = 30"),
        ("programmes/line.toml", 'distributors = ["north"]', 'distributors = ["nort"]'),
    ):
        path = place / "shop" / name
        path.write_text(path.read_text().replace(was, becomes))
    (place / "shop/assumptions/mine.toml").write_text("[failure]\nrecovery_share = 5\n")
    status, _, errors = typed("run", "shop", "--programme", "line", "--assumptions", "mine")
    assert status == 2
    for place_of in ("market.toml:40:", "programmes/line.toml:10:", "assumptions/mine.toml:2:"):
        assert f"shop/{place_of}" in errors


def test_a_key_of_a_million_characters_is_cut():
    said = str(Mistake("m.toml", 1, "k" * 10**6, "unknown key"))
    assert said == f"m.toml:1: {'k' * 2_000}…: unknown key"


@pytest.mark.parametrize("text", ["title=\udcff", "ti\udcfftle=x", "title='\ud800'"])
def test_half_a_character_on_the_command_line_is_a_mistake_and_no_crash(text):
    with pytest.raises(InputError, match="a byte that is no text; a text in UTF-8"):
        settings([text])


@pytest.mark.usefixtures("place")
def test_half_a_character_from_python_is_a_mistake_too():
    with pytest.raises(InputError) as caught:
        load("shop").scenario().with_({"title": "\udcff"})
    assert str(caught.value) == "--set: title: a byte that is no text; a text in UTF-8"


def test_line_ends_stay_and_marks_are_written_out():
    assert escaped_lines("a\x1b[2J\nb\u202ec\r") == "a\\x1b[2J\nb\\u202ec\\r"


def test_a_hostile_title_is_harmless_in_every_list(place, typed):
    path = place / "shop/programmes/line.toml"
    title = 'title = "\\u001b[31m\\u202e\\u009b2J"'
    path.write_text(path.read_text().replace('title = "A guaranteed line at North"', title))
    _, shown, _ = typed("list", "shop")
    assert r"\x1b[31m\u202e\x9b2J" in shown
    _, told, _ = typed("list", "shop", "--json")
    assert not {"\x1b", "\u202e", "\x9b"} & set(told)
    assert json.loads(told)["programmes"]["line"] == "\x1b[31m\u202e\x9b2J"


@pytest.mark.usefixtures("place", "faked")
def test_a_folder_with_marks_in_its_name_is_harmless_when_it_is_told(typed):
    out = "o\x1b[31m"
    words = ("run", "shop", "--workers", "1", "--replications", "2", "--out", out)
    status, shown, errors = typed(*words)
    assert (status, errors) == (0, "")
    assert shown.endswith("written to o\\x1b[31m\n")
    status, shown, errors = typed(*words, "--seed", "3")
    assert status == 3
    assert errors.startswith(r"o\x1b[31m holds the results of other inputs: theirs have the hash")


@pytest.mark.usefixtures("place")
def test_commas_alone_are_an_empty_name(typed):
    said = "--programmes: an empty name in ','; different names with commas between them\n"
    assert typed("compare", "shop", "--programmes", ",")[::2] == (2, said)
