"""A sweep: thousands of runs into a store that survives anything; the same command goes on."""

import sys
from collections.abc import Generator, Iterable, Mapping
from concurrent.futures import BrokenExecutor, Executor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from simulator.errors import SimulatorError
from simulator.experiments import workers as crews
from simulator.experiments.exporting import export
from simulator.experiments.fingerprint import fingerprint
from simulator.experiments.piecework import Parcel, Part, Piece, Piloted, done, lost, piloted
from simulator.experiments.planning import plan
from simulator.experiments.plans import Plan
from simulator.experiments.progress import progress as told
from simulator.experiments.runs import WORKER, Run
from simulator.experiments.store import Store
from simulator.experiments.storing import writing
from simulator.experiments.swept import Swept
from simulator.experiments.tasks import Failed, Model
from simulator.experiments.timing import Timing
from simulator.experiments.todo import Todo
from simulator.study.study import Study

Result = TypeVar("Result")


@dataclass(frozen=True)
class Crew:
    """Who does the work.

    Attributes:
        workers: how many; 1 without an executor: this process.
        executor: where, instead of in processes of our own.
        deaths: errors by which the executor says that a piece of work took its workers down.
    """

    workers: int
    executor: Executor | None = None
    deaths: tuple[type[Exception], ...] = ()


class SweepStopped(KeyboardInterrupt):
    """A sweep was stopped from the keyboard; what had finished is in its store."""


class UnfinishedError(SimulatorError):
    """The workers of a sweep were lost; what had finished is in its store."""


def sweep(
    study: Study,
    name: str,
    out: str | Path,
    workers: int | None = None,
    *,
    overrides: Mapping[str, Any] | None = None,
    executor: Executor | None = None,
    deaths: tuple[type[Exception], ...] = (),
    progress: bool | None = None,
    model: Model | None = None,
) -> Swept:
    """Run a sweep of a study into a folder, or go on with it, and return what it came to.

    Args:
        out: the store's folder. If it holds finished runs of the same sweep they are not run again.
        workers: worker processes; by default one a core; 1 runs here.
        overrides: parameters replaced in every scenario, by dotted path.
        executor: where to run instead, such as a dask client's; `workers` is then its size.
        deaths: errors by which the executor says that a piece of work took its workers down.
        progress: whether to tell how far it is; by default everywhere but in notebooks.
        model: another model than the shipped one.

    Raises:
        InputError: the sweep or a point of it is wrong; nothing was run.
        RefusedError: the folder holds runs of other inputs or versions, or there are too many runs.
        StoreError: the store is damaged, or somebody writes into it.
        HopelessError: the first dozen runs all failed.
        UnfinishedError: the executor broke; the same call goes on.
        SweepStopped: stopped from the keyboard; the same call goes on.
    """
    crew = Crew(crews.counted(workers), executor, deaths)
    planned = plan(study, name, overrides, model)
    return carried_out(planned, out, crew, progress=progress, model=model)


