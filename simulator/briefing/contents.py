"""What a briefing tells: every figure that deck, workbook and page show, and what it means."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.briefing.asking import CHANGES, DRIVERS, TIPPING
from simulator.briefing.bands import Band
from simulator.briefing.figure import Figure, Place
from simulator.charts.base import Estimate, Language, Source, Tables, View, Words
from simulator.charts.base.chart import source_line
from simulator.charts.base.findings import effect, level
from simulator.charts.base.inputs import Event, events, run_id, threshold

OUTCOMES = (
    *("blockage_rate", "blocked_eur", "lost_rate", "lost_eur", "mean_delay_days"),
    *("frozen_share_peak", "seizure", "seizure_days"),
    *("publisher_revenue_eur", "programme_cost_eur", "programme_owed_eur"),
    *("guarantee_granted_peak_eur", "guarantee_drawn_peak_eur", "guarantee_claims_eur"),
    *("resellers_granted", "resellers_helped", "leakage_share"),
    *("reseller_cash_p50_eur", "reseller_cash_p05_eur", "short_of_cash_share_peak"),
    *("failures", "distributor_losses_eur", "uninsured_peak_eur", "insurer_loss_ratio"),
)
"""The outcomes that a briefing compares, in their order."""
WORTH = ("revenue_saved", "blockage_avoided", "cost", "cost_per_eur", "net")
PARTS = ("cost", "deadweight", "incremental")
SPLIT, HINDCAST = "split", "hindcast"
FURTHER = (SPLIT, HINDCAST, DRIVERS, CHANGES, TIPPING)
"""Folders within a results folder in which further results of the same study may lie."""


@dataclass(frozen=True)
class Contents:
    """What results say under one set of assumptions, in one language.

    Attributes:
        tables: the results under these assumptions; `tables.reference`, `tables.compared`.
        words: the language.
        assumptions: the set of assumptions.
        split: the split of costs in the folder `split`, if there is one; else empty tables.
        hindcast: the hindcast in the folder `hindcast`, if there is one; else empty tables.
        drivers: what drives an outcome, in the folder `drivers`, likewise.
        changes: what drives the change that a programme makes, in `drivers_of_change`, likewise.
        tipping: where it tips, in the folder `tipping`, likewise.
        whole: the results under all sets of assumptions.
    """

    tables: Tables
    words: Words
    assumptions: str
    split: Tables = field(default_factory=Tables)
    hindcast: Tables = field(default_factory=Tables)
    drivers: Tables = field(default_factory=Tables)
    changes: Tables = field(default_factory=Tables)
    tipping: Tables = field(default_factory=Tables)
    whole: Tables = field(default_factory=Tables)

    @classmethod
    def of(
        cls,
        source: Tables | Source | str | Path,
        language: Language = "en",
        assumptions: str | None = None,
    ) -> "Contents":
        """Return the contents of results, or of a results folder and what lies within it.

        Args:
            source: result tables, results, or a results folder.
            language: "en" or "fr".
            assumptions: by default the first set.
        """
        whole = Tables.of(source)
        chosen = assumptions or next(iter(whole.all_assumptions), "")
        further = {name: Tables() for name in FURTHER}
        if isinstance(source, str | Path):
            places = {name: Path(source) / name for name in further}
            further |= {
                n: Tables.of(p) for n, p in places.items() if (p / "manifest.json").is_file()
            }
        same = {n: t for n, t in further.items() if _study(t) == _study(whole)}
        own = whole.under(chosen)
        split, hindcast, *answers = (same.get(name, Tables()) for name in FURTHER)
        drivers, changes, tipping = answers
        return cls(
            own, Words(language), chosen, split.under(chosen), hindcast,
            drivers, changes, tipping, whole,
        )  # fmt: skip

    def under(self, assumptions: str) -> "Contents":
        """Return what the results say under another set; what lies beside them stays."""
        return replace(self, tables=self.whole.under(assumptions), assumptions=assumptions)

    # What was run.

    @property
    def view(self) -> View:
        """What charts draw of it; its `world` holds the resolved inputs."""
        return View(self.tables, self.words, self.assumptions)

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What was run."""
        return self.tables.manifest

    @property
    def study(self) -> str:
        """The study's name."""
        return _study(self.tables)

    @property
    def run(self) -> str:
        """The run's id: the first digits of its inputs' hash."""
        return run_id(self.manifest)

    @property
    def ran_on(self) -> date:
        """The day on which it was run; the epoch where the manifest does not say it."""
        began = str(self.manifest.get("timing", {}).get("began", ""))
        return date.fromisoformat(began[:10]) if began else date(1970, 1, 1)

    @property
    def n(self) -> int:
        """The number of replications."""
        return self.tables.n

    @property
    def programmes(self) -> list[str]:
        """The programmes, the reference first."""
        return self.tables.programmes

    @property
    def reference(self) -> str:
        """The programme with which the others are compared, or else the first."""
        return self.tables.reference or next(iter(self.programmes), "")

    @property
    def compared(self) -> list[str]:
        """The programmes that are compared with the reference."""
        return self.tables.compared

    @property
    def source(self) -> str:
        """Where the numbers come from: study, scenario, window, n, run id and date."""
        line = source_line(self.view, len(self.whole.all_assumptions) or 1)
        return f"{line} · {self.words.day(self.ran_on)}"

    @property
    def events(self) -> list[Event]:
        """The insurers' dated events: waves of cuts, faults, reliefs."""
        return events(self.view.world)

    @property
    def seizure_threshold(self) -> float | None:
        """The blockage rate above which the market counts as seized."""
        return threshold(self.view.world)

    # Figures.

    def level(self, outcome: str, programme: str) -> Figure | None:
        """Return an outcome's mean."""
        found = self.tables.mean(outcome, programme)
        if found is None:
            return None
        return self._of_summary(self.tables, found, outcome, programme, "summary")

    def difference(self, outcome: str, programme: str) -> Figure | None:
        """Return an outcome's paired difference from the reference."""
        found = self.tables.difference(outcome, programme)
        if found is None:
            return None
        row = {"reference": self.reference, **self._row(programme), "outcome": outcome}
        place = Place("comparison", row, "difference", "ci_low", "ci_high")
        return Figure(outcome, programme, found, self.tables.unit(outcome), place, True)

    def worth(self, what: str, programme: str) -> Figure | None:
        """Return what a programme saves, costs or is worth: one of `WORTH`; None: undecided."""
        rows = self.tables.worth
        rows = rows[rows["programme"] == programme]
        column = what if what == "cost_per_eur" else f"{what}_eur"
        if rows.empty or pd.isna(rows[column].iloc[0]):
            return None
        ends = f"{what}_ci_low", f"{what}_ci_high"
        value, low, high = (float(rows[c].iloc[0]) for c in (column, *ends))
        row = {"reference": self.reference, **self._row(programme)}
        found = Estimate(value, low, high, int(rows["n"].iloc[0]))
        return Figure(what, programme, found, "EUR", Place("worth", row, column, *ends))

    def price_finding(self, programme: str) -> str:
        """Return "decided", "undecided", "more is blocked" or "not available": of the price."""
        rows = self.tables.worth
        rows = rows[rows["programme"] == programme]
        return "not available" if rows.empty else str(rows["finding"].iloc[0])

    def worst(self, outcome: str, programme: str, level: float = 0.95) -> Figure | None:
        """Return a loss's mean in the worst 1 − `level` of replications; None with too few."""
        found = self.tables.shortfall(outcome, programme, level)
        if found is None:
            return None
        row = {**self._row(programme), "outcome": outcome, "level": level}
        place = Place("tails", row, "es", "es_ci_low", "es_ci_high")
        return Figure(outcome, programme, found, "EUR", place)

    def dearest(self, outcome: str, programme: str) -> Figure | None:
        """Return an outcome's highest value among the replications, without an interval."""
        rows = self.tables.replications
        rows = rows[(rows["outcome"] == outcome) & (rows["programme"] == programme)]
        rows = rows[rows["value"].notna()]
        if rows.empty:
            return None
        top = rows.sort_values("value", kind="stable").iloc[-1]
        where: dict[str, str | float] = {
            "outcome": outcome, "replication": int(top["replication"]),
        }  # fmt: skip
        place = Place("replications", {**self._row(programme), **where}, "value")
        found = Estimate(float(top["value"]), math.nan, math.nan, len(rows))
        return Figure(outcome, programme, found, self.tables.unit(outcome), place)

    def part(self, part: str, measure: str) -> Figure | None:
        """Return a part (`PARTS`) of what a measure ("programme": all) costs, if it was split."""
        outcome = f"programme_{part}_eur" if measure == "programme" else f"{part}_{measure}_eur"
        for programme in self.split.programmes:
            found = self.split.mean(outcome, programme)
            if found is not None:
                return self._of_summary(self.split, found, outcome, programme, "split/summary")
        return None

    def band(self, series: str, programme: str) -> Band:
        """Return a daily series: percentiles over replications of `daily.parquet`."""
        wide = self.tables.series(series, programme)
        if wide.empty:
            nothing = pd.Series(index=wide.index, dtype=float)
            return Band(nothing, nothing, nothing)
        low, middle, high = (wide.quantile(q, axis=1) for q in (0.1, 0.5, 0.9))
        return Band(low, middle, high)

    def means(self, series: str, programme: str) -> pd.Series:
        """Return a daily series: means over replications of `daily.parquet`, by date."""
        return self.tables.series(series, programme).mean(axis=1)

    def measures(self, programme: str) -> list[str]:
        """Return the measures that cost something with a programme, the dearest first."""
        names = {
            str(outcome).removeprefix("cost_").removesuffix("_eur"): found.value
            for outcome in self.tables.summary["outcome"].drop_duplicates()
            if str(outcome).startswith("cost_")
            and (found := self.tables.mean(str(outcome), programme)) is not None
            and found.value != 0
        }
        return sorted(names, key=lambda name: (-names[name], name))

    def figures(self) -> Iterator[Figure]:
        """Yield all figures that have a place of their own: what the workbook lists."""
        for programme in self.programmes:
            outcomes = (*OUTCOMES, *(f"cost_{m}_eur" for m in self.measures(programme)))
            found = [self.level(outcome, programme) for outcome in outcomes]
            if programme in self.compared:
                found += [self.difference(outcome, programme) for outcome in outcomes]
                found += [self.worth(what, programme) for what in WORTH]
            found.append(self.worst("programme_cost_eur", programme))
            yield from (figure for figure in found if figure is not None)
        for programme in self.split.programmes:
            for measure in ("programme", *self.measures(programme)):
                yield from (f for p in PARTS if (f := self.part(p, measure)) is not None)

    # Sentences.

    def finding(self, outcome: str, programme: str) -> str:
        """Return what a programme does to an outcome, in a sentence that says if it is undecided.

        Where nothing is compared, the outcome's level.
        """
        said = effect(self.tables, self.words, outcome, programme)
        shown = level(self.tables, self.words, outcome, programme)
        return said or f"{self.words.label(outcome)}: {shown}"

    def _row(self, programme: str) -> dict[str, str | float]:
        return {"programme": programme, "assumptions": self.assumptions}

    def _of_summary(
        self, tables: Tables, found: Estimate, outcome: str, programme: str, table: str
    ) -> Figure:
        row = {**self._row(programme), "outcome": outcome}
        place = Place(table, row, "mean", "ci_low", "ci_high")
        return Figure(outcome, programme, found, tables.unit(outcome), place)


def _study(tables: Tables) -> str:
    return str(tables.manifest.get("study", ""))
