"""One writer at a time in a folder; whoever holds it lets go when it ends, however it ends.

The lock is a transaction on a small SQLite file, and so the operating system's: nothing is left to
be removed after a crash.
"""

import contextlib
import json
import os
import platform
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from simulator.errors import InputError, StoreError

LOCK = "lock.sqlite"
HOLDER = "holder.json"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder for this process.

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
        lock.close()


def _taken(folder: Path) -> sqlite3.Connection:
    try:
        lock = sqlite3.connect(folder / LOCK, timeout=0.2, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error):
            problem = f"{folder} cannot be written: {error}"
            raise InputError.of(problem, "a folder that can", key="--out") from error
        raise StoreError(
            f"{folder} is in use{holder(folder)}; wait until it has ended, or choose another folder"
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{folder / LOCK} is not a lock of ours: {error}") from error
    return lock


def holder(folder: Path) -> str:
    """Return who holds a folder, in words."""
    try:
        told = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f" by process {int(told['pid'])} on {told['host']}, since {told['since']}"
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return " by another process"
