"""Who does the work: this process, worker processes, or any executor; and what if one dies.

Pieces of work are independent, so results do not depend on who computes them or who is done first.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    wait,
)
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from simulator.errors import InputError, SimulatorError

ATTEMPTS = 3
"""How often a piece of work may take its worker down before it counts as failed."""
DIED = f"its worker process died {ATTEMPTS} times"
IDLE_SECONDS = 300
"""How long idle worker processes wait for more, so that a notebook's next run starts at once."""
LOOK_UP_SECONDS = 0.5

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Work(Generic[Piece, Result]):
    """What is to be done.

    Attributes:
        call: the function and the arguments that do a piece; both are pickled.
        lost: what to make of a piece that came to nothing: its worker died, or its parcel would
            not open.
        name: of a piece, in messages.
        split: a piece into those that can be lost singly: of a piece whose worker died only the
            part that took it down is lost.
    """

    call: Callable[[Piece], tuple[Callable[..., Result], tuple[Any, ...]]]
    lost: Callable[[Piece, str], Result]
    name: Callable[[Piece], str]
    split: Callable[[Piece], Sequence[Piece]] = lambda piece: (piece,)

    def submit(self, executor: Executor, piece: Piece) -> Future[Result]:
        """Hand a piece to an executor."""
        function, arguments = self.call(piece)
        return executor.submit(function, *arguments)

    def taken(self, piece: Piece, future: Future[Result]) -> Result:
        """Return what a future holds; an error on the way to or from the worker is kept as data."""
        try:
            return future.result()
        except (BrokenExecutor, SimulatorError):
            raise
        except CancelledError as error:
            raise BrokenExecutor(f"{self.name(piece)} was cancelled") from error
        except Exception as error:  # noqa: BLE001 - a parcel may not open; the other work goes on
            return self.lost(piece, f"{type(error).__name__}: {error}")


def cores() -> int:
    """Return how many cores this process may use."""
    import loky

    return int(loky.cpu_count())


def counted(workers: int | None) -> int:
    """Return how many worker processes are meant: by default one a core."""
    if workers is None:
        return cores()
    if type(workers) is not int or workers < 1:
        raise InputError.of(f"{workers!r} workers", "1 or more", key="workers")
    return workers


def by_executor(
    executor: Executor,
    work: Work[Piece, Result],
    pieces: Iterable[Piece],
    at_once: int,
    deaths: tuple[type[Exception], ...] = (),
) -> Generator[Result]:
    """Yield what pieces come to as they finish on an executor that others own.

    Args:
        at_once: at most so many are handed over.
        deaths: errors by which the executor says that a piece took its workers down; such a piece
            is tried again alone, part by part, and what dies again is lost.

    Raises:
        BrokenExecutor: it broke; what was not yielded came to nothing.
    """
    died: list[Piece] = []
    for piece, future in Flight(executor, work, Coming(pieces), at_once).landings():
        if _died(future, deaths):
            died += work.split(piece)
        else:
            yield work.taken(piece, future)
    for piece in died:
        yield _alone_elsewhere(executor, work, piece, deaths)


def _alone_elsewhere(
    executor: Executor,
    work: Work[Piece, Result],
    piece: Piece,
    deaths: tuple[type[Exception], ...],
) -> Result:
    """Return what a piece comes to with nothing beside it; an innocent one may need both tries."""
    for _ in range(ATTEMPTS - 1):
        for _, future in Flight(executor, work, Coming([piece]), at_once=1).landings():
            if not _died(future, deaths):
                return work.taken(piece, future)
    return work.lost(piece, DIED)


def _died(future: Future[Any], deaths: tuple[type[Exception], ...]) -> bool:
    return not future.cancelled() and isinstance(future.exception(), deaths)


def by_processes(
    work: Work[Piece, Result], pieces: Iterable[Piece], workers: int, say: Say
) -> Generator[Result]:
    """Yield what pieces come to as they finish in worker processes.

    If a process dies, whatever was under way is tried again alone, one piece at a time, so
    that the culprit is known; the rest goes on with half as many processes. `say` is told.
    """
    coming = Coming(pieces)
    while coming.next is not None:
        pool = _pool(workers)
        flight = Flight(pool, work, coming, at_once=2 * workers)
        try:
            for piece, future in flight.landings():
                yield work.taken(piece, future)
        except BrokenExecutor:
            workers = max(1, workers // 2)
            say(f"a worker process died; trying again, {workers} at once")
            for piece in flight.under_way():
                for part in work.split(piece):
                    yield _alone(work, part, say)
        except (GeneratorExit, KeyboardInterrupt):
            pool.shutdown(wait=True, kill_workers=True)
            raise


def _alone(work: Work[Piece, Result], piece: Piece, say: Say) -> Result:
    for _ in range(ATTEMPTS - 1):
        pool = _pool(1)
        try:
            return work.taken(piece, work.submit(pool, piece))
        except BrokenExecutor:
            continue
        except KeyboardInterrupt:
            pool.shutdown(wait=True, kill_workers=True)
            raise
    say(f"{work.name(piece)} failed: {DIED}")
    return work.lost(piece, DIED)


def _pool(workers: int) -> Any:
    import loky

    return loky.get_reusable_executor(
        max_workers=workers,
        timeout=IDLE_SECONDS,
        initializer=_settle_in,
        initargs=(os.getpid(),),
    )


def _settle_in(parent: int) -> None:
    """Leave interrupts to the parent process, and end soon after it if it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_UP_SECONDS)
    os._exit(1)


class Coming(Generic[Piece]):
    """Pieces of work that come from somewhere, one at a time as they are needed."""

    def __init__(self, pieces: Iterable[Piece]) -> None:
        self._rest = iter(pieces)
        self.next: Piece | None = next(self._rest, None)

    def taken(self) -> Piece:
        """Return the next piece, and let the one after it come."""
        piece, self.next = self.next, next(self._rest, None)
        assert piece is not None
        return piece


class Flight(Generic[Piece, Result]):
    """Pieces of work on an executor, at most so many handed over at once."""

    def __init__(
        self, executor: Executor, work: Work[Piece, Result], coming: Coming[Piece], at_once: int
    ) -> None:
        self._executor, self._work, self._coming = executor, work, coming
        self._at_once, self._submitted = at_once, 0
        self._in_air: dict[Future[Result], tuple[int, Piece]] = {}
        self._in_hand: list[tuple[int, Piece]] = []

    def under_way(self) -> list[Piece]:
        """Return the pieces that were handed over and whose result was not taken, in order."""
        places = dict([*self._in_hand, *self._in_air.values()])
        return [places[place] for place in sorted(places)]

    def landings(self) -> Iterator[tuple[Piece, Future[Result]]]:
        """Yield (piece, future) as they finish, well or not."""
        try:
            while self._coming.next is not None or self._in_air:
                while self._coming.next is not None and len(self._in_air) < self._at_once:
                    future = self._work.submit(self._executor, self._coming.next)
                    self._submitted += 1
                    self._in_air[future] = (self._submitted, self._coming.taken())
                finished, _ = wait(self._in_air, LOOK_UP_SECONDS, FIRST_COMPLETED)
                for future in finished:
                    self._in_hand = [self._in_air.pop(future)]
                    yield self._in_hand[0][1], future
                    self._in_hand = []
        finally:
            for future in self._in_air:
                future.cancel()
