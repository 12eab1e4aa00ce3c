"""Where a programme fails: boxes and trees that describe the points of interest of a sweep.

The patient rule induction method (Friedman and Fisher 1999; Bryant and Lempert 2010) peels off, slice
by slice, what raises the density of interesting points most: its trajectory trades *coverage* (share
of the interesting points that the box holds) for *density* (share of its points that are
interesting). A decision tree cuts the same space in two, again and again (Breiman et al. 1984).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binom

from simulator.errors import InputError
from simulator.experiments.swept import Swept

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

PEEL = 0.05
"""Share of the box's points that one peel takes off."""
LEAST_MASS = 0.05
"""Share of all points below which a box is not peeled any further."""


@dataclass(frozen=True)
class Box:
    """A box in the factors' ranges.

    Attributes:
        low, high: limits, both included, (factors,).
        coverage: share of the interesting points that it holds.
        density: share of its points that are interesting.
        mass: share of all points that it holds.
    """

    low: Floats
    high: Floats
    coverage: float
    density: float
    mass: float


@dataclass(frozen=True)
class Discovery:
    """Where the points of interest lie.

    Attributes:
        question: what made a point interesting.
        interesting, points: how many.
        trajectory: `step, coverage, density, mass, restricted, chosen`, a row a box.
        limits: `factor, role, grade, low, high, range_low, range_high, density_without, p_value` of
            the chosen box's restrictions; `p_value`: how likely so dense a box would be by chance
            if the restriction meant nothing (Bryant and Lempert 2010).
        tree: `rule, points, density, coverage`, a row a leaf, the densest first.
    """

    question: str
    interesting: int
    points: int
    trajectory: pd.DataFrame
    limits: pd.DataFrame
    tree: pd.DataFrame


def discover(
    swept: Swept,
    outcome: str,
    level: float,
    *,
    side: Literal["above", "below"] = "above",
    programme: str | None = None,
    reference: str | None = None,
    assumptions: str | None = None,
    step: int | None = None,
    leaves: int = 6,
    failed: Literal["refuse", "drop"] = "refuse",
) -> Discovery:
    """Return where an outcome's mean is above (or below) a level, in terms of the factors.

    Args:
        programme: whose outcome; with `reference` its difference.
        step: which box of the trajectory; by default the one with the highest harmonic mean of
            coverage and density.
        leaves: most leaves of the tree.
        failed: whether points without the outcome are refused or left out.

    Raises:
        InputError: no point, or every point, is interesting; or points failed.
    """
    if reference is None:
        values = swept.values(outcome, programme, assumptions).mean(axis=1)
    elif programme is None:
        raise InputError.of("a reference without a programme", "both", key="programme")
    else:
        values = swept.differences(outcome, programme, reference, assumptions).mean(axis=1)
    names = [one["name"] for one in swept.factors]
    known = ~np.isnan(values)
    if failed == "refuse" and not known.all():
        raise InputError.of(
            f"{int((~known).sum())} points have no {outcome}", 'failed="drop"', key="failed"
        )
    x = np.column_stack([_numbers(swept.points[name], name)[known] for name in names])
    hits = values[known] > level if side == "above" else values[known] < level
    said = f"{outcome} {side} {level:g}"
    if hits.all() or not hits.any():
        raise InputError.of(
            f"{int(hits.sum())} of {len(hits)} points have {said}: nothing to tell apart",
            "a level between the lowest and the highest",
            key="level",
        )
    boxes = list(peeled(x, hits))
    chosen = _chosen(boxes, step)
    return Discovery(
        said, int(hits.sum()), len(hits), _trajectory(boxes, x, chosen),
        _limits(boxes[chosen], x, hits, swept.factors), _tree(x, hits, names, leaves),
    )  # fmt: skip


def _numbers(column: Any, name: str) -> Floats:
    if not np.issubdtype(np.asarray(column).dtype, np.number):
        raise InputError.of(f"{name} holds no numbers", "factors of numbers", key=name)
    return np.asarray(column, np.float64)


def peeled(x: Floats, hits: Bools, peel: float = PEEL, least: float = LEAST_MASS) -> Iterator[Box]:
    """Yield the boxes of a peeling trajectory over points (n, factors), the whole space first.

    Each peel takes off the end of a factor's values that leaves the highest density; equal values
    go together; ties go to the peel that takes off less, then to the earlier factor.
    """
    inside = np.ones(len(x), bool)
    while True:
        box = x[inside]
        yield _box(box, inside, hits)
        best: tuple[float, int, Bools] | None = None
        for column in range(x.shape[1]):
            for kept in _peels(x[:, column], inside, peel):
                if kept.sum() >= max(1, least * len(x)):
                    found = (float(hits[kept].mean()), int(kept.sum()), kept)
                    if best is None or found[:2] > best[:2]:
                        best = found
        if best is None or hits[inside].all():
            return
        inside = best[2]


