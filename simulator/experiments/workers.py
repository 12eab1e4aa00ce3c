"""Who does the work: this process, worker processes, or any executor; and what if one dies.

Replications are independent, so results do not depend on who computes them or who is done first.
"""

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import Any

from simulator.experiments.tasks import Bench, Failed, Job, Replicated, replicate_parcel

ATTEMPTS = 3
"""How often a replication may take its worker down before it counts as failed."""
IDLE_SECONDS = 300
"""How long idle worker processes wait for more, so that a notebook's next run starts at once."""
LOOK_UP_SECONDS = 0.5

Say = Callable[[str], None]


def cores() -> int:
    """Return how many cores this process may use."""
    import loky

    return int(loky.cpu_count())


def in_process(bench: Bench, replications: Iterable[int]) -> Generator[Replicated]:
    """Yield replications one after the other, computed here."""
    yield from map(bench.replicate, replications)


def by_executor(
    executor: Executor, job: Job, replications: Sequence[int], at_once: int
) -> Generator[Replicated]:
    """Yield replications as they finish on an executor that others own; at most so many at once."""
    flight = _Flight(executor, job, replications, at_once)
    try:
        for replication, future in flight.landings():
            yield _result(job, replication, future)
    except BrokenExecutor as error:
        for replication in [*flight.under_way(), *flight.not_started()]:
            yield _lost(job, replication, f"{type(error).__name__}: {error}")


def by_processes(
    job: Job, replications: Sequence[int], workers: int, say: Say
) -> Generator[Replicated]:
    """Yield replications as they finish in worker processes.

    If a process dies, whatever was under way is tried again alone, one replication at a time, so
    that the culprit is known; the rest goes on with half as many processes. `say` is told.
    """
    left = list(replications)
    while left:
        pool = _pool(workers)
        flight = _Flight(pool, job, left, at_once=2 * workers)
        try:
            for replication, future in flight.landings():
                yield _result(job, replication, future)
        except BrokenExecutor:
            workers = max(1, workers // 2)
            say(f"a worker process died; trying again, {workers} at once")
            for replication in flight.under_way():
                yield _alone(job, replication, say)
        except (GeneratorExit, KeyboardInterrupt):
            pool.shutdown(wait=True, kill_workers=True)
            raise
        left = flight.not_started()


def _alone(job: Job, replication: int, say: Say) -> Replicated:
    for _ in range(ATTEMPTS - 1):
        pool = _pool(1)
        try:
            return _result(
                job, replication, pool.submit(replicate_parcel, job.pickled(), replication)
            )
        except BrokenExecutor:
            continue
        except KeyboardInterrupt:
            pool.shutdown(wait=True, kill_workers=True)
            raise
    say(f"replication {replication} failed: its worker process died {ATTEMPTS} times")
    return _lost(job, replication, f"its worker process died {ATTEMPTS} times")


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


def _result(job: Job, replication: int, future: Future[Replicated]) -> Replicated:
    """Return what a future holds; an error on the way to or from the worker is kept as data."""
    try:
        return future.result()
    except BrokenExecutor:
        raise
    except Exception as error:  # noqa: BLE001 - a parcel may not open; the other runs go on
        return _lost(job, replication, f"{type(error).__name__}: {error}")


def _lost(job: Job, replication: int, error: str) -> Replicated:
    return Replicated(replication, tuple(Failed("worker", error, "") for _ in job.scenarios))


class _Flight:
    """Replications of a job on an executor, at most so many handed over at once."""

    def __init__(
        self, executor: Executor, job: Job, replications: Sequence[int], at_once: int
    ) -> None:
        self._executor, self._parcel, self._at_once = executor, job.pickled(), at_once
        self._waiting = deque(replications)
        self._in_air: dict[Future[Replicated], int] = {}
        self._in_hand: list[int] = []

    def not_started(self) -> list[int]:
        """Return the replications that were never handed over."""
        return list(self._waiting)

    def under_way(self) -> list[int]:
        """Return the replications that were handed over and whose result was not taken."""
        return sorted([*self._in_hand, *self._in_air.values()])

    def landings(self) -> Iterator[tuple[int, Future[Replicated]]]:
        """Yield (replication, future) as they finish, well or not."""
        try:
            while self._waiting or self._in_air:
                while self._waiting and len(self._in_air) < self._at_once:
                    future = self._submit(self._waiting[0])
                    self._in_air[future] = self._waiting.popleft()
                finished, _ = wait(self._in_air, LOOK_UP_SECONDS, FIRST_COMPLETED)
                for future in finished:
                    self._in_hand = [self._in_air.pop(future)]
                    yield self._in_hand[0], future
                    self._in_hand = []
        finally:
            for future in self._in_air:
                future.cancel()

    def _submit(self, replication: int) -> Future[Replicated]:
        return self._executor.submit(replicate_parcel, self._parcel, replication)
