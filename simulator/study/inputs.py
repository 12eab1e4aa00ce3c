"""The plain trees that a scenario is made from, and where in which file each value stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from simulator.errors import Mistake
from simulator.study.lines import Path
from simulator.study.names import fault_of
from simulator.study.parsing import Document, Tree, dotted

OVERRIDE = "--set"
"""What messages name as the file of a value that was overridden."""
PROGRAMME = "programme"
"""The first part of a path to a measure's parameter."""


@dataclass(frozen=True)
class Inputs:
    """What one scenario is made from, before it is checked; trees are never changed.

    Attributes:
        study: the study's name.
        folder: where its data files lie.
        assumptions, programme: names.
        world: market, assumptions and overrides, merged.
        measures: the programme's `[[measure]]` tables, overrides applied.
        layers: the market and the assumption files, each over the one before it.
        programme_file: the programme's file; None for the empty programme.
        overrides: values by dotted path.
        mistakes: what was found wrong when the files were put together.
    """

    study: str
    folder: FilePath
    assumptions: str
    programme: str
    world: Tree
    measures: tuple[Any, ...]
    layers: tuple[Document, ...]
    programme_file: Document | None
    overrides: Mapping[str, Any] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()

    def place(self, path: Path) -> tuple[str, int | None]:
        """Return the file and line in which the value at a path was given."""
        if self.is_overridden(path):
            return OVERRIDE, None
        if path[:1] == (PROGRAMME,):
            if self.programme_file is None:
                return OVERRIDE, None
            return self.programme_file.file, self.programme_file.line(("measure", *path[1:]))
        for length in range(len(path), 0, -1):
            for layer in reversed(self.layers):
                if layer.has(path[:length]):
                    return layer.file, layer.line(path[:length])
        return self.layers[0].file, None

    def is_overridden(self, path: Path) -> bool:
        """Return whether the value at a path, or a table that holds it, was overridden."""
        if path[:1] == (PROGRAMME,) and len(path) > 1:
            path = (PROGRAMME, self.measure_name(path[1]), *path[2:])
        given = [tuple(override.split(".")) for override in self.overrides]
        return any(path[: len(keys)] == keys for keys in given)

    def key(self, path: Path) -> str:
        """Return a path as messages show it: a measure by its name."""
        if path[:1] != (PROGRAMME,) or len(path) < 2:
            return dotted(path)
        return dotted((PROGRAMME, self.measure_name(path[1]), *path[2:]))

    def measure_name(self, position: str | int) -> str:
        """Return the name of the measure at a position, or its number if it has none."""
        measure = self.measures[int(position)]
        name = measure.get("name") if isinstance(measure, dict) else None
        if isinstance(name, str) and not fault_of(name):
            return name
        return f"measure {int(position) + 1}"

    def note(self, path: Path) -> str:
        """Return the comment that stands beside a value in its file, or an empty text."""
        file, line = self.place(path)
        for layer in (*self.layers, *filter(None, [self.programme_file])):
            if layer.file == file and line is not None:
                return layer.lines.comments.get(line, "")
        return ""


@dataclass
class Findings:
    """What a check of inputs has found so far."""

    inputs: Inputs
    mistakes: list[Mistake] = field(default_factory=list)
    notices: list[Mistake] = field(default_factory=list)
    _places: set[tuple[str, int | None, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._places |= {(m.file, m.line, m.key) for m in self.mistakes}

    def mistake(self, path: Path, problem: str, allowed: str = "", nearest: str = "") -> None:
        """Note a mistake at a path."""
        file, line = self.inputs.place(path)
        found = Mistake(file, line, self.inputs.key(path), problem, allowed, nearest)
        if (file, line, found.key) not in self._places:
            self._places.add((file, line, found.key))
            self.mistakes.append(found)

    def notice(self, path: Path, problem: str) -> None:
        """Note something that is allowed, and that the user should know."""
        self.notices.append(Mistake(*self.inputs.place(path), self.inputs.key(path), problem))


def merged(base: Tree, over: Tree) -> Tree:
    """Return a tree with another laid over it: tables are merged, all else is replaced.

    >>> merged({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}})
    {'a': {'b': 3, 'c': 2}}
    """
    result = dict(base)
    for key, value in over.items():
        below = result.get(key)
        if isinstance(below, dict) and isinstance(value, dict):
            value = merged(below, value)
        result[key] = value
    return result


def replaced(tree: Tree, path: Path, value: Any) -> Tree:
    """Return a tree with one value replaced, tables on the way made where they are missing.

    >>> replaced({"a": {"b": 1}}, ("a", "c"), 2)
    {'a': {'b': 1, 'c': 2}}
    """
    key, *rest = path
    if not rest:
        return {**tree, str(key): value}
    below = tree.get(str(key))
    return {**tree, str(key): replaced(below if isinstance(below, dict) else {}, (*rest,), value)}


def without(tree: Tree, path: Path) -> Tree:
    """Return a tree without one of its values.

    >>> without({"a": {"b": 1, "c": 2}}, ("a", "b"))
    {'a': {'c': 2}}
    """
    key, *rest = path
    if not rest:
        return {k: v for k, v in tree.items() if k != key}
    return {**tree, str(key): without(tree[str(key)], (*rest,))}
