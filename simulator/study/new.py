"""A new study: a small complete one, with comments, ready to edit."""

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from simulator.errors import InputError
from simulator.study.folders import as_shown


def new(folder: str | Path) -> Path:
    """Write a small complete study into a folder that is new or empty, and return the folder.

    Raises:
        InputError: the folder holds something, or cannot be written.
    """
    target = Path(folder)
    file = as_shown(target)
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InputError.of("there is something already", "a new or empty folder", file=file)
        _copy(resources.files("simulator.study") / "template", target)
    except OSError as error:
        raise InputError.of(f"cannot be written ({error.strerror})", file=file) from None
    return target


def _copy(source: Traversable, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for item in source.iterdir():
        if item.is_dir():
            _copy(item, target / item.name)
        elif item.name.endswith(".toml"):
            (target / item.name).write_bytes(item.read_bytes())
