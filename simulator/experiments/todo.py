"""What of a sweep is still to be done, and when there is no hope for it."""

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

from simulator.errors import SimulatorError, StoreError
from simulator.experiments.piecework import Part, Piece
from simulator.experiments.plans import Plan
from simulator.experiments.runs import WORKER, Run
from simulator.experiments.store import Store
from simulator.experiments.storing import label_of

Bools = npt.NDArray[np.bool_]

HOPELESS = 12
"""If so many runs have ended and all of them failed, the sweep stops."""
SECONDS_A_PIECE = 10.0
"""How long a piece should take: long enough to be worth sending, short enough to lose."""
PIECES_A_WORKER = 4
"""A piece is at most a worker's share of what is left over this, so pieces shrink towards the end
and all workers end at about the same time (guided self-scheduling, Polychronopoulos and Kuck 1987).
"""


class HopelessError(SimulatorError):
    """The first runs of a sweep all failed, so it was stopped."""


class Todo:
    """What of a plan is not in its store yet; runs that were lost with a worker count as missing.

    Attributes:
        damaged: how many rows of the store were found damaged and are run again.
        left: how many replications of points are left, all programmes of a replication being one.
    """

    def __init__(self, planned: Plan, store: Store) -> None:
        self._planned = planned
        self._failures: list[Run] = []
        self._hope = False
        self._missing: Bools
        done = self._looked_through(store)
        self.damaged = len(store.damaged)
        if store.damaged:
            store.rebuild(label_of(planned))
            done = self._looked_through(store)
        shape = (-1, len(planned.sweep.programmes), planned.sweep.replications)
        self._missing = np.logical_not(done.reshape(shape).all(axis=1))
        self.left = int(self._missing.sum())
        self._despair()

    def first(self) -> Piece:
        """Take out the first replication that is left: a pilot."""
        stand, replication = divmod(int(self._missing.argmax()), self._missing.shape[1])
        self._missing[stand, replication] = False
        self.left -= 1
        return (self._part(stand, (replication,)),)

    def pieces(self, seconds: float, workers: int) -> Iterator[Piece]:
        """Yield what is left in pieces of some seconds each, ever smaller ones towards the end.

        Args:
            seconds: what a replication of all programmes takes.
        """
        by_time = max(1, int(SECONDS_A_PIECE / max(seconds, 1e-3)))

        def size(left: int) -> int:
            return min(by_time, -(-left // (PIECES_A_WORKER * workers)))

        gathered: list[Part] = []
        left, room = self.left, size(self.left)
        for stand in np.flatnonzero(self._missing.any(axis=1)):
            numbers = [int(number) for number in np.flatnonzero(self._missing[stand])]
            while numbers:
                taken, numbers = numbers[:room], numbers[room:]
                gathered.append(self._part(int(stand), tuple(taken)))
                left, room = left - len(taken), room - len(taken)
                if room == 0:
                    yield tuple(gathered)
                    gathered, room = [], size(left)

    def watch(self, runs: Iterable[Run]) -> None:
        """Stop the sweep if the first dozen runs have all failed."""
        for run in runs:
            self._note(run)
        self._despair()

    def _part(self, stand: int, replications: tuple[int, ...]) -> Part:
        point, assumption = divmod(stand, len(self._planned.sweep.assumptions))
        return Part(point, assumption, replications)

    def _looked_through(self, store: Store) -> Bools:
        """Return which runs are there, (scenarios, replications)."""
        done: Bools = np.zeros(
            (self._planned.scenarios, self._planned.sweep.replications), np.bool_
        )
        self._failures, self._hope, again = [], False, []
        try:
            for scenario, replication, status, content, *_ in store.rows():
                if status == "failed":
                    run = Run.of(scenario, replication, status, content, 0.0)
                    if run.stage == WORKER:
                        again.append(run.key)
                        continue
                    self._note(run)
                self._hope = self._hope or status != "failed"
                done[scenario, replication] = True
        except StoreError:
            store.damaged.append("the rest of the file")
        if again and not store.damaged:
            store.forget(again)
        return done

    def _note(self, run: Run) -> None:
        self._hope = self._hope or not run.failed
        if not self._hope and len(self._failures) < HOPELESS:
            self._failures.append(run)

    def _despair(self) -> None:
        if self._hope or len(self._failures) < HOPELESS:
            return
        first = self._failures[0]
        point, assumptions, programme = self._planned.labels(first.scenario)
        raise HopelessError(
            f"the first {HOPELESS} runs all failed, so the sweep was stopped; the first at "
            f"{first.stage}, point {point}, {programme} under {assumptions}, replication "
            f"{first.replication}: {first.error}\n{first.traceback}".rstrip()
        )
