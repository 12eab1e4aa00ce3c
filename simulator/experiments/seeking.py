"""Tipping points of a study: one parameter moves, programmes and all luck stay."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError, RefusedError
from simulator.experiments import tipping
from simulator.experiments.answers import kept
from simulator.experiments.asking import Failing, checked, name_of
from simulator.experiments.batches import Batches, Outcomes
from simulator.experiments.choosing import scenarios_of
from simulator.experiments.described import known_outcomes, unit_of
from simulator.experiments.factors import Factor, matching
from simulator.experiments.limits import REPLICATIONS, SEED
from simulator.experiments.replicate import numbered, seeded
from simulator.experiments.tasks import Model
from simulator.experiments.tipping import Tipping
from simulator.study.names import listed, nearest
from simulator.study.register import parameters
from simulator.study.scenario import Scenario
from simulator.study.study import Study, load

Floats = npt.NDArray[np.float64]
EVENT = "0/1"
"""The unit of an outcome that happens or not."""


def tip(
    study: Study | str | Path,
    *,
    path: str,
    outcome: str,
    level: float,
    low: float,
    high: float,
    programme: str = "none",
    reference: str | None = None,
    assumptions: str = "base",
    replications: int | Iterable[int] = REPLICATIONS,
    seed: int = SEED,
    workers: int | None = None,
    overrides: dict[str, Any] | None = None,
    values: int = tipping.MOST,
    failed: Failing = "refuse",
    progress: bool | None = None,
    executor: Executor | None = None,
    model: Model | None = None,
) -> Tipping:
    """Return where an outcome crosses a level as one parameter moves from `low` to `high`.

    Args:
        path: the parameter's dotted path; * stands for any name at its place.
        outcome: whose mean crosses; with `reference`, its mean difference from that programme.
        level: which level, in the outcome's unit.
        programme, reference, assumptions: names.
        overrides: parameters replaced in all runs, by dotted path.
        values: values of the parameter that are run at most.
        failed: what to do with replications that failed somewhere, or in which the outcome is not
            defined somewhere: refuse, or drop them everywhere.
        replications, seed, workers, progress, executor, model: as in `run`.

    Raises:
        InputError: a name, a path or the range is wrong; nothing was run.
        RefusedError: replications failed and were not to be dropped.
    """
    tipping.checked_range(path, low, high, level)
    checked(failed)
    numbers, seed = numbered(replications), seeded(seed)
    if values < 2:
        raise InputError.of(f"{values} values", "2 or more", key="values")
    names = [programme] if reference is None else [programme, reference]
    if len(set(names)) < len(names):
        problem = f"{programme} less itself is nothing"
        raise InputError.of(problem, "two programmes", key="reference")
    read_from = study if isinstance(study, Study) else load(study)
    bases = scenarios_of(read_from, names, [assumptions], overrides)
    moved = _moved(bases, path)
    _known(outcome, bases)
    for one in (low, high):
        _at(bases, moved, one)
    batches = Batches(seed, workers, executor, model, progress)

    def run_at(several: Sequence[float]) -> list[Floats]:
        scenarios = [one for value in several for one in _at(bases, moved, value)]
        said = [f"{path}={value:g}" for value in several for _ in bases]
        runs = batches.run(scenarios, numbers, said)
        each = len(bases)
        return [_values(runs[at * each : (at + 1) * each], outcome) for at in range(len(several))]

    event = unit_of(outcome) == EVENT and reference is None
    used = _Complete(run_at, outcome, failed)
    curve, found, known = tipping.searched(
        used, low, high, level, event=event, whole=moved.whole, first=min(tipping.FIRST, values),
        most=values,
    )  # fmt: skip
    if used.lost:
        whole_ones = {value: rows[used.kept] for value, rows in known.items()}
        curve = tipping.curve_of(whole_ones, event)
        found = tipping.crossing_of(curve, level)
    what = name_of(outcome, programme, reference)
    said = tipping.in_words(path, what, level, curve, found, whole=moved.whole)
    if used.lost:
        said.append(f"{used.lost} of {len(numbers)} replications failed and were dropped")
    asked = {
        "path": path,
        "outcome": outcome,
        "unit": unit_of(outcome),
        "level": level,
        "low": low,
        "high": high,
        "programme": programme,
        "reference": reference,
        "assumptions": assumptions,
        "replications": numbers,
        "values": values,
        "failed": failed,
    }
    manifest = kept("tip", batches.about(bases, numbers), asked, vars(found), said)
    return Tipping(manifest, {"tipping": tipping.table_of(curve, int(used.kept.sum()))})


class _Complete:
    """Runs values, and watches that every replication has the outcome at each of them."""

    def __init__(self, run_at: tipping.Replications, outcome: str, failed: Failing) -> None:
        self._run_at, self._outcome, self._failed = run_at, outcome, failed
        self.kept: npt.NDArray[np.bool_] = np.ones(0, bool)

    @property
    def lost(self) -> int:
        """How many replications are not whole."""
        return int((~self.kept).sum())

    def __call__(self, several: Sequence[float]) -> list[Floats]:
        """Return the outcome at each value; what is missing stays out of its mean."""
        rows = self._run_at(several)
        self.kept = self.kept if len(self.kept) else np.ones(len(rows[0]), bool)
        for row in rows:
            self.kept &= ~np.isnan(row)
        if self.lost and self._failed == "refuse":
            raise RefusedError(
                f"{self._outcome} is missing in {self.lost} of {len(self.kept)} replications: a "
                "run failed, or it is not defined; failed=drop (--failed drop) leaves them out"
            )
        if not self.kept.any():
            raise InputError.of(f"no replication has {self._outcome}", "another outcome or range")
        return [np.where(np.isnan(row), np.nanmean(row[self.kept]), row) for row in rows]


def _values(runs: list[list[Outcomes]], outcome: str) -> Floats:
    """Return an outcome, or its difference, in each replication, (replications,)."""
    every: list[Floats] = [
        np.array([run.get(outcome, np.nan) for run in one], np.float64) for one in runs
    ]
    ours, *reference = every
    if not reference:
        return ours
    if outcome.startswith("cost_"):
        return ours - np.nan_to_num(reference[0])
    return ours - reference[0]


def _moved(bases: Sequence[Scenario], path: str) -> Factor:
    """Return what moves: the parameters that a path stands for, if they are numbers."""
    known = {one.path: one for base in bases for one in parameters(base)}
    found = matching(path, known)
    if not found:
        meant = nearest(path, known)
        allowed = "" if meant else "a dotted path of a parameter"
        raise InputError.of(f"no parameter {path}", allowed, meant, key="path")
    values = [known[one].value for one in found]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        raise InputError.of(f"{path} is no number", "a parameter that is a number", key="path")
    whole = all(isinstance(one, int) for one in values)
    return Factor(path, found, "uncertainty", unit=known[found[0]].unit, whole=whole)


def _at(bases: Sequence[Scenario], moved: Factor, value: float) -> list[Scenario]:
    """Return the scenarios with a value in the place of those parameters that they know."""
    number = moved.rounded(value)
    return [one.with_({p: number for p in moved.paths if one.knows(p)}) for one in bases]


def _known(outcome: str, bases: Sequence[Scenario]) -> None:
    known = known_outcomes(bases)
    if outcome not in known:
        meant = nearest(outcome, known)
        raise InputError.of(
            f"no outcome {outcome!r}", "" if meant else listed(known), meant, key="outcome"
        )
