"""From a sweep's file to all its runs, checked before the first one."""

import hashlib
import json
import math
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from simulator.errors import InputError, Mistake, RefusedError
from simulator.experiments import designs
from simulator.experiments.choosing import scenarios_of
from simulator.experiments.described import outcomes_of
from simulator.experiments.designs import Design
from simulator.experiments.factors import Factor, Placed, factors_of
from simulator.experiments.fingerprint import fingerprint
from simulator.experiments.own_tables import own_table
from simulator.experiments.piecework import changed
from simulator.experiments.tasks import Model
from simulator.study.designs import MOST_RUNS_A_POINT, Sweep, load_sweep
from simulator.study.names import nearest
from simulator.study.parsing import Document
from simulator.study.refusing import SECONDS_PER_RESELLER
from simulator.study.scenario import Scenario
from simulator.study.study import Study

SHIPPED = "simulator.model"
BYTES_PER_RUN = 2_500
"""Order of magnitude of a run in the store."""
MOST_FAULTS = 1_000
"""Faults of points after which no further ones are looked for."""
SECONDS_BETWEEN_LINES = 5.0


@dataclass(frozen=True)
class Plan:
    """All runs of a sweep: points × assumptions × programmes × replications.

    A scenario's number is (point × assumptions + its assumption) × programmes + its programme.

    Attributes:
        name: of the sweep.
        sweep: its file.
        design: its points.
        bases: the scenarios that the points change: assumptions × programmes.
        model: what computes a run.
    """

    study: str
    name: str
    sweep: Sweep
    design: Design
    bases: tuple[Scenario, ...]
    model: str = SHIPPED

    @property
    def scenarios(self) -> int:
        """How many scenarios there are."""
        return len(self.design.points) * len(self.bases)

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.scenarios * self.sweep.replications

    def labels(self, scenario: int) -> tuple[int, str, str]:
        """Return point, assumptions and programme of a scenario's number."""
        point, base = divmod(scenario, len(self.bases))
        return point, self.bases[base].assumptions, self.bases[base].programme

    def scenario(self, number: int) -> Scenario:
        """Return a scenario by number."""
        point, base = divmod(number, len(self.bases))
        return changed(self.bases[base], self.design.overrides(point))

    @property
    def notices(self) -> list[str]:
        """What is allowed, and what the user should know."""
        said = [text for base in self.bases for text in base.warnings]
        said += [
            f"{factor.name} has one value only, so it does not move"
            for factor in self.design.moving
            if len(factor.values) == 1
        ]
        keys = [json.dumps(point, sort_keys=True, default=str) for point in self.design.points]
        if self.design.kind == "table" and len(set(keys)) < len(keys):
            said.append(f"{len(keys) - len(set(keys))} rows of the table are there already")
        return list(dict.fromkeys(said))

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What decides the results, as plain data: a store is of one identity."""
        points = json.dumps(self.design.points, sort_keys=True, default=str)
        return {
            "study": self.study,
            "model": self.model,
            "sweep": self.sweep.model_dump(mode="json", exclude={"title", "points_ceiling"}),
            "points_sha256": hashlib.sha256(points.encode()).hexdigest(),
            "scenarios": {
                f"{one.programme} under {one.assumptions}": one.resolved() for one in self.bases
            },
            "versions": fingerprint(),
        }

    def told(self) -> dict[str, Any]:
        """Return the design as plain data, from which `verify` lays it again."""
        return {
            "name": self.name,
            "kind": self.design.kind,
            "factors": [plain_factor(factor) for factor in self.design.factors],
            "points": json.loads(json.dumps(self.design.points, default=str)),
            "folder": str(self.bases[0].folder),
        }

    @cached_property
    def digest(self) -> str:
        """The SHA-256 (hex) of the identity."""
        return digest_of(self.identity)


def plain_factor(factor: Factor) -> dict[str, Any]:
    """Return a factor as plain data: NaN as null, dates as ISO text."""
    told = {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in asdict(factor).items()
    }
    plain: dict[str, Any] = json.loads(json.dumps(told, default=str))
    return plain


def digest_of(identity: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of an identity."""
    return hashlib.sha256(as_text(identity).encode()).hexdigest()


