"""Assumptions that build on others: merged key by key, never outside the folder (rows 29–32)."""

import time

import pytest

from simulator.errors import InputError
from simulator.study.study import load


def saying(folder, assumptions="a"):
    with pytest.raises(InputError) as caught:
        load(folder).scenario(assumptions=assumptions)
    return str(caught.value)


def test_what_is_extended_holds_where_nothing_else_is_said(write):
    text = 'extends = "base"\n[insurers.sfac.waves.feb]\nshare = 0.35\n'
    world = load(write(**{"assumptions/severe.toml": text})).scenario(assumptions="severe").world
    wave = world.insurers["sfac"].waves["feb"]
    assert (wave.share, wave.starts.isoformat()) == (0.35, "2009-02-02")
    assert world.failure.recovery_share == 0.05


def test_lists_are_replaced_and_not_merged(write):
    first = "[failure]\nmacro_stress = [[2009-01-01, 2.0], [2009-06-01, 1.5]]\n"
    second = 'extends = "one"\n[failure]\nmacro_stress = [[2009-03-01, 3.0]]\n'
    folder = write(**{"assumptions/one.toml": first, "assumptions/two.toml": second})
    stress = load(folder).scenario(assumptions="two").world.failure.macro_stress
    assert [factor for _, factor in stress] == [3.0]


def test_without_leaves_out_what_the_extended_files_give(write):
    text = (
        'extends = "base"\nwithout = ["insurers.sfac.waves.feb", "distributors.etc.net_days"]\n'
        "[distributors.etc]\nend_of_month_days = 30\n"
    )
    world = load(write(**{"assumptions/calm.toml": text})).scenario(assumptions="calm").world
    assert world.insurers["sfac"].waves == {}
    assert world.distributors["etc"].net_days is None


def test_leaving_out_what_is_not_there_names_the_nearest_path(write):
    text = 'extends = "base"\nwithout = [\n"insurers.sfac.waves.fab"]\n'
    assert saying(write(**{"assumptions/a.toml": text})) == (
        'study/assumptions/a.toml:3: without: the text "insurers.sfac.waves.fab" is nothing that '
        "the files below give; a dotted path to leave out; did you mean insurers.sfac.waves.feb?"
    )


def test_a_title_belongs_to_its_file(write):
    text = 'title = "Severe"\nextends = "base"\n'
    study = load(write(**{"assumptions/severe.toml": text}))
    assert study.title_of("assumptions/severe.toml") == "Severe"
    assert study.scenario(assumptions="severe").world.title == ""


def test_a_mistake_names_the_file_that_gave_the_value(write):
    folder = write(
        **{
            "assumptions/a.toml": 'extends = "b"\n[failure]\nilliquid_days = 20\n',
            "assumptions/b.toml": 'extends = "base"\n\n[failure]\nrecovery_share = 5\n',
        }
    )
    assert saying(folder).startswith("study/assumptions/b.toml:4: failure.recovery_share: 5 is out")


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ('"bse"', "no such file: a → bse; {allowed}; did you mean base?"),
        ('"a"', "extends in a circle: a → a; a chain with an end"),
        ("3", "3 where a name is expected; {allowed}"),
        ('["base", "base"]', "a list where a name is expected; {allowed}"),
        *(
            (
                f"'{path}'",
                f'the text "{path}" is not the name of a file in assumptions/; {{allowed}}',
            )
            for path in (
                "../../../etc/passwd",
                "/etc/passwd",
                "~/x",
                "file:///etc/passwd",
                r"\\host\x",
                "C:x",
                "base.toml",
                "",
            )
        ),
        (
            r'"a\u0000b"',
            r'the text "a\x00b" is not the name of a file in assumptions/; {allowed}',
        ),
    ],
)
def test_only_another_file_of_the_folder_can_be_extended(extends, message, write):
    allowed = "the name of another file in assumptions/, without folder and ending"
    said = saying(write(**{"assumptions/a.toml": f"extends = {extends}\n"}))
    assert said == f"study/assumptions/a.toml:1: extends: {message.format(allowed=allowed)}"


def test_a_circle_of_three_is_printed(write):
    files = {f"assumptions/{a}.toml": f'extends = "{b}"\n' for a, b in ("ab", "bc", "ca")}
    assert "assumptions/c.toml:1: extends: extends in a circle: a → b → c → a" in saying(
        write(**files)
    )


def test_sixteen_files_may_follow_each_other_and_no_more(write):
    files = {f"assumptions/a{n}.toml": f'extends = "a{n - 1}"\n' for n in range(1, 201)}
    files["assumptions/a0.toml"] = ""
    folder = write(**files)
    began = time.perf_counter()
    assert load(folder).scenario(assumptions="a15").assumptions == "a15"
    assert "a chain of more than 16 files" in saying(folder, "a200")
    assert time.perf_counter() - began < 1


def test_a_link_that_leads_outside_is_not_followed(write, tmp_path):
    (tmp_path / "secret.toml").write_text("secret = 'password'\n")
    folder = write()
    (folder / "assumptions" / "a.toml").symlink_to(tmp_path / "secret.toml")
    said = saying(folder)
    assert said == "study/assumptions/a.toml: a link that leads outside the folder of the study"


def test_a_file_under_a_name_that_is_none_is_refused(write):
    said = saying(write(**{"assumptions/My Base.toml": ""}), "My Base")
    assert said.startswith("study/assumptions/My Base.toml: 'M' in a name; the name of the file:")


def test_unknown_assumptions_and_programmes_name_what_there_is(study):
    with pytest.raises(InputError, match=r"^lin: no such programme; there are none, line; did you"):
        study.scenario("lin")
    with pytest.raises(InputError, match=r"^bse: no such assumption; .*; did you mean base\?$"):
        study.scenario(assumptions="bse")


def test_a_market_alone_is_a_study_with_base_and_none(write, texts):
    study = load(write({"market.toml": texts["market.toml"]}))
    assert (study.assumptions, study.programmes) == (("base",), ("none",))
    assert study.scenario().measures == ()
