"""Designs: which points of the factors' ranges are run."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import qmc

from simulator.errors import InputError, RefusedError
from simulator.experiments.factors import Factor
from simulator.streams import Stream
from simulator.study.designs import Correlation, Sweep

Floats = npt.NDArray[np.float64]
Point = dict[str, Any]
"""A value for each factor, by name."""


@dataclass(frozen=True)
class Design:
    """The points of a sweep.

    Attributes:
        kind: how they were laid.
        factors: what moves, constants included.
        points: in the order in which results number them.
        places: (points, moving factors): where each lies in [0, 1]; empty where a design has none.
    """

    kind: str
    factors: tuple[Factor, ...]
    points: tuple[Point, ...]
    places: Floats

    @property
    def moving(self) -> tuple[Factor, ...]:
        """The factors that are no constants."""
        return tuple(_moving(self.factors))

    def overrides(self, point: int) -> dict[str, Any]:
        """Return the parameters that a point sets, by dotted path."""
        values = self.points[point]
        return {path: values[f.name] for f in self.factors for path in f.paths}


def count(sweep: Sweep, factors: Sequence[Factor], rows: int = 0) -> int:
    """Return how many points a design has, before they are laid; `rows`: of a table."""
    moving = _moving(factors)
    match sweep.design:
        case "grid":
            return math.prod(len(factor.steps(sweep.steps)) for factor in moving)
        case "one-at-a-time":
            others = ([v for v in f.steps(sweep.steps) if v != f.usual] for f in moving)
            return 1 + sum(map(len, others))
        case "latin-hypercube":
            return sweep.points
        case "sobol":
            return sweep.points * (len(moving) + 2)
        case "morris":
            return sweep.trajectories * (len(moving) + 1)
    return rows


def laid(sweep: Sweep, factors: Sequence[Factor], rows: Sequence[Point] = ()) -> Design:
    """Return the design of a sweep; `rows`: of a table of one's own."""
    match sweep.design:
        case "grid":
            return grid(factors, sweep.steps)
        case "one-at-a-time":
            return one_at_a_time(factors, sweep.steps)
        case "latin-hypercube":
            return latin_hypercube(factors, sweep.points, sweep.seed, sweep.correlation)
        case "sobol":
            unbalanced = sweep.allow_unbalanced
            return sobol(factors, sweep.points, sweep.seed, unbalanced=unbalanced)
        case "morris":
            return morris(factors, sweep.trajectories, sweep.levels, sweep.seed)
    return table(factors, rows)


def grid(factors: Sequence[Factor], steps: int) -> Design:
    """Return every combination of the factors' values, the last factor's changing first."""
    moving = _moving(factors)
    columns = [factor.steps(steps) for factor in moving]
    return _laid("grid", factors, [dict(_named(moving, row)) for row in product(*columns)])


def one_at_a_time(factors: Sequence[Factor], steps: int) -> Design:
    """Return the point where all stand at their central value, and those where one moves."""
    moving = _moving(factors)
    centre = {factor.name: factor.usual for factor in moving}
    points = [centre]
    for factor in moving:
        points += [
            centre | {factor.name: value} for value in factor.steps(steps) if value != factor.usual
        ]
    return _laid("one-at-a-time", factors, points)


def table(factors: Sequence[Factor], rows: Iterable[Point]) -> Design:
    """Return the points of a table of one's own."""
    return _laid("table", factors, list(rows))


def latin_hypercube(
    factors: Sequence[Factor], points: int, seed: int, correlations: Sequence[Correlation] = ()
) -> Design:
    """Return points of which each factor's values fill its distribution evenly (McKay 1979).

    Correlated factors are ranked as normal variables of that correlation are (a Gaussian copula),
    so that each keeps its own distribution.

    Raises:
        InputError: the correlations contradict each other.
    """
    moving = _moving(factors)
    entity = np.arange(points, dtype=np.uint64)
    uniforms = Stream(seed, 0, "design/latin-hypercube").uniforms(entity, 2 * len(moving))
    normal = ndtri(uniforms[:, : len(moving)])
    if correlations:
        names = [factor.name for factor in moving]
        normal = _uncorrelated(normal) @ _root(names, correlations).T
    ranks = np.argsort(np.argsort(normal, axis=0, kind="stable"), axis=0, kind="stable")
    places = (ranks + uniforms[:, len(moving) :]) / points
    return _at(factors, "latin-hypercube", places)


