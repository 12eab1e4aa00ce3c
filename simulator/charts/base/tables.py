"""The result tables that a chart draws, and what may be asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import pandas as pd

from simulator.experiments.results import read
from simulator.experiments.worth import WORTH

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "summary": (
            *("assumptions", "programme", "outcome", "unit"),
            *("n", "mean", "sd", "ci_low", "ci_high", "p05", "p50", "p95"),
        ),
        "replications": ("assumptions", "programme", "replication", "outcome", "value"),
        "daily": ("assumptions", "programme", "replication", "date", "outcome", "value"),
        "comparison": (
            *("reference", "programme", "assumptions", "outcome"),
            *("difference", "ci_low", "ci_high", "p_better", "variance_reduction"),
        ),
        "hindcast": (
            *("assumptions", "programme", "observation", "title", "title_fr", "use", "unit"),
            *("when", "low", "high", "n", "median", "p25", "p75", "p05", "p95", "within"),
        ),
        "flows": (
            *("assumptions", "programme", "replication"),
            *("from_sector", "to_sector", "kind", "amount_eur"),
        ),
        "tails": (
            *("assumptions", "programme", "outcome", "level", "n", "expected"),
            *("var", "var_ci_low", "var_ci_high", "es", "es_ci_low", "es_ci_high", "reason"),
        ),
        "worth": WORTH,
        "groups": (
            *("assumptions", "programme", "replication"),
            *("outcome", "dimension", "group", "value"),
        ),
    }
)


class Source(Protocol):
    """What gives its tables: the results of a run or of a comparison."""

    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Return the result tables by name."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """Return what was run: versions, inputs and their hash, seed."""


def _empty(name: str) -> pd.DataFrame:
    return pd.DataFrame(columns=pd.Index(COLUMNS[name]))


@dataclass(frozen=True)
class Estimate:
    """A mean or a paired difference with its 95 % interval, in the outcome's unit.

    The interval is NaN where there is none (one replication).
    """

    value: float
    low: float
    high: float
    n: int
    p_better: float = float("nan")

    @property
    def decided(self) -> bool:
        """Whether the interval leaves zero out."""
        return bool(self.low > 0 or self.high < 0)

    @property
    def has_interval(self) -> bool:
        """Whether there is an interval."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high))


def _places(table: pd.DataFrame) -> dict[tuple[str, str], list[int]]:
    """Return where the rows of each outcome and programme stand."""
    found: dict[tuple[str, str], list[int]] = {}
    for place, key in enumerate(zip(table["outcome"], table["programme"], strict=True)):
        found.setdefault((str(key[0]), str(key[1])), []).append(place)
    return found


