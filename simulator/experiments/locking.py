"""One writer at a time in a folder; whoever holds it lets go when it ends, however it ends.

The lock is a transaction on a small SQLite file, and so the operating system's: whatever is left
after a crash holds nobody up.
"""

import contextlib
import json
import os
import platform
import sqlite3
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path

from simulator.errors import InputError, SimulatorError, StoreError

LOCK = "lock.sqlite"
HOLDER = "holder.json"
PATIENCE_SECONDS = 0.2


_HELD: ContextVar[frozenset[Path]] = ContextVar("held", default=frozenset())
"""Folders that whoever is at work holds while results are written into them."""


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a folder for a while and leave nothing in it; whoever holds it already goes on.

    Raises:
        StoreError, InputError: as `locked`.
    """
    place = folder.resolve()
    if place in _HELD.get():
        yield
        return
    with locked(folder, leaving=False):
        before = _HELD.set(_HELD.get() | {place})
        try:
            yield
        finally:
            _HELD.reset(before)


@contextlib.contextmanager
def locked(folder: Path, *, leaving: bool = True) -> Iterator[None]:
    """Hold a folder for this process.

    Args:
        leaving: whether the lock's file stays, for whoever comes next.

    Raises:
        StoreError: another process holds it, or the lock's file is not ours.
        InputError: nothing can be written there.
    """
    lock = _taken(folder)
    try:
        told = {
            "pid": os.getpid(),
            "host": platform.node(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with contextlib.suppress(OSError):
            (folder / HOLDER).write_text(json.dumps(told), encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            (folder / HOLDER).unlink()
        if not leaving:
            with contextlib.suppress(OSError):
                (folder / LOCK).unlink()
        lock.close()


def _taken(folder: Path) -> sqlite3.Connection:
    """Return the lock, once it is surely that of the file that is there."""
    while True:
        lock = _begun(folder, PATIENCE_SECONDS)
        try:
            _begun(folder, 0.0).close()
        except SimulatorError:
            return lock
        lock.close()  # whoever had it took the file away, so that ours is nobody's lock


def _begun(folder: Path, patience: float) -> sqlite3.Connection:
    lock = None
    try:
        lock = sqlite3.connect(folder / LOCK, timeout=patience, isolation_level=None)
        lock.execute("PRAGMA journal_mode = OFF")
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if lock is not None:
            lock.close()
        raise _not_ours(folder, error) from error
    return lock


def _not_ours(folder: Path, error: sqlite3.Error) -> SimulatorError:
    if not isinstance(error, sqlite3.OperationalError):
        return StoreError(f"{folder / LOCK} is not a lock of ours: {error}")
    if "locked" not in str(error):
        problem = f"{folder} cannot be written: {error}"
        return InputError.of(problem, "a folder that can", key="--out")
    return StoreError(
        f"{folder} is in use{holder(folder)}; wait until it has ended, or choose another folder"
    )


def holder(folder: Path) -> str:
    """Return who holds a folder, in words."""
    try:
        told = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f" by process {int(told['pid'])} on {told['host']}, since {told['since']}"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return " by another process"
