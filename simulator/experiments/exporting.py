"""From a sweep's store to its tables, part by part, so that memory does not grow with the runs."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import StoreError
from simulator.experiments.designs import Design
from simulator.experiments.fingerprint import fingerprint
from simulator.experiments.folder import Written
from simulator.experiments.manifest import git_commit
from simulator.experiments.plans import Plan, as_text, plain_factor
from simulator.experiments.runs import Run
from simulator.experiments.saving import Writing
from simulator.experiments.store import Store
from simulator.experiments.swept import Swept, moving, places_table, summary_of
from simulator.experiments.timing import Timing
from simulator.study.scenario import Scenario

PART_RUNS = 512
"""Runs that are made into tables at once; scenarios stay whole."""
MOST_LISTED = 1_000
"""Failed runs that the manifest lists; the table has all of them."""


def export(planned: Plan, store: Store, timing: Timing) -> Swept:
    """Write the tables of a finished store beside it and return them; equal runs, equal bytes.

    Raises:
        StoreError: runs are missing, or the folder cannot be written.
    """
    found = _looked_over(planned, store)
    manifest = _manifest(planned, found, timing)
    points, places = _points(planned.design), planned.design.places
    with Writing(store.folder) as writing:
        writing.add("points", points)
        writing.add("places", places_table(moving(manifest), places))
        for runs in _parts(planned, store, found.outcomes):
            writing.add("runs", runs)
            writing.add("summary", summary_of(runs, found.outcomes))
        files = writing.finish(manifest)
    table = Written(store.folder / "runs.parquet", files["runs.parquet"])
    return Swept(manifest, points, table, places)


@dataclass(frozen=True)
class _Found:
    """What a look over a store found.

    Attributes:
        outcomes: the names that any run has, sorted.
        failed: the first of the runs that failed; failures: how many there are.
        cpu_seconds: of all runs.
    """

    outcomes: list[str]
    failed: list[Run]
    failures: int
    cpu_seconds: float


def _looked_over(planned: Plan, store: Store) -> _Found:
    names: set[str] = set()
    failed: list[Run] = []
    count, failures, seconds = 0, 0, 0.0
    for run in store.runs():
        count, failures, seconds = count + 1, failures + run.failed, seconds + run.seconds
        names.update(run.outcomes)
        if run.failed and failures <= MOST_LISTED:
            failed.append(run)
    if count != planned.runs:
        raise StoreError(f"{store.folder}: {count:,} whole runs, where {planned.runs:,} are wanted")
    return _Found(sorted(names), failed, failures, seconds)


def _parts(planned: Plan, store: Store, outcomes: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Yield all runs in order, some scenarios at once."""
    each = planned.sweep.replications
    at_once = each * max(1, PART_RUNS // each)
    runs = store.runs()
    for first in range(0, planned.runs, at_once):
        part = list(islice(runs, at_once))
        wanted = range(first, min(first + at_once, planned.runs))
        if [run.scenario * each + run.replication for run in part] != list(wanted):
            raise StoreError(f"{store.folder}: runs were damaged while its tables were made")
        yield _table(planned, part, outcomes)


def _table(planned: Plan, runs: Sequence[Run], outcomes: Sequence[str]) -> pd.DataFrame:
    scenario = np.array([run.scenario for run in runs])
    point, base = np.divmod(scenario, len(planned.bases))
    columns: dict[str, Any] = {
        "point": point,
        "assumptions": np.array([one.assumptions for one in planned.bases], object)[base],
        "programme": np.array([one.programme for one in planned.bases], object)[base],
        "replication": np.array([run.replication for run in runs]),
        "seed": np.full(len(runs), planned.sweep.seed),
        "status": np.array([run.status for run in runs], object),
    }
    for name in ("stage", "error", "traceback"):
        columns[name] = np.array([getattr(run, name) for run in runs], object)
    return pd.DataFrame(columns | {name: _values(runs, name) for name in outcomes})


def _values(runs: Iterable[Run], outcome: str) -> npt.NDArray[np.float64]:
    return np.array([run.outcomes.get(outcome, np.nan) for run in runs], np.float64)


def _manifest(planned: Plan, found: _Found, timing: Timing) -> Mapping[str, Any]:
    return {
        "experiment": "sweep",
        "study": planned.study,
        "sweep_name": planned.name,
        "design": planned.design.kind,
        "digest": planned.digest,
        "seed": planned.sweep.seed,
        "sweep": planned.sweep.model_dump(mode="json"),
        "factors": [plain_factor(factor) for factor in planned.design.factors],
        "runs": planned.runs,
        "failed": [_told(planned, run) for run in found.failed],
        "failures": found.failures,
        "notices": planned.notices,
        "scenarios": [_scenario(planned, base) for base in planned.bases],
        "versions": fingerprint(),
        "git_commit": git_commit(),
        "timing": {
            "began": timing.began.isoformat(timespec="seconds"),
            "seconds": round(timing.seconds, 3),
            "workers": timing.workers,
            "cpu_seconds": round(found.cpu_seconds, 3),
        },
    }


def _scenario(planned: Plan, base: Scenario) -> dict[str, Any]:
    """Return what the manifest says of a scenario; `factors`: those that move anything in it."""
    return {
        "assumptions": base.assumptions,
        "programme": base.programme,
        "digest": base.digest,
        "factors": [
            factor.name for factor in planned.design.factors if any(map(base.knows, factor.paths))
        ],
        "resolved": json.loads(as_text(base.resolved())),
    }


def _points(design: Design) -> pd.DataFrame:
    """Return the points; values of one kind keep it, others are written as JSON text."""
    frame = pd.DataFrame({"point": np.arange(len(design.points), dtype=np.int64)})
    for factor in design.factors:
        values = [point[factor.name] for point in design.points]
        frame[factor.name] = _column(values)
    return frame


def _column(values: Sequence[Any]) -> Any:
    kinds = {type(value) for value in values}
    if kinds <= {int, float}:
        return np.array(values, np.int64 if kinds == {int} else np.float64)
    if kinds == {bool}:
        return np.array(values, np.bool_)
    texts = (str, date)
    return [str(v) if isinstance(v, texts) else json.dumps(v, default=str) for v in values]


def _told(planned: Plan, run: Run) -> dict[str, Any]:
    point, assumptions, programme = planned.labels(run.scenario)
    return {
        "point": point,
        "assumptions": assumptions,
        "programme": programme,
        "replication": run.replication,
        "stage": run.stage,
        "error": run.error,
    }
