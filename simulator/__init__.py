"""Simulates trade credit, credit insurance and a publisher's rescue measures.

A strategy team loads a study, takes a scenario from it, and runs or compares:

    import simulator as sim

    study = sim.load("france-2009")
    plan = study.scenario(programme="announced")
    result = sim.run(plan, replications=50, seed=2009)

Names are fetched when they are first used: a worker process that runs replications needs no pandas.
"""

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.boards.opening import board
    from simulator.errors import (
        InputError,
        RefusedError,
        SimulatorError,
        StoreError,
        VersionError,
    )
    from simulator.experiments.explaining import explain
    from simulator.experiments.hindcast import Hindcast, hindcast
    from simulator.experiments.replicate import Interrupted, compare, run, split
    from simulator.experiments.results import Comparison, Results, Split, read
    from simulator.study.scenario import Scenario
    from simulator.study.study import Study, load

__version__ = "0.1.0"

__all__ = [
    "Comparison",
    "Hindcast",
    "InputError",
    "Interrupted",
    "RefusedError",
    "Results",
    "Scenario",
    "SimulatorError",
    "Split",
    "StoreError",
    "Study",
    "VersionError",
    "__version__",
    "board",
    "compare",
    "explain",
    "hindcast",
    "load",
    "read",
    "run",
    "split",
]

_HOMES = MappingProxyType(
    {
        "Comparison": "simulator.experiments.results",
        "Hindcast": "simulator.experiments.hindcast",
        "InputError": "simulator.errors",
        "Interrupted": "simulator.experiments.replicate",
        "RefusedError": "simulator.errors",
        "Results": "simulator.experiments.results",
        "Scenario": "simulator.study.scenario",
        "SimulatorError": "simulator.errors",
        "Split": "simulator.experiments.results",
        "StoreError": "simulator.errors",
        "Study": "simulator.study.study",
        "VersionError": "simulator.errors",
        "board": "simulator.boards.opening",
        "compare": "simulator.experiments.replicate",
        "explain": "simulator.experiments.explaining",
        "hindcast": "simulator.experiments.hindcast",
        "load": "simulator.study.study",
        "read": "simulator.experiments.results",
        "run": "simulator.experiments.replicate",
        "split": "simulator.experiments.replicate",
    }
)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'simulator' has no attribute {name!r}")
    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
