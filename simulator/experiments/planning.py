"""From a sweep's file to all its runs, checked before the first one."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from simulator.errors import InputError, Mistake, RefusedError
from simulator.experiments import designs
from simulator.experiments.choosing import scenarios_of
from simulator.experiments.designs import Design
from simulator.experiments.factors import Factor, factors_of, matching
from simulator.experiments.manifest import versions
from simulator.study.designs import MOST_RUNS, Sweep, load_sweep
from simulator.study.folders import fault_of_data_path
from simulator.study.overrides import known_paths, value_of
from simulator.study.parsing import Document
from simulator.study.reading import read_text
from simulator.study.scenario import Scenario
from simulator.study.study import Study


@dataclass(frozen=True)
class Plan:
    """All runs of a sweep: points × assumptions × programmes × replications.

    A scenario's number is (point × assumptions + its assumption) × programmes + its programme.

    Attributes:
        name: of the sweep.
        sweep: its file.
        design: its points.
        bases: the scenarios that the points change: assumptions × programmes.
    """

    study: str
    name: str
    sweep: Sweep
    design: Design
    bases: tuple[Scenario, ...]

    @property
    def scenarios(self) -> int:
        """How many scenarios there are."""
        return len(self.design.points) * len(self.bases)

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.scenarios * self.sweep.replications

    def number(self, point: int, assumption: int, programme: int) -> int:
        """Return a scenario's number."""
        per_point, programmes = len(self.bases), len(self.sweep.programmes)
        return point * per_point + assumption * programmes + programme

    def labels(self, scenario: int) -> tuple[int, str, str]:
        """Return point, assumptions and programme of a scenario's number."""
        point, base = divmod(scenario, len(self.bases))
        return point, self.bases[base].assumptions, self.bases[base].programme

    def scenario(self, number: int) -> Scenario:
        """Return a scenario by number."""
        point, base = divmod(number, len(self.bases))
        return changed(self.bases[base], self.design.overrides(point))

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What decides the results, as plain data: a store is of one identity."""
        points = json.dumps(self.design.points, sort_keys=True, default=str)
        return {
            "study": self.study,
            "sweep": self.sweep.model_dump(mode="json", exclude={"title"}),
            "points_sha256": hashlib.sha256(points.encode()).hexdigest(),
            "scenarios": {
                f"{one.programme} under {one.assumptions}": one.resolved() for one in self.bases
            },
            "versions": versions(),
        }

    @cached_property
    def digest(self) -> str:
        """The SHA-256 (hex) of the identity."""
        text = json.dumps(self.identity, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def changed(base: Scenario, values: Mapping[str, Any]) -> Scenario:
    """Return a scenario with those of the values that it knows: none has others' levers."""
    known = {path: value for path, value in values.items() if base.knows(path)}
    return base.with_(known) if known else base


def plan(study: Study, name: str, overrides: Mapping[str, Any] | None = None) -> Plan:
    """Return everything that a sweep of a study will run, every point checked.

    Raises:
        InputError: the sweep's file, its table, or a point breaks a rule.
        RefusedError: there are too many runs.
    """
    sweep, document = load_sweep(study, name)
    bases = tuple(scenarios_of(study, sweep.programmes, sweep.assumptions, overrides))
    factors = factors_of(sweep, document, bases)
    design = _design(study, sweep, document, factors, bases)
    planned = Plan(study.name, name, sweep, design, bases)
    if planned.runs > MOST_RUNS:
        raise RefusedError(f"{planned.runs:,} runs; at most {MOST_RUNS:,}")
    mistakes = list(_faulty_points(planned, document))
    if mistakes:
        raise InputError(mistakes)
    return planned


def _design(
    study: Study,
    sweep: Sweep,
    document: Document,
    factors: Sequence[Factor],
    bases: Sequence[Scenario],
) -> Design:
    match sweep.design:
        case "grid":
            return designs.grid(factors, sweep.steps)
        case "one-at-a-time":
            return designs.one_at_a_time(factors, sweep.steps)
        case "latin-hypercube":
            return designs.latin_hypercube(factors, sweep.points, sweep.seed, sweep.correlation)
        case "sobol":
            unbalanced = sweep.allow_unbalanced
            return designs.sobol(factors, sweep.points, sweep.seed, unbalanced=unbalanced)
        case "morris":
            return designs.morris(factors, sweep.trajectories, sweep.levels, sweep.seed)
    moving, rows = _own_table(study, sweep, document, bases)
    return designs.table([*moving, *factors], rows)


def _own_table(
    study: Study, sweep: Sweep, document: Document, bases: Sequence[Scenario]
) -> tuple[list[Factor], list[designs.Point]]:
    """Return the factors and points of a design of one's own: a CSV with a column a factor."""
    name = str(sweep.table)
    line = document.line(("table",))
    fault = fault_of_data_path(study.folder, name)
    if fault or not (study.folder / name).is_file():
        raise InputError.of(
            fault or f"no such file: {name}",
            "a CSV inside the folder of the study",
            file=document.file,
            line=line,
            key="table",
        )
    rows = list(csv.reader(io.StringIO(read_text(study.folder / name, name)), strict=True))
    if len(rows) < 2:
        raise InputError.of("no rows", "a header of paths, and a row a point", file=name)
    known = list(dict.fromkeys(path for one in bases for path in known_paths(one.inputs)))
    mistakes = [
        Mistake(name, 1, path, "no such parameter", "a dotted path of a parameter")
        for path in rows[0]
        if not matching(path, known)
    ]
    mistakes += [
        Mistake(name, place, "", f"{len(row)} cells", f"{len(rows[0])}, as in the header")
        for place, row in enumerate(rows[1:], 2)
        if len(row) != len(rows[0])
    ]
    if len(set(rows[0])) < len(rows[0]):
        mistakes.append(Mistake(name, 1, "", "a path comes twice", "each path once"))
    if mistakes:
        raise InputError(mistakes)
    points = [
        {path: value_of(cell, path) for path, cell in zip(rows[0], row, strict=True)}
        for row in rows[1:]
    ]
    factors = [
        Factor(path, matching(path, known), "uncertainty", tuple(point[path] for point in points))
        for path in rows[0]
    ]
    return factors, points


def _faulty_points(planned: Plan, document: Document) -> Iterator[Mistake]:
    """Yield what is wrong with each point's scenarios: all is known before the first run."""
    for point in range(len(planned.design.points)):
        for base in planned.bases:
            try:
                changed(base, planned.design.overrides(point))
            except InputError as error:
                for one in error.mistakes:
                    said = f"point {point}: {one.problem}"
                    yield Mistake(document.file, None, one.key, said, one.allowed, one.nearest)
