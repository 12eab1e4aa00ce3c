"""The record of a study: what was observed, and the scenario whose model is held against it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from simulator import catalogue
from simulator.errors import InputError, Mistake, escaped, shown
from simulator.study.dates import LONGEST_HORIZON_DAYS
from simulator.study.examining import in_order
from simulator.study.fields import Table, parameter
from simulator.study.files import BASE, NONE
from simulator.study.folders import RECORD
from simulator.study.lines import Path
from simulator.study.names import fault_of, listed, nearest
from simulator.study.parsing import Document, Tree, dotted
from simulator.study.references import table
from simulator.study.schema import SCHEMA_VERSION, World
from simulator.study.study import Study
from simulator.study.wording import Wording, worded

OBSERVATION = "observation"
FAMILY = "observables"


class RecordFile(Table):
    """What `record.toml` holds beside its observations."""

    schema_version: int = parameter(
        SCHEMA_VERSION, low=1, high=SCHEMA_VERSION, unit="number", meaning="Version of the files."
    )
    title: str = parameter("", unit="text", meaning="What the record is called.")
    assumptions: str = parameter(
        BASE, unit="name", meaning="The assumptions that are held against it, if not others."
    )
    programme: str = parameter(
        NONE, unit="name", meaning="The programme that ran when it was observed."
    )
    yardstick: str | None = parameter(
        None,
        unit="name",
        meaning="Assumptions whose scores are the measure of skill, without a programme.",
    )
    observation: list[dict[str, Any]] = parameter(
        [], unit="table", meaning="What was observed, `[[observation]]` once for each."
    )


@dataclass(frozen=True)
class Observed:
    """A study's record, checked.

    Attributes:
        head: what it says of itself.
        observations: what was observed, in the order of the file.
    """

    head: RecordFile
    observations: tuple[Any, ...]


def observed(study: Study) -> Observed:
    """Return the record of a study.

    Raises:
        InputError: there is none, or it holds mistakes; all of them are said.
    """
    if RECORD not in study.files:
        allowed = f"a study with a {RECORD}, which says what was observed"
        raise InputError.of("no record", allowed, file=f"{study.name}/{RECORD}")
    record, mistakes = examine_record(study)
    if record is None:
        raise InputError(mistakes)
    return record


def examine_record(study: Study) -> tuple[Observed | None, tuple[Mistake, ...]]:
    """Return the record of a study, None if it breaks a rule or there is none, and all mistakes."""
    document = study.files.get(RECORD)
    if document is None:
        return None, ()
    if not isinstance(document, Document):
        return None, document
    found = _Found(document, list(document.mistakes))
    tables = found.tables()
    head = found.checked(RecordFile, {**document.tree, OBSERVATION: tables}, ())
    observations = [found.observation(raw, place) for place, raw in enumerate(tables)]
    _check_head(study, found)
    _check_once(tables, found)
    world = _world(study, document.tree)
    for position, raw in enumerate(tables):
        _check_names(study, world, raw, position, found)
        _check_days(world, raw, position, found)
    mistakes = tuple(sorted(found.mistakes, key=lambda m: m.line or 0))
    if mistakes or head is None:
        return None, mistakes
    return Observed(head, tuple(observations)), ()


@dataclass
class _Found:
    """The mistakes found so far: one for each key."""

    document: Document
    mistakes: list[Mistake] = field(default_factory=list)

    def mistake(self, path: Path, problem: str, allowed: str = "", nearest: str = "") -> None:
        line, key = self.document.line(path), self._key(path)
        if all((m.line, m.key) != (line, key) for m in self.mistakes):
            self.mistakes.append(Mistake(self.document.file, line, key, problem, allowed, nearest))

    def checked(self, model: type[Table], tree: Any, inside: Path) -> Any | None:
        """Return a tree as a model, or None where it breaks a rule."""
        try:
            return model.model_validate(in_order(tree))
        except ValidationError as error:
            others = catalogue.kinds(FAMILY) if inside else None
            for one in error.errors(include_url=False):
                wording: Wording = worded(one, model, others)
                self.mistake((*inside, *wording.path), *wording[1:])
            return None

    def tables(self) -> list[dict[str, Any]]:
        """Return the raw `[[observation]]` tables; what is there instead is a mistake."""
        raw = self.document.tree.get(OBSERVATION, [])
        if isinstance(raw, list) and all(isinstance(one, dict) for one in raw):
            return raw
        allowed = f"[[{OBSERVATION}]] in double brackets, once for each"
        self.mistake((OBSERVATION,), f"{shown(raw)} where observations are expected", allowed)
        return []

    def observation(self, raw: dict[str, Any], position: int) -> Any | None:
        """Return an observation of its quantity, or None where it breaks a rule."""
        known = catalogue.kinds(FAMILY)
        path: Path = (OBSERVATION, position, "quantity")
        quantity, names = raw.get("quantity"), listed(known, len(known))
        if "quantity" not in raw:
            self.mistake(path, "missing", f"what was observed: {names}")
        elif quantity not in list(known):
            meant = nearest(quantity, known) if isinstance(quantity, str) else ""
            self.mistake(path, f"no observable: {shown(quantity)}", f"there are {names}", meant)
        else:
            return self.checked(known[quantity], raw, path[:2])
        return None

    def _key(self, path: Path) -> str:
        """Return a path as messages show it: an observation by its name."""
        if path[:1] != (OBSERVATION,) or len(path) < 2:
            return dotted(path)
        name = self.document.tree[OBSERVATION][int(path[1])].get("name")
        named = isinstance(name, str) and not fault_of(name)
        return dotted((OBSERVATION, str(name) if named else f"{int(path[1]) + 1}", *path[2:]))


def _check_head(study: Study, found: _Found) -> None:
    """Find assumptions and a programme that the study does not have."""
    for key, family, names in (
        ("assumptions", "assumptions", study.assumptions),
        ("programme", "programme", study.programmes),
        ("yardstick", "assumptions", study.assumptions),
    ):
        _check_name(found.document.tree.get(key), family, names, (key,), found)


def _check_name(name: Any, family: str, names: Collection[str], path: Path, found: _Found) -> None:
    if isinstance(name, str) and names and name not in names:
        there = f"there are {listed(names)}"
        found.mistake(path, f'no {family} "{escaped(name)}"', there, nearest(name, names))


def _check_once(tables: list[dict[str, Any]], found: _Found) -> None:
    """Find observations of one name."""
    names = [raw.get("name") for raw in tables]
    for position, name in enumerate(names):
        if isinstance(name, str) and name in names[:position]:
            first = found.document.line((OBSERVATION, names.index(name), "name"))
            found.mistake(
                (OBSERVATION, position, "name"),
                f"two observations of this name, the first in line {first}",
                "each name once",
            )


def _world(study: Study, tree: Tree) -> Tree:
    """Return the plain market under the record's assumptions; empty if it cannot be had."""
    name = tree.get("assumptions", BASE)
    try:
        return study.inputs(assumptions=name).world if isinstance(name, str) else {}
    except InputError:
        return {}


def _check_names(
    study: Study, world: Tree, raw: dict[str, Any], position: int, found: _Found
) -> None:
    """Find wholesalers and assumptions that the study does not have."""
    at: Path = (OBSERVATION, position)
    distributors = table(world, "distributors")
    _check_name(raw.get("distributor"), "distributor", distributors, (*at, "distributor"), found)
    _check_name(raw.get("against"), "assumptions", study.assumptions, (*at, "against"), found)


def _check_days(world: Tree, raw: dict[str, Any], position: int, found: _Found) -> None:
    """Find days outside the run."""
    start, end = world.get("start"), world.get("end")
    warm_up = world.get("warm_up_days", World.model_fields["warm_up_days"].default)
    if type(start) is not date or type(end) is not date or type(warm_up) is not int:
        return
    first = start - timedelta(days=min(max(warm_up, 0), LONGEST_HORIZON_DAYS))
    for key in ("base_on", "on", "starts", "ends"):
        day = raw.get(key)
        if type(day) is date and not first <= day <= end:
            said = f"the run is from {first}, its warm-up included, to {end}"
            found.mistake((OBSERVATION, position, key), f"{day} is outside the run", said)
