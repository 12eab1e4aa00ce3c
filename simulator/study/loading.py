"""From the files of a study to the plain trees of one scenario."""

from pathlib import Path
from typing import Any

from simulator.errors import InputError, Mistake, shown
from simulator.study.extending import chain, faults_of_head, merged_world
from simulator.study.files import NONE, Files, document, named
from simulator.study.folders import MARKET
from simulator.study.inputs import Inputs
from simulator.study.names import nearest
from simulator.study.parsing import Document

_KEYS = ("schema_version", "title", "measure")
"""What the file of a programme holds."""


def inputs_of(study: str, folder: Path, files: Files, programme: str, assumptions: str) -> Inputs:
    """Return the inputs of one scenario.

    Raises:
        InputError: a name is unknown, or a file on the way cannot be used.
    """
    unusable: list[Mistake] = []
    layers: tuple[Document, ...] = ()
    programme_file: Document | None = None
    try:
        layers = (document(files, MARKET), *chain(files, assumptions))
    except InputError as error:
        unusable += error.mistakes
    try:
        programme_file = named(files, "programmes", programme, NONE)
    except InputError as error:
        unusable += error.mistakes
    if unusable:
        raise InputError(unusable)
    world, mistakes = merged_world(layers)
    measures, wrong = _measures(programme_file)
    return Inputs(
        study,
        folder,
        assumptions,
        programme,
        world,
        measures,
        layers,
        programme_file,
        mistakes=(*mistakes, *wrong),
    )


def _measures(programme: Document | None) -> tuple[tuple[Any, ...], list[Mistake]]:
    """Return the raw `[[measure]]` tables of a programme."""
    if programme is None:
        return (), []
    mistakes = [_unknown(programme, key) for key in programme.tree if key not in _KEYS]
    mistakes += faults_of_head(programme)
    measures = programme.tree.get("measure", [])
    if isinstance(measures, list) and all(isinstance(measure, dict) for measure in measures):
        return tuple(measures), mistakes
    mistakes.append(
        Mistake(
            programme.file,
            programme.line(("measure",)),
            "measure",
            f"{shown(measures)} where measures are expected",
            "[[measure]] in double brackets, once for each",
        )
    )
    return (), mistakes


def _unknown(programme: Document, key: str) -> Mistake:
    meant = nearest(key, _KEYS)
    allowed = "" if meant else "a programme holds [[measure]] tables"
    return Mistake(programme.file, programme.line((key,)), key, "unknown key", allowed, meant)
