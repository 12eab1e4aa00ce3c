"""A new study is complete, and what the schema says of it holds."""

import pytest

from simulator.errors import InputError
from simulator.study.checking import check
from simulator.study.new import new
from simulator.study.study import load


def test_a_new_study_is_sound_without_a_change(tmp_path):
    study = load(new(tmp_path / "mine"))
    checked = check(study)
    assert (checked.mistakes, checked.notices) == ((), ())
    assert study.assumptions == ("base", "no-crisis", "severe")
    assert study.programmes == ("none", "line")


def test_a_new_study_shows_each_way_to_say_what_differs(tmp_path):
    study = load(new(tmp_path / "mine"))
    waves = {
        a: {
            name: w.share
            for name, w in study.scenario(assumptions=a).world.insurers["alpha"].waves.items()
        }
        for a in study.assumptions
    }
    assert waves == {"base": {"february": 0.2}, "severe": {"february": 0.35}, "no-crisis": {}}


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="there is something already; a new or empty folder"):
        new(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="there is something already"):
        new(tmp_path / "file")
    with pytest.raises(InputError, match="cannot be written"):
        new(tmp_path / "file" / "study")
