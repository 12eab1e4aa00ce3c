"""The crash harness: a command meets a fault at every operation on its files, and is given again.

Each point is one operation and one fault. The process is killed before it, after it, or in the
middle of a write; the power is cut after it, and changes that were not synced are lost, all of them
or some; or the operation fails, for want of room, permission or a sound disk. Then the same command
is given again. A point is survived if

- what failed failed with a message, not a traceback;
- nothing half-written was read as whole in between;
- the same command ends well, with the same bytes as if nothing had happened, nothing left over;
- no replication that the store had promised to keep was run again, and what a command that had
  ended had written is all there.

What is not seen: changes of the shared memory beside a store's log, which is no part of what is
kept; what a library writes without Python or SQLite, which is one write when it is synced; and
what hardware does that reports a sync it has not done.

`python -m tests.faults.crashing` tries every point and records the result beside this file. It is a
process of its own, since it forks for each point.
"""

import json
import os
import pickle
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.faults import commands
from tests.faults.commands import PROMISED, Command, counting_promises
from tests.faults.disks import CUTS, Disk, differs
from tests.faults.forks import DONE, KILLED, TOLD, forked
from tests.faults.operations import ERRORS, WRITE, Fault, Operation, Tracer
from tests.faults.python_files import traced
from tests.faults.sqlite_files import Tracing

ALL = 10**6
"""More points than any command has."""
KILLS = ("kill before", "kill after", "torn")
RECORDED = Path(__file__).with_name("recorded.json")
COMMANDS = MappingProxyType(
    {
        "a sweep": commands.sweep_from_nothing,
        "a sweep that goes on": commands.sweep_that_goes_on,
        "a sweep of a damaged store": commands.sweep_of_a_damaged_store,
        "results of a comparison": commands.results_of_a_comparison,
        "more results over fewer": commands.more_results_over_fewer,
        "an answer": commands.an_answer,
    }
)
MODES = (*KILLS, *CUTS, *ERRORS)


@dataclass(frozen=True)
class Point:
    """One point: the operation, counted from 1, and the fault."""

    at: int
    mode: str


@dataclass(frozen=True)
class Tried:
    """What became of a point; `wrong` is empty if it was survived."""

    command: str
    point: Point
    operation: str
    wrong: str


class Harness:
    """One command, its operations, and what becomes of it at each point."""

    def __init__(self, command: Command, place: Path) -> None:
        self.command, self._place = command, place
        self._box = place / "box"
        self.operations = self._recorded()

    def _recorded(self) -> list[Operation]:
        """Return the command's operations when nothing goes wrong."""
        told = self._place / "operations.pickle"

        def work(out, tracer):
            self.command.work(out)
            told.write_bytes(pickle.dumps(tracer.kept))

        assert self._run(None, work) == DONE
        kept: list[Operation] = pickle.loads(told.read_bytes())
        told.unlink()
        return kept

    def points(self) -> list[Point]:
        """Return every point that there is."""
        found, disk = list[Point](), Disk.of(self._box, self.command.start)
        for at, one in enumerate(self.operations, 1):
            found += [Point(at, mode) for mode in KILLS if mode != "torn" or one.kind == WRITE]
            found += [
                Point(at, mode) for mode, (_, kinds, _) in ERRORS.items() if one.kind in kinds
            ]
            disk.take([one])
            found += [Point(at, mode) for mode in CUTS if differs(mode, disk)]
        return found

    def tried(self, point: Point) -> Tried:
        """Return what becomes of a point."""
        wrong = self._power_cut(point) if point.mode in CUTS else self._fault(point)
        name = str(self.operations[point.at - 1])
        return Tried(self.command.name, point, name, wrong or self._again())

    def _power_cut(self, point: Point) -> str:
        disk = Disk.of(self._box, self.command.start)
        disk.take(self.operations[: point.at])
        disk.cut(point.mode)
        self.command.lay_out(self._box, disk.files())
        PROMISED.value = self.operations[point.at - 1].acknowledged
        if point.at < len(self.operations):
            return ""
        kept = disk.files()
        lost = [
            name for name, data in self.command.wanted.items() if kept.get(f"out/{name}") != data
        ]
        return f"the command had ended, and {lost[0]} was lost" if lost else ""

    def _fault(self, point: Point) -> str:
        ended = self._run(Fault(point.at, point.mode), lambda out, _: self.command.work(out))
        if point.mode in KILLS:
            return "" if ended == KILLED else f"the operation never came: {ended}"
        return "" if ended in (DONE, TOLD) else f"no message, but a traceback: {ended}"

    def _run(self, fault: Fault | None, work) -> int:
        out = self.command.lay_out(self._box)
        PROMISED.value = 0

        def at_work() -> None:
            tracer = Tracer(
                self._box, fault, keeping=fault is None, acknowledged=lambda: PROMISED.value
            )
            counting_promises()
            traced(tracer)
            layer = Tracing(tracer)
            work(out, tracer)
            del layer

        return forked(at_work)

    def _again(self) -> str:
        said = self._place / "said.txt"
        said.unlink(missing_ok=True)
        out = self._box / "out"
        ended = forked(lambda: said.write_text(self.command.wrong_after(out)))
        return said.read_text() if ended == DONE else f"the same command ended with {ended}"


