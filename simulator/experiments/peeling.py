"""Boxes that hold the points of interest, by peeling (PRIM, Friedman and Fisher 1999).

Slice by slice, the box gives up the end of a factor's range whose loss raises the density of
interesting points most for the points it takes off (the "lenient" objective that Kwakkel and
Jaxa-Rozen 2016 found to serve factors of few values better). Its trajectory trades *coverage*, the
share of the interesting points that the box holds, for *density*, the share of its points that are
interesting (Bryant and Lempert 2010).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

PEEL = 0.05
"""Share of the box's points that one peel takes off."""
CHANCE = 0.05
"""A limit that chance explains more often than this is given up."""
LEAST_MASS = 0.05
"""Share of all points below which a box is not peeled any further."""


@dataclass(frozen=True)
class Box:
    """A box in the columns' ranges.

    Attributes:
        low, high: limits, both included, (columns,).
        held: how many interesting points it holds.
        size: how many points it holds.
        coverage: share of the interesting points that it holds.
        density: share of its points that are interesting.
        mass: share of all points that it holds.
    """

    low: Floats
    high: Floats
    held: int
    size: int
    coverage: float
    density: float
    mass: float

    def inside(self, x: Floats) -> npt.NDArray[np.bool_]:
        """Return which points (n, columns) lie within each column's limits, (n, columns)."""
        return (x >= self.low) & (x <= self.high)


def peeled(x: Floats, hits: Bools, peel: float = PEEL, least: float = LEAST_MASS) -> Iterator[Box]:
    """Yield the boxes of a peeling trajectory over points (n, columns), the whole space first.

    Equal values are peeled together; equal gains go to the peel that takes off less, then to the
    earlier column. It ends where all points of the box are interesting, or it would become too
    small.
    """
    inside = np.ones(len(x), bool)
    while True:
        box = _box(x, inside, hits)
        yield box
        if box.held == box.size:
            return
        best: tuple[tuple[float, float], Bools] | None = None
        for column in x.T:
            for kept in _peels(column, inside, peel):
                size = int(kept.sum())
                if size < max(1.0, least * len(x)):
                    continue
                gain = float(hits[kept].mean()) - box.density
                worth = gain / (box.size - size) if gain > 0 else gain
                if best is None or (worth, size) > best[0]:
                    best = (worth, size), kept
        if best is None:
            return
        inside = best[1]


def _peels(values: Floats, inside: Bools, peel: float) -> Iterator[Bools]:
    """Yield the box without its lowest and without its highest values of a column."""
    box = np.sort(values[inside])
    if box[0] == box[-1]:
        return
    off = max(1, int(peel * len(box)))
    low, high = box[off - 1], box[-off]
    yield inside & (values > (low if low < box[-1] else box[box < box[-1]][-1]))
    yield inside & (values < (high if high > box[0] else box[box > box[0]][0]))


def _box(x: Floats, inside: Bools, hits: Bools) -> Box:
    held, size = int(hits[inside].sum()), int(inside.sum())
    box = x[inside]
    return Box(
        box.min(axis=0), box.max(axis=0), held, size,
        held / int(hits.sum()), held / size, size / len(x),
    )  # fmt: skip


def pruned(box: Box, x: Floats, hits: Bools, most: float = CHANCE) -> Box:
    """Return a box without the ends that chance explains, the least telling given up first."""
    while True:
        wider = [one for column in range(x.shape[1]) for one in _wider(box, x, hits, column)]
        found = [(_quasi_p(box, one), place) for place, one in enumerate(wider)]
        p_value, place = max(found, key=lambda one: one[0], default=(0.0, -1))
        if place < 0 or p_value <= most:
            return box
        box = wider[place]


def by_chance(box: Box, x: Floats, hits: Bools, column: int) -> tuple[float, float]:
    """Return the density without a column's limits, and how likely chance would reach the box's.

    Bryant and Lempert's (2010) quasi-p-value: the chance that as many of the box's points as are
    would be interesting, if the limits on this column meant nothing. The box was chosen for its
    density, so this flatters it; a value that is not small is telling, a small one less so.
    """
    free = _limited(box, x, hits, column, float(x[:, column].min()), float(x[:, column].max()))
    return free.density, _quasi_p(box, free)


def _quasi_p(box: Box, wider: Box) -> float:
    return float(binom.sf(box.held - 1, box.size, wider.density))


def _wider(box: Box, x: Floats, hits: Bools, column: int) -> Iterator[Box]:
    """Yield the box without one of a column's ends."""
    low, high = float(x[:, column].min()), float(x[:, column].max())
    if box.low[column] > low:
        yield _limited(box, x, hits, column, low, float(box.high[column]))
    if box.high[column] < high:
        yield _limited(box, x, hits, column, float(box.low[column]), high)


def _limited(box: Box, x: Floats, hits: Bools, column: int, low: float, high: float) -> Box:
    """Return a box with other limits on one column."""
    lows, highs = box.low.copy(), box.high.copy()
    lows[column], highs[column] = low, high
    inside = ((x >= lows) & (x <= highs)).all(axis=1)
    held, size = int(hits[inside].sum()), int(inside.sum())
    return Box(lows, highs, held, size, held / int(hits.sum()), held / size, size / len(x))
