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
    from simulator.experiments.answers import Answer
    from simulator.experiments.attribution import Attribution, attribute
    from simulator.experiments.discovery import discover
    from simulator.experiments.explaining import explain
    from simulator.experiments.extending import extend
    from simulator.experiments.hindcast import Hindcast, hindcast
    from simulator.experiments.information import value_of_information
    from simulator.experiments.optimising import optimise
    from simulator.experiments.precision import replications_needed
    from simulator.experiments.replicate import Interrupted, compare, run, split
    from simulator.experiments.results import Comparison, Results, Split, read
    from simulator.experiments.robustness import robustness
    from simulator.experiments.seeking import tip
    from simulator.experiments.sensitivity import sensitivity
    from simulator.experiments.sweep import SweepStopped, sweep
    from simulator.experiments.swept import Swept
    from simulator.experiments.verifying import verify
    from simulator.study.scenario import Scenario
    from simulator.study.study import Study, load

__version__ = "0.1.0"

__all__ = [
    "Answer",
    "Attribution",
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
    "SweepStopped",
    "Swept",
    "VersionError",
    "__version__",
    "attribute",
    "board",
    "compare",
    "discover",
    "explain",
    "extend",
    "hindcast",
    "load",
    "optimise",
    "read",
    "replications_needed",
    "robustness",
    "run",
    "sensitivity",
    "split",
    "sweep",
    "tip",
    "value_of_information",
    "verify",
]

_HOMES = MappingProxyType(
    {
        "Answer": "simulator.experiments.answers",
        "Attribution": "simulator.experiments.attribution",
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
        "SweepStopped": "simulator.experiments.sweep",
        "Swept": "simulator.experiments.swept",
        "VersionError": "simulator.errors",
        "attribute": "simulator.experiments.attribution",
        "board": "simulator.boards.opening",
        "compare": "simulator.experiments.replicate",
        "extend": "simulator.experiments.extending",
        "replications_needed": "simulator.experiments.precision",
        "discover": "simulator.experiments.discovery",
        "explain": "simulator.experiments.explaining",
        "hindcast": "simulator.experiments.hindcast",
        "load": "simulator.study.study",
        "optimise": "simulator.experiments.optimising",
        "read": "simulator.experiments.results",
        "robustness": "simulator.experiments.robustness",
        "run": "simulator.experiments.replicate",
        "sensitivity": "simulator.experiments.sensitivity",
        "split": "simulator.experiments.replicate",
        "sweep": "simulator.experiments.sweep",
        "tip": "simulator.experiments.seeking",
        "value_of_information": "simulator.experiments.information",
        "verify": "simulator.experiments.verifying",
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
