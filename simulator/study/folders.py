"""Where studies lie, and which files a study may read: those inside its own folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from simulator.errors import InputError, escaped
from simulator.study.names import fault_of, listed, nearest

MARKET = "market.toml"
RECORD = "record.toml"
FAMILIES = ("assumptions", "programmes", "sweeps")
"""Folders of a study that hold TOML files, one a name."""


def known_studies() -> dict[str, Path]:
    """Return the folders of the studies found, by name.

    Looked for in `scenarios` of the working folder, then beside the package (a source checkout).
    """
    beside = Path(__file__).resolve().parent.parent.parent
    found: dict[str, Path] = {}
    for shelf in (Path("scenarios"), beside / "scenarios"):
        for market in sorted(shelf.glob(f"*/{MARKET}")):
            found.setdefault(market.parent.name, market.parent)
    return found


def study_folder(name_or_path: str | Path) -> Path:
    """Return the folder of a study, from its name or its path.

    Raises:
        InputError: there is no such study.
    """
    text = str(name_or_path)
    if "\0" in text or not text.strip():
        raise InputError.of("not the name of a study", key=text)
    if isinstance(name_or_path, str) and not fault_of(text):
        named = known_studies().get(text)
        if named is not None:
            return named
    folder = Path(text)
    try:
        if (folder / MARKET).is_file():
            return folder
        missing = f"a folder without {MARKET}" if folder.is_dir() else "no such study"
        missing = "a file, where the folder of a study is expected" if folder.is_file() else missing
    except OSError as error:
        missing = f"cannot be read ({error.strerror})"
    known = known_studies()
    allowed = f"studies here: {listed(known)}" if known else "the path of a study's folder"
    raise InputError.of(missing, allowed, nearest(folder.name, known), key=text)


def as_shown(path: Path) -> str:
    """Return a path as messages show it: from the working folder where it lies inside."""
    full = Path(os.path.abspath(path))  # noqa: PTH100 - a link keeps the name that was typed
    here = Path.cwd()
    return (full.relative_to(here) if full.is_relative_to(here) else full).as_posix()


def files_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield (place in the study, path) of its TOML files, in alphabetical order."""
    yield MARKET, folder / MARKET
    if (folder / RECORD).exists():
        yield RECORD, folder / RECORD
    for family in FAMILIES:
        for path in sorted((folder / family).glob("*.toml")):
            if not path.name.startswith("."):
                yield f"{family}/{path.name}", path


def is_inside(folder: Path, path: Path) -> bool:
    """Return whether a path, links followed, stays inside a folder."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def fault_of_data_path(folder: Path, text: str) -> str:
    """Return what is wrong with the place of a data file, or an empty text if it will do.

    >>> fault_of_data_path(Path("."), "../secret.csv")
    'outside the folder of the study'
    """
    parts = text.replace("\\", "/").split("/")
    outside = text.startswith(("/", "\\", "~")) or ".." in parts or ":" in text or "\0" in text
    if outside or not is_inside(folder, folder / text):
        return "outside the folder of the study"
    if not text.strip() or escaped(text) != text:
        return "not the name of a file"
    return ""
