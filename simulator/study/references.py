"""Names: that each is well formed, and that each reference leads to something that exists."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Any

from simulator import catalogue
from simulator.errors import shown
from simulator.study import paths
from simulator.study.fields import Table
from simulator.study.inputs import PROGRAMME, Findings
from simulator.study.lines import Path
from simulator.study.names import ALLOWED, fault_of, listed, nearest
from simulator.study.parsing import Tree
from simulator.study.schema import World

TARGETS = MappingProxyType(
    {
        "distributor": "distributors",
        "distributors": "distributors",
        "insurer": "insurers",
        "insurers": "insurers",
        "product": "products",
        "products": "products",
        "double_products": "products",
        "reseller_kind": "kinds",
        "reseller_kinds": "kinds",
    }
)
"""Parameters of measures that name something of the world, and where it is declared."""


def table(tree: Any, *keys: str) -> Tree:
    """Return the table at some keys of a raw tree; an empty one if there is none."""
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree if isinstance(tree, dict) else {}


def check_names(findings: Findings) -> None:
    """Find names that no folder, path or result could carry, and measures of one name."""
    for path in names_of(World, findings.inputs.world):
        fault = fault_of(str(path[-1]))
        if fault:
            findings.mistake(path, fault, ALLOWED)
    first: dict[str, int] = {}
    for position, measure in enumerate(findings.inputs.measures):
        name = measure.get("name")
        if not isinstance(name, str):
            continue
        path = (PROGRAMME, position, "name")
        if fault := fault_of(name):
            findings.mistake(path, fault, ALLOWED)
        elif name in first:
            _, line = findings.inputs.place((PROGRAMME, first[name], "name"))
            findings.mistake(
                path, f"two measures of this name, the first in line {line}", "each name once"
            )
        first.setdefault(name, position)


def names_of(root: type[Table], tree: Any, inside: Path = ()) -> Iterator[Path]:
    """Yield the path of each named table (a distributor, a wave ...) of a raw tree."""
    if not isinstance(tree, dict):
        return
    for key, one, many in paths.tables_in(root):
        if key not in tree:
            continue
        if one is not None:
            yield from names_of(one, tree[key], (*inside, key))
        elif many is not None and isinstance(tree[key], dict):
            for name, below in tree[key].items():
                yield (*inside, key, name)
                yield from names_of(many, below, (*inside, key, name))


def check_references(findings: Findings) -> None:
    """Find names of products, wholesalers, insurers and kinds that are not declared."""
    world = findings.inputs.world
    known = {
        "distributors": list(table(world, "distributors")),
        "insurers": list(table(world, "insurers")),
        "products": list(table(world, "products")),
        "kinds": list(table(world, "population", "kinds")),
    }
    for path, family, names in _references(findings):
        if family == "kinds" and not known["kinds"]:
            continue  # a market from files may bring kinds of its own
        for position, name in names:
            if isinstance(name, str) and name not in known[family]:
                meant = nearest(name, known[family])
                declared = f"declared are {listed(known[family])}" if known[family] else ""
                what = {"kinds": "kind of reseller"}.get(family, family.removesuffix("s"))
                problem = f"no {what} {shown(name).removeprefix('the text ')}"
                findings.mistake((*path, *position), problem, declared, meant)


def _references(findings: Findings) -> Iterator[tuple[Path, str, Iterable[tuple[Path, Any]]]]:
    """Yield (path, family, names with their further path) of all that refers to a name."""
    world = findings.inputs.world
    for name in table(world, "population", "kinds"):
        at: Path = ("population", "kinds", name, "product_mix")
        mix = table(world, "population", "kinds", name, "product_mix")
        yield at, "products", [((key,), key) for key in mix]
    for name in table(world, "distributors"):
        mix = table(world, "distributors", name, "insurers")
        yield ("distributors", name, "insurers"), "insurers", [((key,), key) for key in mix]
    for insurer in table(world, "insurers"):
        for relief, raw in table(world, "insurers", insurer, "reliefs").items():
            at = ("insurers", insurer, "reliefs", relief, "distributors")
            yield at, "distributors", _listed_names(table(raw).get("distributors"))
    for position, measure in enumerate(findings.inputs.measures):
        model = catalogue.kinds("measures").get(str(measure.get("kind")))
        usual = {} if model is None else model.model_fields
        for key, family in TARGETS.items():
            at = (PROGRAMME, position, key)
            value = measure.get(key, usual[key].default if key in usual else None)
            names = [((), value)] if isinstance(value, str) else _listed_names(value)
            yield at, family, names


def _listed_names(value: Any) -> list[tuple[Path, Any]]:
    return [((n,), name) for n, name in enumerate(value)] if isinstance(value, list) else []
