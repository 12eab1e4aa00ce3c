"""The store of a sweep: every finished run, safe whenever the program dies.

One SQLite file in write-ahead mode with full synchronisation: a run is in it whole or not at all.
Each row carries a hash of its content, so that a damaged one is found and run again. While a sweep
runs it holds a transaction on a second file, so that nobody else writes; it ends with the process.
"""

import contextlib
import hashlib
import json
import math
import os
import platform
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import InputError, RefusedError, StoreError, VersionError

RUNS = "runs.sqlite"
LOCK = "lock.sqlite"
HOLDER = "holder.json"
FORMAT = 1
"""Version of the store's layout."""

_TABLES = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (
    scenario INTEGER NOT NULL, replication INTEGER NOT NULL, status TEXT NOT NULL,
    content TEXT NOT NULL, hash TEXT NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (scenario, replication)
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Run:
    """One finished run.

    Attributes:
        scenario: its number in the sweep: point × assumptions × programme.
        outcomes: by name, NaN where not defined; empty if it failed.
        stage, error, traceback: where and why it failed; empty if it did not.
        seconds: CPU time, of no consequence for any result.
    """

    scenario: int
    replication: int
    outcomes: Mapping[str, float]
    stage: str = ""
    error: str = ""
    traceback: str = ""
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        """Whether it came to nothing."""
        return bool(self.stage)

    def content(self) -> str:
        """Return what the run came to as JSON text: NaN as null, numbers to the last bit."""
        if self.failed:
            told: Any = {"stage": self.stage, "error": self.error, "traceback": self.traceback}
        else:
            told = {name: _or_none(value) for name, value in sorted(self.outcomes.items())}
        return json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _or_none(value: float) -> float | None:
    return None if math.isnan(value) else value


def hash_of(scenario: int, replication: int, status: str, content: str) -> str:
    """Return the hash of a run: its key and its content, 32 hexadecimal digits."""
    text = f"{scenario}\x1f{replication}\x1f{status}\x1f{content}"
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class Store:
    """The runs of one sweep in one folder, open for one writer or for reading."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder, self._connection = folder, connection
        self.damaged: list[tuple[int, int]] = []

    @property
    def identity(self) -> dict[str, Any]:
        """What decides the results: design, scenarios, seed, versions."""
        row = self._connection.execute("SELECT value FROM meta WHERE key = 'identity'").fetchone()
        return dict(json.loads(row[0])) if row else {}

    def add(self, runs: Iterable[Run]) -> None:
        """Add finished runs in one transaction; a run that is there already stays as it is."""
        rows = []
        for run in runs:
            status, content = ("failed" if run.failed else "done"), run.content()
            digest = hash_of(run.scenario, run.replication, status, content)
            rows.append((run.scenario, run.replication, status, content, digest, run.seconds))
        try:
            with self._connection:
                self._connection.executemany(
                    "INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?)", rows
                )
        except sqlite3.Error as error:
            size = sum(len(row[3]) for row in rows)
            raise StoreError(
                f"{self.folder / RUNS}: {error}; about {size:,} bytes more are needed; what was "
                "finished is kept: the same command goes on from there"
            ) from error

    def forget(self, keys: Iterable[tuple[int, int]]) -> None:
        """Take out runs, so that they are run again."""
        with self._connection:
            self._connection.executemany(
                "DELETE FROM runs WHERE scenario = ? AND replication = ?", list(keys)
            )

    def keys(self) -> set[tuple[int, int]]:
        """Return (scenario, replication) of the whole runs; damaged ones are noted in `damaged`."""
        return {(run.scenario, run.replication) for run in self.runs()}

    def runs(self) -> Iterator[Run]:
        """Yield the whole runs by scenario and replication; damaged ones go to `damaged`.

        Raises:
            StoreError: the file itself cannot be read.
        """
        self.damaged = []
        try:
            for row in self._connection.execute(
                "SELECT scenario, replication, status, content, hash, seconds FROM runs "
                "ORDER BY scenario, replication"
            ):
                scenario, replication, status, content, digest, seconds = row
                if digest != hash_of(scenario, replication, status, content):
                    self.damaged.append((scenario, replication))
                    continue
                yield _run(scenario, replication, status, json.loads(content), seconds)
        except sqlite3.Error as error:
            raise StoreError(f"{self.folder / RUNS} is damaged: {error}") from error

    def close(self) -> None:
        """Close the store; all that was added is on disk already."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()


def _run(
    scenario: int, replication: int, status: str, content: dict[str, Any], seconds: float
) -> Run:
    if status == "failed":
        return Run(scenario, replication, {}, **content, seconds=seconds)
    outcomes = {name: math.nan if value is None else value for name, value in content.items()}
    return Run(scenario, replication, outcomes, seconds=seconds)


@contextlib.contextmanager
def writing(folder: Path, identity: Mapping[str, Any]) -> Iterator[Store]:
    """Open a sweep's store to go on with it, or begin it; nobody else may write meanwhile.

    Raises:
        RefusedError: the store is of other inputs or versions; the differences are named.
        StoreError: it is damaged, somebody else's, or somebody is writing into it.
        InputError: the folder cannot be written.
    """
    made = [one for one in (folder, *folder.parents) if not one.exists()]
    _make(folder)
    with _locked(folder):
        store = Store(folder, _open(folder / RUNS, create=True))
        try:
            _begin(store, identity)
            yield store
        finally:
            store.close()
    for one in made:
        with contextlib.suppress(OSError):
            one.rmdir()


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[Store]:
    """Open a sweep's store to read it, also while somebody writes, also in a read-only folder.

    Raises:
        StoreError: there is none, or it is damaged.
    """
    if not (folder / RUNS).is_file():
        raise StoreError(f"{folder} holds no {RUNS}: it is no store of a sweep")
    store = Store(folder, _open(folder / RUNS, create=False))
    try:
        _check_format(store)
        yield store
    finally:
        store._connection.close()


def _make(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise InputError.of(f"{folder} is a file", "a folder, or a new name", key="--out")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"{folder} cannot be written: {error.strerror}"
        raise InputError.of(problem, "a folder that can", key="--out") from error


def _open(path: Path, *, create: bool) -> sqlite3.Connection:
    mode = "rwc" if create else "ro"
    where = f"{path.resolve().as_uri()}?mode={mode}"
    try:
        try:
            connection = sqlite3.connect(where, uri=True, timeout=30)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:
            if create:
                raise
            # A folder that cannot be written has no room for the log of a store that is at rest.
            connection = sqlite3.connect(f"{where}&immutable=1", uri=True)
        if create:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.executescript(_TABLES)
        connection.execute("SELECT count(*) FROM meta").fetchone()
    except sqlite3.DatabaseError as error:
        advice = f"move it away and the same command begins anew ({error})"
        if isinstance(error, sqlite3.OperationalError):
            advice = str(error)
        raise StoreError(f"{path} cannot be used as a store: {advice}") from error
    return connection


def _check_format(store: Store) -> None:
    row = store._connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    if row is None:
        raise StoreError(f"{store.folder / RUNS} is no store of a sweep")
    if int(row[0]) > FORMAT:
        raise VersionError(
            f"{store.folder / RUNS} was written by a newer version: upgrade the simulator"
        )


def _begin(store: Store, identity: Mapping[str, Any]) -> None:
    """Note whose store this is, or refuse one of other inputs."""
    wanted = json.loads(json.dumps(identity, default=str))
    if not store.identity:
        with store._connection:
            store._connection.executemany(
                "INSERT INTO meta VALUES (?, ?)",
                [("format", str(FORMAT)), ("identity", json.dumps(wanted, ensure_ascii=False))],
            )
        return
    _check_format(store)
    different = list(differences(store.identity, wanted))
    if different:
        shown = "\n".join(f"  {line}" for line in different[:20])
        more = f"\n  ... and {len(different) - 20} more" if len(different) > 20 else ""
        raise RefusedError(
            f"{store.folder} holds the runs of other inputs or versions; choose another folder:\n"
            f"{shown}{more}"
        )


def differences(theirs: Any, ours: Any, path: str = "") -> Iterator[str]:
    """Yield `path: theirs there, ours here` for every leaf on which two plain trees differ.

    >>> list(differences({"a": {"b": 1}}, {"a": {"b": 2, "c": 3}}))
    ['a.b: 1 there, 2 here', 'a.c: nothing there, 3 here']
    """
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*theirs, *ours}):
            below = f"{path}.{key}".removeprefix(".")
            if key not in theirs or key not in ours:
                there, here = (_shown(tree.get(key)) for tree in (theirs, ours))
                yield f"{below}: {there} there, {here} here"
            else:
                yield from differences(theirs[key], ours[key], below)
    elif theirs != ours:
        yield f"{path}: {_shown(theirs)} there, {_shown(ours)} here"


def _shown(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the store for this process; the system lets go when it ends, however it ends."""
    try:
        lock = sqlite3.connect(folder / LOCK, timeout=0.2, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            problem = f"{folder} cannot be written: {error}"
            raise InputError.of(problem, "a folder that can", key="--out") from error
        raise StoreError(f"{folder} is in use{_holder(folder)}; wait, or choose another") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{folder / LOCK} is not a lock of ours: {error}") from error
    try:
        told = {"pid": os.getpid(), "host": platform.node()}
        with contextlib.suppress(OSError):
            (folder / HOLDER).write_text(json.dumps(told), encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / HOLDER).unlink()
        lock.close()


def _holder(folder: Path) -> str:
    try:
        told = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f" by process {int(told['pid'])} on {told['host']}"
    except (OSError, ValueError, KeyError, TypeError):
        return " by another process"
