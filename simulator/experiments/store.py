"""The store of a sweep: every finished run, safe whenever the program dies.

One SQLite file in write-ahead mode with full synchronisation: a run is in it whole or not at all.
Each row carries a hash of whose it is, its key and its content, so that a damaged one is found and
run again. While a sweep runs, nobody else may write (`locking`).
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from simulator.errors import StoreError
from simulator.experiments.runs import Run, hash_of

RUNS = "runs.sqlite"
PARTIAL = "runs.sqlite.partial"
"""A store that is being rebuilt from what is whole in a damaged one."""

TABLES = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE runs (
        scenario INTEGER NOT NULL, replication INTEGER NOT NULL, status TEXT NOT NULL,
        content TEXT NOT NULL, hash TEXT NOT NULL, seed INTEGER NOT NULL, seconds REAL NOT NULL,
        PRIMARY KEY (scenario, replication)
    )""",
)
Row = tuple[int, int, str, str, str, int, float]
"""A whole row: scenario, replication, status, content, hash, seed, seconds."""
Key = tuple[int, int]
_INSERT = "INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?)"
_ROWS = "SELECT scenario, replication, status, content, hash, seed, seconds FROM runs "
_IN_ORDER = "INDEXED BY sqlite_autoindex_runs_1 ORDER BY scenario, replication"


