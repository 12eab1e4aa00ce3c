"""What drives the answer: indices of each factor, with intervals, from a sweep's runs.

Each design has its method: Sobol' rows give total and first-order indices, Morris trajectories
elementary effects, one at a time a tornado, any other sample PAWN. An outcome at a point is its
mean over replications, which are the same at every point.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.experiments import indices
from simulator.experiments.answers import Answer, about_sweep, kept
from simulator.experiments.asking import Failing, checked, refused, sweep_of, values_of
from simulator.experiments.described import unit_of
from simulator.experiments.indices import WIDEST, Estimated, Index, estimated
from simulator.experiments.statistics import summarise
from simulator.experiments.swept import Swept

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

COLUMNS = (
    *("outcome", "unit", "factor", "role", "grade", "method", "index", "value", "ci_low"),
    *("ci_high", "rank", "rank_low", "rank_high", "by_chance", "converged"),
)
TORNADO = ("outcome", "unit", "factor", "role", "grade", "setting", "change", "ci_low", "ci_high")
LEADING = ("total", "mu_star", "swing", "pawn")
"""The index of each method by which factors are ranked."""
WEAK = "C"
"""The grade of a source that is no source: estimated."""


class Sensitivity(Answer):
    """How much each factor drives each outcome.

    Tables: `sensitivity`, a row an outcome, index and factor, the strongest first: `value`, its
    95 % interval, `rank` with its interval, `by_chance` (what a factor that means nothing reaches
    once in twenty; NaN: 0), `converged`, and `grade`, the weakest of the factor's sources; and
    `tornado`, a row a factor and value where one moved at a time: `change` from the central point.
    """

    chart, leads = "drivers", "sensitivity"

    def drivers(self, outcome: str) -> pd.DataFrame:
        """Return an outcome's factors by the leading index, the strongest first."""
        table = self.frames["sensitivity"]
        mine = table[(table["outcome"] == outcome) & table["index"].isin(LEADING)]
        return mine.reset_index(drop=True)


def sensitivity(
    swept: Swept | str | Path,
    outcomes: Sequence[str] | None = None,
    *,
    programme: str | None = None,
    reference: str | None = None,
    assumptions: str | None = None,
    failed: Failing = "refuse",
) -> Sensitivity:
    """Return how much each factor drives each outcome, the strongest driver first.

    Args:
        swept: a sweep that moves factors, or its folder.
        outcomes: which; by default all that are defined and vary.
        programme: whose outcomes; with `reference` the difference between the two.
        assumptions: by default the only ones there are.
        failed: what to do with points of which a run failed or an outcome is not defined: refuse,
            or drop each row or trajectory that has one.

    Raises:
        InputError: nothing moves, or a name is wrong.
        RefusedError: points have no outcome and were not to be dropped.
    """
    swept = sweep_of(swept)
    checked(failed)
    if not swept.factors:
        raise InputError.of("nothing moves in this sweep", "a design with factors")
    rows: list[tuple[Any, ...]] = []
    moves: list[tuple[Any, ...]] = []
    skipped = []
    for outcome in swept.outcomes if outcomes is None else outcomes:
        values = values_of(swept, outcome, programme, reference, assumptions)
        if outcomes is None and _tells_nothing(swept, values, failed):
            skipped.append(outcome)
            continue
        found = _of_outcome(swept, outcome, values, failed)
        rows += found[0]
        moves += found[1]
    if not rows:
        raise InputError.of("no outcome varies in this sweep", "factors that move one")
    frame = pd.DataFrame(rows, columns=pd.Index(COLUMNS))
    asked = {
        "outcomes": outcomes,
        "programme": programme,
        "reference": reference,
        "assumptions": assumptions,
        "failed": failed,
    }
    said = [_said(frame[frame["outcome"] == one]) for one in frame["outcome"].unique()]
    if skipped:
        said.append(f"not told, as they do not vary or are not always defined: {_few(skipped)}")
    manifest = kept("sensitivity", about_sweep(swept.manifest), asked, {}, said)
    tornado = pd.DataFrame(moves, columns=pd.Index(TORNADO))
    return Sensitivity(manifest, {"sensitivity": frame, "tornado": tornado})


def _few(names: Sequence[str], most: int = 8) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _tells_nothing(swept: Swept, values: Floats, failed: Failing) -> bool:
    """Return whether an outcome that was not asked for varies nowhere, or is not defined."""
    if np.isnan(values).all() or np.nanmax(values) == np.nanmin(values):
        return True
    none_failed = bool((swept.runs["status"] == "done").all())
    return failed == "refuse" and none_failed and bool(np.isnan(values).any())


