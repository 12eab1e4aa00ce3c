"""The check of a whole study says all of it, each thing once."""

from simulator.study.checking import check
from simulator.study.study import load


def test_a_sound_study_has_no_mistakes(study):
    checked = check(study)
    assert (checked.mistakes, checked.notices, checked.scenarios) == ((), (), 2)


def test_a_mistake_that_every_scenario_meets_is_said_once(write, texts):
    texts["market.toml"] = texts["market.toml"].replace("net_days = 30", "net_dayz = 30")
    files = {f"programmes/p{n}.toml": texts["programmes/line.toml"] for n in range(5)}
    checked = check(load(write({**texts, **files})))
    assert str(checked.mistakes[0]).startswith("study/market.toml:20: ")
    assert sum(m.file == "study/market.toml" for m in checked.mistakes) == len(checked.mistakes)


def test_every_file_is_read_and_every_pair_is_checked(write, texts):
    folder = write(
        **{
            "programmes/broken.toml": "x =",
            "programmes/other.toml": texts["programmes/line.toml"].replace('"etc"', '"ect"'),
            "assumptions/a.toml": 'extends = "b"\n',
            "sweeps/design.toml": "x = nan\n",
            "record.toml": "y = 2009-01-01T00:00:00\n",
        }
    )
    checked = check(load(folder))
    assert [(m.file.removeprefix("study/"), m.line) for m in checked.mistakes] == [
        ("assumptions/a.toml", 1),
        ("programmes/broken.toml", 1),
        ("programmes/other.toml", 6),
        ("record.toml", 1),
        ("sweeps/design.toml", 1),
    ]


def test_a_folder_under_nearly_a_known_name_is_reported(write):
    folder = write(**{"programs/p.toml": ""})
    assert [str(n) for n in check(load(folder)).notices] == [
        "study/programs: is not read; did you mean programmes?"
    ]


def test_notices_and_refusals_are_told_apart_from_mistakes(write, texts):
    texts["market.toml"] = texts["market.toml"].replace("= 100\n", "= 1_000_000_000\n")
    texts["programmes/line.toml"] = texts["programmes/line.toml"].replace("-03-16", "-03-14")
    checked = check(load(write(texts)))
    assert checked.mistakes == ()
    assert [(n.file, n.line) for n in checked.notices] == [
        ("study/market.toml", 4),
        ("study/programmes/line.toml", 4),
    ]
