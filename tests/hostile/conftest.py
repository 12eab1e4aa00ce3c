import os
import sys

import pytest

from simulator.cli import main
from tests.cli.small_model import StudyModel
from tests.hostile.studies import write_books, write_shop


@pytest.fixture
def faked(monkeypatch):
    """Put a model that costs nothing in the shipped one's place; it reads no data files."""
    monkeypatch.setitem(sys.modules, "simulator.model", StudyModel())


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Return a working folder with two sound studies: `shop` is drawn, `books` is from files."""
    monkeypatch.chdir(tmp_path)
    write_shop(tmp_path / "shop")
    write_books(tmp_path / "books")
    return tmp_path


@pytest.fixture
def typed(capsys, monkeypatch):
    """Return what a command gives: exit status, standard output, standard error."""
    monkeypatch.setattr("simulator.cli.app._take_termination_as_an_interrupt", lambda: None)

    def command(*words):
        with pytest.raises(SystemExit) as ended:
            main([os.fspath(word) for word in words])
        seen = capsys.readouterr()
        return ended.value.code or 0, seen.out, seen.err

    return command