def _of_outcome(
    swept: Swept, outcome: str, values: Floats, failed: Failing
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return an outcome's rows of both tables."""
    blocks = _blocks(swept, len(swept.factors))
    whole = ~np.isnan(values[blocks]).any(axis=(1, 2))
    if failed == "refuse" and not whole.all():
        missing = int(np.isnan(values).any(axis=1).sum())
        raise refused(missing, len(values), "points", outcome)
    blocks = blocks[whole]
    if len(blocks) < 2:
        raise InputError.of(f"{len(blocks)} whole rows of {outcome}", "two or more", key="failed")
    design = swept.manifest["design"]
    if design == "one-at-a-time":
        alone = _alone(swept, blocks[:, 0])
        one = [_swing(alone)]
        moves = _moves(swept, outcome, values, alone)
    else:
        one, moves = _indices(swept, blocks), []
    rows = [
        (
            *(outcome, unit_of(outcome), factor["name"], factor["role"], factor["grade"]),
            *(design, index.name, *cells),
        )
        for index in one
        for factor, cells in zip(
            swept.factors, _cells(estimated(index, values, outcome)), strict=True
        )
    ]
    order = {index.name: place for place, index in enumerate(one)}
    return sorted(rows, key=lambda row: (order[row[6]], row[10])), moves


def _cells(found: Estimated) -> list[tuple[Any, ...]]:
    return [
        (
            *(float(found.value[at]), float(found.low[at]), float(found.high[at])),
            *(int(found.rank[at]), int(found.rank_low[at]), int(found.rank_high[at])),
            *(float(found.by_chance[at]), found.converged),
        )
        for at in range(len(found.value))
    ]


def _blocks(swept: Swept, k: int) -> Ints:
    """Return the points that stand or fall together, a row a block: rows, trajectories, points."""
    every = np.arange(len(swept.points))
    match swept.manifest["design"]:
        case "sobol":
            return every.reshape(k + 2, -1).T
        case "morris":
            return every.reshape(-1, k + 1)
    return every.reshape(-1, 1)


def _indices(swept: Swept, blocks: Ints) -> list[Index]:
    match swept.manifest["design"]:
        case "sobol":
            return indices.sobol(blocks)
        case "morris":
            return indices.morris(blocks, swept.places)
    points = blocks[:, 0]
    columns = [swept.points[one["name"]].to_numpy()[points] for one in swept.factors]
    return indices.pawn(points, columns)


def _alone(swept: Swept, kept_points: Ints) -> list[list[int]]:
    """Return for each factor the points in which no other has left its central value."""
    points = [int(one) for one in kept_points]
    if 0 not in points:
        problem = "the central point has no outcome: there is nothing to compare with"
        raise InputError.of(problem, "a sweep in which it has", key="failed")
    table = swept.points[[one["name"] for one in swept.factors]]
    moved = (table != table.iloc[0]).to_numpy()
    others = moved.sum(axis=1)[:, None] - moved
    return [[at for at in points if others[at, place] == 0] for place in range(moved.shape[1])]


def _swing(alone: list[list[int]]) -> Index:
    """Return the largest less the smallest outcome as each factor moves alone."""

    def swing(_: Ints, y: Floats) -> Floats:
        return np.array([np.ptp(y[one]) for one in alone])

    return Index("swing", swing, 1, False)


def _moves(
    swept: Swept, outcome: str, values: Floats, alone: list[list[int]]
) -> list[tuple[Any, ...]]:
    """Return the paired change of each point from the central one, with its t-interval."""
    rows = []
    for factor, points in zip(swept.factors, alone, strict=True):
        for at in points:
            if at == 0:
                continue
            said = summarise(values[at] - values[0])
            setting = str(swept.points[factor["name"]].iloc[at])
            rows.append(
                (
                    *(outcome, unit_of(outcome), factor["name"], factor["role"], factor["grade"]),
                    *(setting, said.mean, said.ci_low, said.ci_high),
                )
            )
    return rows


def _said(table: pd.DataFrame) -> str:
    """Return in words what drives an outcome most, how sure that is and how well it is known."""
    leading = table[table["index"].isin(LEADING)]
    first = leading.iloc[0]
    index = str(first["index"])
    numbers = f"{first['value']:.3g}, 95 % interval {first['ci_low']:.3g} to {first['ci_high']:.3g}"
    outcome, factor = first["outcome"], first["factor"]
    if not np.isnan(first["by_chance"]) and first["value"] <= first["by_chance"]:
        return (
            f"{outcome}: no factor stands out from one that means nothing (the first, {factor}, "
            f"has {index} {numbers}; chance reaches {first['by_chance']:.3g})"
        )
    sure = "" if first["rank_high"] == 1 else f", though it may rank as low as {first['rank_high']}"
    said = f"{outcome}: {factor} drives it most ({index} {numbers}){sure}"
    if WEAK in str(first["grade"]):
        said += f"; its source is graded {first['grade']}, so a weak assumption decides the answer"
    if not first["converged"]:
        widest = float((leading["ci_high"] - leading["ci_low"]).max())
        limit = WIDEST * (1.0 if index in ("total", "pawn") else float(leading["value"].max()))
        said += (
            f"; not converged: the widest interval is {widest:.3g}, and may be {limit:.3g}, so "
            "that more rows or replications are needed"
        )
    return said
