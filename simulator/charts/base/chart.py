"""What every chart has: a finding, a way to read it, a source line, and one picture."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import matplotlib as mpl

from simulator.charts.base import inputs
from simulator.charts.base.page import Sheet, style
from simulator.charts.base.tables import Source, Tables
from simulator.charts.base.words import SPACE, Language, Words, literal

MOST_PROGRAMMES = 7
"""Programmes that one chart can tell apart by colour."""


@dataclass(frozen=True)
class View:
    """What a chart draws: the tables under one set of assumptions, in one language."""

    tables: Tables
    words: Words
    assumptions: str

    @property
    def world(self) -> Mapping[str, Any]:
        """The resolved inputs; empty where the manifest does not hold them."""
        return inputs.world_of(self.tables.manifest, self.assumptions)

    @property
    def programmes(self) -> list[str]:
        """The programmes drawn, the reference first; the colours have room for seven."""
        return self.tables.programmes[:MOST_PROGRAMMES]

    @property
    def window(self) -> tuple[date, date]:
        """The measured window."""
        found = inputs.window(self.world) or self.tables.window()
        return found or (date(1970, 1, 1), date(1970, 12, 31))

    def colour(self, programme: str) -> str:
        """Return the programme's colour: grey for the reference, which comes first."""
        cycle = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
        if self.tables.reference is None and len(self.programmes) == 1:
            return str(cycle[1])
        return str(cycle[self.programmes.index(programme)])

    @property
    def replications(self) -> str:
        """How many replications, in words."""
        n = self.tables.n
        shown = self.words.number(n)
        return self.words.say(
            en=f"{shown} replication" + "s" * (n != 1), fr=f"{shown} réplication" + "s" * (n > 1)
        )


class Chart(ABC):
    """One kind of chart, in the file of its name: the base checks and frames, the file draws."""

    in_briefings: ClassVar[bool] = True
    """Whether it is drawn of a comparison, as briefings do."""
    needs_daily: ClassVar[tuple[str, ...]] = ()
    """Beginnings of the names of the daily series without which there is nothing to draw."""
    needs_summary: ClassVar[tuple[str, ...]] = ()
    """Outcomes without which there is nothing to draw."""
    needs_comparison: ClassVar[tuple[str, ...]] = ()
    """Outcomes whose differences are drawn."""
    needs_flows: ClassVar[bool] = False
    """Whether flows between sectors are drawn."""

    @abstractmethod
    def finding(self, view: View) -> str:
        """Return the title: what the numbers say, in a sentence without a full stop."""

    @abstractmethod
    def reading(self, view: View) -> str:
        """Return what lines, bands and marks mean."""

    @abstractmethod
    def paint(self, sheet: Sheet, view: View) -> None:
        """Draw into the room that the sheet has left."""

    def height(self, view: View) -> float:  # noqa: ARG002
        """Return the sheet's height in inches; its width is 10."""
        return 5.625

    def draw(
        self,
        source: Tables | Source | str | Path,
        language: Language = "en",
        assumptions: str | None = None,
    ) -> Sheet:
        """Return the chart of results, of a comparison or of a results folder.

        Args:
            source: whatever holds the result tables.
            language: "en" or "fr".
            assumptions: which set of assumptions; by default the first.
        """
        tables = Tables.of(source)
        chosen = assumptions or next(iter(tables.all_assumptions), "")
        view = View(tables.under(chosen), Words(language), chosen)
        with style():
            missing = self._missing(view)
            sheet = Sheet(5.625 if missing else self.height(view))
            sheet.foot(source_line(view, len(tables.all_assumptions)))
            if missing:
                sheet.head(view.words.say(en="Nothing to draw", fr="Rien à tracer"), "")
                sheet.note(missing)
            else:
                sheet.head(self.finding(view), self.reading(view))
                self.paint(sheet, view)
        return sheet

    def _missing(self, view: View) -> str:
        """Return what the tables lack, in a sentence; empty where the chart can be drawn."""
        tables, first = view.tables, view.tables.programmes[:1]
        lacking = [
            name
            for name in self.needs_daily
            if not any(
                not tables.series(series, p).empty
                for series in tables.series_names(name)
                for p in first
            )
        ]
        lacking += [
            name
            for name in self.needs_summary
            if all(tables.mean(name, p) is None for p in view.programmes)
        ]
        uncompared = [
            name
            for name in self.needs_comparison
            if all(tables.difference(name, p) is None for p in tables.compared)
        ]
        if self.needs_flows and not tables.flows["amount_eur"].notna().any():
            lacking.append(view.words.say(en="flows", fr="flux"))
        if not lacking and not uncompared:
            return ""
        names = view.words.listed([*lacking, *uncompared])
        return view.words.say(
            en=f"The result tables hold no values of {names}.",
            fr=f"Les tables de résultats n’ont pas de valeurs de {names}.",
        )


def source_line(view: View, sets_of_assumptions: int) -> str:
    """Return where the numbers come from: study, scenario, window, replications and run."""
    words, tables = view.words, view.tables
    study = literal(tables.manifest.get("study", "–"))
    first, last = (words.day(day) for day in view.window)
    shown = words.listed(literal(p) for p in view.programmes) if view.programmes else "–"
    hidden = len(tables.programmes) - len(view.programmes)
    if hidden:
        shown += words.say(en=f" ({hidden} more in the tables)", fr=f" ({hidden} autres en table)")
    assumptions = literal(view.assumptions or "–")
    if sets_of_assumptions > 1:
        others = sets_of_assumptions - 1
        assumptions += words.say(en=f" ({others} more)", fr=f" ({others} autres)")
    run = inputs.run_id(tables.manifest)
    failed = len(tables.manifest.get("failed", ()))
    n, by = view.replications.replace(" ", SPACE), words.say(en="run", fr="calcul") + SPACE + run
    if failed:
        n += words.say(en=f" ({failed} failed)", fr=f" ({failed} en échec)").replace(" ", SPACE)
    parts = (
        words.say(en=f"Study {study}", fr=f"Étude {study}"),
        words.say(en=f"assumptions {assumptions}", fr=f"hypothèses {assumptions}"),
        words.say(en=f"programmes {shown}", fr=f"programmes {shown}"),
        words.say(en=f"{first} to {last}", fr=f"du {first} au {last}"),
        f"n = {n}".replace(" ", SPACE),
        by,
    )
    return " · ".join(parts)
