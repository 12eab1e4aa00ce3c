"""Indices of what drives an outcome, each with a bootstrap interval: Sobol', Morris, PAWN.

An index is estimated from blocks of points that stand or fall together: a row of Sobol' matrices, a
trajectory, a point. Its interval draws blocks and replications anew, so that it holds the design's
chance and the market's; percentiles are freed of the bias that the bootstrap itself shows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from simulator.experiments.statistics import redrawn
from simulator.streams import Stream

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

RESAMPLES = 500
CHEAPER = 200
"""Resamples of PAWN, whose estimate takes longest."""
SLICES = 10
"""Conditioning intervals of PAWN (Pianosi and Wagener 2018 find 10 enough)."""
LEAST_IN_A_SLICE = 10
WIDEST = 0.10
"""Widest 95 % interval of an index that has converged, of 1 or of the largest index (Sarrazin,
Pianosi and Wagener 2016 take 0.05 to 0.1)."""


@dataclass(frozen=True)
class Index:
    """One index of all factors.

    Attributes:
        name: such as "total".
        estimate: from blocks with these numbers and each point's outcome, the indices (k,).
        blocks: how many there are.
        share: whether it is a share of one; else it has the outcome's unit.
        resamples: how often it is drawn anew.
        by_chance: what a factor that means nothing reaches once in twenty, (k,); None: 0.
    """

    name: str
    estimate: Callable[[Ints, Floats], Floats]
    blocks: int
    share: bool
    resamples: int = RESAMPLES
    by_chance: Callable[[Floats], Floats] | None = None


@dataclass(frozen=True)
class Estimated:
    """An index of all factors, with intervals; all (k,), NaN where not available.

    Attributes:
        value, low, high: estimate and 95 % interval.
        rank, rank_low, rank_high: rank by size from 1, and its 95 % interval.
        by_chance: what a factor that means nothing reaches once in twenty.
        converged: whether the intervals are narrow enough to believe the values.
    """

    value: Floats
    low: Floats
    high: Floats
    rank: Ints
    rank_low: Ints
    rank_high: Ints
    by_chance: Floats
    converged: bool


def estimated(index: Index, values: Floats, name: str) -> Estimated:
    """Return an index with intervals; equal inputs give equal intervals.

    Args:
        values: of the outcome, (points, replications); NaN only where no block reaches.
        name: of the stream that is drawn from.
    """
    means = values.mean(axis=1)
    value = index.estimate(np.arange(index.blocks), means)
    k = len(value)
    chance = np.full(k, np.nan) if index.by_chance is None else index.by_chance(means)
    if index.blocks < 2 and values.shape[1] < 2:
        none, ranks = np.full(k, np.nan), ranks_of(value)
        worst = np.full(k, k, np.int64)
        return Estimated(value, none, none, ranks, np.ones(k, np.int64), worst, chance, False)
    drawn = _drawn(index, values, name)
    low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    bias = drawn.mean(axis=0) - value
    low, high = low - bias, high - bias
    ranks = np.array([ranks_of(one) for one in drawn])
    rank_low, rank_high = np.percentile(ranks, [2.5, 97.5], axis=0)
    widest = float(np.max(high - low))
    whole = 1.0 if index.share else float(np.max(np.abs(value)))
    return Estimated(
        value, low, high, ranks_of(value),
        np.floor(rank_low).astype(np.int64), np.ceil(rank_high).astype(np.int64),
        chance, widest <= WIDEST * whole,
    )  # fmt: skip


def ranks_of(values: Floats) -> Ints:
    """Return ranks by size from 1, the largest first; equal sizes in their order."""
    ranks = np.empty(len(values), np.int64)
    ranks[np.argsort(-np.abs(values), kind="stable")] = np.arange(1, len(values) + 1)
    return ranks


def _drawn(index: Index, values: Floats, name: str) -> Floats:
    """Return the index of blocks and replications drawn with replacement, (resamples, k)."""
    numbers = np.arange(index.resamples, dtype=np.uint64)
    count = values.shape[1]
    stream = Stream(0, 0, f"bootstrap/{name}/{index.name}")
    uniforms = stream.uniforms(numbers, index.blocks + count)
    rows = redrawn(uniforms[:, : index.blocks], index.blocks)
    luck = redrawn(uniforms[:, index.blocks :], count)
    known = np.nan_to_num(values)
    return np.array(
        [
            index.estimate(row, known[:, replications].mean(axis=1))
            for row, replications in zip(rows, luck, strict=True)
        ]
    )


def sobol(blocks: Ints) -> list[Index]:
    """Return first-order and total indices of rows (N, k + 2): A, B, then A with B's columns.

    Saltelli et al. (2010), table 2, (b) with centred values, and (f), which is Jansen's (1999).
    """

    def first(rows: Ints, y: Floats) -> Floats:
        a, b, ab = _matrices(y[blocks[rows]])
        centre = (a.mean() + b.mean()) / 2
        return _over(np.mean((b - centre) * (ab - a), axis=0), a, b)

    def total(rows: Ints, y: Floats) -> Floats:
        a, b, ab = _matrices(y[blocks[rows]])
        return _over(np.mean((a - ab) ** 2, axis=0) / 2, a, b)

    n = len(blocks)
    return [Index("total", total, n, True), Index("first", first, n, True)]


def _matrices(y: Floats) -> tuple[Floats, Floats, Floats]:
    return y[:, :1], y[:, 1:2], y[:, 2:]


def _over(parts: Floats, a: Floats, b: Floats) -> Floats:
    variance = float(np.var(np.concatenate([a, b])))
    return parts / variance if variance > 0 else np.zeros(len(parts))


def morris(blocks: Ints, places: Floats) -> list[Index]:
    """Return mean size, mean and spread of elementary effects, for the whole range.

    Morris (1991); the mean size μ* is Campolongo, Cariboni and Saltelli's (2007).

    Args:
        blocks: (trajectories, k + 1) points.
        places: (points, k) in [0, 1].
    """
    steps = np.diff(places[blocks], axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)[:, :, 0]

    def effects(rows: Ints, y: Floats) -> Floats:
        found = np.empty((len(rows), moved.shape[1]))
        change = np.diff(y[blocks[rows]], axis=1) / size[rows]
        np.put_along_axis(found, moved[rows], change, axis=1)
        return found

    n = len(blocks)
    return [
        Index("mu_star", lambda rows, y: np.abs(effects(rows, y)).mean(axis=0), n, False),
        Index("mu", lambda rows, y: effects(rows, y).mean(axis=0), n, False),
        Index("sigma", lambda rows, y: effects(rows, y).std(axis=0, ddof=1), n, False),
    ]


def pawn(points: Ints, columns: Sequence[npt.NDArray[np.generic]]) -> list[Index]:
    """Return PAWN's index: the median over slices of the distance that fixing a factor makes.

    The distance is Kolmogorov and Smirnov's, between the outcome's distribution in a slice of the
    factor's range and over all points (Pianosi and Wagener 2018). It is above 0 for a factor that
    means nothing, the more so the fewer points a slice holds; what such a factor reaches is found
    by shuffling (their dummy parameter).

    Args:
        points: those that count, (n,).
        columns: each factor's values at these points, (n,) each.
    """
    codes = np.column_stack([slices_of(column) for column in columns])

    def estimate(rows: Ints, y: Floats) -> Floats:
        return distances(y[points[rows]], codes[rows])

    def by_chance(y: Floats) -> Floats:
        entity = np.arange(CHEAPER, dtype=np.uint64)
        uniforms = Stream(0, 0, "shuffle/pawn").uniforms(entity, len(points))
        orders = np.argsort(uniforms, axis=1, kind="stable")
        kinds = {np.bincount(column).tobytes(): place for place, column in enumerate(codes.T)}
        reached = {}
        for key, place in kinds.items():
            column = codes[:, place]
            shuffled = [distances(y[points], column[order][:, None])[0] for order in orders]
            reached[key] = float(np.percentile(shuffled, 95))
        return np.array([reached[np.bincount(column).tobytes()] for column in codes.T])

    return [Index("pawn", estimate, len(points), True, CHEAPER, by_chance)]


def distances(y: Floats, codes: Ints) -> Floats:
    """Return each factor's median distance over its slices, (k,), of outcomes (n,)."""
    n = len(y)
    order = np.argsort(y, kind="stable")
    levels = y[order]
    last = np.append(levels[1:] != levels[:-1], True)
    whole = (np.arange(1, n + 1) / n)[last]
    found = np.empty(codes.shape[1])
    for place, column in enumerate(codes[order].T):
        inside = column[:, None] == np.unique(column)
        within = inside.cumsum(axis=0)[last] / inside.sum(axis=0)
        found[place] = np.median(np.abs(within - whole[:, None]).max(axis=0))
    return found


def slices_of(values: npt.NDArray[np.generic]) -> Ints:
    """Return in which slice of equal numbers each value lies; few values have one each."""
    distinct, codes = np.unique(values, return_inverse=True)
    most = max(2, min(SLICES, len(codes) // LEAST_IN_A_SLICE))
    if len(distinct) <= most:
        return np.asarray(codes, np.int64)
    order = np.argsort(codes, kind="stable")
    slices: Ints = np.empty(len(order), np.int64)
    slices[order] = np.arange(len(order)) * most // len(order)
    return slices