def as_text(identity: Mapping[str, Any]) -> str:
    """Return an identity as JSON text, one text for equal ones."""
    return json.dumps(identity, sort_keys=True, default=str)


def plan(
    study: Study,
    name: str,
    overrides: Mapping[str, Any] | None = None,
    model: Model | None = None,
    most_points: int | None = None,
) -> Plan:
    """Return everything that a sweep of a study will run, every point checked.

    Args:
        overrides: parameters replaced in every scenario, by dotted path.
        model: another model than the shipped one.
        most_points: check so many points only, evenly spread; by default all.

    Raises:
        InputError: the sweep's file, its table, or a point breaks a rule.
        RefusedError: there are too many points or runs, or a point is refused.
    """
    sweep, document = load_sweep(study, name)
    bases = _bases(study, sweep, document, overrides, checking=model is None)
    placed, rows = _factors(study, sweep, document)
    factors = factors_of(placed, bases)
    _refuse_too_many(sweep, bases, designs.count(sweep, factors, len(rows)))
    design = designs.laid(sweep, factors, rows)
    planned = Plan(study.name, name, sweep, design, bases, _named(model))
    mistakes = _faulty_points(planned, document, most_points)
    if mistakes:
        raise InputError(mistakes)
    return planned


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


def _faulty_points(planned: Plan, document: Document, most: int | None) -> list[Mistake]:
    """Return what is wrong with the points' scenarios, each thing once with its first point."""
    found: dict[Mistake, list[int]] = {}
    seen: set[tuple[int, str]] = set()
    for point in _telling(_chosen(len(planned.design.points), most)):
        values = planned.design.overrides(point)
        for place, base in enumerate(planned.bases):
            known = {path: value for path, value in values.items() if base.knows(path)}
            key = (place, json.dumps(known, default=str))
            if key not in seen:
                seen.add(key)
                for mistake in _faults_of_point(point, base, known, document):
                    found.setdefault(mistake, []).append(point)
        if sum(map(len, found.values())) > MOST_FAULTS:
            break
    return [_told(mistake, points, planned, document) for mistake, points in found.items()]


def _told(mistake: Mistake, points: list[int], planned: Plan, document: Document) -> Mistake:
    """Return a mistake with its first point, in the line of the factor that makes it."""
    others = f" and {len(points) - 1:,} others" if len(points) > 1 else ""
    line = next(
        (
            document.line(("factor", position, "path"))
            for position, raw in enumerate(planned.sweep.factor)
            for factor in planned.design.factors
            if factor.name == raw.path and mistake.key in factor.paths
        ),
        None,
    )
    return replace(mistake, line=line, problem=f"point {points[0]}{others}: {mistake.problem}")


def _chosen(points: int, most: int | None) -> Sequence[int]:
    if most is None or points <= most:
        return range(points)
    return sorted({round(place * (points - 1) / (most - 1)) for place in range(most)})


def _telling(points: Sequence[int]) -> Iterator[int]:
    """Yield points, and say how far the check has come if it takes long."""
    told = time.monotonic()
    for done, point in enumerate(points):
        if time.monotonic() - told > SECONDS_BETWEEN_LINES:
            told = time.monotonic()
            sys.stderr.write(f"{done:,} of {len(points):,} points checked\n")
        yield point


def _faults_of_point(
    point: int, base: Scenario, values: dict[str, Any], document: Document
) -> Iterator[Mistake]:
    try:
        changed(base, values)
    except InputError as error:
        for one in error.mistakes:
            yield replace(one, file=document.file, line=None)
    except RefusedError as error:
        raise RefusedError(f"{document.file}: point {point}: {error}") from error
