"""What a sweep came to: its points and runs as tables, in memory and as files beside the store."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError, StoreError
from simulator.experiments import folder as folders
from simulator.experiments.described import unit_of
from simulator.experiments.folder import Written
from simulator.experiments.showing import drawn, sentence
from simulator.experiments.statistics import summarise
from simulator.experiments.store import RUNS
from simulator.study.names import listed, nearest

KEYS = ("point", "assumptions", "programme", "replication")
OF_A_RUN = (*KEYS, "seed", "status", "stage", "error", "traceback")
"""The columns of a run that are no outcomes."""
STATISTICS = ("n", "mean", "sd", "ci_low", "ci_high", "p05", "p50", "p95")
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Swept:
    """What a sweep came to.

    Attributes:
        manifest: what was run: study, sweep, factors, versions, failures, timing.
        points: `point`, then a column for each factor.
        table: the runs, in memory or in the sweep's folder.
        places: (points, moving factors): where each point lies in [0, 1] of the factors'
            distributions; no columns for designs that have none.
    """

    manifest: Mapping[str, Any]
    points: pd.DataFrame
    table: pd.DataFrame | Written
    places: Floats

    @cached_property
    def runs(self) -> pd.DataFrame:
        """All runs; a sweep that was run just now reads them when they are first asked for.

        `point, assumptions, programme, replication, seed, status, stage, error, traceback`, then a
        column for each outcome, NaN where it is not defined or the run failed.

        Raises:
            StoreError: they are not what was written.
        """
        return self.table.read() if isinstance(self.table, Written) else self.table

    @property
    def factors(self) -> list[dict[str, Any]]:
        """The factors that moved: name, paths, role, range, unit, grade."""
        return moving(self.manifest)

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that were kept."""
        return [str(name) for name in self.table.columns if name not in OF_A_RUN]

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
        return summary_of(self.runs, self.outcomes)

    def means(self, first: int | None = None) -> pd.DataFrame:
        """Return one row a point and scenario: the factors' values, and each outcome's mean.

        Columns `point, assumptions, programme`, the factors, the outcomes. A factor that a
        scenario does not know is shown all the same, since the point has it.

        Args:
            first: so many rows only, for which the other runs need not be read.
        """
        each = self.manifest["sweep"]["replications"]
        runs = self.runs if first is None else self.table.head(first * each)
        means = runs.groupby(list(KEYS[:3]), sort=False)[self.outcomes].mean().reset_index()
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
        return {
            "points": self.points,
            "places": places_table(self.factors, self.places),
            "runs": self.runs,
            "summary": self.summary(),
        }

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
            f"{told['runs']:,} runs, {told['failures']:,} failed"
        )

    def _repr_html_(self) -> str:
        return sentence(self._said()) + self.summary().head(20).to_html()


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


def moving(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the factors of a sweep's manifest that moved."""
    return [one for one in manifest["factors"] if one["role"] != "constant"]


def places_table(factors: Sequence[Mapping[str, Any]], places: Floats) -> pd.DataFrame:
    """Return where each point lies in its factors' distributions, a column a factor."""
    names = [one["name"] for one in factors] if places.shape[1] else []
    return pd.DataFrame(places, columns=pd.Index(names, dtype=object))


def summary_of(runs: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return the summary of all runs of some scenarios, in the order of the runs."""
    scenarios = _scenarios(runs)
    values = runs[outcomes].to_numpy(np.float64)
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


def _scenarios(runs: pd.DataFrame) -> list[tuple[tuple[Any, ...], Any]]:
    """Return each scenario's key and the places of its runs, in the order of the runs."""
    places = runs.groupby(list(KEYS[:3]), sort=False).indices
    return sorted(dict[Any, Any](places).items(), key=lambda pair: int(pair[1][0]))
