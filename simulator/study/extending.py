"""Assumptions that extend others: the chain of files, and each laid over those before it."""

from typing import Any

from simulator.errors import InputError, Mistake, shown
from simulator.study.files import BASE, Files, document, named, names_in
from simulator.study.inputs import merged, without
from simulator.study.names import fault_of, nearest
from simulator.study.parsing import Document, Tree, has

DEEPEST_CHAIN = 16
"""Files of one chain of `extends`."""
_OF_THE_FILE = ("extends", "without", "title")
"""Keys of an assumption file that concern the file and not the world."""


def chain(files: Files, name: str) -> list[Document]:
    """Return the files of some assumptions, what is extended before what extends it."""
    first = named(files, "assumptions", name, BASE)
    names, documents = [name], [first] if first else []
    while documents and "extends" in documents[-1].tree:
        child, parent = documents[-1], documents[-1].tree["extends"]
        if problem := _fault_of_extends(files, parent, names):
            what, allowed, meant = problem
            raise InputError.of(
                what, allowed, meant, file=child.file, line=child.line(("extends",)), key="extends"
            )
        names.append(parent)
        documents.append(document(files, f"assumptions/{parent}.toml"))
    return documents[::-1]


def _fault_of_extends(files: Files, parent: Any, names: list[str]) -> tuple[str, str, str] | None:
    known = names_in(files, "assumptions")
    allowed = "the name of another file in assumptions/, without folder and ending"
    if not isinstance(parent, str):
        return f"{shown(parent)} where a name is expected", allowed, ""
    path = " → ".join([*names, parent])
    if fault_of(parent):
        return f"{shown(parent)} is not the name of a file in assumptions/", allowed, ""
    if parent in names:
        return f"extends in a circle: {path}", "a chain with an end", ""
    if f"assumptions/{parent}.toml" not in files:
        return f"no such file: {path}", allowed, nearest(parent, known)
    if len(names) >= DEEPEST_CHAIN:
        return f"a chain of more than {DEEPEST_CHAIN} files: {path}", "a shorter chain", ""
    return None


def merged_world(layers: tuple[Document, ...]) -> tuple[Tree, list[Mistake]]:
    """Return the market with the assumption files laid over it, each over those before it."""
    market, *assumptions = layers
    world, mistakes = market.tree, list(market.mistakes)
    for layer in assumptions:
        mistakes += [*layer.mistakes, *faults_of_head(layer)]
        world, wrong = _left_out(world, layer)
        mistakes += wrong
        own = {key: value for key, value in layer.tree.items() if key not in _OF_THE_FILE}
        world = merged(world, own)
    return world, mistakes


def faults_of_head(file: Document) -> list[Mistake]:
    """Return what is wrong with the keys that concern a file and not what it holds."""
    expected = {"title": (str, "a text in quotes"), "schema_version": (int, "a whole number")}
    return [
        Mistake(file.file, file.line((key,)), key, f"{shown(file.tree[key])} is not allowed", what)
        for key, (kind, what) in expected.items()
        if key in file.tree and type(file.tree[key]) is not kind
    ]


def _left_out(world: Tree, layer: Document) -> tuple[Tree, list[Mistake]]:
    """Return the world without what a file's `without` names."""
    paths = layer.tree.get("without", [])
    if not isinstance(paths, list):
        problem = f"{shown(paths)} where a list of dotted paths is expected"
        return world, [Mistake(layer.file, layer.line(("without",)), "without", problem)]
    mistakes = []
    for number, path in enumerate(paths):
        keys = tuple(path.split(".")) if isinstance(path, str) else ()
        if keys and has(world, keys):
            world = without(world, keys)
            continue
        line = layer.line(("without", number))
        problem = f"{shown(path)} is nothing that the files below give"
        meant = nearest(str(path), known_paths(world))
        allowed = "a dotted path to leave out"
        mistakes.append(Mistake(layer.file, line, "without", problem, allowed, meant))
    return world, mistakes


def known_paths(tree: Tree, prefix: str = "") -> list[str]:
    """Return the dotted paths of all keys of a tree.

    >>> known_paths({"a": {"b": 1}})
    ['a', 'a.b']
    """
    found: list[str] = []
    for key, value in tree.items():
        found.append(f"{prefix}{key}")
        if isinstance(value, dict):
            found += known_paths(value, f"{prefix}{key}.")
    return found
