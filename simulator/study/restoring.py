"""A scenario made again from what a manifest tells of it."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from simulator.errors import StoreError
from simulator.study.inputs import Inputs
from simulator.study.parsing import Document
from simulator.study.scenario import Scenario, build

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def restored(resolved: Mapping[str, Any], folder: Path, digest: str = "") -> Scenario:
    """Return the scenario of resolved inputs (`Scenario.resolved`), whatever its files say now.

    Args:
        folder: of the study, for its data files.
        digest: what its hash must be; empty: whatever it is.

    Raises:
        StoreError: it is not the same any more: a data file or the schema has changed.
    """
    name = f"{resolved['programme']} under {resolved['assumptions']}"
    scenario = build(
        Inputs(
            study=resolved["study"],
            folder=folder,
            assumptions=resolved["assumptions"],
            programme=resolved["programme"],
            world=_as_written(resolved["world"]),
            measures=tuple(_as_written(measure) for measure in resolved["measures"]),
            layers=(Document("manifest.json", "", {}),),
            programme_file=None,
        )
    )
    if scenario.data_sha256 != resolved["data_sha256"]:
        changed = sorted({*scenario.data_sha256.items()} ^ {*resolved["data_sha256"].items()})
        raise StoreError(f"{name}: {folder / changed[0][0]} is not what it was")
    if digest and scenario.digest != digest:
        raise StoreError(f"{name} cannot be made again: the schema has changed since")
    return scenario


def as_value(value: Any) -> Any:
    """Return a plain value with dates where it has their ISO text.

    >>> as_value(["2009-02-16", 1.5])
    [datetime.date(2009, 2, 16), 1.5]
    """
    match value:
        case str() if _DATE.fullmatch(value):
            return date.fromisoformat(value)
        case list():
            return [as_value(item) for item in value]
        case dict():
            return {key: as_value(item) for key, item in value.items()}
    return value


def _as_written(tree: Any) -> Any:
    """Return a plain tree as a file would hold it: no key without a value."""
    if isinstance(tree, dict):
        return {key: _as_written(value) for key, value in tree.items() if value is not None}
    return as_value(tree)
