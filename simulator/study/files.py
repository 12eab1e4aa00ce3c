"""The TOML files of a study, read once: each is a document, or what is wrong with it."""

from collections.abc import Mapping
from pathlib import Path

from simulator.errors import InputError, Mistake, VersionError
from simulator.study import folders
from simulator.study.names import ALLOWED, fault_of, listed, nearest
from simulator.study.parsing import Document, read_document
from simulator.study.schema import SCHEMA_VERSION

BASE, NONE = "base", "none"
"""The assumptions and the programme where nothing else is asked for."""
Files = Mapping[str, Document | tuple[Mistake, ...]]
"""What became of each file of a study, by its place in it."""


def read_files(folder: Path) -> dict[str, Document | tuple[Mistake, ...]]:
    """Return all TOML files of a study, read once."""
    return {place: _read(folder, place, path) for place, path in folders.files_of(folder)}


def _read(folder: Path, place: str, path: Path) -> Document | tuple[Mistake, ...]:
    file = folders.as_shown(path)
    if not folders.is_inside(folder, path):
        return (Mistake(file, None, "", "a link that leads outside the folder of the study"),)
    fault = fault_of(path.stem)
    if fault:
        return (Mistake(file, None, "", fault, f"the name of the file: {ALLOWED}"),)
    try:
        document = read_document(path, file)
    except InputError as error:
        return error.mistakes
    if not place.startswith("sweeps/"):
        _check_version(document)
    return document


def _check_version(document: Document) -> None:
    version = document.tree.get("schema_version", SCHEMA_VERSION)
    if type(version) is int and version > SCHEMA_VERSION:
        line = document.line(("schema_version",))
        raise VersionError(
            f"{document.file}:{line}: schema_version: written for version {version}; this "
            f"simulator knows version {SCHEMA_VERSION}: upgrade it"
        )


def names_in(files: Files, family: str) -> tuple[str, ...]:
    """Return the names of a study's assumptions, programmes or sweeps; the usual one first."""
    names = {Path(place).stem for place in files if place.startswith(f"{family}/")}
    first = {"assumptions": BASE, "programmes": NONE}.get(family, "")
    if first:
        names.add(first)
    return tuple(sorted(names, key=lambda name: (name != first, name)))


def document(files: Files, place: str) -> Document:
    """Return a file that was read; raise what is wrong with it otherwise."""
    found = files[place]
    if isinstance(found, Document):
        return found
    raise InputError(found)


def named(files: Files, family: str, name: str, usual: str) -> Document | None:
    """Return the file of a name; None for the usual name without a file."""
    place = f"{family}/{name}.toml"
    if place in files:
        return document(files, place)
    if name == usual:
        return None
    known = names_in(files, family)
    raise InputError.of(
        f"no such {family.removesuffix('s')}",
        f"there are {listed(known)}",
        nearest(str(name), known),
        key=str(name),
    )