@dataclass(frozen=True)
class Tables:
    """Result tables with the columns of `COLUMNS`, and the manifest of the run they come from.

    `answers` holds further tables by name: those of the answer to a question.
    """

    summary: pd.DataFrame = field(default_factory=partial(_empty, "summary"))
    replications: pd.DataFrame = field(default_factory=partial(_empty, "replications"))
    daily: pd.DataFrame = field(default_factory=partial(_empty, "daily"))
    comparison: pd.DataFrame = field(default_factory=partial(_empty, "comparison"))
    flows: pd.DataFrame = field(default_factory=partial(_empty, "flows"))
    groups: pd.DataFrame = field(default_factory=partial(_empty, "groups"))
    hindcast: pd.DataFrame = field(default_factory=partial(_empty, "hindcast"))
    tails: pd.DataFrame = field(default_factory=partial(_empty, "tails"))
    worth: pd.DataFrame = field(default_factory=partial(_empty, "worth"))
    answers: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    manifest: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, source: "Tables | Source | str | Path") -> "Tables":
        """Return the tables of results, of a comparison or of a results folder.

        Raises:
            StoreError: the folder is damaged, or holds no results.
        """
        if isinstance(source, Tables):
            return source
        if isinstance(source, str | Path):
            source = read(source)
        known = {f.name for f in fields(cls)} - {"answers", "manifest"}
        every = source.tables()
        given = {name: frame for name, frame in every.items() if name in known}
        answers = {name: frame for name, frame in every.items() if name not in known}
        return cls(**given, answers=answers, manifest=source.manifest)

    def under(self, assumptions: str) -> "Tables":
        """Return the rows of one set of assumptions."""
        kept = {n: getattr(self, n) for n in COLUMNS}
        return replace(self, **{n: t[t["assumptions"] == assumptions] for n, t in kept.items()})

    @property
    def all_assumptions(self) -> list[str]:
        """The sets of assumptions, in the order of the tables."""
        return self._in_order("assumptions")

    @property
    def programmes(self) -> list[str]:
        """The programmes in the order of the tables, the reference first."""
        found = self._in_order("programme")
        reference = self.reference
        if reference not in found:
            return found
        return [reference, *(p for p in found if p != reference)]

    @property
    def reference(self) -> str | None:
        """The programme with which the others are compared; None where nothing is compared."""
        return None if self.comparison.empty else str(self.comparison["reference"].iloc[0])

    @property
    def compared(self) -> list[str]:
        """The programmes that are compared with the reference."""
        return [p for p in self.programmes if p != self.reference] if self.reference else []

    def _in_order(self, column: str) -> list[str]:
        for table in (self.summary, self.daily, self.comparison, self.hindcast):
            if not table.empty:
                return [str(value) for value in table[column].drop_duplicates()]
        scenarios = self.manifest.get("scenarios", ())
        return list(dict.fromkeys(str(one[column]) for one in scenarios))

    @property
    def n(self) -> int:
        """The number of replications; 0 where none is known."""
        if not self.summary.empty:
            return int(self.summary["n"].max())
        if not self.hindcast.empty:
            return int(self.hindcast["n"].max())
        if not self.daily.empty:
            return int(self.daily["replication"].nunique())
        return len(self.manifest.get("replications", ()))

    @cached_property
    def _of_summary(self) -> dict[tuple[str, str], list[int]]:
        return _places(self.summary)

    @cached_property
    def _of_comparison(self) -> dict[tuple[str, str], list[int]]:
        return _places(self.comparison)

    @cached_property
    def _units(self) -> dict[str, str]:
        first = self.summary.drop_duplicates("outcome")
        return dict(zip(first["outcome"].astype(str), first["unit"].astype(str), strict=True))

    def mean(self, outcome: str, programme: str) -> Estimate | None:
        """Return the mean of an outcome over replications, with its interval."""
        places = self._of_summary.get((outcome, programme))
        if places is None:
            return None
        row = self.summary.iloc[places[0]]
        if not np.isfinite(row["mean"]):
            return None
        mean, low, high = (float(row[c]) for c in ("mean", "ci_low", "ci_high"))
        return Estimate(mean, low, high, int(row["n"]))

    def difference(self, outcome: str, programme: str) -> Estimate | None:
        """Return an outcome's paired difference from the reference, with its interval."""
        places = self._of_comparison.get((outcome, programme))
        if places is None:
            return None
        row = self.comparison.iloc[places[0]]
        if not np.isfinite(row["difference"]):
            return None
        of_both = [
            place
            for one in (programme, self.reference or "")
            for place in self._of_summary.get((outcome, one), ())
        ]
        n = int(self.summary["n"].iloc[of_both].min()) if of_both else self.n
        better = float(row["p_better"]) if "p_better" in row else float("nan")
        low, high = float(row["ci_low"]), float(row["ci_high"])
        return Estimate(float(row["difference"]), low, high, n, better)

    def shortfall(self, outcome: str, programme: str, level: float = 0.95) -> Estimate | None:
        """Return the mean of a loss in its worst 1 − `level`; None without replications enough."""
        rows = self.tails
        rows = rows[(rows["outcome"] == outcome) & (rows["programme"] == programme)]
        rows = rows[(rows["level"] == level) & rows["es"].notna()]
        if rows.empty:
            return None
        row = rows.iloc[0]
        low, high = float(row["es_ci_low"]), float(row["es_ci_high"])
        return Estimate(float(row["es"]), low, high, int(row["n"]))

    def unit(self, outcome: str) -> str:
        """Return the kind of unit of an outcome: "EUR", "share", "days" or "count"."""
        written = self._units.get(outcome, "")
        if written == "EUR" or outcome.endswith("_eur"):
            return "EUR"
        if "day" in written or outcome.endswith("_days"):
            return "days"
        shares = {"share", "ratio", "0/1", "probability"}
        return "share" if written in shares or "_share" in outcome else "count"

    def series(self, outcome: str, programme: str) -> pd.DataFrame:
        """Return a daily series, dates down and replications across, but dates without a value."""
        rows = self.daily
        rows = rows[(rows["outcome"] == outcome) & (rows["programme"] == programme)]
        wide = rows.pivot(index="date", columns="replication", values="value")
        wide.index = pd.DatetimeIndex(pd.to_datetime(wide.index))
        return wide.astype(float).sort_index().dropna(how="all")

    def series_names(self, prefix: str) -> list[str]:
        """Return the daily series whose names begin with `prefix`, in alphabetical order."""
        if self.daily.empty:
            return []
        names = (str(name) for name in self.daily["outcome"].drop_duplicates())
        return sorted(name for name in names if name.startswith(prefix))

    def window(self) -> tuple[date, date] | None:
        """Return the first and last date of the daily series."""
        if self.daily.empty:
            return None
        days = pd.to_datetime(self.daily["date"])
        return days.min().date(), days.max().date()
