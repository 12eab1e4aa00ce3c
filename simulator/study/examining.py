"""The check of one scenario's inputs: all that the schema and the rules between parameters say."""

from typing import Any

from pydantic import ValidationError

from simulator import catalogue
from simulator.errors import shown
from simulator.study.amounts import check_amounts
from simulator.study.dates import check_dates
from simulator.study.fields import Table
from simulator.study.inputs import PROGRAMME, Findings, Inputs
from simulator.study.names import listed, nearest
from simulator.study.parsing import faults_of
from simulator.study.programmes import check_programme
from simulator.study.references import check_names, check_references
from simulator.study.schema import World
from simulator.study.wording import brief, worded

MOST_EXPLAINED = 200
"""Mistakes of a scenario that are explained in full; many more are shown by nobody."""


def examine(inputs: Inputs) -> tuple[World | None, tuple[Any, ...], Findings]:
    """Return the world (None if it breaks a rule), the measures and all that was found."""
    findings = Findings(inputs, list(inputs.mistakes))
    for path, problem, allowed in faults_of(list(inputs.measures)):
        findings.mistake((PROGRAMME, *path), problem, allowed)
    world = _checked(World, inputs.world, (), findings)
    found = [_measure(raw, position, findings) for position, raw in enumerate(inputs.measures)]
    for check in (check_names, check_references, check_dates, check_amounts):
        check(findings)
    if world is not None:
        check_programme(findings, world, found)
    return world, tuple(measure for measure in found if measure is not None), findings


def _measure(raw: dict[str, Any], position: int, findings: Findings) -> Any | None:
    """Return a measure of its kind, or None where it breaks a rule."""
    known = catalogue.kinds("measures")
    path = (PROGRAMME, position, "kind")
    kind = raw.get("kind")
    if "kind" not in raw:
        findings.mistake(path, "missing", f"the kind of measure: {listed(known)}")
        return None
    if kind not in list(known):
        meant = nearest(kind, known) if isinstance(kind, str) else ""
        findings.mistake(
            path, f"no kind of measure: {shown(kind)}", f"kinds are {listed(known)}", meant
        )
        return None
    return _checked(known[kind], raw, path[:2], findings)


def _checked(model: type[Table], tree: Any, inside: Any, findings: Findings) -> Any | None:
    """Return a tree as a model; what pydantic finds is put in our words."""
    try:
        return model.model_validate(in_order(tree))
    except ValidationError as error:
        others = catalogue.kinds("measures") if inside else None
        for found in error.errors(include_url=False):
            explained = len(findings.mistakes) < MOST_EXPLAINED
            wording = worded(found, model, others) if explained else brief(found)
            findings.mistake((*inside, *wording.path), *wording[1:])
        return None


def in_order(tree: Any) -> Any:
    """Return a tree whose tables are sorted by key: the order in a file means nothing."""
    if isinstance(tree, dict):
        return {key: in_order(tree[key]) for key in sorted(tree)}
    return tree
