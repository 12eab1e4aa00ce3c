"""Overrides: parameters replaced by dotted path, from the command line, a design or Python."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from simulator import catalogue
from simulator.errors import InputError, Mistake
from simulator.study import paths
from simulator.study.inputs import OVERRIDE, PROGRAMME, Inputs, replaced, without
from simulator.study.lines import Path
from simulator.study.names import nearest
from simulator.study.parsing import NO_TEXT, Tree, dotted, faults_of, has, is_unicode, parsed
from simulator.study.schema import World

DEFAULT = "default"
"""The bare word that takes a value away, so that the schema's default holds."""
OF_ITS_OWN = ("kind", "name")
"""What makes a measure the one that it is; not to be overridden."""


def settings(texts: Iterable[str]) -> dict[str, Any]:
    """Return values by dotted path from texts `path=value`.

    A value is written in TOML; a bare word is a text, and the bare word `default` is None, which
    takes a value away so that the default holds.

    >>> settings(["distributors.etc.net_days=45", "population.source=drawn"])
    {'distributors.etc.net_days': 45, 'population.source': 'drawn'}

    Raises:
        InputError: a text is not of this form, or a path is given twice.
    """
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    for text in texts:
        path, sign, value = text.partition("=")
        path = path.strip()
        if not is_unicode(text):
            mistakes.append(Mistake(OVERRIDE, None, path, NO_TEXT, "a text in UTF-8"))
        elif not path or not sign or not value.strip():
            mistakes.append(Mistake(OVERRIDE, None, text, "not an override", "path=value"))
        elif path in values:
            mistakes.append(Mistake(OVERRIDE, None, path, "given twice", "each path once"))
        else:
            try:
                values[path] = value_of(value.strip(), path)
            except InputError as error:
                mistakes += error.mistakes
    if mistakes:
        raise InputError(mistakes)
    return values


def value_of(text: str, path: str = "") -> Any:
    """Return a value written in TOML; what is no TOML value is a bare word, and so a text."""
    line = " ".join(text.splitlines())
    if line == DEFAULT:
        return None
    try:
        return parsed(f"value = {line}", OVERRIDE).tree["value"]
    except InputError as error:
        problem = error.mistakes[0].problem
        if line[:1] in "[{\"'" or problem.startswith(("nesting", "a number of more", "a dotted")):
            raise InputError.of(
                problem, "a value as TOML writes it", file=OVERRIDE, key=path
            ) from None
        return text


def overridden(inputs: Inputs, values: Mapping[str, Any]) -> Inputs:
    """Return inputs with some values replaced; None takes a value away, so that the default holds.

    Raises:
        InputError: a path leads to no parameter, or a value is one that no study may hold.
    """
    world, measures = inputs.world, list(inputs.measures)
    mistakes: list[Mistake] = []
    clean = {str(path): _plain(value) for path, value in values.items()}
    for path, value in clean.items():
        keys = tuple(path.split("."))
        wrong = [
            Mistake(OVERRIDE, None, dotted((*keys, *further)), problem, allowed)
            for further, problem, allowed in faults_of(value)
        ]
        if not is_known(inputs, path):
            wrong.append(_unknown(inputs, path))
        if inner := next((p for p in clean if p.startswith(f"{path}.")), None):
            wrong.append(Mistake(OVERRIDE, None, inner, f"given beside {path}", "one of the two"))
        mistakes += wrong
        if wrong:
            continue
        if keys[0] == PROGRAMME:
            position = _position(inputs, keys[1])
            measures[position] = _with(measures[position], (keys[2],), value)
        else:
            world = _with(world, keys, value)
    if mistakes:
        raise InputError(mistakes)
    kept = {path: value for path, value in inputs.overrides.items() if path not in clean}
    return replace(inputs, world=world, measures=tuple(measures), overrides={**kept, **clean})


def _with(tree: Tree, keys: Path, value: Any) -> Tree:
    if value is not None:
        return replaced(tree, keys, value)
    return without(tree, keys) if has(tree, keys) else tree


def is_known(inputs: Inputs, path: str) -> bool:
    """Return whether a dotted path leads to a parameter, of a thing that exists."""
    keys: Path = tuple(path.split("."))
    if keys[0] == PROGRAMME:
        if len(keys) != 3 or keys[2] in OF_ITS_OWN:
            return False
        position = _position(inputs, str(keys[1]))
        return position >= 0 and keys[2] in _measure_fields(inputs.measures[position])
    tree: Any = inputs.world
    for length, key in enumerate(keys):
        holder = paths.type_at(World, keys[:length])
        if paths.below(holder, key) is None:
            return False
        below = tree.get(key) if isinstance(tree, dict) else None
        if paths.named_tables_of(holder) is not None and below is None:
            return False
        tree = below
    return True


def _position(inputs: Inputs, name: str) -> int:
    names = [m.get("name") for m in inputs.measures]
    return names.index(name) if name in names else -1


def _measure_fields(raw: Tree) -> list[str]:
    model = catalogue.kinds("measures").get(str(raw.get("kind")))
    return [] if model is None else list(model.model_fields)


def known_paths(inputs: Inputs) -> list[str]:
    """Return the dotted paths of all parameters."""
    found = list(_paths_below(World, inputs.world, ""))
    for raw in inputs.measures:
        found += [
            f"{PROGRAMME}.{raw.get('name')}.{key}"
            for key in _measure_fields(raw)
            if key not in OF_ITS_OWN
        ]
    return found


def _paths_below(root: Any, tree: Any, prefix: str) -> Iterable[str]:
    for key, field in root.model_fields.items():
        path = f"{prefix}{key}"
        value = tree.get(key) if isinstance(tree, dict) else None
        one, many = paths.table_of(field.annotation), paths.named_tables_of(field.annotation)
        if one is not None:
            yield from _paths_below(one, value, f"{path}.")
        elif many is not None:
            for name, below in (value if isinstance(value, dict) else {}).items():
                yield from _paths_below(many, below, f"{path}.{name}.")
        else:
            yield path


def _unknown(inputs: Inputs, path: str) -> Mistake:
    known = known_paths(inputs)
    meant = nearest(path, known, 0.7)
    allowed = "" if meant else "a dotted path of this scenario's parameters"
    keys = path.split(".")
    if keys[0] == PROGRAMME and len(keys) > 1 and _position(inputs, keys[1]) < 0:
        names = ", ".join(str(m.get("name")) for m in inputs.measures) or "none"
        return Mistake(
            OVERRIDE,
            None,
            path,
            f"no measure {keys[1]} in the programme {inputs.programme}",
            f"its measures: {names}",
            meant,
        )
    return Mistake(OVERRIDE, None, path, "no such parameter", allowed, meant)


def _plain(value: Any) -> Any:
    """Return a value of numpy's as Python's own."""
    item = getattr(value, "item", None)
    if callable(item) and getattr(value, "ndim", None) == 0:
        return item()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
