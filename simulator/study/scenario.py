"""A scenario: one programme under some assumptions, checked and frozen."""

import hashlib
import html
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.errors import InputError
from simulator.study import overrides as overriding
from simulator.study.examining import examine
from simulator.study.inputs import Inputs
from simulator.study.refusing import refusal
from simulator.study.schema import World
from simulator.study.traders import Population

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class Scenario:
    """One programme under some assumptions: a frozen value that can be run.

    Attributes:
        study: the study's name.
        folder: where its data files lie.
        assumptions, programme: names.
        world: market and assumptions.
        measures: the programme's measures, in its order.
        warnings: what is allowed, and what the user should know.
        data_sha256: the SHA-256 (hex) of each data file, when the scenario was made.
        inputs: the plain trees that it was made from.
    """

    study: str
    folder: Path
    assumptions: str
    programme: str
    world: World
    measures: tuple[Any, ...]
    warnings: tuple[str, ...]
    data_sha256: Mapping[str, str]
    inputs: Inputs = field(repr=False)

    @property
    def overrides(self) -> Mapping[str, Any]:
        """What was overridden, by dotted path."""
        return dict(self.inputs.overrides)

    @property
    def name(self) -> str:
        """The programme and the assumptions, as results name them."""
        return f"{self.programme} under {self.assumptions}"

    def with_(self, values: Mapping[str, Any]) -> "Scenario":
        """Return this scenario with some parameters replaced, by dotted path.

        Args:
            values: such as `{"distributors.etc.net_days": 45}`; a measure's parameter is
                `programme.<measure's name>.<parameter>`.

        Raises:
            InputError: a path is unknown, or the changed scenario breaks a rule.
        """
        return build(overriding.overridden(self.inputs, values))

    def knows(self, path: str) -> bool:
        """Return whether a dotted path leads to a parameter of this scenario."""
        return overriding.is_known(self.inputs, path)

    def register(self) -> "pd.DataFrame":
        """Return the assumption register: one row a parameter, every cell a text.

        Columns `path, value, unit, range, plausible, source, grade, flag, meaning, given_in`; a
        figure that lacks a source or a grade says so under `flag`.
        """
        from simulator.study.register_table import register

        return register(self)

    def resolved(self) -> dict[str, Any]:
        """Return everything that the scenario assumes, defaults included, as plain JSON types."""
        return {
            "study": self.study,
            "assumptions": self.assumptions,
            "programme": self.programme,
            "overrides": {path: _plain(value) for path, value in self.overrides.items()},
            **self._content(),
        }

    def _content(self) -> dict[str, Any]:
        return {
            "world": _plain(self.world.model_dump(mode="json")),
            "measures": [_plain(measure.model_dump(mode="json")) for measure in self.measures],
            "data_sha256": dict(self.data_sha256),
        }

    @cached_property
    def digest(self) -> str:
        """The SHA-256 (hex) of what the scenario assumes, data files included; names apart."""
        text = json.dumps(self._content(), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Scenario):
            return NotImplemented
        mine = (self.study, self.assumptions, self.programme, self.digest)
        return mine == (other.study, other.assumptions, other.programme, other.digest)

    def __hash__(self) -> int:
        return hash((self.study, self.assumptions, self.programme, self.digest))

    def _repr_html_(self) -> str:
        rows = [
            ("study", self.study),
            ("programme", self.programme),
            ("assumptions", self.assumptions),
            ("window", f"{self.world.start} to {self.world.end}"),
            *((f"measure {m.name}", f"{m.kind}, {m.starts} to {m.ends}") for m in self.measures),
            *((path, str(value)) for path, value in self.overrides.items()),
            *(("warning", warning) for warning in self.warnings),
        ]
        cells = "".join(
            f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
            for name, value in rows
        )
        return f"<table>{cells}</table>"


def build(inputs: Inputs) -> Scenario:
    """Return the scenario of some inputs.

    Raises:
        InputError: something is wrong; all of it is said.
        RefusedError: it is too large to be run without being asked for explicitly.
    """
    world, measures, findings = examine(inputs)
    if world is None or findings.mistakes:
        raise InputError(findings.mistakes)
    if refused := refusal(world, measures):
        raise refused
    return Scenario(
        inputs.study,
        inputs.folder,
        inputs.assumptions,
        inputs.programme,
        world,
        measures,
        tuple(dict.fromkeys(str(notice) for notice in findings.notices)),
        _data_sha256(inputs.folder, world.population),
        inputs,
    )


def _data_sha256(folder: Path, population: Population) -> dict[str, str]:
    if population.source != "files":
        return {}
    names = (
        population.resellers_file,
        population.accounts_file,
        population.orders_file,
        population.invoices_file,
    )
    files = {name: folder / name for name in names}
    return {
        name: _file_sha256(path, *_stamp(path)) for name, path in files.items() if path.is_file()
    }


def _plain(value: Any) -> Any:
    """Return a value in JSON's types, a whole number always as an integer."""
    match value:
        case dict():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return int(value)
    return value


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@lru_cache(maxsize=64)
def _file_sha256(path: Path, size: int, changed_ns: int) -> str:
    """Return the SHA-256 of a file; read again only when its size or time has changed."""
    del size, changed_ns
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
