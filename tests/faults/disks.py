"""What a disk may hold after its power is cut: what was synced, and any of the rest.

The strictest reading of POSIX: a file's data are safe once the file is synced, its name once its
folder is. Until then each change may have reached the disk or not, whatever came before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.operations import (
    CREATE,
    MAKE_FOLDER,
    NAMELESS,
    REMOVE,
    REMOVE_FOLDER,
    RENAME,
    SYNC,
    SYNC_FOLDER,
    TRUNCATE,
    WRITE,
    Operation,
)

DATA = (WRITE, TRUNCATE)
CUTS = ("unsynced lost", "first lost", "last alone", "last torn")
"""Which unsynced changes a power cut loses: all, the first, all but the last, half the last."""


@dataclass(frozen=True)
class _Change:
    """A change that is not safe yet, of the file with a number."""

    operation: Operation
    file: int


@dataclass
class Disk:
    """A disk: what is safe on it, and what is not yet.

    Attributes:
        root: where it is mounted; that is safe.
        folders: in it.
        names: which file lies under which name, by number.
        data: what each file holds.
        pending: changes that a power cut may lose, in order.
    """

    root: Path
    folders: set[Path] = field(default_factory=set)
    names: dict[Path, int] = field(default_factory=dict)
    data: dict[int, bytearray] = field(default_factory=dict)
    pending: list[_Change] = field(default_factory=list)
    _seen: dict[Path, int] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path, files: Mapping[str, bytes]) -> "Disk":
        """Return a disk with some files, by relative path, on which everything is safe."""
        disk = cls(root)
        for number, (name, content) in enumerate(files.items()):
            disk.folders.add((root / name).parent)
            disk.names[root / name] = disk._seen[root / name] = number
            disk.data[number] = bytearray(content)
        return disk

    def take(self, operations: Iterable[Operation]) -> None:
        """Do operations."""
        for one in operations:
            if one.kind == SYNC:
                file = self._seen[one.path]
                self._settle(lambda each, file=file: each.file == file and _is_data(each))
            elif one.kind == SYNC_FOLDER:
                place = one.path
                self._settle(lambda each, place=place: _is_name_in(each, place))
            elif one.kind != NAMELESS:
                self.pending.append(_Change(one, self._numbered(one)))

    def _numbered(self, one: Operation) -> int:
        """Return the number of the file that an operation is about, as the program sees it."""
        if one.kind == CREATE and one.path not in self._seen:
            self._seen[one.path] = len(self.data) + 1_000
            self.data[self._seen[one.path]] = bytearray()
        elif one.kind == RENAME:
            assert one.target is not None
            self._seen[one.target] = self._seen.pop(one.path)
            return self._seen[one.target]
        elif one.kind == REMOVE:
            return self._seen.pop(one.path, -1)
        return self._seen.get(one.path, -1)

    def _settle(self, safe) -> None:
        for change in self.pending:
            if safe(change):
                self._apply(change)
        self.pending = [change for change in self.pending if not safe(change)]

    def _apply(self, change: _Change, share: float = 1.0) -> None:
        one, content = change.operation, self.data.get(change.file, bytearray())
        if one.kind == WRITE:
            data = one.data[: int(len(one.data) * share)]
            content.extend(bytes(max(0, one.offset - len(content))))
            content[one.offset : one.offset + len(data)] = data
        elif one.kind == TRUNCATE:
            del content[one.offset :]
        elif one.kind == CREATE:
            self.names[one.path] = change.file
        elif one.kind == RENAME:
            self.names.pop(one.path, None)
            self.names[one.target] = change.file
        elif one.kind == REMOVE:
            self.names.pop(one.path, None)
        elif one.kind == MAKE_FOLDER:
            self.folders.add(one.path)
        elif one.kind == REMOVE_FOLDER:
            self.folders.discard(one.path)

    def cut(self, mode: str) -> None:
        """Cut the power: some of what is not safe is lost."""
        kept: Sequence[_Change] = self.pending
        match mode:
            case "unsynced lost":
                kept = []
            case "first lost":
                kept = self.pending[1:]
            case "last alone":
                kept = self.pending[-1:]
        for change in kept[:-1]:
            self._apply(change)
        for change in kept[-1:]:
            self._apply(change, 0.5 if mode == "last torn" else 1.0)
        self.pending = []

    def files(self) -> dict[str, bytes]:
        """Return the files in the folders that are there, by relative path."""
        return {
            path.relative_to(self.root).as_posix(): bytes(self.data[file])
            for path, file in self.names.items()
            if path.parent == self.root or path.parent in self.folders
        }


def _is_data(change: _Change) -> bool:
    return change.operation.kind in DATA


def _is_name_in(change: _Change, folder: Path) -> bool:
    return not _is_data(change) and change.operation.path.parent == folder


def differs(mode: str, disk: Disk) -> bool:
    """Return whether a mode of a power cut differs from those before it, as the disk is."""
    count = len(disk.pending)
    match mode:
        case "unsynced lost":
            return True
        case "first lost":
            return count > 1
        case "last alone":
            return count > 2
    return count > 0 and disk.pending[-1].operation.kind == WRITE
