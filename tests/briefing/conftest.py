import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def fabricated():
    """The module that makes result tables up."""
    place = Path(__file__).parent.parent / "charts" / "fabricated.py"
    spec = importlib.util.spec_from_file_location("fabricated", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
