"""What a sweep came to: its points and runs as tables, in memory and as files beside the store."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError, StoreError
from simulator.experiments import folder as folders
from simulator.experiments.described import unit_of
from simulator.experiments.designs import Design
from simulator.experiments.factors import Factor
from simulator.experiments.manifest import versions
from simulator.experiments.planning import Plan
from simulator.experiments.statistics import summarise
from simulator.experiments.store import Run, Store, reading
from simulator.experiments.timing import Timing
from simulator.study.names import listed, nearest

KEYS = ("point", "assumptions", "programme", "replication")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Swept:
    """What a sweep came to.

    Attributes:
        manifest: what was run: study, sweep, factors, versions, failures, timing.
        points: `point`, then a column for each factor.
        runs: `point, assumptions, programme, replication, status, error`, then a column for each
            outcome, NaN where it is not defined or the run failed.
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
        return [str(name) for name in self.runs.columns[len(KEYS) + 2 :]]

    @property
    def failed(self) -> pd.DataFrame:
        """Return the runs that failed, with their keys and errors."""
        failed = self.runs[self.runs["status"] == "failed"]
        return failed[[*KEYS, "error"]].reset_index(drop=True)

    def summary(self) -> pd.DataFrame:
        """Return one row a point, scenario and outcome: mean, sd, 95 % interval, percentiles.

        Columns `point, assumptions, programme, outcome, unit, n, mean, sd, ci_low, ci_high, p05,
        p50, p95`.
        """
        rows = [
            (*keys, outcome, unit_of(outcome), *vars(summarise(one[outcome].to_numpy())).values())
            for keys, one in self.runs.groupby(list(KEYS[:3]), sort=False)
            for outcome in self.outcomes
        ]
        statistics = ("n", "mean", "sd", "ci_low", "ci_high", "p05", "p50", "p95")
        return pd.DataFrame(rows, columns=pd.Index([*KEYS[:3], "outcome", "unit", *statistics]))

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

    def __repr__(self) -> str:
        return f"<Swept: {self._said()}>"

    def _said(self) -> str:
        told = self.manifest
        return (
            f"{told['study']}, sweep {told['sweep_name']}: {len(self.points):,} points, "
            f"{len(self.runs):,} runs, {int((self.runs['status'] == 'failed').sum()):,} failed"
        )

    def _repr_html_(self) -> str:
        import html

        return f"<p><b>{html.escape(self._said())}</b></p>{self.summary().head(20).to_html()}"


def export(planned: Plan, store: Store, timing: Timing) -> Swept:
    """Write the tables of a store beside it and return them; equal runs give equal bytes."""
    swept = gathered(planned, store, timing)
    folders.write(store.folder, swept.manifest, _tables(swept), ours=True)
    return swept


def gathered(planned: Plan, store: Store, timing: Timing) -> Swept:
    """Return what a store holds of a plan."""
    runs = list(store.runs())
    names = sorted({name for run in runs for name in run.outcomes})
    points = _points(planned.design)
    failed = [run for run in runs if run.failed]
    manifest = {
        "experiment": "sweep",
        "study": planned.study,
        "sweep_name": planned.name,
        "design": planned.design.kind,
        "digest": planned.digest,
        "seed": planned.sweep.seed,
        "sweep": planned.sweep.model_dump(mode="json"),
        "factors": [_plain(factor) for factor in planned.design.factors],
        "runs": len(runs),
        "wanted": planned.runs,
        "failed": [_told(planned, run) for run in failed],
        "scenarios": [
            {"assumptions": one.assumptions, "programme": one.programme, "digest": one.digest}
            for one in planned.bases
        ],
        "versions": versions(),
        "timing": {
            "began": timing.began.isoformat(timespec="seconds"),
            "seconds": round(timing.seconds, 3),
            "workers": timing.workers,
            "cpu_seconds": round(sum(run.seconds for run in runs), 3),
        },
    }
    return Swept(manifest, points, _runs(planned, runs, names), planned.design.places)


def read_sweep(folder: str | Path) -> Swept:
    """Return what a finished sweep's folder holds.

    Raises:
        StoreError: it is damaged, not finished, or something else.
    """
    manifest, tables = folders.read(Path(folder))
    if manifest.get("experiment") != "sweep":
        raise StoreError(f"{folder} holds no sweep, but the results of a {manifest['experiment']}")
    places = tables["places"].to_numpy(np.float64)
    kept = {name: value for name, value in manifest.items() if name not in {"format", "files"}}
    return Swept(kept, tables["points"], tables["runs"], places)


def stored_runs(folder: str | Path) -> list[Run]:
    """Return the whole runs in a sweep's store, finished or not."""
    with reading(Path(folder)) as store:
        return list(store.runs())


def _tables(swept: Swept) -> dict[str, pd.DataFrame]:
    names = [one["name"] for one in swept.factors] if swept.places.shape[1] else []
    places = pd.DataFrame(swept.places, columns=pd.Index(names, dtype=object))
    return {
        "points": swept.points,
        "places": places,
        "runs": swept.runs,
        "summary": swept.summary(),
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
    return [v if isinstance(v, str) else json.dumps(v, default=str) for v in values]


def _runs(planned: Plan, runs: Sequence[Run], names: Sequence[str]) -> pd.DataFrame:
    labels = [planned.labels(run.scenario) for run in runs]
    columns: dict[str, Any] = {
        "point": np.array([label[0] for label in labels], np.int64),
        "assumptions": [label[1] for label in labels],
        "programme": [label[2] for label in labels],
        "replication": np.array([run.replication for run in runs], np.int64),
        "status": ["failed" if run.failed else "done" for run in runs],
        "error": [f"{run.stage}: {run.error}" if run.failed else "" for run in runs],
    }
    for name in names:
        columns[name] = np.array([run.outcomes.get(name, np.nan) for run in runs], np.float64)
    return pd.DataFrame(columns)


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


def _plain(factor: Factor) -> dict[str, Any]:
    told = asdict(factor)
    return {name: _finite(value) for name, value in told.items()}


def _finite(value: Any) -> Any:
    if isinstance(value, float) and np.isnan(value):
        return None
    if isinstance(value, tuple):
        return [json.loads(json.dumps(one, default=str)) for one in value]
    return value
