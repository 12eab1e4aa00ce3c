"""What a program does to the files of one folder, operation by operation."""

import errno
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

CREATE, WRITE, TRUNCATE = "create", "write", "truncate"
SYNC, RENAME, REMOVE = "sync", "rename", "remove"
MAKE_FOLDER, REMOVE_FOLDER, SYNC_FOLDER = "make folder", "remove folder", "sync folder"
NAMELESS, READ = "create without a name", "read"

ERRORS = {
    "ENOSPC": (errno.ENOSPC, {CREATE, NAMELESS, WRITE, MAKE_FOLDER}, True),
    "EIO": (errno.EIO, {WRITE, TRUNCATE, SYNC, RENAME, REMOVE, SYNC_FOLDER}, False),
    "EACCES": (errno.EACCES, {CREATE, NAMELESS, RENAME, REMOVE, MAKE_FOLDER}, True),
}
"""Each error's number, the operations that can meet it, and whether it stays once it is there."""


@dataclass(frozen=True)
class Operation:
    """One change of a folder.

    Attributes:
        kind: one of the names above.
        path: of the file, or of the folder.
        target: of a rename.
        offset, data: of a write; of a truncation the new size.
        acknowledged: how many runs the store had promised to keep by then.
    """

    kind: str
    path: Path
    target: Path | None = None
    offset: int = 0
    data: bytes = b""
    acknowledged: int = 0

    def __str__(self) -> str:
        return f"{self.kind} {self.path.name}"


@dataclass(frozen=True)
class Fault:
    """What happens at one operation.

    Attributes:
        at: which one, counted from 1.
        mode: "kill before", "kill after", "torn", or one of `ERRORS`; or "read", for the read
            with this number.
    """

    at: int
    mode: str


@dataclass
class Tracer:
    """Counts the operations below a folder, keeps them, and lets one of them go wrong.

    Attributes:
        root: the folder.
        fault: what goes wrong; None: nothing.
        kept: the operations, if they are to be kept.
        acknowledged: tells how many runs the store has promised to keep.
    """

    root: Path
    fault: Fault | None = None
    keeping: bool = False
    acknowledged: Callable[[], int] = lambda: 0
    kept: list[Operation] = field(default_factory=list)
    count: int = 0
    reads: int = 0

    def watches(self, path: Path) -> bool:
        """Return whether a path is the folder, or in it."""
        return path == self.root or self.root in path.parents

    def done(
        self,
        kind: str,
        path: Path,
        work: Callable[[], object],
        half: Callable[[], object] | None = None,
        **more,
    ) -> int:
        """Do an operation, and return 0; or the number of the error that stands in its way.

        Args:
            work: does it.
            half: does half of it; None: it cannot be halved.
        """
        self.count += 1
        mode = self._mode(kind)
        if mode in ERRORS:
            return ERRORS[mode][0]
        if mode == "kill before":
            _die()
        if mode == "torn":
            (half or work)()
            _die()
        work()
        if self.keeping:
            more["acknowledged"] = self.acknowledged()
            self.kept.append(Operation(kind, path, **more))
        if mode == "kill after":
            _die()
        return 0

    def reads_fail(self) -> bool:
        """Return whether a read goes wrong: the one whose number the fault names."""
        self.reads += 1
        return self.fault is not None and self.fault.mode == READ and self.reads == self.fault.at

    def _mode(self, kind: str) -> str:
        fault = self.fault
        if fault is None:
            return ""
        if fault.mode in ERRORS:
            _, kinds, stays = ERRORS[fault.mode]
            now = self.count >= fault.at if stays else self.count == fault.at
            return fault.mode if now and kind in kinds else ""
        return fault.mode if self.count == fault.at else ""


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
