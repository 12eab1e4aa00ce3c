"""A harness that kills a sweep at every step of its store and of its files, and goes on after it.

Run as a script: `python crashing.py FOLDER`; it prints one line of JSON for each crash. Each sweep
runs in a fork of this process, so that it can be killed as often as wanted.
"""

import contextlib
import json
import os
import shutil
import signal
import sys
from pathlib import Path

from simulator.experiments import folder as folders
from simulator.experiments.saving import _Partial
from simulator.experiments.store import Store
from tests.experiments.sweeps import swept, tables_of

SHORT = 500
"""Pieces of a file that are shorter are written at once: there are many of them."""


class Steps:
    """Counts steps, and kills this process at one of them."""

    def __init__(self, last: int) -> None:
        self.count, self.last, self.names = 0, last, []

    def take(self, name: str) -> None:
        self.names.append(name)
        self.count += 1
        if self.count == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def hooked(steps: Steps) -> None:
    """Make every transaction and every file a sequence of steps."""
    transaction, place, write = Store._transaction, folders.put_in_place, _Partial.write

    @contextlib.contextmanager
    def in_steps(self, size=0):
        steps.take("before a transaction")
        with transaction(self, size):
            yield
            steps.take("before its commit")
        steps.take("after its commit")

    def in_parts(self, data):
        if len(data) < SHORT:
            return write(self, data)
        write(self, memoryview(data)[: len(data) // 2])
        self._file.flush()
        steps.take(f"half of a piece of {self._path.name}")
        return len(data) // 2 + write(self, memoryview(data)[len(data) // 2 :])

    def placed(temporary, path):
        steps.take(f"before {path.name}")
        place(temporary, path)
        steps.take(f"after {path.name}")

    Store._transaction = in_steps
    _Partial.write = in_parts
    folders.put_in_place = placed


def forked(work) -> int:
    """Return how a fork of this process ended that did some work: 0, or less than 0 if killed."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - the parent is told
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def steps_of_a_whole_sweep(folder: Path) -> list[str]:
    told = folder / "steps.json"

    def work() -> None:
        steps = Steps(0)
        hooked(steps)
        swept(folder / "small", folder / "whole")
        told.write_text(json.dumps(steps.names))

    assert forked(work) == 0
    return json.loads(told.read_text())


def main(folder: Path) -> None:
    names = steps_of_a_whole_sweep(folder)
    wanted = tables_of(folder / "whole")
    for last, name in enumerate(names, 1):
        out = folder / "out"
        shutil.rmtree(out, ignore_errors=True)

        def work(last=last, out=out) -> None:
            hooked(Steps(last))
            swept(folder / "small", out)

        killed = forked(work)
        kept = forked(lambda out=out: swept(folder / "small", out))
        same = kept == 0 and tables_of(out) == wanted
        sys.stdout.write(json.dumps([last, name, killed, same]) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
