"""A sweep: thousands of runs into a store that survives anything; the same command goes on."""

import pickle
import sys
import time
import traceback
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from simulator.errors import SimulatorError
from simulator.experiments import workers as crews
from simulator.experiments.planning import Plan, changed, plan
from simulator.experiments.progress import progress as told
from simulator.experiments.store import Run, Store, writing
from simulator.experiments.swept import Swept, export
from simulator.experiments.tasks import Bench, Failed, Job, Model
from simulator.experiments.timing import Timing
from simulator.study.scenario import Scenario
from simulator.study.study import Study

HOPELESS = 12
"""If so many runs have ended and all of them failed, the sweep stops."""
SECONDS_A_PIECE = 10.0
"""How long a piece of work should take: long enough to be worth sending, short enough to lose."""


class SweepStopped(KeyboardInterrupt):
    """A sweep was stopped from the keyboard; what had finished is in its store."""


class HopelessError(SimulatorError):
    """The first runs of a sweep all failed, so it was stopped."""


@dataclass(frozen=True)
class Piece:
    """Replications of one point under one set of assumptions, all programmes on shared draws."""

    point: int
    assumption: int
    replications: tuple[int, ...]


@dataclass(frozen=True)
class _Parcel:
    """What a worker needs of a sweep once."""

    bases: tuple[Scenario, ...]
    programmes: int
    seed: int
    model: Model | None
    outcomes: tuple[str, ...]


def sweep(
    study: Study,
    name: str,
    out: str | Path,
    workers: int | None = None,
    *,
    overrides: dict[str, Any] | None = None,
    executor: Executor | None = None,
    progress: bool | None = None,
    model: Model | None = None,
) -> Swept:
    """Run a sweep of a study into a folder, or go on with it, and return what it came to.

    Args:
        out: the store's folder. If it holds finished runs of the same sweep they are not run again.
        workers: worker processes; by default one a core; 1 runs here.
        overrides: parameters replaced in every scenario, by dotted path.
        executor: where to run instead, such as a dask client's.
        progress: whether to tell how far it is; by default everywhere but in notebooks.
        model: another model than the shipped one.

    Raises:
        InputError: the sweep or a point of it is wrong; nothing was run.
        RefusedError: the folder holds runs of other inputs or versions.
        StoreError: the store is damaged, or somebody writes into it.
        HopelessError: the first dozen runs all failed.
        SweepStopped: stopped from the keyboard; the same command goes on.
    """
    planned = plan(study, name, overrides)
    folder, began = Path(out), datetime.now(UTC)
    crew = crews.cores() if workers is None else workers
    with writing(folder, planned.identity) as store:
        todo = Todo(planned, store)
        bench = _Bench(planned, model)
        if todo.damaged:
            _say(f"{todo.damaged} damaged runs were found in the store and are run again")
        if todo.left:
            _pilot(todo, store, bench, crew)
        pieces = todo.pieces(bench.seconds, crew)
        try:
            with (
                told(sum(len(p.replications) for p in pieces), progress) as advance,
                closing(_work(bench, pieces, crew, executor)) as landed,
            ):
                for runs in landed:
                    store.add(runs)
                    todo.watch(runs)
                    for _ in {run.replication for run in runs}:
                        advance()
        except KeyboardInterrupt:
            raise SweepStopped(
                f"stopped; {len(store.keys()):,} of {planned.runs:,} runs are kept"
            ) from None
        return export(planned, store, Timing.since(began, crew))


