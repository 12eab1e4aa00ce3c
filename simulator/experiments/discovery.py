"""Where a programme fails: boxes and trees that describe the points of interest of a sweep."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.answers import Answer, about_sweep, kept
from simulator.experiments.asking import Failing, checked, name_of, refused, sweep_of, values_of
from simulator.experiments.described import unit_of
from simulator.experiments.peeling import CHANCE, LEAST_MASS, Box, by_chance, peeled, pruned
from simulator.experiments.statistics import interval
from simulator.experiments.swept import Swept
from simulator.study.names import nearest

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

LIMITS = (
    *("factor", "role", "grade", "limit", "low", "high", "range_low", "range_high"),
    *("density_without", "p_value"),
)
FEWEST = 20
"""Points below which a box says nothing."""


class Discovery(Answer):
    """Where the points of interest of a sweep lie.

    Tables: `limits`, a row a limit of the chosen box (`p_value`: how likely chance would make so
    dense a box if the limit meant nothing); `trajectory`, a row a box; `tree`, a row a leaf of a
    decision tree, the densest first; `discovered`, a row a point: whether it is `interesting` and
    `in_box`.
    """

    chart, leads = "discovered_box", "limits"


@dataclass(frozen=True)
class _Column:
    """A column of numbers: a factor, or whether a factor has one of its texts."""

    factor: dict[str, Any]
    values: Floats
    text: str = ""


def discover(
    swept: Swept | str | Path,
    outcome: str,
    level: float,
    *,
    side: Literal["above", "below"] = "above",
    programme: str | None = None,
    reference: str | None = None,
    assumptions: str | None = None,
    step: int | None = None,
    leaves: int = 6,
    failed: Failing = "refuse",
) -> Discovery:
    """Return where an outcome's mean is above (or below) a level, in terms of the factors.

    Args:
        swept: a sweep that moves factors, or its folder.
        programme: whose outcome; with `reference` its difference.
        step: which box of the trajectory, as it is; by default the one with the highest harmonic
            mean of coverage and density, without the limits that chance explains.
        leaves: most leaves of the tree.
        failed: whether points without the outcome are refused or dropped.

    Raises:
        InputError: no point, or every point, is interesting; or a name is wrong.
        RefusedError: points have no outcome and were not to be dropped.
    """
    swept = sweep_of(swept)
    checked(failed)
    if side not in ("above", "below"):
        raise InputError.of(f"side {side!r}", "above, below", nearest(side, ("above", "below")))
    if not swept.factors:
        raise InputError.of("nothing moves in this sweep", "a design with factors")
    values = values_of(swept, outcome, programme, reference, assumptions)
    whole = np.asarray(~np.isnan(values).any(axis=1))
    if failed == "refuse" and not whole.all():
        raise refused(int((~whole).sum()), len(whole), "points", outcome)
    means = values[whole].mean(axis=1)
    said = f"{name_of(outcome, programme, reference)} {side} {level:g}"
    hits: Bools = means > level if side == "above" else means < level
    if len(hits) < FEWEST:
        problem = f"{len(hits)} points are too few for a box"
        raise InputError.of(problem, f"{FEWEST} or more", key="points")
    if hits.all() or not hits.any():
        raise InputError.of(
            f"{int(hits.sum())} of {len(hits)} points have {said}: nothing to tell apart",
            f"a level between {means.min():.6g} and {means.max():.6g}",
            key="level",
        )
    columns = [one for factor in swept.factors for one in _columns(swept, factor, whole)]
    x = np.column_stack([one.values for one in columns])
    boxes = list(peeled(x, hits))
    chosen = _chosen(boxes, step)
    box = pruned(boxes[chosen], x, hits) if step is None else boxes[chosen]
    limits = _limits(box, x, hits, columns)
    frames = {
        "limits": limits,
        "trajectory": _trajectory(boxes, x, chosen),
        "tree": _tree(x, hits, columns, leaves),
        "discovered": _points(swept, whole, hits, np.all(box.inside(x), axis=1)),
    }
    unsure = int(sum(_spans(row, level) for row in values[whole]))
    found = {
        "interesting": int(hits.sum()),
        "points": len(hits),
        "undecided_points": unsure,
        "coverage": box.coverage,
        "density": box.density,
        "mass": box.mass,
        "step": chosen,
    }
    asked = {
        "outcome": outcome,
        "level": level,
        "side": side,
        "programme": programme,
        "reference": reference,
        "assumptions": assumptions,
        "step": step,
        "leaves": leaves,
        "failed": failed,
        "question": said,
        "unit": unit_of(outcome),
    }
    words = _in_words(said, box, limits, found)
    return Discovery(kept("discover", about_sweep(swept.manifest), asked, found, words), frames)


def _spans(row: Floats, level: float) -> bool:
    low, high = interval(row)
    return bool(low <= level <= high)


def _columns(swept: Swept, factor: dict[str, Any], whole: Bools) -> list[_Column]:
    """Return a factor as columns of numbers: one, or one for each of its texts."""
    values = swept.points[factor["name"]][whole]
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_bool_dtype(values):
        return [_Column(factor, values.to_numpy(np.float64))]
    return [
        _Column(factor, (values == text).to_numpy(np.float64), str(text))
        for text in dict.fromkeys(values)
    ]


def _chosen(boxes: Sequence[Box], step: int | None) -> int:
    if step is not None:
        if not 0 <= step < len(boxes):
            raise InputError.of(f"no step {step}", f"0 to {len(boxes) - 1}", key="step")
        return step
    scores = [
        2 * b.coverage * b.density / (b.coverage + b.density) if b.held else 0.0 for b in boxes
    ]
    return int(np.argmax(scores))


def _trajectory(boxes: Sequence[Box], x: Floats, chosen: int) -> pd.DataFrame:
    low, high = x.min(axis=0), x.max(axis=0)
    return pd.DataFrame(
        {
            "step": range(len(boxes)),
            "coverage": [box.coverage for box in boxes],
            "density": [box.density for box in boxes],
            "mass": [box.mass for box in boxes],
            "limits": [int(((b.low > low) | (b.high < high)).sum()) for b in boxes],
            "chosen": [place == chosen for place in range(len(boxes))],
        }
    )


def _limits(box: Box, x: Floats, hits: Bools, columns: Sequence[_Column]) -> pd.DataFrame:
    low, high = x.min(axis=0), x.max(axis=0)
    rows = []
    for place, column in enumerate(columns):
        if box.low[place] == low[place] and box.high[place] == high[place]:
            continue
        ends = (box.low[place], box.high[place], low[place], high[place])
        factor = column.factor
        rows.append(
            (
                *(factor["name"], factor["role"], factor["grade"], _limit(column, *ends)),
                *(float(end) for end in ends),
                *by_chance(box, x, hits, place),
            )
        )
    frame = pd.DataFrame(rows, columns=pd.Index(LIMITS))
    return frame.sort_values("p_value", kind="stable", ignore_index=True)


def _limit(column: _Column, low: float, high: float, least: float, most: float) -> str:
    """Return a limit in words."""
    name = column.factor["name"]
    if column.text:
        return f"{name} is {column.text}" if low == 1 else f"{name} is not {column.text}"
    if low > least and high < most:
        return f"{low:.4g} <= {name} <= {high:.4g}"
    return f"{name} >= {low:.4g}" if low > least else f"{name} <= {high:.4g}"


def _points(swept: Swept, whole: Bools, hits: Bools, inside: Bools) -> pd.DataFrame:
    frame = swept.points[whole].reset_index(drop=True)
    return frame.assign(interesting=hits, in_box=inside)


def _tree(x: Floats, hits: Bools, columns: Sequence[_Column], leaves: int) -> pd.DataFrame:
    """Return the leaves of a decision tree (CART, Breiman et al. 1984): rule, and what it holds."""
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
            density, coverage = float(held.mean()), float(held.sum() / hits.sum())
            said = " and ".join(rule) or "everywhere"
            rows.append((said, int(inside.sum()), density, coverage))
            return
        place, cut = int(grown.feature[node]), float(grown.threshold[node])
        name, text = columns[place].factor["name"], columns[place].text
        less, more = (
            (f"{name} is not {text}", f"{name} is {text}")
            if text
            else (f"{name} <= {cut:.4g}", f"{name} > {cut:.4g}")
        )
        left = x[:, place] <= cut
        walk(int(grown.children_left[node]), (*rule, less), inside & left)
        walk(int(grown.children_right[node]), (*rule, more), inside & ~left)

    walk(0, (), np.ones(len(x), bool))
    frame = pd.DataFrame(rows, columns=pd.Index(["rule", "points", "density", "coverage"]))
    return frame.sort_values("density", ascending=False, kind="stable", ignore_index=True)


def _in_words(question: str, box: Box, limits: pd.DataFrame, found: dict[str, Any]) -> list[str]:
    share = found["interesting"] / found["points"]
    where = " and ".join(limits["limit"]) or "everywhere"
    said = [
        f"{question} at {found['interesting']} of {found['points']} points ({share:.0%})",
        (
            f"where {where}: {box.density:.0%} of the points there ({box.held} of {box.size}), "
            f"which are {box.coverage:.0%} of all such points"
        ),
    ]
    loose = limits[limits["p_value"] > CHANCE]["limit"].tolist()
    if loose:
        said.append(f"may be chance: {', '.join(loose)}")
    if found["undecided_points"]:
        said.append(
            f"at {found['undecided_points']} points the level lies in the mean's 95 % interval: "
            "more replications would decide on which side they are"
        )
    return said
