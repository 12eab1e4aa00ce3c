"""How this project compiles a kernel: two decorators, one cache.

What is damaged in the cache, torn or of other sources is compiled anew; where it cannot be written,
kernels live as long as their process.
"""

import contextlib
import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core.caching import FunctionCache, IndexDataCacheFile

F = TypeVar("F", bound=Callable[..., Any])

_PACKAGE = Path(__file__).parent
_KERNELS = ("compiling.py", "streams.py", "units.py", "book", "market")
"""Where kernels are written: a change in any of them makes all of them anew."""


@cache
def _cache_folder() -> str:
    """Return the folder of the compiled kernels of exactly these sources.

    numba looks only at a kernel's own file; but a kernel is melted into its callers, so one that
    calls a changed kernel in another file must be made anew as well.
    """
    digest = hashlib.blake2b(digest_size=8)
    for name in _KERNELS:
        place = _PACKAGE / name
        for source in [place] if place.is_file() else sorted(place.glob("*.py")):
            digest.update(source.read_bytes())
    beside = _PACKAGE / "__pycache__"
    try:
        beside.mkdir(exist_ok=True)
        writable = os.access(beside, os.W_OK)
    except OSError:
        writable = False
    root = beside if writable else Path(tempfile.gettempdir()) / "trade-credit-simulator"
    return str(root / f"kernels-{digest.hexdigest()}")


class _WholeFiles(IndexDataCacheFile):
    """The files of one kernel, each behind its own checksum; numba's have none."""

    def _load_index(self) -> dict[Any, str]:
        try:
            version, stamp, overloads = self._read(self._index_path)
        except OSError:
            return {}
        known: dict[Any, str] = overloads
        return known if (version, stamp) == (self._version, self._source_stamp) else {}

    def _save_index(self, overloads: dict[Any, str]) -> None:
        self._write(self._index_path, (self._version, self._source_stamp, overloads))

    def _load_data(self, name: str) -> Any:
        return self._read(self._data_path(name))  # type: ignore[no-untyped-call]

    def _save_data(self, name: str, data: Any) -> None:
        self._write(self._data_path(name), data)  # type: ignore[no-untyped-call]

    def _read(self, path: str) -> Any:
        content = Path(path).read_bytes()
        if hashlib.sha256(content[32:]).digest() != content[:32]:
            raise OSError(f"{path} is damaged")
        return pickle.loads(content[32:])

    def _write(self, path: str, data: Any) -> None:
        content = self._dump(data)  # type: ignore[no-untyped-call]
        with self._open_for_write(path) as file:
            file.write(hashlib.sha256(content).digest() + content)


class _Cache(FunctionCache):
    """numba's cache of one kernel, in files that are read whole or not at all."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        self._cache_file = _WholeFiles(  # type: ignore[no-untyped-call]
            cache_path=self._cache_path,
            filename_base=self._impl.filename_base,
            source_stamp=self._impl.locator.get_source_stamp(),
        )

    def _save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep a compiled kernel, if there is room and leave to."""
        with contextlib.suppress(OSError):
            super()._save_overload(signature, compiled)  # type: ignore[no-untyped-call]


def _compile(function: F, counts_references: bool) -> F:
    settings: Any = numba.config
    options: dict[str, Any] = {
        "nogil": True,
        "error_model": "numpy",
        "forceinline": True,
        "_nrt": counts_references,
    }
    before = settings.CACHE_DIR
    settings.CACHE_DIR = _cache_folder()
    try:
        kernel = numba.njit(**options)(function)
        with contextlib.suppress(RuntimeError):  # no folder that can be written
            kernel._cache = _Cache(function)
        return cast(F, kernel)
    finally:
        settings.CACHE_DIR = before


def compiled(function: F) -> F:
    """Return `function` compiled: cached on disk, free of the interpreter lock, exact arithmetic.

    Fast-math stays off, since it would let two machines round one sum differently. A compiled
    function that another one calls is melted into it: the steps of a day stay short to read
    and cost no call. It may not make arrays: counting references to those that it is given took
    two thirds of a run, so numba's runtime is left out.
    """
    return _compile(function, counts_references=False)


def compiled_with_memory(function: F) -> F:
    """Return `function` compiled as by `compiled`, but able to make arrays; slower inside."""
    return _compile(function, counts_references=True)
