"""What an experiment came to: tables, pictures, a folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from simulator.errors import InputError
from simulator.experiments import answers
from simulator.experiments import folder as folders
from simulator.experiments.comparison import differences
from simulator.experiments.described import better_of, unit_of
from simulator.experiments.flow_matrix import flow_matrix, net_positions
from simulator.experiments.manifest import labels_of, manifest_of
from simulator.experiments.saving import save
from simulator.experiments.showing import drawn, page
from simulator.experiments.store import RUNS
from simulator.experiments.tables import (
    FAILED,
    Label,
    audit_tables,
    daily_table,
    flows_table,
    groups_table,
    replications_table,
    split_table,
    summary_table,
)
from simulator.experiments.tails import tails_table
from simulator.experiments.tasks import Job, Replicated
from simulator.experiments.timing import Timing
from simulator.experiments.worth import worth
from simulator.study.names import listed, nearest

if TYPE_CHECKING:
    from simulator.experiments.hindcast import Hindcast
    from simulator.experiments.swept import Swept

DERIVED = frozenset({"summary", "tails", "comparison", "worth", "split", "attribution", "hindcast"})
"""Tables that are saved and made anew from the others."""


@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """What one or more scenarios came to over replications.

    Attributes:
        manifest: what was run: study, scenarios with their resolved inputs and hash, seed,
            replications, versions, failures, timing.
        frames: the tables as they were gathered, by name.
    """

    manifest: Mapping[str, Any]
    frames: Mapping[str, pd.DataFrame]

    @property
    def labels(self) -> list[Label]:
        """The scenarios' assumptions and programmes, in order."""
        return [(one["assumptions"], one["programme"]) for one in self.manifest["scenarios"]]

    @property
    def replications(self) -> pd.DataFrame:
        """Return outcomes: `assumptions, programme, replication, outcome, value`."""
        return self._frame("replications")

    @property
    def groups(self) -> pd.DataFrame:
        """Return outcomes by group: as `replications`, with `dimension, group` before `value`."""
        return self._frame("groups")

    @property
    def flows(self) -> pd.DataFrame:
        """Return the window's flows: `… replication, from_sector, to_sector, kind, amount_eur`."""
        return self._frame("flows")

    @property
    def failed(self) -> pd.DataFrame:
        """Return the replications that failed: `… replication, stage, error, traceback`."""
        return pd.DataFrame(self.manifest["failed"], columns=pd.Index(FAILED))

    def audit(self, table: str) -> pd.DataFrame:
        """Return a table of the audit ("orders", "invoices", …), if the run was asked for one."""
        known = {*self.frames} - {"replications", "daily", "groups", "flows"}
        if table not in known:
            allowed = listed(sorted(known)) or "none: run it with audit=True"
            raise InputError.of(f"no audit table {table!r}", allowed, nearest(table, known))
        return self._frame(table)

    def summary(self) -> pd.DataFrame:
        """Return each outcome over its replications.

        Columns `assumptions, programme, outcome, unit, n, mean, sd, ci_low, ci_high, p05, p50,
        p95`; the interval is the mean's 95 % t-interval, NaN where there is one replication.
        """
        return summary_table(self.frames["replications"], unit_of)

    def daily(self, outcome: str | None = None) -> pd.DataFrame:
        """Return a series at every close, or all: `… replication, date, outcome, value`."""
        daily = self._frame("daily")
        if outcome is None:
            return daily
        known = [str(name) for name in daily["outcome"].unique()]
        if outcome not in known:
            raise InputError.of(f"no series {outcome!r}", listed(known), nearest(outcome, known))
        return daily[daily["outcome"] == outcome].reset_index(drop=True)

    def tails(self, allow_missing: bool = False) -> pd.DataFrame:
        """Return value at risk and expected shortfall of costs and losses at 95 and 99 %.

        In EUR; NaN, and `reason` says why, with fewer than 59 (at 99 %: 299) replications.

        Args:
            allow_missing: let a scenario of which replications failed have a tail all the same.
        """
        failed = self.failed.iloc[:0] if allow_missing else self.failed
        return tails_table(self.frames["replications"], failed)

    def flow_matrix(self, replication: int | None = None) -> pd.DataFrame:
        """Return what moved between sectors: kinds of flow down, sectors across.

        Columns `assumptions, programme, block, kind`, then the sectors: money received (+) or paid,
        claims gained (+) or lost. All rows sum to zero, and so do the columns of a block, whose
        last row holds the change of the sector's money or claims with its sign turned.

        Args:
            replication: the number of one, in exact cents (int64); None: means, in EUR.
        """
        known = sorted(self.frames["replications"]["replication"].unique().tolist())
        if replication is not None and replication not in known:
            allowed = listed([str(number) for number in known])
            raise InputError.of(f"no replication {replication!r}", allowed, key="replication")
        return flow_matrix(self.frames["flows"], self.frames["replications"], replication)

    def net_positions(self) -> pd.DataFrame:
        """Return by how much each sector's money, claims and both changed: means, in EUR."""
        return net_positions(self.frames["flows"], self.frames["replications"])

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name, as they are saved."""
        frames = {name: self._frame(name) for name in self.frames}
        return {"summary": self.summary(), "tails": self.tails(), **frames}

    def plot(self, chart: str, **options: Any) -> Any:
        """Return a chart of these results; `simulator list` names the charts."""
        return drawn(self, chart, options)

    def save(self, folder: str | Path) -> Path:
        """Write everything into a results folder and return it; `read` reads it back."""
        return save(self, folder)

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self._said()}>\n{self.summary().to_string()}"

    def _repr_html_(self) -> str:
        return page(self._said(), self.summary(), self.failed)

    def _said(self) -> str:
        n = len(self.manifest["replications"])
        scenarios = "; ".join(", ".join(label) for label in self.labels)
        seed = self.manifest["seed"]
        return f"{self.manifest['study']} ({scenarios}), {n} replications, seed {seed}"

    def _frame(self, name: str) -> pd.DataFrame:
        return self.frames[name].copy()


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Scenarios that met the same chance, and what differs between them.

    Attributes:
        results: what each of them came to.
    """

    results: Results

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What was run."""
        return self.results.manifest

    def differences(self) -> pd.DataFrame:
        """Return paired differences, programme less reference.

        Columns `reference, programme, assumptions, outcome, difference, ci_low, ci_high, p_better,
        variance_reduction`. The reference is the first scenario's programme under the same
        assumptions; one of other assumptions has them in brackets behind it.
        """
        return differences(self.results.frames["replications"], self.results.labels, better_of)

    def summary(self) -> pd.DataFrame:
        """Return each scenario's outcomes over their replications, as `Results.summary`."""
        return self.results.summary()

    def worth(self, contribution_margin: float = 1.0) -> pd.DataFrame:
        """Return what each programme saves, costs and is worth against its reference, in EUR.

        Columns `reference, programme, assumptions, n`; `revenue_saved`, `blockage_avoided`, `cost`
        and `net`, each with its paired interval; `cost_per_eur` of blockage avoided with Fieller's
        interval, and its `finding`: where that is "undecided" no price is given.

        Args:
            contribution_margin: what is left to the publisher of a euro of revenue, before the
                programme's cost; 1 takes revenue gross of what it costs to earn.
        """
        replications = self.results.frames["replications"]
        return worth(replications, self.results.labels, contribution_margin)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name, as they are saved."""
        own = {"comparison": self.differences(), "worth": self.worth()}
        return {**self.results.tables(), **own}

    def plot(self, chart: str, **options: Any) -> Any:
        """Return a chart of this comparison; `simulator list` names the charts."""
        return drawn(self, chart, options)

    def save(self, folder: str | Path) -> Path:
        """Write everything into a results folder and return it; `read` reads it back."""
        return save(self, folder)

    def __repr__(self) -> str:
        return f"<Comparison: {self.results._said()}>\n{self.differences().to_string()}"

    def _repr_html_(self) -> str:
        return page(self.results._said(), self.differences(), self.results.failed)


class Split(Results):
    """What each measure of a programme cost, on orders that came anyway and on those it brought.

    Its outcomes are `cost_<measure>_eur`, `deadweight_<measure>_eur` and
    `incremental_<measure>_eur`, and the programme's sums.
    """

    def split(self) -> pd.DataFrame:
        """Return one row a replication and measure.

        Columns `assumptions, programme, replication, measure, cost_eur, deadweight_eur,
        incremental_eur`; the last two sum to the cost.
        """
        return split_table(self.frames["groups"])

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name, as they are saved."""
        return {**super().tables(), "split": self.split()}


