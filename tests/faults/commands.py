"""What the crash harness crashes: every kind of write into a store or a results folder."""

import contextlib
import mmap
import os
import shutil
import sqlite3
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

import simulator as sim
from simulator.cli.ending import finished
from simulator.errors import SimulatorError
from simulator.experiments.answers import kept
from simulator.experiments.folder import manifest_of
from simulator.experiments.plans import Plan
from simulator.experiments.replicate import compare, run
from simulator.experiments.store import RUNS, Store
from simulator.experiments.sweep import Crew, carried_out
from simulator.experiments.tipping import Tipping
from tests.cli.small_model import StudyModel
from tests.experiments.fakes import FakeModel, FakeScenario
from tests.experiments.sweeps import planned, tables_of
from tests.faults.forks import DONE, forked

ROWS = 24
"""Runs of the small sweep: twelve replications of two programmes."""


class Shared:
    """A number that a process shares with its forks."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 8)

    @property
    def value(self) -> int:
        """The number."""
        return int(struct.unpack("q", self._memory[:8])[0])

    @value.setter
    def value(self, value: int) -> None:
        self._memory[:8] = struct.pack("q", value)


PROMISED, DRAWN = Shared(), Shared()
"""Runs that the store has said are safe; replications that a command has drawn."""


@dataclass(frozen=True)
class Counting(StudyModel):
    """The fake model, which tells its parent how often it drew."""

    def draw(self, *arguments):
        DRAWN.value += 1
        return super().draw(*arguments)


@dataclass(frozen=True)
class Command:
    """Something that writes into a folder.

    Attributes:
        name: what it is.
        start: files that are there before, by path relative to the box that holds the folder.
        work: the command, given the folder.
        wanted: the tables that are there after it, by name.
        before: tables that may also be there until it has ended.
        draws: how many replications it draws if nothing has been kept; 0: it draws none.
    """

    name: str
    start: dict[str, bytes]
    work: Callable[[Path], object]
    wanted: dict[str, bytes]
    before: dict[str, bytes]
    draws: int = 0

    def lay_out(self, box: Path, files: dict[str, bytes] | None = None) -> Path:
        """Make a box with files in it, by default those of the start; return the folder's path."""
        shutil.rmtree(box, ignore_errors=True)
        box.mkdir(parents=True)
        for name, data in (self.start if files is None else files).items():
            (box / name).parent.mkdir(exist_ok=True)
            (box / name).write_bytes(data)
        return box / "out"

    def wrong_after(self, out: Path) -> str:
        """Return what is wrong with a folder after a crash, once the same command has ended."""
        with contextlib.suppress(SimulatorError):
            sim.read(out)
            if _listed(out) not in (self.wanted, self.before):
                return "something half-written was read"
        promised, DRAWN.value = PROMISED.value, 0
        try:
            self.work(out)
        except SimulatorError as error:
            return f"the same command said {error}"
        if tables_of(out) != self.wanted:
            return "other results"
        if list(out.glob(".*")):
            return "something was left behind"
        redone = DRAWN.value - max(0, self.draws - promised // 2)
        return f"{redone} finished replications were run again" if redone > 0 else ""


def _listed(out: Path) -> dict[str, bytes]:
    """Return the tables that a folder's manifest lists."""
    manifest = manifest_of(out) or {"files": {}}
    return {name: (out / name).read_bytes() for name in sorted(manifest["files"])}


def warm_up(place: Path) -> None:
    """Load what every fork needs, so that none has to."""
    import pyarrow.parquet  # noqa: F401 - its threads start with its first use, in the forks

    run(FakeScenario(), 1, 1, workers=1, model=FakeModel(), progress=False)
    plan = planned(place / "small", model=Counting())
    assert plan.runs == ROWS


def counting_promises() -> None:
    """Tell the parent of each run that the store of this process has said is safe."""
    add = Store.add

    def counted(self, runs):
        runs = list(runs)
        add(self, runs)
        PROMISED.value += len(runs)

    Store.add = counted


def files_in(box: Path) -> dict[str, bytes]:
    """Return the files in a box by relative path."""
    return {
        path.relative_to(box).as_posix(): path.read_bytes()
        for path in sorted(box.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }


def _after(name: str, place: Path, work, start=None, before=None, draws=0) -> Command:
    """Return a command with what it comes to when nothing goes wrong."""
    plain = Command(name, start or {}, work, {}, before or {}, draws)
    out = plain.lay_out(place)
    assert forked(lambda: work(out)) == DONE
    return replace(plain, wanted=tables_of(out))


@dataclass(frozen=True)
class Sweeping:
    """The small sweep, into a folder."""

    plan: Plan

    @classmethod
    def of(cls, place: Path) -> "Sweeping":
        """Return the sweep of a study that is written into a place."""
        return cls(planned(place / "small", model=Counting()))

    def __call__(self, out: Path) -> None:
        """Run it, or go on with it."""
        carried_out(self.plan, out, Crew(1), progress=False, model=Counting())


def sweep_from_nothing(place: Path) -> Command:
    """Return a sweep whose folder is not there yet."""
    return _after("a sweep", place / "box", Sweeping.of(place), draws=ROWS // 2)


def sweep_that_goes_on(place: Path) -> Command:
    """Return a sweep of which half is in the store, in a log that nobody closed."""
    sweep, box = Sweeping.of(place), place / "box"
    box.mkdir()
    forked(lambda: _stopped_half_way(box / "out", sweep))
    return _after("a sweep that goes on", place / "on", sweep, files_in(box), draws=ROWS // 4)


def sweep_of_a_damaged_store(place: Path) -> Command:
    """Return a sweep that is finished, but for one row that is damaged."""
    sweep, box = Sweeping.of(place), place / "box"
    whole = _after("", box, sweep).wanted
    _damage(box / "out")
    return _after("a damaged store", place / "mended", sweep, files_in(box), whole, draws=1)


def _stopped_half_way(out: Path, sweep) -> None:
    """Run half of a sweep, and leave its log as a killed process does."""
    add, taken = Store.add, []

    def dying(self, runs):
        add(self, runs)
        taken.extend(runs)
        if len(taken) >= ROWS // 2:
            os._exit(DONE)

    Store.add = dying
    sweep(out)


def _damage(out: Path) -> None:
    table = sqlite3.connect(out / RUNS)
    with table:
        table.execute("UPDATE runs SET status = 'x' WHERE scenario = 4 AND replication = 1")
    table.close()


NONE, PLAN = FakeScenario(), FakeScenario(programme="plan", effect=-0.25)
OPTIONS = MappingProxyType({"workers": 1, "model": FakeModel(), "progress": False})


def _saving(results):
    return lambda out: finished(out, results.manifest["digest"], lambda: results)


def results_of_a_comparison(place: Path) -> Command:
    """Return a comparison whose folder is not there yet."""
    pair = compare([NONE, PLAN], 2, 1, **OPTIONS)
    return _after("results of a comparison", place / "box", _saving(pair))


def more_results_over_fewer(place: Path) -> Command:
    """Return a run of three replications over the audited results of two."""
    few, many = (run(NONE, count, 1, audit=count == 2, **OPTIONS) for count in (2, 3))
    before = _after("", place / "box", _saving(few)).wanted
    start = files_in(place / "box")
    return _after("more results over fewer", place / "on", _saving(many), start, before)


def an_answer(place: Path) -> Command:
    """Return an answer whose folder is not there yet."""
    pair = compare([NONE, PLAN], 2, 1, **OPTIONS)
    told = ("study", "digest", "seed", "replications", "scenarios", "failed", "versions")
    about = {name: pair.manifest[name] for name in told}
    manifest = kept("tip", about, {"values": 2}, {"value": 0.5}, ["It tips."])
    answer = Tipping(manifest, {"tipping": pair.summary()})
    return _after("an answer", place / "box", answer.save)