class Todo:
    """What of a plan is not in its store yet."""

    def __init__(self, planned: Plan, store: Store) -> None:
        self._planned = planned
        done = store.keys()
        self.damaged = len(store.damaged)
        store.forget(store.damaged)
        self.left: list[tuple[int, int, list[int]]] = []
        self._failures: list[Run] = []
        self._successes = bool(done)
        programmes = range(len(planned.sweep.programmes))
        for point in range(len(planned.design.points)):
            for assumption in range(len(planned.sweep.assumptions)):
                numbers = [planned.number(point, assumption, one) for one in programmes]
                missing = [
                    replication
                    for replication in range(planned.sweep.replications)
                    if any((number, replication) not in done for number in numbers)
                ]
                if missing:
                    self.left.append((point, assumption, missing))

    def first(self) -> Piece:
        """Take out the first replication that is left: the pilot."""
        point, assumption, missing = self.left[0]
        piece = Piece(point, assumption, (missing.pop(0),))
        if not missing:
            del self.left[0]
        return piece

    def pieces(self, seconds: float, workers: int) -> list[Piece]:
        """Return what is left in pieces that take some seconds each, and keep all workers busy."""
        count = sum(len(missing) for _, _, missing in self.left)
        most = max(1, min(int(SECONDS_A_PIECE / max(seconds, 1e-3)), -(-count // (4 * workers))))
        return [
            Piece(point, assumption, tuple(missing[at : at + most]))
            for point, assumption, missing in self.left
            for at in range(0, len(missing), most)
        ]

    def watch(self, runs: Iterable[Run]) -> None:
        """Stop the sweep if the first dozen runs have all failed."""
        for run in runs:
            self._successes = self._successes or not run.failed
            if run.failed and not self._successes:
                self._failures.append(run)
        if not self._successes and len(self._failures) >= HOPELESS:
            first = self._failures[0]
            point, assumptions, programme = self._planned.labels(first.scenario)
            raise HopelessError(
                f"the first {len(self._failures)} runs all failed; the first at {first.stage}, "
                f"point {point}, {programme} under {assumptions}, replication "
                f"{first.replication}: {first.error}\n{first.traceback}".rstrip()
            )


class _Bench:
    """What does the pieces here, and what is sent to have them done elsewhere."""

    def __init__(self, planned: Plan, model: Model | None) -> None:
        import cloudpickle

        kept = tuple(planned.sweep.outcomes)
        parcel = _Parcel(
            planned.bases, len(planned.sweep.programmes), planned.sweep.seed, model, kept
        )
        self.parcel: bytes = cloudpickle.dumps(parcel)
        self.planned = planned
        self.seconds = 0.0

    def call(self, piece: Piece) -> tuple[Any, tuple[Any, ...]]:
        """Return the function and arguments that do a piece."""
        overrides = self.planned.design.overrides(piece.point)
        first = self.planned.number(piece.point, piece.assumption, 0)
        return done, (self.parcel, overrides, piece.assumption, first, piece.replications)

    def lost(self, piece: Piece, error: str) -> list[Run]:
        """Return a piece that came to nothing as failed runs."""
        first = self.planned.number(piece.point, piece.assumption, 0)
        return [
            Run(first + programme, replication, {}, "worker", error, "")
            for replication in piece.replications
            for programme in range(len(self.planned.sweep.programmes))
        ]

    def name(self, piece: Piece) -> str:
        """Return what a piece is called."""
        return f"point {piece.point}, {self.planned.sweep.assumptions[piece.assumption]}"


def _pilot(todo: Todo, store: Store, bench: _Bench, workers: int) -> None:
    """Run the first replication here, twice its clock: once warm, it tells what the rest takes."""
    planned = bench.planned
    for _ in range(min(2, sum(len(missing) for _, _, missing in todo.left))):
        piece = todo.first()
        function, arguments = bench.call(piece)
        began = time.monotonic()
        runs = function(*arguments)
        bench.seconds = time.monotonic() - began
        store.add(runs)
        todo.watch(runs)
    count = sum(len(missing) for _, _, missing in todo.left)
    if count == 0:
        return
    left = count * bench.seconds / workers
    size = len(runs[0].content()) * planned.runs * 1.3
    _say(
        f"{count * len(planned.sweep.programmes):,} runs to do, "
        f"{bench.seconds:.2f} s a replication: about {_clock(left)} with {workers} workers; "
        f"{_peak_megabytes():,.0f} MB of memory a worker, {size / 1e6:,.1f} MB on disk"
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"


def _peak_megabytes() -> float:
    """Return the most memory that this process has had, MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _work(
    bench: _Bench, pieces: Sequence[Piece], workers: int, executor: Executor | None
) -> Generator[list[Run]]:
    work = crews.Work[Piece, list[Run]](bench.call, bench.lost, bench.name)
    if executor is not None:
        yield from _elsewhere(executor, work, pieces, 4 * workers)
    elif workers == 1:
        for piece in pieces:
            function, arguments = bench.call(piece)
            yield function(*arguments)
    elif pieces:
        yield from crews.by_processes(work, pieces, min(workers, len(pieces)), _say)


def _elsewhere(
    executor: Executor, work: crews.Work[Piece, list[Run]], pieces: Sequence[Piece], at_once: int
) -> Generator[list[Run]]:
    try:
        yield from crews.by_executor(executor, work, pieces, at_once)
    except BrokenExecutor as error:
        raise UnfinishedError(
            f"the workers were lost ({error}); what had finished is kept: the same command goes on"
        ) from error


class UnfinishedError(SimulatorError):
    """The workers of a sweep were lost; what had finished is in its store."""


def done(
    parcel: bytes,
    overrides: dict[str, Any],
    assumption: int,
    first: int,
    replications: Sequence[int],
) -> list[Run]:
    """Return the runs of a piece: what a worker does.

    Args:
        parcel: what the sweep's workers need, pickled once.
        overrides: the point's parameters.
        assumption: which assumptions.
        first: the number of the first programme's scenario.
        replications: their numbers.
    """
    kept = _opened(parcel)
    bases = kept.bases[assumption * kept.programmes : (assumption + 1) * kept.programmes]
    try:
        scenarios = tuple(changed(base, overrides) for base in bases)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other points go on
        text = traceback.format_exc()
        return [
            Run(
                first + place, replication, {}, "scenario", f"{type(error).__name__}: {error}", text
            )
            for replication in replications
            for place in range(len(bases))
        ]
    bench = Bench(Job(scenarios, kept.seed, model=kept.model))
    return [run for number in replications for run in _replicated(bench, kept, first, number)]


def _replicated(bench: Bench, kept: _Parcel, first: int, replication: int) -> list[Run]:
    began = time.process_time()
    replicated = bench.replicate(replication)
    seconds = (time.process_time() - began) / len(replicated.measured)
    runs = []
    for place, one in enumerate(replicated.measured):
        if isinstance(one, Failed):
            run = Run(first + place, replication, {}, one.stage, one.error, one.traceback, seconds)
        else:
            wanted = kept.outcomes or tuple(one.values)
            values = {name: one.values[name] for name in wanted if name in one.values}
            run = Run(first + place, replication, values, seconds=seconds)
        runs.append(run)
    return runs


@lru_cache(maxsize=2)
def _opened(parcel: bytes) -> _Parcel:
    opened: _Parcel = pickle.loads(parcel)
    return opened


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