def gathered(
    experiment: str,
    job: Job,
    replications: Sequence[int],
    done: Sequence[Replicated],
    timing: Timing,
) -> Results:
    """Return the results of a job from what its replications came to, in their order."""
    labels = labels_of(job.scenarios)
    frames = {
        "replications": replications_table(labels, done),
        "daily": daily_table(labels, done),
        "groups": groups_table(labels, done),
        "flows": flows_table(labels, done),
    }
    manifest = manifest_of(experiment, job, replications, done, timing)
    return Results(manifest, frames | audit_tables(labels, done))


def read(folder: str | Path) -> "Results | Comparison | Hindcast | Swept | answers.Answer":
    """Return what a folder holds: results, a comparison, a hindcast, a sweep, or an answer.

    Raises:
        StoreError: it is damaged, or something else.
    """
    if (Path(folder) / RUNS).is_file():
        from simulator.experiments.swept import read_sweep

        return read_sweep(folder)
    manifest, tables = folders.read(Path(folder))
    told = {name: value for name, value in manifest.items() if name not in {"format", "files"}}
    if (answer := answers.opened(told, tables)) is not None:
        return answer
    frames = {name: one for name, one in tables.items() if name not in DERIVED}
    if manifest["experiment"] == "hindcast":
        from simulator.experiments.hindcast import Hindcast

        return Hindcast(told, frames)
    return as_experiment(manifest["experiment"], Results(told, frames))


def as_experiment(experiment: str, results: Results) -> Results | Comparison:
    """Return results as what an experiment ("run", "compare", "split", "attribute") gives."""
    if experiment == "attribute":
        from simulator.experiments.attribution import Attribution

        return Attribution(results.manifest, results.frames)
    if experiment == "split":
        return Split(results.manifest, results.frames)
    return Comparison(results) if experiment == "compare" else results
