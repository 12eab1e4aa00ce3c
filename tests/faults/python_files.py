"""Python's own ways to change files, each led past a tracer. For a process that is thrown away."""

import builtins
import io
import os
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
    Tracer,
)

CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


def traced(tracer: Tracer) -> None:
    """Lead this process's changes of files below the tracer's folder past it, for good."""
    real = {name: getattr(os, name) for name in ("fsync", "mkdir", "open", "rmdir", "unlink")}
    real_open, real_replace = io.open, os.replace

    def checked(kind, path, work, **more):
        number = tracer.done(kind, path, work, **more)
        if number:
            raise OSError(number, os.strerror(number), str(path))

    def simple(kind, name):
        def change(path, *arguments, **options):
            where = _absolute(path)
            if not tracer.watches(where) or _is_in_vain(kind, where):
                return real[name](path, *arguments, **options)
            return checked(kind, where, lambda: real[name](path, *arguments, **options))

        return change

    def opened(path, flags, *arguments, **options):
        where, handles = _absolute(path), []
        if not tracer.watches(where) or not flags & CHANGES:
            return real["open"](path, flags, *arguments, **options)
        kind = NAMELESS if where.is_dir() else CREATE
        checked(
            kind, where, lambda: handles.append(real["open"](path, flags, *arguments, **options))
        )
        return handles[0]

    def replaced(source, target, **options):
        where = _absolute(source)
        if not tracer.watches(where):
            return real_replace(source, target, **options)
        _tell_native(tracer, where)
        to = _absolute(target)
        return checked(RENAME, where, lambda: real_replace(source, target, **options), target=to)

    def synced(handle):
        where = Path(f"/proc/self/fd/{handle}").readlink()
        if not tracer.watches(where):
            return real["fsync"](handle)
        kind = SYNC_FOLDER if where.is_dir() else SYNC
        _tell_native(tracer, where)
        return checked(kind, where, lambda: real["fsync"](handle))

    def opened_as_file(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, **o):
        named = isinstance(file, (str, os.PathLike)) and not o.get("opener")
        if not named or not set(mode) & set("wax+") or not tracer.watches(_absolute(file)):
            return real_open(file, mode, buffering, encoding, errors, newline, **o)
        raw = _TracedFile(tracer, checked, _absolute(file), mode.replace("t", "").replace("b", ""))
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

    io.open = builtins.open = opened_as_file
    os.fsync, os.replace, os.rename, os.open = synced, replaced, replaced, opened
    os.mkdir, os.rmdir = simple(MAKE_FOLDER, "mkdir"), simple(REMOVE_FOLDER, "rmdir")
    os.unlink = os.remove = simple(REMOVE, "unlink")


class _TracedFile(io.FileIO):
    """A file whose opening and every write is an operation."""

    def __init__(self, tracer, checked, path, mode):
        self._tracer, self._checked, self._path = tracer, checked, path
        kind = TRUNCATE if path.exists() and "w" in mode else CREATE
        checked(kind, path, lambda: super(_TracedFile, self).__init__(path, mode))

    def write(self, data):
        data, offset = bytes(data), self.tell()
        self._checked(
            WRITE, self._path, lambda: super(_TracedFile, self).write(data),
            half=lambda: super(_TracedFile, self).write(data[: len(data) // 2]),
            offset=offset, data=data,
        )  # fmt: skip
        return len(data)

    def truncate(self, size=None):
        size = self.tell() if size is None else size
        self._checked(
            TRUNCATE, self._path, lambda: super(_TracedFile, self).truncate(size), offset=size
        )
        return size


def _tell_native(tracer: Tracer, path: Path) -> None:
    """Keep a file that some library wrote by itself as one that was written at once."""
    known = {one.path for one in tracer.kept if one.kind == CREATE}
    if tracer.keeping and path.is_file() and path not in known:
        tracer.done(CREATE, path, lambda: None)
        tracer.done(WRITE, path, lambda: None, data=path.read_bytes())


def _is_in_vain(kind: str, path: Path) -> bool:
    """Return whether a change will fail anyway, and so is none."""
    if kind == MAKE_FOLDER:
        return path.exists()
    return not path.exists() or (kind == REMOVE_FOLDER and any(path.iterdir()))


def _absolute(path) -> Path:
    return Path("/") if isinstance(path, int) else Path.cwd() / os.fspath(path)
