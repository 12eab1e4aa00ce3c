"""From a sweep's file to all its runs, checked before the first one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from simulator.errors import InputError, Mistake, RefusedError
from simulator.experiments import designs
from simulator.experiments.choosing import scenarios_of
from simulator.experiments.described import outcomes_of
from simulator.experiments.factors import Placed, factors_of
from simulator.experiments.own_tables import own_table
from simulator.experiments.plans import SHIPPED, Plan
from simulator.experiments.points import faulty_points
from simulator.experiments.tasks import Model
from simulator.study.designs import MOST_RUNS_A_POINT, Sweep, load_sweep
from simulator.study.names import nearest
from simulator.study.parsing import Document
from simulator.study.refusing import SECONDS_PER_RESELLER
from simulator.study.scenario import Scenario
from simulator.study.study import Study

BYTES_PER_RUN = 2_500
"""Order of magnitude of a run in the store."""


def plan(
    study: Study,
    name: str,
    overrides: Mapping[str, Any] | None = None,
    model: Model | None = None,
    most_points: int | None = None,
    instead: Mapping[str, Any] | None = None,
) -> Plan:
    """Return everything that a sweep of a study will run, every point checked.

    Args:
        overrides: parameters replaced in every scenario, by dotted path.
        model: another model than the shipped one.
        most_points: check so many points only, evenly spread; by default all.
        instead: what takes the place of what the sweep's file says, such as its programmes.

    Raises:
        InputError: the sweep's file, its table, or a point breaks a rule.
        RefusedError: there are too many points or runs, or a point is refused.
    """
    sweep, document = load_sweep(study, name)
    sweep = sweep.model_copy(update=dict(instead or {}))
    bases = _bases(study, sweep, document, overrides, checking=model is None)
    placed, rows = _factors(study, sweep, document)
    factors = factors_of(placed, bases)
    _refuse_too_many(sweep, bases, designs.count(sweep, factors, len(rows)))
    try:
        design = designs.laid(sweep, factors, rows)
    except InputError as error:
        raise InputError(_placed(mistake, document) for mistake in error.mistakes) from None
    planned = Plan(study.name, name, sweep, design, bases, _named(model))
    mistakes = faulty_points(planned, document, most_points)
    if mistakes:
        raise InputError(mistakes)
    return planned


def _placed(mistake: Mistake, document: Document) -> Mistake:
    return replace(mistake, file=document.file, line=document.line((mistake.key,)))


def _named(model: Model | None) -> str:
    kind = type(model)
    return SHIPPED if model is None else f"{kind.__module__}.{kind.__qualname__}"


def _bases(
    study: Study,
    sweep: Sweep,
    document: Document,
    overrides: Mapping[str, Any] | None,
    *,
    checking: bool,
) -> tuple[Scenario, ...]:
    """Return assumptions × programmes; names that there are not, and strange outcomes, are said."""
    mistakes = []
    for key, wanted, known in (
        ("programmes", sweep.programmes, study.programmes),
        ("assumptions", sweep.assumptions, study.assumptions),
    ):
        mistakes += _unknown(document, key, wanted, known)
    if mistakes:
        raise InputError(mistakes)
    bases = tuple(scenarios_of(study, sweep.programmes, sweep.assumptions, overrides))
    if checking:
        known = tuple(dict.fromkeys(name for base in bases for name in outcomes_of(base)))
        mistakes = _unknown(document, "outcomes", sweep.outcomes, known)
    windows = sorted({f"{one.world.start} to {one.world.end}" for one in bases})
    if len(windows) > 1:
        problem = f"assumptions over different windows: {'; '.join(windows)}"
        line = document.line(("assumptions",))
        mistakes.append(Mistake(document.file, line, "assumptions", problem, "one window"))
    if mistakes:
        raise InputError(mistakes)
    return bases


def _unknown(
    document: Document, key: str, wanted: Sequence[str], known: Sequence[str]
) -> list[Mistake]:
    return [
        Mistake(
            document.file,
            document.line((key, place)),
            f"{key}[{place + 1}]",
            f"no {key.removesuffix('s')} {name}",
            f"there are {', '.join(known[:12])}" + (" and more" if len(known) > 12 else ""),
            nearest(name, known),
        )
        for place, name in enumerate(wanted)
        if name not in known
    ]


def _factors(
    study: Study, sweep: Sweep, document: Document
) -> tuple[list[Placed], list[designs.Point]]:
    written = [
        Placed(raw, document.file, document.line(("factor", position, "path")))
        for position, raw in enumerate(sweep.factor)
    ]
    if sweep.table is None:
        return written, []
    columns, rows = own_table(study, sweep, document)
    return [*columns, *written], rows


def _refuse_too_many(sweep: Sweep, bases: Sequence[Scenario], points: int) -> None:
    most, runs = sweep.points_ceiling, points * len(bases) * sweep.replications
    if points <= most and runs <= MOST_RUNS_A_POINT * most:
        return
    resellers = max(getattr(one.world.population, "resellers", 0) or 0 for one in bases)
    hours = runs * max(resellers, 100) * SECONDS_PER_RESELLER / 3600
    raise RefusedError(
        f"{points:,} points and {runs:,} runs would take about {hours:,.0f} hours of one core and "
        f"{runs * BYTES_PER_RUN / 1e9:,.1f} GB on disk; at most {most:,} points and "
        f"{MOST_RUNS_A_POINT * most:,} runs unless points_ceiling is raised"
    )
