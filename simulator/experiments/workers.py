"""Who does the work: this process, worker processes, or any executor; and what if one dies.

Pieces of work are independent, so results do not depend on who computes them or who is done first.
"""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
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

ATTEMPTS = 3
"""How often a piece of work may take its worker down before it counts as failed."""
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
    """

    call: Callable[[Piece], tuple[Callable[..., Result], tuple[Any, ...]]]
    lost: Callable[[Piece, str], Result]
    name: Callable[[Piece], str]

    def submit(self, executor: Executor, piece: Piece) -> Future[Result]:
        """Hand a piece to an executor."""
        function, arguments = self.call(piece)
        return executor.submit(function, *arguments)

    def taken(self, piece: Piece, future: Future[Result]) -> Result:
        """Return what a future holds; an error on the way to or from the worker is kept as data."""
        try:
            return future.result()
        except BrokenExecutor:
            raise
        except CancelledError as error:
            raise BrokenExecutor(f"{self.name(piece)} was cancelled") from error
        except Exception as error:  # noqa: BLE001 - a parcel may not open; the other work goes on
            return self.lost(piece, f"{type(error).__name__}: {error}")


def cores() -> int:
    """Return how many cores this process may use."""
    import loky

    return int(loky.cpu_count())


def by_executor(
    executor: Executor, work: Work[Piece, Result], pieces: Sequence[Piece], at_once: int
) -> Generator[Result]:
    """Yield what pieces come to as they finish on an executor that others own.

    Raises:
        BrokenExecutor: it broke; what was not yielded came to nothing.
    """
    for piece, future in Flight(executor, work, pieces, at_once).landings():
        yield work.taken(piece, future)


def by_processes(
    work: Work[Piece, Result], pieces: Sequence[Piece], workers: int, say: Say
) -> Generator[Result]:
    """Yield what pieces come to as they finish in worker processes.

    If a process dies, whatever was under way is tried again alone, one piece at a time, so
    that the culprit is known; the rest goes on with half as many processes. `say` is told.
    """
    left = list(pieces)
    while left:
        pool = _pool(workers)
        flight = Flight(pool, work, left, at_once=2 * workers)
        try:
            for piece, future in flight.landings():
                yield work.taken(piece, future)
        except BrokenExecutor:
            workers = max(1, workers // 2)
            say(f"a worker process died; trying again, {workers} at once")
            for piece in flight.under_way():
                yield _alone(work, piece, say)
        except (GeneratorExit, KeyboardInterrupt):
            pool.shutdown(wait=True, kill_workers=True)
            raise
        left = flight.not_started()


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
    say(f"{work.name(piece)} failed: its worker process died {ATTEMPTS} times")
    return work.lost(piece, f"its worker process died {ATTEMPTS} times")


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


class Flight(Generic[Piece, Result]):
    """Pieces of work on an executor, at most so many handed over at once."""

    def __init__(
        self,
        executor: Executor,
        work: Work[Piece, Result],
        pieces: Sequence[Piece],
        at_once: int,
    ) -> None:
        self._executor, self._work, self._at_once = executor, work, at_once
        self._waiting = deque(enumerate(pieces))
        self._in_air: dict[Future[Result], tuple[int, Piece]] = {}
        self._in_hand: list[tuple[int, Piece]] = []

    def not_started(self) -> list[Piece]:
        """Return the pieces that were never handed over."""
        return [piece for _, piece in self._waiting]

    def under_way(self) -> list[Piece]:
        """Return the pieces that were handed over and whose result was not taken, in order."""
        places = dict([*self._in_hand, *self._in_air.values()])
        return [places[place] for place in sorted(places)]

    def landings(self) -> Iterator[tuple[Piece, Future[Result]]]:
        """Yield (piece, future) as they finish, well or not."""
        try:
            while self._waiting or self._in_air:
                while self._waiting and len(self._in_air) < self._at_once:
                    future = self._work.submit(self._executor, self._waiting[0][1])
                    self._in_air[future] = self._waiting.popleft()
                finished, _ = wait(self._in_air, LOOK_UP_SECONDS, FIRST_COMPLETED)
                for future in finished:
                    self._in_hand = [self._in_air.pop(future)]
                    yield self._in_hand[0][1], future
                    self._in_hand = []
        finally:
            for future in self._in_air:
                future.cancel()