def _peels(values: Floats, inside: Bools, peel: float) -> Iterator[Bools]:
    box = np.sort(values[inside])
    if box[0] == box[-1]:
        return
    off = max(1, int(peel * len(box)))
    low, high = box[off - 1], box[-off]
    yield inside & (values > low if low < box[-1] else inside)
    yield inside & (values < high if high > box[0] else inside)


def _box(box: Floats, inside: Bools, hits: Bools) -> Box:
    return Box(
        box.min(axis=0),
        box.max(axis=0),
        float(hits[inside].sum() / hits.sum()),
        float(hits[inside].mean()),
        float(inside.mean()),
    )


def _chosen(boxes: Sequence[Box], step: int | None) -> int:
    if step is not None:
        if not 0 <= step < len(boxes):
            raise InputError.of(f"no step {step}", f"0 to {len(boxes) - 1}", key="step")
        return step
    scores = [2 * b.coverage * b.density / (b.coverage + b.density) for b in boxes]
    return int(np.argmax(scores))


def _trajectory(boxes: Sequence[Box], x: Floats, chosen: int) -> pd.DataFrame:
    low, high = x.min(axis=0), x.max(axis=0)
    return pd.DataFrame(
        {
            "step": range(len(boxes)),
            "coverage": [box.coverage for box in boxes],
            "density": [box.density for box in boxes],
            "mass": [box.mass for box in boxes],
            "restricted": [int(((b.low > low) | (b.high < high)).sum()) for b in boxes],
            "chosen": [place == chosen for place in range(len(boxes))],
        }
    )


def _limits(box: Box, x: Floats, hits: Bools, factors: Sequence[dict[str, Any]]) -> pd.DataFrame:
    low, high = x.min(axis=0), x.max(axis=0)
    rows = []
    within = (x >= box.low) & (x <= box.high)
    held = int(hits[within.all(axis=1)].sum())
    size = int(within.all(axis=1).sum())
    for place, factor in enumerate(factors):
        if box.low[place] == low[place] and box.high[place] == high[place]:
            continue
        others = np.delete(within, place, axis=1).all(axis=1)
        without = float(hits[others].mean())
        p_value = float(binom.sf(held - 1, size, without))
        rows.append(
            (
                *(factor["name"], factor["role"], factor["grade"]),
                *(box.low[place], box.high[place], low[place], high[place], without, p_value),
            )
        )
    columns = ("factor", "role", "grade", "low", "high", "range_low", "range_high")
    frame = pd.DataFrame(rows, columns=pd.Index([*columns, "density_without", "p_value"]))
    return frame.sort_values("p_value", kind="stable", ignore_index=True)


def _tree(x: Floats, hits: Bools, names: Sequence[str], leaves: int) -> pd.DataFrame:
    """Return the leaves of a decision tree: the rule that leads there, and what it holds."""
    from sklearn.tree import DecisionTreeClassifier

    least = max(1, int(LEAST_MASS * len(x)))
    model = DecisionTreeClassifier(
        max_leaf_nodes=max(leaves, 2), min_samples_leaf=least, random_state=0
    )
    grown = model.fit(x, hits).tree_
    rows = []

    def walk(node: int, rule: tuple[str, ...], inside: Bools) -> None:
        if grown.children_left[node] < 0:
            held = hits[inside]
            rows.append(
                (
                    " and ".join(rule) or "everywhere",
                    int(inside.sum()),
                    float(held.mean()),
                    float(held.sum() / hits.sum()),
                )
            )
            return
        name, cut = names[grown.feature[node]], float(grown.threshold[node])
        left = x[:, grown.feature[node]] <= cut
        walk(int(grown.children_left[node]), (*rule, f"{name} <= {cut:.4g}"), inside & left)
        walk(int(grown.children_right[node]), (*rule, f"{name} > {cut:.4g}"), inside & ~left)

    walk(0, (), np.ones(len(x), bool))
    frame = pd.DataFrame(rows, columns=pd.Index(["rule", "points", "density", "coverage"]))
    return frame.sort_values("density", ascending=False, kind="stable", ignore_index=True)
