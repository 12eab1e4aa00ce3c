"""What a sweep came to: its points and runs as tables, in memory and as files beside the store."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError, StoreError
from simulator.experiments import folder as folders
from simulator.experiments.described import unit_of
from simulator.experiments.designs import Design
from simulator.experiments.fingerprint import fingerprint
from simulator.experiments.manifest import git_commit
from simulator.experiments.plans import Plan, as_text, plain_factor
from simulator.experiments.runs import Run
from simulator.experiments.showing import drawn, sentence
from simulator.experiments.statistics import summarise
from simulator.experiments.store import RUNS, Store
from simulator.experiments.timing import Timing
from simulator.study.names import listed, nearest
from simulator.study.scenario import Scenario

KEYS = ("point", "assumptions", "programme", "replication")
OF_A_RUN = (*KEYS, "seed", "status", "stage", "error", "traceback")
"""The columns of a run that are no outcomes."""
STATISTICS = ("n", "mean", "sd", "ci_low", "ci_high", "p05", "p50", "p95")
MOST_LISTED = 1_000
"""Failed runs that the manifest lists; the table has all of them."""
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Swept:
    """What a sweep came to.

    Attributes:
        manifest: what was run: study, sweep, factors, versions, failures, timing.
        points: `point`, then a column for each factor.
        runs: `point, assumptions, programme, replication, seed, status, stage, error, traceback`,
            then a column for each outcome, NaN where it is not defined or the run failed.
        places: (points, moving factors): where each point lies in [0, 1] of the factors'
            distributions; no columns for designs that have none.
    """

    manifest: Mapping[str, Any]
    points: pd.DataFrame
    runs: pd.DataFrame
    places: Floats

    @property
    def factors(self) -> list[dict[str, Any]]:
        """The factors that moved: name, paths, role, range, unit, grade."""
        return [one for one in self.manifest["factors"] if one["role"] != "constant"]

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that were kept."""
        return [str(name) for name in self.runs.columns if name not in OF_A_RUN]

    @property
    def failed(self) -> pd.DataFrame:
        """Return the runs that failed, with their keys and errors."""
        failed = self.runs[self.runs["status"] == "failed"]
        return failed[[*KEYS, "stage", "error"]].reset_index(drop=True)

    def summary(self) -> pd.DataFrame:
        """Return one row a point, scenario and outcome: mean, sd, 95 % interval, percentiles.

        Columns `point, assumptions, programme, outcome, unit, n, mean, sd, ci_low, ci_high, p05,
        p50, p95`.
        """
        outcomes, scenarios = self.outcomes, self._scenarios()
        values = self.runs[outcomes].to_numpy(np.float64)
        size = (len(scenarios), len(outcomes))
        numbers = {name: np.empty(size) for name in STATISTICS}
        for row, (_, where) in enumerate(scenarios):
            for column in range(len(outcomes)):
                for name, value in vars(summarise(values[where, column])).items():
                    numbers[name][row, column] = value
        keys = zip(*(key for key, _ in scenarios), strict=True) if scenarios else [(), (), ()]
        labels = {
            name: np.repeat(np.array(each, np.int64 if name == "point" else object), size[1])
            for name, each in zip(KEYS[:3], keys, strict=True)
        }
        labels["outcome"] = np.tile(np.array(outcomes, object), size[0])
        labels["unit"] = np.tile(np.array([unit_of(name) for name in outcomes], object), size[0])
        columns = labels | {name: table.ravel() for name, table in numbers.items()}
        return pd.DataFrame(columns).astype({"n": np.int64})

    def _scenarios(self) -> list[tuple[tuple[Any, ...], Any]]:
        """Return each scenario's key and the places of its runs, in the order of the runs."""
        places = self.runs.groupby(list(KEYS[:3]), sort=False).indices
        return sorted(dict[Any, Any](places).items(), key=lambda pair: int(pair[1][0]))

    def means(self) -> pd.DataFrame:
        """Return one row a point and scenario: the factors' values, and each outcome's mean.

        Columns `point, assumptions, programme`, the factors, the outcomes. A factor that a
        scenario does not know is shown all the same, since the point has it.
        """
        means = self.runs.groupby(list(KEYS[:3]), sort=False)[self.outcomes].mean().reset_index()
        moving = self.points[["point", *(one["name"] for one in self.factors)]]
        joined = means.merge(moving, on="point", how="left", sort=False)
        names = [name for name in moving.columns if name != "point"]
        return joined[[*KEYS[:3], *names, *self.outcomes]]

    def values(
        self, outcome: str, programme: str | None = None, assumptions: str | None = None
    ) -> Floats:
        """Return an outcome of one scenario at every point, (points, replications).

        Args:
            programme: by default the only one there is.
            assumptions: by default the only ones there are.
        """
        one = self._of(outcome, programme, assumptions)
        table = one.pivot(index="point", columns="replication", values=outcome)
        return table.to_numpy(np.float64)

    def differences(
        self, outcome: str, programme: str, reference: str, assumptions: str | None = None
    ) -> Floats:
        """Return programme less reference on shared draws, (points, replications)."""
        ours = self.values(outcome, programme, assumptions)
        return ours - self.values(outcome, reference, assumptions)

    def _of(self, outcome: str, programme: str | None, assumptions: str | None) -> pd.DataFrame:
        if outcome not in self.outcomes:
            raise InputError.of(
                f"no outcome {outcome}", listed(self.outcomes), nearest(outcome, self.outcomes)
            )
        runs = self.runs
        for column, wanted in (("programme", programme), ("assumptions", assumptions)):
            known = [str(name) for name in self.runs[column].unique()]
            if wanted is None and len(known) > 1:
                raise InputError.of(f"of which {column}?", listed(known), key=column)
            if wanted is not None and wanted not in known:
                meant = nearest(wanted, known)
                raise InputError.of(f"no {column} {wanted}", listed(known), meant, key=column)
            if wanted is not None:
                runs = runs[runs[column] == wanted]
        return runs

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name, as they are saved."""
        names = [one["name"] for one in self.factors] if self.places.shape[1] else []
        places = pd.DataFrame(self.places, columns=pd.Index(names, dtype=object))
        summary = self.summary()
        return {"points": self.points, "places": places, "runs": self.runs, "summary": summary}

    def __str__(self) -> str:
        return self._said()

    def __repr__(self) -> str:
        return f"<Swept: {self._said()}>"

    def plot(self, chart: str, **options: Any) -> Any:
        """Return one of the charts that draw sweeps as a matplotlib figure."""
        return drawn(self, chart, options)

    def _said(self) -> str:
        told = self.manifest
        return (
            f"{told['study']}, sweep {told['sweep_name']}: {len(self.points):,} points, "
            f"{len(self.runs):,} runs, {int((self.runs['status'] == 'failed').sum()):,} failed"
        )

    def _repr_html_(self) -> str:
        return sentence(self._said()) + self.summary().head(20).to_html()


def export(planned: Plan, store: Store, timing: Timing) -> Swept:
    """Write the tables of a store beside it and return them; equal runs give equal bytes."""
    swept = gathered(planned, store, timing)
    folders.write(store.folder, swept.manifest, swept.tables(), ours=True)
    return swept


def gathered(planned: Plan, store: Store, timing: Timing) -> Swept:
    """Return what a finished store holds of a plan."""
    failed: list[Run] = []
    runs, cpu_seconds = _table(planned, store, failed)
    manifest = {
        "experiment": "sweep",
        "study": planned.study,
        "sweep_name": planned.name,
        "design": planned.design.kind,
        "digest": planned.digest,
        "seed": planned.sweep.seed,
        "sweep": planned.sweep.model_dump(mode="json"),
        "factors": [plain_factor(factor) for factor in planned.design.factors],
        "runs": planned.runs,
        "failed": [_told(planned, run) for run in failed[:MOST_LISTED]],
        "failures": len(failed),
        "notices": planned.notices,
        "scenarios": [_scenario(planned, base) for base in planned.bases],
        "versions": fingerprint(),
        "git_commit": git_commit(),
        "timing": {
            "began": timing.began.isoformat(timespec="seconds"),
            "seconds": round(timing.seconds, 3),
            "workers": timing.workers,
            "cpu_seconds": round(cpu_seconds, 3),
        },
    }
    return Swept(manifest, _points(planned.design), runs, planned.design.places)


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


def _table(planned: Plan, store: Store, failed: list[Run]) -> tuple[pd.DataFrame, float]:
    """Return all runs of a finished store as a table, and their CPU seconds; fills `failed`."""
    each = planned.sweep.replications
    values: dict[str, Floats] = {}
    texts = {name: np.full(planned.runs, "", object) for name in ("stage", "error", "traceback")}
    seconds, count = 0.0, 0
    for run in store.runs():
        place = run.scenario * each + run.replication
        seconds, count = seconds + run.seconds, count + 1
        for name, value in run.outcomes.items():
            if name not in values:
                values[name] = np.full(planned.runs, np.nan)
            values[name][place] = value
        if run.failed:
            failed.append(run)
            for name, column in texts.items():
                column[place] = getattr(run, name)
    if count != planned.runs:
        raise StoreError(f"{store.folder}: {count:,} whole runs, where {planned.runs:,} are wanted")
    scenario = np.repeat(np.arange(planned.scenarios), each)
    point, base = np.divmod(scenario, len(planned.bases))
    columns: dict[str, Any] = {
        "point": point,
        "assumptions": np.array([one.assumptions for one in planned.bases], object)[base],
        "programme": np.array([one.programme for one in planned.bases], object)[base],
        "replication": np.tile(np.arange(each), planned.scenarios),
        "seed": np.full(planned.runs, planned.sweep.seed),
        "status": np.where(texts["stage"] == "", "done", "failed"),
        **texts,
    }
    return pd.DataFrame(columns | {name: values[name] for name in sorted(values)}), seconds


def read_sweep(folder: str | Path) -> Swept:
    """Return what a finished sweep's folder holds.

    Raises:
        StoreError: it is damaged, not finished, or something else.
    """
    folder = Path(folder)
    if (folder / RUNS).is_file() and not (folder / folders.MANIFEST).exists():
        raise StoreError(f"{folder} holds a sweep that has not finished: the same command goes on")
    manifest, tables = folders.read(folder)
    if manifest.get("experiment") != "sweep":
        raise StoreError(f"{folder} holds no sweep, but the results of a {manifest['experiment']}")
    kept = {name: value for name, value in manifest.items() if name not in {"format", "files"}}
    places = tables["places"].to_numpy(np.float64)
    return Swept(kept, tables["points"], tables["runs"], places)


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
