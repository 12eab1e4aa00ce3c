from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.experiments.sweeps import study_with, swept, tables_of


@pytest.fixture(scope="session")
def wanted(tmp_path_factory):
    """The tables of the small sweep when nothing goes wrong."""
    place = tmp_path_factory.mktemp("wanted")
    swept(place / "small", place / "out")
    return tables_of(place / "out")


@pytest.fixture
def small(tmp_path, wanted):
    """A folder with the small study in it, and what shows that the same command goes on."""
    study_with(tmp_path / "small")

    def goes_on() -> bool:
        swept(tmp_path / "small", tmp_path / "out")
        return tables_of(tmp_path / "out") == wanted

    return SimpleNamespace(folder=Path(tmp_path), out=tmp_path / "out", goes_on=goes_on)
