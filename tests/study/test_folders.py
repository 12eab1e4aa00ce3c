"""Studies are found by name or by path; data stays inside their folder."""

import pytest

from simulator.errors import InputError
from simulator.study.folders import fault_of_data_path, known_studies, study_folder
from simulator.study.study import load


@pytest.fixture
def shelf(write, tmp_path, monkeypatch):
    folder = write()
    (tmp_path / "scenarios").mkdir()
    folder.rename(tmp_path / "scenarios" / "mine")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_study_is_found_by_its_name_under_scenarios(shelf):
    study = load("mine")
    assert (study.name, study.folder) == ("mine", shelf / "scenarios" / "mine")
    assert "mine" in known_studies()


@pytest.mark.parametrize("path", ["scenarios/mine", "./scenarios/mine/"])
def test_a_study_is_found_by_its_path(shelf, path):
    assert load(path).name == "mine"
    assert load(shelf / path).name == "mine"


@pytest.mark.usefixtures("shelf")
def test_an_unknown_study_names_the_nearest():
    with pytest.raises(InputError, match=r"^mime: no such study; .*; did you mean mine\?$"):
        load("mime")


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("scenarios", "a folder without market.toml"),
        ("scenarios/mine/market.toml", "a file, where the folder of a study is expected"),
        ("", "not the name of a study"),
        ("a\0b", "not the name of a study"),
        ("x" * 5000, "cannot be read"),
    ],
)
def test_what_is_no_study_is_said(path, message):
    with pytest.raises(InputError, match=message):
        study_folder(path)


@pytest.mark.parametrize(
    "path",
    [
        "../x.csv",
        "/etc/passwd",
        "~/x",
        "file:///x",
        r"\\host\x",
        "C:x",
        "a/../../x",
        "a\0b",
        "..\\x",
    ],
)
def test_a_data_file_outside_the_folder_is_refused(path, tmp_path):
    assert fault_of_data_path(tmp_path, path) == "outside the folder of the study"


def test_a_data_file_that_is_a_link_to_the_outside_is_refused(tmp_path):
    (tmp_path / "secret.csv").write_text("x")
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "x.csv").symlink_to(tmp_path / "secret.csv")
    assert fault_of_data_path(tmp_path / "study", "x.csv") == "outside the folder of the study"
    assert fault_of_data_path(tmp_path / "study", "data/y.csv") == ""
