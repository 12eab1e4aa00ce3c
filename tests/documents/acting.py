"""Who acts in a run: the processes of the institutions, and when in a day they look."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import simulator.processes
from simulator.processes.simulation import Process

PHASE = re.compile(
    r"\b(COVER|RECEIPTS|PAYMENTS|TRADING|CLOSE|BOOKKEEPING|FACTORS|WAVES|REPAIRS|FAULTS|RELIEFS|"
    r"DESKS|MEASURES|PUBLIC_COVER)\b"
)
"""As a process names the phase, or the step of the cover phase, for which it waits."""


def actors() -> Iterator[tuple[str, str, str]]:
    """Yield each process: its name, when in a day it looks, and what it does."""
    for module in sorted(m.name for m in pkgutil.iter_modules(simulator.processes.__path__)):
        known = importlib.import_module(f"simulator.processes.{module}")
        for name, function in vars(known).items():
            if is_process(function, known.__name__):
                when = dict.fromkeys(PHASE.findall(inspect.getsource(function)))
                words = ", ".join(one.lower().replace("_", " ") for one in when)
                yield f"`{name}`", words, said(function)


def is_process(function: Any, module: str) -> bool:
    """Return whether something is a process that a module defines for others."""
    return (
        inspect.isgeneratorfunction(function)
        and function.__module__ == module
        and not function.__name__.startswith("_")
        and function.__annotations__.get("return") is Process
    )


def said(function: Any) -> str:
    """Return the first sentence of a docstring, on one line."""
    text = re.sub(r"\s+", " ", (inspect.getdoc(function) or "").partition("\n\n")[0])
    return text.partition(". ")[0].rstrip(".") + "."