class Store:
    """The runs of one sweep in one folder, open for one writer or for reading.

    Attributes:
        folder: where it lies.
        digest: hash of the identity of its sweep; rows of another one count as damaged.
        damaged: what the last look at all rows found: keys, or what was read in their place.
    """

    def __init__(
        self, folder: Path, connection: sqlite3.Connection, digest: str = "", seed: int = 0
    ) -> None:
        self.folder, self.digest, self.damaged = folder, digest, list[Any]()
        self._connection, self._seed = connection, seed

    def meta(self) -> dict[str, str]:
        """Return what the store says of itself; empty if it says nothing yet."""
        try:
            rows = self._connection.execute("SELECT key, value FROM meta").fetchall()
            return {key.decode("ascii"): value.decode("ascii") for key, value in rows}
        except (UnicodeDecodeError, AttributeError):
            return {}
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def begin(self, meta: Mapping[str, str]) -> None:
        """Make the tables and say whose they are, in one transaction."""
        with self._transaction():
            for statement in TABLES:
                self._connection.execute(statement)
            self._connection.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))

    def relabel(self, meta: Mapping[str, str]) -> None:
        """Say anew whose the store is."""
        with self._transaction():
            self._connection.execute("DELETE FROM meta")
            self._connection.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))

    def add(self, runs: Iterable[Run]) -> None:
        """Add finished runs in one transaction.

        Raises:
            StoreError: they cannot be written, or one is there already and came to something else.
        """
        rows = [self._row(run) for run in runs]
        with self._transaction(sum(len(row[3]) for row in rows)):
            cursor = self._connection.executemany(_INSERT, rows)
            if cursor.rowcount < len(rows):
                self._refuse_other_results(rows)

    def forget(self, keys: Iterable[Key]) -> None:
        """Take out runs, so that they are run again."""
        with self._transaction():
            self._connection.executemany(
                "DELETE FROM runs WHERE scenario = ? AND replication = ?", list(keys)
            )

    def __len__(self) -> int:
        """Return how many rows there are, whole or not."""
        try:
            return int(self._connection.execute("SELECT count(*) FROM runs").fetchone()[0])
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def rows(self) -> Iterator[Row]:
        """Yield the whole rows by scenario and replication; the others go to `damaged`.

        Raises:
            StoreError: the file itself cannot be read any further.
        """
        self.damaged = []
        last = (-1, -1)
        try:
            for raw in self._connection.execute(_ROWS + _IN_ORDER):
                row = self._whole(raw)
                if row is None or row[:2] <= last:
                    self.damaged.append(raw[:2])
                else:
                    last = row[:2]
                    yield row
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def runs(self) -> Iterator[Run]:
        """Yield the whole runs by scenario and replication; damaged ones go to `damaged`."""
        for scenario, replication, status, content, _, _, seconds in self.rows():
            yield Run.of(scenario, replication, status, content, seconds)

    def rebuild(self, meta: Mapping[str, str]) -> None:
        """Make the store anew from its whole rows, in the damaged one's place.

        Raises:
            StoreError: it cannot be written.
        """
        try:
            self._rebuild(meta)
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"{self.folder / RUNS} is damaged in part and cannot be made anew: {error}; what "
                "is whole in it is kept: the same command goes on from there"
            ) from error

    def _rebuild(self, meta: Mapping[str, str]) -> None:
        rows, partial = self._salvaged(), self.folder / PARTIAL
        partial.unlink(missing_ok=True)
        fresh = Store(self.folder, connected(partial, "rwc"), self.digest, self._seed)
        fresh.begin(meta)
        with fresh._transaction(sum(len(row[3]) for row in rows)):
            fresh._connection.executemany(_INSERT, rows)
        fresh._connection.close()
        self.close()
        for log in (f"{RUNS}-wal", f"{RUNS}-shm"):
            (self.folder / log).unlink(missing_ok=True)
        partial.replace(self.folder / RUNS)
        self._connection = opened(self.folder / RUNS)

    def close(self) -> None:
        """Close the store; all that was added is on disk already."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._connection.close()

    def _row(self, run: Run) -> Row:
        content = run.content()
        digest = hash_of(self.digest, run.scenario, run.replication, run.status, content)
        return (*run.key, run.status, content, digest, self._seed, run.seconds)

    def _whole(self, raw: tuple[Any, ...]) -> Row | None:
        """Return a row as it was written, or None if it is not that any more."""
        scenario, replication, *texts, seed, seconds = raw
        try:
            status, content, digest = (text.decode("ascii") for text in texts)
        except (AttributeError, UnicodeDecodeError):
            return None
        if digest != hash_of(self.digest, scenario, replication, status, content):
            return None
        time = seconds if isinstance(seconds, float) and seconds >= 0 else 0.0
        return scenario, replication, status, content, digest, seed, time

    def _salvaged(self) -> list[Row]:
        """Return all whole rows that can still be reached, from either end of the table."""
        found: dict[Key, Row] = {}
        for direction in ("", " DESC"):
            order = f"NOT INDEXED ORDER BY rowid{direction}"
            with contextlib.suppress(sqlite3.Error):
                for raw in self._connection.execute(f"{_ROWS} {order}"):
                    row = self._whole(raw)
                    if row is not None:
                        found[row[:2]] = row
        return [found[key] for key in sorted(found)]

    def _refuse_other_results(self, rows: Iterable[Row]) -> None:
        for row in rows:
            where = "WHERE scenario = ? AND replication = ?"
            kept = self._whole(self._connection.execute(_ROWS + where, row[:2]).fetchone())
            if kept is not None and kept[4] != row[4]:
                raise StoreError(
                    f"{self.folder / RUNS}: run {row[0]}/{row[1]} came to something else than the "
                    "first time; equal inputs must give equal results: check this machine's memory "
                    "and its libraries before any result is used"
                )

    @contextlib.contextmanager
    def _transaction(self, size: int = 0) -> Iterator[None]:
        try:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                yield
        except sqlite3.Error as error:
            needed = f"about {size:,} bytes more are needed; " if size else ""
            raise StoreError(
                f"{self.folder / RUNS}: {error}; {needed}what had finished is kept: the same "
                "command goes on from there"
            ) from error

    def _unreadable(self, error: sqlite3.Error) -> StoreError:
        return StoreError(f"{self.folder / RUNS} is damaged: {error}")


def connected(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection whose texts come as the bytes that they are."""
    where = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(where, uri=True, timeout=30, isolation_level=None)
    connection.text_factory = bytes
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def opened(path: Path) -> sqlite3.Connection:
    """Return a connection for writing, in write-ahead mode."""
    connection = connected(path, "rwc")
    connection.execute("PRAGMA journal_mode = WAL")
    return connection
