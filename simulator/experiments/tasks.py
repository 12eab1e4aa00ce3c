"""What a worker does: one replication of a set of scenarios.

This module is all that a worker process loads besides the model, so it imports neither pandas nor
matplotlib.
"""

import errno
import importlib
import pickle
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol, cast

from simulator.experiments.runs import WORKER
from simulator.outcomes.base import Measured
from simulator.study.scenario import Scenario

MOST_OF_AN_ERROR = 2_000
MOST_OF_A_TRACEBACK = 20_000
"""Characters that are kept."""

OF_THE_MACHINE = frozenset(
    (errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC)
)
"""System errors that say nothing of a run: another time, or elsewhere, it may well succeed."""

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")
_FILE = re.compile(r'File "([^"\n]+)"')
_ROOT = Path(__file__).resolve().parents[2]


class Model(Protocol):
    """What replicating asks of a model; the shipped one is the module `simulator.model`.

    A model may also offer `same_draws(a, b)`: whether two scenarios can share one set of draws.
    """

    def prepare(self, scenario: Scenario) -> Any:
        """Return what does not depend on chance."""

    def draw(self, scenario: Scenario, prepared: Any, seed: int, replication: int) -> Any:
        """Return all chance of one replication."""

    def run(
        self,
        scenario: Scenario,
        prepared: Any,
        draws: Any,
        check: bool = False,
        audit: bool = False,
    ) -> Any:
        """Return the record of one run, with what the audit needs if it is asked for."""

    def measure(self, record: Any, audit: bool = False) -> Measured:
        """Return what the run came to."""


@dataclass(frozen=True)
class Failed:
    """A replication of a scenario that raised an error, kept as data.

    Attributes:
        stage: "prepare", "draw", "run", "measure", or "worker" if its process died or its machine
            ran out of something.
        error: the error in one line.
        traceback: where it arose.
    """

    stage: str
    error: str
    traceback: str


@dataclass(frozen=True)
class Replicated:
    """One replication: what each scenario of the job came to, in the job's order."""

    replication: int
    measured: tuple[Measured | Failed, ...]


def shipped() -> Model:
    """Return the shipped model; it is not loaded before it is needed."""
    return cast(Model, importlib.import_module("simulator.model"))


@dataclass(frozen=True)
class Job:
    """What is to be replicated: scenarios that meet the same chance.

    Attributes:
        scenarios: in the order in which results list them.
        seed: of all draws.
        audit: whether the tables of the audit are wanted.
        check: whether the accounting identities are checked at every close.
        model: anything that is a `Model` and pickles; None for the shipped one.
        asked: what else decides the results, in words.
    """

    scenarios: tuple[Scenario, ...]
    seed: int
    audit: bool = False
    check: bool = False
    model: Model | None = None
    asked: str = ""

    def pickled(self) -> bytes:
        """Return the job as one parcel for workers; it may hold what a notebook defined."""
        import cloudpickle

        return cast(bytes, cloudpickle.dumps(self))


class Bench:
    """A job laid out in one process: what is prepared serves every replication."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.model: Model = job.model or shipped()
        self._prepared: dict[int, Any] = {}
        self._groups = tuple(self._sharing_draws())

    def prepared(self, index: int) -> Any:
        """Return what the model prepares for a scenario, once in a process."""
        if index not in self._prepared:
            self._prepared[index] = self.model.prepare(self.job.scenarios[index])
        return self._prepared[index]

    def replicate(self, replication: int) -> Replicated:
        """Return one replication of every scenario; each set of draws lives no longer than used."""
        measured: dict[int, Measured | Failed] = {}
        for group in self._groups:
            draws = _Draws(self, group[0], replication)
            measured |= {index: self._measure(index, draws) for index in group}
        return Replicated(replication, tuple(measured[i] for i in range(len(measured))))

    def _sharing_draws(self) -> Iterator[list[int]]:
        same = getattr(self.model, "same_draws", None)
        left = list(range(len(self.job.scenarios)))
        while left:
            first, *rest = left
            scenario = self.job.scenarios
            group = [i for i in rest if same is not None and same(scenario[first], scenario[i])]
            yield [first, *group]
            left = [i for i in rest if i not in group]

    def _measure(self, index: int, draws: "_Draws") -> Measured | Failed:
        scenario, stage = self.job.scenarios[index], "prepare"
        try:
            prepared = self.prepared(index)
            stage = "draw"
            drawn = draws.get()
            stage = "run"
            asked = self.job
            record = self.model.run(scenario, prepared, drawn, asked.check, asked.audit)
            stage = "measure"
            return self.model.measure(record, asked.audit)
        except Exception as error:  # noqa: BLE001 - whatever it is, the other runs go on
            return failed_at(stage, error)


class _Draws:
    """One replication's draws, made when first asked for."""

    def __init__(self, bench: Bench, index: int, replication: int) -> None:
        self._bench, self._index, self._replication = bench, index, replication
        self._drawn: Any = None

    def get(self) -> Any:
        if self._drawn is None:
            job = self._bench.job
            self._drawn = self._bench.model.draw(
                job.scenarios[self._index],
                self._bench.prepared(self._index),
                job.seed,
                self._replication,
            )
        return self._drawn


def replicate_parcel(parcel: bytes, replication: int) -> Replicated:
    """Return one replication of a pickled job; a process unpacks and prepares a job once."""
    return _bench(parcel).replicate(replication)


@lru_cache(maxsize=1)
def _bench(parcel: bytes) -> Bench:
    return Bench(pickle.loads(parcel))


def failed_at(stage: str, error: Exception) -> Failed:
    """Return the error that is being handled as data.

    A fault of the machine, as its number or its kind shows, is no fault of the run's.
    """
    machine = isinstance(error, MemoryError) or (
        isinstance(error, OSError) and error.errno in OF_THE_MACHINE
    )
    told = one_line(error), traced(traceback.format_exc())
    return Failed(WORKER if machine else stage, *told)


def one_line(error: Exception) -> str:
    """Return an error in one line, the same on every machine: no addresses of memory."""
    text = " ".join(f"{type(error).__name__}: {error}".split())
    return _ADDRESS.sub("0x…", text)[:MOST_OF_AN_ERROR]


def traced(text: str) -> str:
    """Return a traceback that is the same on every machine: files from their packages on.

    >>> traced('File "/opt/env/lib/python3.11/site-packages/numpy/core.py", line 3')
    'File "numpy/core.py", line 3'
    """
    text = _FILE.sub(lambda found: f'File "{_from_package(found[1])}"', text)
    return _ADDRESS.sub("0x…", text)[-MOST_OF_A_TRACEBACK:]


def _from_package(file: str) -> str:
    path = Path(file)
    if path.is_relative_to(_ROOT):
        return path.relative_to(_ROOT).as_posix()
    parts = path.parts
    if "site-packages" in parts:
        return "/".join(parts[parts.index("site-packages") + 1 :])
    return path.name
