"""Every case worked out by hand is run by each implementation."""

import pytest

from tests.plain.engines import ENGINES, Engine


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> Engine:
    """Return one of the implementations: a market goes in, tables come out."""
    return ENGINES[request.param]