def carried_out(
    planned: Plan,
    out: str | Path,
    crew: Crew,
    *,
    progress: bool | None = None,
    model: Model | None = None,
) -> Swept:
    """Run a plan into a folder, or go on with it; all else as in `sweep`."""
    folder, began = Path(out), datetime.now(UTC)
    with writing(folder, planned) as store:
        try:
            todo = Todo(planned, store)
            if todo.damaged:
                _say(f"{todo.damaged:,} damaged runs were found in the store and are run again")
            bench = _Bench(planned, model)
            _pilot(todo, store, bench, crew)
            work = crews.Work[Piece, list[Run]](bench.call, bench.lost, bench.name, bench.split)
            pieces = todo.pieces(bench.seconds, crew.workers)
            with (
                told(todo.left, progress) as advance,
                closing(_done_by(crew, work, pieces, todo.left)) as landed,
            ):
                for runs in landed:
                    store.add(runs)
                    todo.watch(runs)
                    for _ in range(len(runs) // len(planned.sweep.programmes)):
                        advance()
            return export(planned, store, Timing.since(began, crew.workers))
        except KeyboardInterrupt:
            said = f"stopped; {len(store):,} of {planned.runs:,} runs are kept"
            raise SweepStopped(f"{said}; the same command goes on") from None


class _Bench:
    """What does the pieces here, and what is sent to have them done elsewhere.

    Attributes:
        seconds: what a replication of all programmes takes, as far as is known.
    """

    def __init__(self, planned: Plan, model: Model | None) -> None:
        self.planned, self.seconds = planned, 0.0
        file = planned.sweep
        self._parcel = Parcel(
            planned.bases,
            len(file.programmes),
            file.seed,
            model,
            tuple(file.outcomes),
            fingerprint(),
        )
        self._packed = self._parcel.packed()

    def call(self, piece: Piece) -> tuple[Any, tuple[Any, ...]]:
        """Return the function and the arguments that do a piece."""
        parts = tuple((part, self.planned.design.overrides(part.point)) for part in piece)
        return done, (self._packed, parts)

    def pilot(self, piece: Piece) -> tuple[Any, tuple[Any, ...]]:
        """Return the function and the arguments that do a piece and measure it."""
        return piloted, self.call(piece)[1]

    def lost(self, piece: Piece, error: str) -> list[Run]:
        """Return a piece that came to nothing as failed runs."""
        failed = Failed(WORKER, error, "")
        return [
            run
            for part in piece
            for replication in part.replications
            for run in lost(self._parcel, part, replication, failed)
        ]

    def name(self, piece: Piece) -> str:
        """Return what a piece is called."""
        under = self.planned.sweep.assumptions[piece[0].assumption]
        return f"point {piece[0].point} under {under}, replication {piece[0].replications[0]}"

    @staticmethod
    def split(piece: Piece) -> list[Piece]:
        """Return a piece as single replications."""
        return [
            (Part(part.point, part.assumption, (number,)),)
            for part in piece
            for number in part.replications
        ]


def _pilot(todo: Todo, store: Store, bench: _Bench, crew: Crew) -> None:
    """Run two replications, the second with everything warm, and tell what the rest takes."""
    work = crews.Work[Piece, Piloted](
        bench.pilot, lambda piece, error: Piloted(bench.lost(piece, error), 0, 0), bench.name
    )
    for _ in range(min(2, todo.left)):
        for pilot in _done_by(crew, work, [todo.first()], 1):
            store.add(pilot.runs)
            bench.seconds = pilot.seconds
            todo.watch(pilot.runs)
    if todo.left == 0:
        return
    size = sum(len(run.content()) for run in pilot.runs) * todo.left * 1.3
    _say(
        f"{todo.left * len(pilot.runs):,} runs to do, {pilot.seconds:.2f} s for "
        f"{_counted(len(pilot.runs))}: about {_clock(todo.left * pilot.seconds / crew.workers)} "
        f"with {_counted(crew.workers, 'worker')}; {pilot.megabytes:,.0f} MB of memory a worker, "
        f"{max(size / 1e6, 0.1):,.1f} MB on disk"
    )


def _counted(count: int, what: str = "run") -> str:
    return f"{count:,} {what}" + ("" if count == 1 else "s")


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:,} h {minutes:02d} min" if hours else f"{minutes} min {rest:02d} s"


def _done_by(
    crew: Crew, work: crews.Work[Piece, Result], pieces: Iterable[Piece], count: int
) -> Generator[Result]:
    """Yield what pieces come to, done here, in `count` processes at the most, or elsewhere."""
    if crew.executor is not None:
        yield from _elsewhere(
            crews.by_executor(crew.executor, work, pieces, max(2, 4 * crew.workers), crew.deaths)
        )
    elif crew.workers == 1:
        for piece in pieces:
            function, arguments = work.call(piece)
            yield function(*arguments)
    else:
        yield from crews.by_processes(work, pieces, max(1, min(crew.workers, count)), _say)


def _elsewhere(landed: Generator[Result]) -> Generator[Result]:
    try:
        yield from landed
    except BrokenExecutor as error:
        raise UnfinishedError(
            f"the workers were lost ({error}); what had finished is kept: the same command goes on"
        ) from error


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
