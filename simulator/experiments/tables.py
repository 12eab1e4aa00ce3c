"""What replications came to, as pandas tables that begin with assumptions and programme."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulator.experiments.statistics import summarise
from simulator.experiments.tasks import Failed, Replicated
from simulator.outcomes.base import Measured
from simulator.units import euros

Label = tuple[str, str]
"""A scenario's assumptions and programme, as tables name them."""

LABELS = ("assumptions", "programme")
REPLICATIONS = (*LABELS, "replication", "outcome", "value")
GROUPS = (*LABELS, "replication", "outcome", "dimension", "group", "value")
FLOWS = (*LABELS, "replication", "from_sector", "to_sector", "kind", "amount_eur")
FAILED = (*LABELS, "replication", "stage", "error", "traceback")
SPLIT = (*LABELS, "replication", "measure", "cost_eur", "deadweight_eur", "incremental_eur")
SUMMARY = (
    *(*LABELS, "outcome", "unit", "n", "mean", "sd"),
    *("ci_low", "ci_high", "p05", "p50", "p95"),
)

Rows = Iterator[tuple[Any, ...]]


def replications_table(labels: Sequence[Label], done: Sequence[Replicated]) -> pd.DataFrame:
    """Return one row a replication and outcome, NaN where an outcome is not defined."""

    def rows(measured: Measured) -> Rows:
        yield from measured.values.items()

    return _typed(_table(labels, done, REPLICATIONS, rows), value=np.float64)


def groups_table(labels: Sequence[Label], done: Sequence[Replicated]) -> pd.DataFrame:
    """Return one row a replication, outcome and group."""

    def rows(measured: Measured) -> Rows:
        yield from measured.groups

    return _typed(_table(labels, done, GROUPS, rows), value=np.float64)


def flows_table(labels: Sequence[Label], done: Sequence[Replicated]) -> pd.DataFrame:
    """Return one row a replication and flow between two sectors, in euros."""

    def rows(measured: Measured) -> Rows:
        for source, target, kind, amount in measured.flows:
            yield source, target, kind, euros(amount)

    return _typed(_table(labels, done, FLOWS, rows), amount_eur=np.float64)


def daily_table(labels: Sequence[Label], done: Sequence[Replicated]) -> pd.DataFrame:
    """Return one row a replication, series and close; names are categorical to save memory."""
    names = sorted({name for _, _, m in _measured(labels, done) for name in m.daily})
    codes = {name: code for code, name in enumerate(names)}
    parts = [
        (*label, replication, codes[name], dates, values)
        for label, replication, measured in _measured(labels, done)
        for name, (dates, values) in measured.daily.items()
    ]
    lengths = [len(part[4]) for part in parts]

    def column(position: int, dtype: Any) -> Any:
        return np.repeat(np.array([part[position] for part in parts], dtype), lengths)

    empty = [np.array([], "datetime64[ms]")], [np.array([], np.float64)]
    dates, values = ([p[4] for p in parts], [p[5] for p in parts]) if parts else empty
    frame = pd.DataFrame(
        {
            "assumptions": column(0, object),
            "programme": column(1, object),
            "replication": column(2, np.int64),
            "date": np.concatenate(dates).astype("datetime64[ms]"),
            "outcome": pd.Categorical.from_codes(column(3, np.int64), pd.Index(names)),
            "value": np.concatenate(values).astype(np.float64),
        }
    )
    return frame.astype({"assumptions": "category", "programme": "category"})


def failed_table(labels: Sequence[Label], done: Sequence[Replicated]) -> pd.DataFrame:
    """Return one row a replication and scenario that failed."""
    rows = [
        (*label, one.replication, failed.stage, failed.error, failed.traceback)
        for position, label in enumerate(labels)
        for one in done
        if isinstance(failed := one.measured[position], Failed)
    ]
    return _frame(rows, FAILED)


def audit_tables(labels: Sequence[Label], done: Sequence[Replicated]) -> dict[str, pd.DataFrame]:
    """Return the tables of the audit by name, replications one below the other."""
    parts: dict[str, list[pd.DataFrame]] = {}
    for (assumptions, programme), replication, measured in _measured(labels, done):
        for name, columns in measured.audit.items():
            part = pd.DataFrame(columns)
            part.insert(0, "replication", replication)
            part.insert(0, "programme", programme)
            part.insert(0, "assumptions", assumptions)
            parts.setdefault(name, []).append(part)
    return {name: pd.concat(tables, ignore_index=True) for name, tables in parts.items()}


def summary_table(replications: pd.DataFrame, unit_of: Callable[[str], str]) -> pd.DataFrame:
    """Return one row a scenario and outcome: mean, sd, 95 % interval of the mean, percentiles."""
    rows = []
    for names, one in replications.groupby([*LABELS, "outcome"], sort=False, observed=True):
        statistics = vars(summarise(one["value"].to_numpy()))
        rows.append((*names, unit_of(str(names[2])), *statistics.values()))
    return _frame(rows, SUMMARY)


def by_scenario(replications: pd.DataFrame) -> dict[Label, pd.DataFrame]:
    """Return each scenario's outcomes: replications down, outcomes across."""
    return {
        (str(names[0]), str(names[1])): one.pivot(
            index="replication", columns="outcome", values="value"
        )
        for names, one in replications.groupby(list(LABELS), sort=False, observed=True)
    }


def split_table(groups: pd.DataFrame) -> pd.DataFrame:
    """Return one row a replication and measure: its cost and both parts of it, in euros."""
    parts = [name.removesuffix("_eur") for name in SPLIT[4:]]
    keys = [*LABELS, "replication", "group"]
    by_part = {part: groups[groups["outcome"] == part].set_index(keys)["value"] for part in parts}
    frame = pd.DataFrame(by_part).loc[by_part[parts[0]].index].reset_index()
    return frame.set_axis(list(SPLIT), axis=1)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows for JSON: what is not available is None, dates are ISO."""
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not np.isfinite(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    return value.item() if isinstance(value, np.generic) else value


def _measured(
    labels: Sequence[Label], done: Sequence[Replicated]
) -> Iterator[tuple[Label, int, Measured]]:
    """Yield what did not fail, scenario by scenario, in the order of `done`."""
    for position, label in enumerate(labels):
        for one in done:
            measured = one.measured[position]
            if isinstance(measured, Measured):
                yield label, one.replication, measured


def _table(
    labels: Sequence[Label],
    done: Sequence[Replicated],
    columns: Sequence[str],
    rows_of: Callable[[Measured], Iterable[tuple[Any, ...]]],
) -> pd.DataFrame:
    rows = [
        (*label, replication, *row)
        for label, replication, measured in _measured(labels, done)
        for row in rows_of(measured)
    ]
    return _frame(rows, columns)


def _frame(rows: Sequence[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=pd.Index(columns))
    return _typed(frame, replication=np.int64) if "replication" in columns else frame


def _typed(frame: pd.DataFrame, **types: Any) -> pd.DataFrame:
    dtypes: Mapping[str, Any] = types
    return frame.astype(dict(dtypes))
