"""What a worker does of a sweep: pieces of it, and nothing that needs a table or a picture.

This module is all that a worker process loads besides the model, so it imports neither pandas nor
matplotlib.
"""

import pickle
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from simulator.errors import RefusedError, StoreError
from simulator.experiments.fingerprint import differences, fingerprint
from simulator.experiments.runs import Run
from simulator.experiments.tasks import Bench, Failed, Job, Model, failed_at
from simulator.outcomes.base import Measured
from simulator.study.scenario import Scenario


@dataclass(frozen=True)
class Part:
    """Replications of one point under one set of assumptions, all programmes on shared draws."""

    point: int
    assumption: int
    replications: tuple[int, ...]


Piece = tuple[Part, ...]
"""What is sent to a worker at once."""


@dataclass(frozen=True)
class Parcel:
    """What a worker needs of a sweep once.

    Attributes:
        bases: the scenarios that points change: assumptions × programmes.
        programmes: how many there are.
        seed: of all luck.
        model: None for the shipped one.
        outcomes: that are kept; empty: all.
        versions: of whoever packed it; a worker of other versions is refused.
    """

    bases: tuple[Scenario, ...]
    programmes: int
    seed: int
    model: Model | None
    outcomes: tuple[str, ...]
    versions: Mapping[str, str]

    def packed(self) -> bytes:
        """Return it as bytes; it may hold a model that a notebook defined."""
        import cloudpickle

        return zlib.compress(cloudpickle.dumps(self))

    def scenarios(self, assumption: int) -> range:
        """Return the places in `bases` of one set of assumptions."""
        return range(assumption * self.programmes, (assumption + 1) * self.programmes)

    def number(self, part: Part) -> int:
        """Return the number of the scenario of a part's first programme."""
        return part.point * len(self.bases) + part.assumption * self.programmes


def changed(base: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return a scenario with those of the values that it knows: none has others' levers."""
    known = {path: value for path, value in values.items() if base.knows(path)}
    return base.with_(known) if known else base


def done(packed: bytes, parts: tuple[tuple[Part, dict[str, Any]], ...]) -> list[Run]:
    """Return the runs of parts, each with the parameters that its point sets.

    Raises:
        RefusedError: this worker has other versions than whoever packed the parcel.
        StoreError: a data file has changed since the sweep began.
    """
    kept = _opened(packed)
    return [run for part, overrides in parts for run in _part_done(kept, part, overrides)]


@dataclass(frozen=True)
class Piloted:
    """What a pilot came to: its runs, how long they took, and the worker's peak of memory, MB."""

    runs: list[Run]
    seconds: float
    megabytes: float


def piloted(packed: bytes, parts: tuple[tuple[Part, dict[str, Any]], ...]) -> Piloted:
    """Return the runs of parts with the time and the memory that they took."""
    began = time.monotonic()
    runs = done(packed, parts)
    return Piloted(runs, time.monotonic() - began, _peak_megabytes())


def _peak_megabytes() -> float:
    """Return the most memory that this process has had, MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _part_done(kept: Parcel, part: Part, overrides: dict[str, Any]) -> Iterator[Run]:
    bases = [kept.bases[place] for place in kept.scenarios(part.assumption)]
    try:
        scenarios = tuple(changed(base, overrides) for base in bases)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other points go on
        failed = failed_at("scenario", error)
        for replication in part.replications:
            yield from lost(kept, part, replication, failed)
        return
    for base, scenario in zip(bases, scenarios, strict=True):
        _same_data(base, scenario)
    bench = Bench(Job(scenarios, kept.seed, model=kept.model))
    for replication in part.replications:
        yield from _replicated(bench, kept, part, replication)


def lost(kept: Parcel, part: Part, replication: int, failed: Failed) -> Iterator[Run]:
    """Yield a replication of a part that came to nothing, for each programme."""
    first = kept.number(part)
    for place in range(kept.programmes):
        yield run_of(first + place, replication, failed, kept.outcomes)


def _replicated(bench: Bench, kept: Parcel, part: Part, replication: int) -> Iterator[Run]:
    began = time.process_time()
    replicated = bench.replicate(replication)
    seconds = (time.process_time() - began) / len(replicated.measured)
    for number, one in enumerate(replicated.measured, kept.number(part)):
        yield run_of(number, replication, one, kept.outcomes, seconds)


def run_of(
    number: int,
    replication: int,
    measured: Measured | Failed,
    outcomes: tuple[str, ...],
    seconds: float = 0.0,
) -> Run:
    """Return a scenario's replication as a store keeps it: of its outcomes those that are wanted.

    `outcomes`: which; empty: all.
    """
    if isinstance(measured, Failed):
        failed = measured.stage, measured.error, measured.traceback
        return Run(number, replication, {}, *failed, seconds)
    wanted = outcomes or tuple(measured.values)
    values = {name: measured.values[name] for name in wanted if name in measured.values}
    return Run(number, replication, values, seconds=seconds)


def _same_data(base: Scenario, scenario: Scenario) -> None:
    """Raise if a data file is not what it was when the sweep began."""
    before, now = base.data_sha256, scenario.data_sha256
    for name in before:
        if now.get(name, before[name]) != before[name]:
            raise StoreError(
                f"{base.folder / name} has changed since the sweep began; put it back, or begin "
                "another sweep"
            )


@lru_cache(maxsize=2)
def _opened(packed: bytes) -> Parcel:
    parcel: Parcel = pickle.loads(zlib.decompress(packed))
    different = list(differences(dict(parcel.versions), fingerprint()))
    if different:
        said = "\n".join(f"  {line}" for line in different)
        raise RefusedError(f"a worker has other versions (there: here; here: the worker):\n{said}")
    return parcel
