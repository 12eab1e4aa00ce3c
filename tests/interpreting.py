"""A pytest plugin that runs the kernels as plain Python: `python -m pytest -p tests.interpreting`.

Nothing can trace what is compiled, and to change it takes a minute of compiling. Numba's own switch
leaves kernels as they are written; but three things only its compiler knows: a row's fields are its
attributes, whole numbers wrap and what is divided by zero is infinite, and memory can be asked for
ahead. They are given here, before any kernel is imported.
"""

import os
from typing import Any

import numpy as np
import pytest


class Row(np.void):
    """One row of a record array, whose fields are attributes as in a kernel."""

    def __getattr__(self, name: str) -> Any:
        value = self[name]
        return value.item() if isinstance(value, np.generic) else value

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    give_attributes_to_rows()
    fetch_nothing_ahead()


def pytest_configure() -> None:
    np.seterr(over="ignore", divide="ignore", invalid="ignore")


def give_attributes_to_rows() -> None:
    import simulator.book.state

    state = vars(simulator.book.state)
    for name, kind in list(state.items()):
        if isinstance(kind, np.dtype) and kind.names:
            state[name] = np.dtype((Row, kind))


def fetch_nothing_ahead() -> None:
    import simulator.book.fetching

    simulator.book.fetching.fetch = lambda array, row, skip: None  # noqa: ARG005
