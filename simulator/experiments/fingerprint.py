"""On what results depend besides their inputs: versions, and the code that computes them."""

import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import simulator

LIBRARIES = ("numba", "numpy", "pandas", "pyarrow", "scipy", "simpy")
"""Libraries on whose versions results or their files may depend."""
ROOMS = (
    "book", "market", "measures", "outcomes", "processes", "study", "auditing.py", "calendar.py",
    "compiling.py", "measuring.py", "memory.py", "model.py", "streams.py", "units.py",
)  # fmt: skip
"""Where results are computed."""


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    libraries = {name: importlib.metadata.version(name) for name in LIBRARIES}
    own = {"simulator": simulator.__version__, "python": platform.python_version()}
    return tuple((own | libraries).items())


def versions() -> dict[str, str]:
    """Return the versions on which results may depend, by library."""
    return dict(_versions())


def fingerprint() -> dict[str, str]:
    """Return the versions, and a hash of the code: equal ones compute equal results."""
    return versions() | {"code": code()}


@cache
def code() -> str:
    """Return a hash of the code that computes results, 16 hexadecimal digits."""
    root = Path(simulator.__file__).parent
    files = [path for room in ROOMS for path in _files(root / room)]
    digest = hashlib.sha256()
    for path in sorted(files, key=lambda path: path.relative_to(root).as_posix()):
        text = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(root).as_posix()} {len(text)} ".encode() + text)
    return digest.hexdigest()[:16]


def _files(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def differences(theirs: Any, ours: Any, path: str = "") -> Iterator[str]:
    """Yield `path: theirs there, ours here` for every leaf on which two plain trees differ.

    >>> list(differences({"a": {"b": 1}}, {"a": {"b": 2, "c": 3}}))
    ['a.b: 1 there, 2 here', 'a.c: nothing there, 3 here']
    """
    if isinstance(theirs, dict) and isinstance(ours, dict):
        for key in sorted({*theirs, *ours}):
            below = f"{path}.{key}".removeprefix(".")
            if key not in theirs or key not in ours:
                there, here = (_shown(tree.get(key)) for tree in (theirs, ours))
                yield f"{below}: {there} there, {here} here"
            else:
                yield from differences(theirs[key], ours[key], below)
    elif theirs != ours:
        yield f"{path}: {_shown(theirs)} there, {_shown(ours)} here"


def _shown(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"
