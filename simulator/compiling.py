"""How this project compiles a kernel: two decorators, one cache."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

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


def _compile(function: F, counts_references: bool) -> F:
    settings: Any = numba.config
    options: dict[str, Any] = {
        "cache": True,
        "nogil": True,
        "error_model": "numpy",
        "forceinline": True,
        "_nrt": counts_references,
    }
    before = settings.CACHE_DIR
    settings.CACHE_DIR = _cache_folder()
    try:
        return cast(F, numba.njit(**options)(function))
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
