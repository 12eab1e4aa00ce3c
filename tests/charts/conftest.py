import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def fabricated():
    """The module that makes result tables up."""
    place = Path(__file__).parent / "fabricated.py"
    spec = importlib.util.spec_from_file_location("fabricated", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def two(fabricated):
    """Two programmes, twenty replications."""
    return fabricated.tables()
