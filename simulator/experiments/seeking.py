"""Tipping points of a study: one parameter moves, programmes and all luck stay."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError, RefusedError
from simulator.experiments import tipping
from simulator.experiments.answers import claimed, kept
from simulator.experiments.asking import Failing, checked, name_of
from simulator.experiments.batches import Batches, Outcomes
from simulator.experiments.choosing import scenarios_of
from simulator.experiments.described import known_outcomes, refuse_unknown, unit_of
from simulator.experiments.factors import Factor, is_whole, matching
from simulator.experiments.limits import REPLICATIONS, SEED
from simulator.experiments.manifest import digest_of
from simulator.experiments.progress import progress as told
from simulator.experiments.replicate import numbered, seeded
from simulator.experiments.tasks import Model
from simulator.experiments.tipping import Tipping
from simulator.study.names import nearest
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
    out: str | Path | None = None,
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
        out: a results folder to write.
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
    refuse_unknown(outcome, known_outcomes(bases), "outcome")
    for one in (low, high):
        _at(bases, moved, one)
    asked = {
        "path": path,
        "outcome": outcome,
        "unit": unit_of(outcome),
        "of_unit": moved.unit,
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
    total = values * len(numbers) * len(bases)
    with (
        claimed(out, "tip", digest_of(bases, seed), asked),
        told(total, progress) as advance,
    ):
        batches = Batches(seed, workers, executor, model, advance)
        search = _Search(bases, moved, numbers, batches, outcome, failed)
        manifest, table = search.answered(asked, event=unit_of(outcome) == EVENT and not reference)
    found = Tipping(manifest, {"tipping": table})
    if out is not None:
        found.save(out)
    return found


@dataclass
class _Search:
    """Runs values, and watches that every replication has the outcome at each of them."""

    bases: Sequence[Scenario]
    moved: Factor
    numbers: Sequence[int]
    batches: Batches
    outcome: str
    failed: Failing

    def __post_init__(self) -> None:
        self.kept: npt.NDArray[np.bool_] = np.ones(len(self.numbers), bool)

    def answered(
        self, asked: Mapping[str, Any], *, event: bool
    ) -> tuple[dict[str, Any], pd.DataFrame]:
        """Return the manifest and the table of the answer; of what had finished, if stopped."""
        known: dict[float, Floats] = {}
        most, level = asked["values"], asked["level"]
        stopped = False
        try:
            tipping.searched(
                self, asked["low"], asked["high"], level, event=event, whole=self.moved.whole,
                first=min(tipping.FIRST, most), most=most, known=known,
            )  # fmt: skip
        except KeyboardInterrupt:
            stopped = True
            if len(known) < 2:
                raise
        curve = tipping.curve_of({value: row[self.kept] for value, row in known.items()}, event)
        found = tipping.crossing_of(curve, level)
        what = name_of(self.outcome, asked["programme"], asked["reference"])
        whole = self.moved.whole
        said = tipping.in_words(asked["path"], what, level, curve, found, whole=whole)
        if self.lost:
            said.append(f"{self.lost} of {len(self.numbers)} replications failed and were dropped")
        if stopped:
            said.append(f"stopped after {len(known)} values")
        about = self.batches.about(self.bases, self.numbers) | {"interrupted": stopped}
        table = tipping.table_of(curve, int(self.kept.sum()))
        return kept("tip", about, asked, vars(found), said), table

    @property
    def lost(self) -> int:
        """How many replications are not whole."""
        return int((~self.kept).sum())

    def __call__(self, several: Sequence[float]) -> list[Floats]:
        """Return the outcome at each value; what is missing takes the mean of what is kept."""
        scenarios = [one for value in several for one in _at(self.bases, self.moved, value)]
        said = [f"{self.moved.name}={value:g}" for value in several for _ in self.bases]
        runs = self.batches.run(scenarios, self.numbers, said)
        each = len(self.bases)
        rows = [
            _values(runs[at * each : (at + 1) * each], self.outcome) for at in range(len(several))
        ]
        for row in rows:
            self.kept &= ~np.isnan(row)
        if self.lost and self.failed == "refuse":
            raise RefusedError(
                f"{self.outcome} is missing in {self.lost} of {len(self.kept)} replications: a "
                "run failed, or it is not defined; failed=drop (--failed drop) leaves them out"
            )
        if not self.kept.any():
            raise InputError.of(f"no replication has {self.outcome}", "another outcome or range")
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
    values = [known[one].value for one in found if known[one].value is not None]
    if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        raise InputError.of(f"{path} is no number", "a parameter that is a number", key="path")
    whole = all(is_whole(one, bases) for one in found)
    return Factor(path, found, "uncertainty", unit=known[found[0]].unit, whole=whole)


def _at(bases: Sequence[Scenario], moved: Factor, value: float) -> list[Scenario]:
    """Return the scenarios with a value in the place of those parameters that they know."""
    number = moved.rounded(value)
    return [one.with_({p: number for p in moved.paths if one.knows(p)}) for one in bases]
