"""Opening a sweep's store, to go on with it or to read it: whose it is, and whether it is whole."""

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simulator.errors import RefusedError, StoreError, VersionError
from simulator.experiments import folder as folders
from simulator.experiments.fingerprint import differences
from simulator.experiments.locking import locked
from simulator.experiments.plans import Plan, as_text, digest_of
from simulator.experiments.store import RUNS, Store, connected, opened

FORMAT = 1
"""Version of the store's layout."""
MOST_DIFFERENCES = 20


@contextlib.contextmanager
def writing(folder: Path, planned: Plan) -> Iterator[Store]:
    """Open a sweep's store to go on with it, or begin it; nobody else may write meanwhile.

    Raises:
        RefusedError: the folder is of other inputs or versions; the differences are named.
        StoreError: the store is unreadable or somebody else's, or somebody is writing into it.
        InputError: the folder cannot be written, or lies in a study.
    """
    folders.make(folder)
    if not (folder / RUNS).exists():
        folders.refuse_others(folder, planned.digest)
    with locked(folder):
        store = _open(folder, planned)
        try:
            yield store
        finally:
            store.close()


@contextlib.contextmanager
def reading(folder: Path) -> Iterator[Store]:
    """Open a sweep's store to read it, also while somebody writes, also in a read-only folder.

    Raises:
        StoreError: there is none, or it is damaged.
    """
    path = folder / RUNS
    if not path.is_file():
        raise StoreError(f"{folder} holds no {RUNS}: it is no store of a sweep")
    store = Store(folder, _to_read(path))
    try:
        identity = identity_of(store)
        store = Store(folder, store._connection, digest_of(identity), identity["sweep"]["seed"])
        yield store
    finally:
        store._connection.close()


def identity_of(store: Store) -> dict[str, Any]:
    """Return what decides a store's results, as it was noted at its start.

    Raises:
        StoreError: it cannot be read any more.
        VersionError: it was written by a newer version.
    """
    meta = store.meta()
    _refuse_newer(store, meta)
    try:
        identity: dict[str, Any] = json.loads(meta["identity"])
    except (KeyError, ValueError, RecursionError):
        identity = {}
    if not identity or digest_of(identity) != meta.get("digest"):
        raise StoreError(f"{store.folder / RUNS} does not say whose it is: it is damaged")
    return identity


def design_of(store: Store) -> dict[str, Any]:
    """Return the store's factors and points as plain data, its sweep's name and study's folder."""
    told: dict[str, Any] = json.loads(store.meta().get("design", "{}"))
    return told


def _open(folder: Path, planned: Plan) -> Store:
    path = folder / RUNS
    store = None
    try:
        _refuse_foreign(path)
        store = Store(folder, opened(path), planned.digest, planned.sweep.seed)
        if not _tables(store._connection):
            store.begin(label_of(planned))
        else:
            _refuse_others(store, planned)
    except sqlite3.DatabaseError as error:
        if store is not None:
            store._connection.close()
        raise _unusable(path, error) from error
    except BaseException:
        if store is not None:
            store._connection.close()
        raise
    return store


def _unusable(path: Path, error: sqlite3.Error) -> StoreError:
    if isinstance(error, sqlite3.OperationalError):
        return StoreError(f"{path} cannot be used as a store: {error}")
    return StoreError(
        f"{path} is damaged, or no store of a sweep: {error}; move it away and the same command "
        "begins anew"
    )


def label_of(planned: Plan) -> dict[str, str]:
    """Return what a sweep's store says of itself."""
    return {
        "format": str(FORMAT),
        "digest": planned.digest,
        "identity": as_text(planned.identity),
        "design": as_text(planned.told()),
    }


def _tables(connection: sqlite3.Connection) -> set[str]:
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {bytes(name).decode("utf-8", "replace") for (name,) in rows}


def _refuse_foreign(path: Path) -> None:
    """Raise if a file is a database of somebody else's; nothing is written into it."""
    if not path.exists() or path.stat().st_size == 0:
        return
    tables = _tables_in(path)
    if tables and not tables >= {"meta", "runs"}:
        raise StoreError(
            f"{path} is a database of something else, with the tables {', '.join(sorted(tables))}; "
            "choose another folder"
        )


def _tables_in(path: Path) -> set[str]:
    """Return the tables of a database; one that was left amid a change is first put right."""
    try:
        with contextlib.closing(connected(path, "ro")) as connection:
            return _tables(connection)
    except sqlite3.OperationalError:
        with contextlib.closing(connected(path, "rw")) as connection:
            return _tables(connection)


def _refuse_others(store: Store, planned: Plan) -> None:
    """Raise if a store is of other inputs; one whose label is damaged is known by its rows."""
    meta = store.meta()
    _refuse_newer(store, meta)
    if meta == label_of(planned):
        return
    theirs = _read_identity(meta)
    if theirs is not None:
        different = list(differences(theirs, json.loads(as_text(planned.identity))))
        if different:
            raise RefusedError(_said(store.folder, different))
    elif not any(True for _ in store.rows()) and len(store):
        raise StoreError(
            f"{store.folder / RUNS} does not say whose it is, and none of its runs are of this "
            "sweep; move it away and the same command begins anew"
        )
    store.relabel(label_of(planned))


def _read_identity(meta: Mapping[str, str]) -> Any | None:
    try:
        identity = json.loads(meta["identity"])
        return identity if digest_of(identity) == meta["digest"] else None
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def _refuse_newer(store: Store, meta: Mapping[str, str]) -> None:
    layout = meta.get("format", "")
    if layout.isdecimal() and int(layout) > FORMAT and _read_identity(meta) is not None:
        raise VersionError(
            f"{store.folder / RUNS} was written by a newer version: upgrade the simulator"
        )


def _said(folder: Path, different: list[str]) -> str:
    shown = "\n".join(f"  {line}" for line in different[:MOST_DIFFERENCES])
    more = len(different) - MOST_DIFFERENCES
    rest = f"\n  ... and {more} more" if more > 0 else ""
    what = f"{folder} holds the runs of other inputs or versions; choose another folder"
    return f"{what}:\n{shown}{rest}"


def _to_read(path: Path) -> sqlite3.Connection:
    try:
        try:
            connection = connected(path, "ro")
            connection.execute("SELECT count(*) FROM meta").fetchone()
        except sqlite3.OperationalError:
            # A folder that cannot be written has no room for the log of a store that is at rest.
            where = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(where, uri=True, isolation_level=None)
            connection.text_factory = bytes
            connection.execute("SELECT count(*) FROM meta").fetchone()
    except sqlite3.Error as error:
        raise StoreError(f"{path} is damaged, or no store of a sweep: {error}") from error
    return connection
