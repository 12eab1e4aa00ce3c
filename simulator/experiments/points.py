"""The points of a plan, each checked before the first run."""

import json
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from simulator.errors import InputError, Mistake, RefusedError
from simulator.experiments.piecework import changed
from simulator.experiments.plans import Plan
from simulator.study.parsing import Document
from simulator.study.scenario import Scenario

MOST_FAULTS = 1_000
"""Faults after which no further ones are looked for."""
SECONDS_BETWEEN_LINES = 5.0

_NUMBER = re.compile(r"[\d.,]+")


def faulty_points(planned: Plan, document: Document, most: int | None) -> list[Mistake]:
    """Return what is wrong with the points' scenarios, each thing once with its first point."""
    found: dict[tuple[str, ...], tuple[Mistake, set[int]]] = {}
    seen: dict[tuple[int, str], tuple[Mistake, ...]] = {}
    for point in _telling(_chosen(len(planned.design.points), most)):
        values = planned.design.overrides(point)
        for place, base in enumerate(planned.bases):
            known = {path: value for path, value in values.items() if base.knows(path)}
            key = (place, json.dumps(known, default=str))
            if key not in seen:
                seen[key] = _faults_of_point(point, base, known, document)
            for mistake in seen[key]:
                found.setdefault(_alike(mistake), (mistake, set()))[1].add(point)
        if sum(len(points) for _, points in found.values()) > MOST_FAULTS:
            break
    return [_told(mistake, sorted(points), planned, document) for mistake, points in found.values()]


def _alike(mistake: Mistake) -> tuple[str, ...]:
    """Return what mistakes that differ only in their numbers have in common."""
    return mistake.key, _NUMBER.sub("", mistake.problem), mistake.allowed, mistake.nearest


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
) -> tuple[Mistake, ...]:
    try:
        changed(base, values)
    except InputError as error:
        return tuple(replace(one, file=document.file, line=None) for one in error.mistakes)
    except RefusedError as error:
        raise RefusedError(f"{document.file}: point {point}: {error}") from error
    return ()