def _uncorrelated(normal: Floats) -> Floats:
    """Return a sample, (points, factors), freed of the correlation that it has by chance.

    Iman and Conover (1982); a sample too small for it is returned as it is.
    """
    points, k = normal.shape
    if points <= k + 1:
        return normal
    centred = normal - normal.mean(axis=0)
    root = np.linalg.cholesky(centred.T @ centred / points)
    freed: Floats = np.linalg.solve(root, centred.T).T
    return freed


def _root(names: Sequence[str], correlations: Sequence[Correlation]) -> Floats:
    """Return a matrix whose product with its transpose is the normal variables' correlation.

    Spearman's ρ between them is a normal correlation of 2 sin(πρ/6) (Pearson 1907).
    """
    matrix = np.eye(len(names))
    for one in correlations:
        i, j = (names.index(path) for path in one.between)
        matrix[i, j] = matrix[j, i] = 2 * math.sin(math.pi * one.rank / 6)
    values, vectors = np.linalg.eigh(matrix)
    if values[0] < -1e-9:
        raise InputError.of(
            f"correlations that cannot hold together: smallest eigenvalue {values[0]:.4g}",
            "a positive semi-definite matrix",
            key="correlation",
        )
    root: Floats = vectors * np.sqrt(np.maximum(values, 0.0))
    return root


def sobol(factors: Sequence[Factor], rows: int, seed: int, *, unbalanced: bool = False) -> Design:
    """Return Saltelli's points for Sobol' indices: A, B, then for each factor A with B's column.

    A and B are the halves of a Sobol' sequence, shifted at random (Saltelli et al. 2010); rows: N,
    in all N (k + 2) points, block after block.

    Raises:
        RefusedError: the number of rows is no power of two, and that was not asked for.
    """
    moving = _moving(factors)
    if rows & (rows - 1) and not unbalanced:
        raise RefusedError(
            f"points: {rows} rows of a Sobol' sequence are not balanced; a power of two, "
            "or allow_unbalanced = true"
        )
    k = len(moving)
    engine = qmc.Sobol(2 * k, scramble=False)
    sequence = engine.random_base2((rows - 1).bit_length())[:rows] if rows > 1 else engine.random(1)
    entity = np.zeros(1, np.uint64)
    shift = Stream(seed, 0, "design/sobol").uniforms(entity, 2 * k)[0]
    both = (sequence + shift) % 1.0
    a, b = both[:, :k], both[:, k:]
    blocks = [a, b]
    for column in range(k):
        mixed = a.copy()
        mixed[:, column] = b[:, column]
        blocks.append(mixed)
    return _at(factors, "sobol", np.concatenate(blocks))


def morris(factors: Sequence[Factor], trajectories: int, levels: int, seed: int) -> Design:
    """Return Morris's trajectories: from a point of the grid, one factor after the other moves.

    Each moves by Δ = levels / (2 (levels − 1)) of its range, in random order (Morris 1991). A
    trajectory has k + 1 points; they follow each other.
    """
    moving = _moving(factors)
    k = len(moving)
    delta = levels / (2 * (levels - 1))
    half = levels // 2
    entity = np.arange(trajectories, dtype=np.uint64)
    uniforms = Stream(seed, 0, "design/morris").uniforms(entity, 3 * k)
    places = []
    for row in uniforms:
        start = np.floor(row[:k] * half) / (levels - 1)
        up = row[k : 2 * k] < 0.5
        here = np.where(up, start, start + delta)
        places.append(here.copy())
        for column in np.argsort(row[2 * k :], kind="stable"):
            here[column] += delta if up[column] else -delta
            places.append(here.copy())
    return _at(factors, "morris", np.clip(np.array(places), 0.0, 1.0))


def _moving(factors: Sequence[Factor]) -> list[Factor]:
    return [factor for factor in factors if factor.moves]


def _at(factors: Sequence[Factor], kind: str, places: Floats) -> Design:
    """Return the design whose points lie at `places` (points, moving factors) in [0, 1]."""
    moving = _moving(factors)
    points = [
        {factor.name: factor.at(float(u)) for factor, u in zip(moving, row, strict=True)}
        for row in places
    ]
    return _laid(kind, factors, points, places)


def _laid(
    kind: str, factors: Sequence[Factor], points: Sequence[Point], places: Floats | None = None
) -> Design:
    fixed = {f.name: f.values[0] for f in factors if f.role == "constant"}
    empty = np.empty((len(points), 0))
    return Design(
        kind,
        tuple(factors),
        tuple(fixed | point for point in points),
        empty if places is None else places,
    )


def _named(factors: Sequence[Factor], row: Sequence[Any]) -> list[tuple[str, Any]]:
    return [(factor.name, value) for factor, value in zip(factors, row, strict=True)]
