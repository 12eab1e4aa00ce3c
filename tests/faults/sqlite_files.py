"""SQLite's changes of files, led past a tracer, for a process that is thrown away.

SQLite reaches its files through a table of functions, its VFS, which an application may replace.
Here the table of the system's own VFS is changed in memory: what opens, writes, truncates, syncs or
removes a file passes the tracer first. The shared memory of a log (`-shm`) is not seen: it is no
part of what is kept, and whoever opens the store first makes it anew.
"""

import _sqlite3
import ctypes
import os
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path

from tests.faults.operations import CREATE, REMOVE, SYNC, SYNC_FOLDER, TRUNCATE, WRITE, Tracer

OPEN_CREATE = 0x4
CODES = {
    ("ENOSPC", WRITE): 13, ("ENOSPC", CREATE): 14,
    ("EIO", WRITE): 778, ("EIO", SYNC): 1034, ("EIO", TRUNCATE): 1546, ("EIO", REMOVE): 2570,
    ("EACCES", CREATE): 14, ("EACCES", REMOVE): 2570,
}  # fmt: skip
"""What SQLite's own VFS makes of an error: SQLITE_FULL, _CANTOPEN, _IOERR_WRITE, ..."""

READ_FAILS = 266
"""SQLITE_IOERR_READ."""

Close = CFUNCTYPE(c_int, c_void_p)
Read = Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
Sync = CFUNCTYPE(c_int, c_void_p, c_int)
Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
Delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)


class Methods(Structure):
    """sqlite3_io_methods."""

    _fields_ = [
        ("version", c_int), ("close", c_void_p), ("read", c_void_p), ("write", c_void_p),
        ("truncate", c_void_p), ("sync", c_void_p), ("others", c_void_p * 13),
    ]  # fmt: skip


class Vfs(Structure):
    """sqlite3_vfs, as far as it is needed."""

    _fields_ = [
        ("version", c_int), ("file_size", c_int), ("longest_path", c_int), ("next", c_void_p),
        ("name", c_char_p), ("data", c_void_p), ("open", c_void_p), ("delete", c_void_p),
    ]  # fmt: skip


def library() -> ctypes.CDLL | None:
    """Return the SQLite that Python uses; None if it cannot be reached."""
    if not hasattr(_sqlite3, "__file__"):
        return None
    found = ctypes.CDLL(_sqlite3.__file__)
    return found if hasattr(found, "sqlite3_vfs_find") else None


class Tracing:
    """SQLite led past a tracer; it has to be kept as long as its process lives."""

    def __init__(self, tracer: Tracer) -> None:
        found = library()
        assert found is not None
        found.sqlite3_vfs_find.restype = POINTER(Vfs)
        self._tracer = tracer
        self._vfs = found.sqlite3_vfs_find(None).contents
        self._open, self._delete = Open(self._vfs.open), Delete(self._vfs.delete)
        self._files: dict[int, tuple[Path, Methods, bool]] = {}
        self._tables: dict[int, Methods] = {}
        self._ours = (
            Open(self.opened), Delete(self.deleted), Close(self.closed), Write(self.written),
            Truncate(self.truncated), Sync(self.synced), Read(self.read),
        )  # fmt: skip
        self._vfs.open, self._vfs.delete = (_address(one) for one in self._ours[:2])

    def opened(self, vfs, name, file, flags, out):
        # SQLite keeps the pointer to the name, so it is handed on as it came.
        path = None if name is None else Path(os.fsdecode(ctypes.string_at(name)))
        if path is None or not self._tracer.watches(path):
            return self._open(vfs, name, file, flags, out)
        codes: list[int] = []
        new = bool(flags & OPEN_CREATE) and not path.exists()
        if new:
            code = self._done(
                CREATE, path, lambda: codes.append(self._open(vfs, name, file, flags, out))
            )
            if code:
                ctypes.memset(file, 0, ctypes.sizeof(c_void_p))
                return code
        else:
            codes.append(self._open(vfs, name, file, flags, out))
        if codes[0] == 0:
            self._take(file, path, new)
        return codes[0]

    def _take(self, file, path, new):
        """Put our functions in the place of the file's own."""
        pointer = ctypes.cast(file, POINTER(c_void_p))
        address = int(pointer[0])
        real = Methods.from_address(address)
        if address not in self._tables:
            mine = Methods.from_buffer_copy(real)
            ours = map(_address, self._ours[2:])
            mine.close, mine.write, mine.truncate, mine.sync, mine.read = ours
            self._tables[address] = mine
        self._files[file] = path, real, new
        pointer[0] = ctypes.addressof(self._tables[address])

    def closed(self, file):
        _, real, _ = self._files.pop(file)
        return Close(real.close)(file)

    def read(self, file, data, size, offset):
        _, real, _ = self._files[file]
        if self._tracer.reads_fail():
            return READ_FAILS
        return Read(real.read)(file, data, size, offset)

    def written(self, file, data, size, offset):
        path, real, _ = self._files[file]
        write, codes = Write(real.write), list[int]()
        code = self._done(
            WRITE, path, lambda: codes.append(write(file, data, size, offset)),
            half=lambda: write(file, data, size // 2, offset),
            offset=offset, data=ctypes.string_at(data, size),
        )  # fmt: skip
        return code or codes[0]

    def truncated(self, file, size):
        path, real, _ = self._files[file]
        codes: list[int] = []
        code = self._done(
            TRUNCATE, path, lambda: codes.append(Truncate(real.truncate)(file, size)), offset=size
        )
        return code or codes[0]

    def synced(self, file, flags):
        path, real, new = self._files[file]
        codes: list[int] = []
        code = self._done(SYNC, path, lambda: codes.append(Sync(real.sync)(file, flags)))
        if not (code or codes[0]) and new and path.name.endswith(("-wal", "-journal")):
            # The first sync of a new log also syncs its folder (DIRSYNC in os_unix.c).
            self._files[file] = path, real, False
            self._tracer.done(SYNC_FOLDER, path.parent, lambda: None)
        return code or codes[0]

    def deleted(self, vfs, name, sync_folder):
        path = Path(os.fsdecode(name))
        if not self._tracer.watches(path) or not path.exists():
            return self._delete(vfs, name, sync_folder)
        codes: list[int] = []
        code = self._done(REMOVE, path, lambda: codes.append(self._delete(vfs, name, sync_folder)))
        if not (code or codes[0]) and sync_folder:
            self._tracer.done(SYNC_FOLDER, path.parent, lambda: None)
        return code or codes[0]

    def _done(self, kind, path, work, **more):
        failed = self._tracer.done(kind, path, work, **more)
        return CODES[self._tracer.fault.mode, kind] if failed else 0


def _address(function) -> int:
    return ctypes.cast(function, c_void_p).value or 0