def spread(points: Sequence[Point], most: int | None) -> list[Point]:
    """Return so many points at the most, of every mode alike; None: all."""
    if most is None or len(points) <= most:
        return list(points)
    modes = sorted({point.mode for point in points})
    chosen: list[Point] = []
    for mode in modes:
        of = [point for point in points if point.mode == mode]
        count = min(len(of), max(1, most // len(modes)))
        chosen += [of[(2 * i + 1) * len(of) // (2 * count)] for i in range(count - 1)] + of[-1:]
    return chosen


def rooms() -> Path:
    """Return where boxes are best made: in memory, since power is cut on paper only."""
    memory = Path("/dev/shm")
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    return memory if usable else Path(tempfile.gettempdir())


def crashed(name: str, most: int | None = None) -> Iterator[Tried]:
    """Yield what becomes of the points of a command.

    Args:
        name: a key of `COMMANDS`.
        most: how many points; None: all.
    """
    with tempfile.TemporaryDirectory(dir=rooms()) as place:
        room = Path(place)
        commands.warm_up(room / "warm")
        harness = Harness(COMMANDS[name](room / "made"), room)
        for point in spread(harness.points(), most):
            yield harness.tried(point)


def main(arguments: Sequence[str]) -> int:
    """Try points and print what became of each; return whether one was not survived.

    Args:
        arguments: a command, and how many of its points. Without them all points of all commands
            are tried, each command in a process of its own, and the result is recorded.
    """
    if not arguments:
        return _record_all()
    name, most = arguments
    wrong = 0
    for one in crashed(name, int(most)):
        wrong += bool(one.wrong)
        sys.stdout.write(json.dumps(asdict(one)) + "\n")
        sys.stdout.flush()
    return int(wrong > 0)


def _record_all() -> int:
    with ThreadPoolExecutor(os.cpu_count()) as several:
        told = dict(zip(COMMANDS, several.map(_all_points, COMMANDS), strict=True))
    rows = [
        {
            "command": name,
            "mode": mode,
            "tried": sum(one["point"]["mode"] == mode for one in points),
            "survived": sum(one["point"]["mode"] == mode and not one["wrong"] for one in points),
        }
        for name, points in told.items()
        for mode in MODES
    ]
    RECORDED.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    for one in (one for points in told.values() for one in points if one["wrong"]):
        sys.stdout.write(f"{one}\n")
    tried, survived = (sum(row[name] for row in rows) for name in ("tried", "survived"))
    sys.stdout.write(f"{survived:,} of {tried:,} points survived\n")
    return int(survived < tried)


def _all_points(name: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "tests.faults.crashing", name, str(ALL)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as running:
        assert running.stdout is not None
        points = [json.loads(line) for line in running.stdout]
    sys.stdout.write(f"{name}: {len(points):,} points\n")
    sys.stdout.flush()
    return points


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
