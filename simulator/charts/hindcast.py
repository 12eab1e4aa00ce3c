"""What was observed against what a scenario's replications say, one row an observation."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.page import FAINT, INK, QUIET, Sheet, legible
from simulator.charts.base.words import Scale, literal
from simulator.experiments.scoring import INSIDE_50, INSIDE_90, NO_INTERVAL, NOT_DEFINED

MET, MISSED = "#0072B2", "#D55E00"
LIGHT, DARK = 0.28, 0.60
"""How strongly the 90 % and the 50 % band are coloured."""
LONGEST_LABEL = 42
# Where the columns stand, in shares of the sheet's width.
OBSERVED, STRIP, MEDIAN, VERDICT = 0.495, (0.515, 0.765), 0.865, 1.0
GAP = 1.4
"""Lines from a part's last row to the next heading."""
BAND, RANGE = 0.17, 0.32
"""Half the height of the bands, and of the marks at the ends of what was observed."""


@dataclass(frozen=True)
class _Place:
    """How one row's values are placed on its strip: its own scale."""

    low: float
    high: float

    @classmethod
    def of(cls, row: dict[str, Any]) -> "_Place":
        names = ("p05", "p95", "median", "low", "high")
        values = [float(row[n]) for n in names if math.isfinite(row[n])]
        low, high = min(values), max(values)
        room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
        return cls(low - room, high + room)

    def __call__(self, value: float) -> float:
        left, right = STRIP
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return left + share * (right - left)


class Hindcast(Chart):
    """What was observed against the 50 and 90 % intervals of a scenario's replications."""

    in_briefings = False

    def _missing(self, view: View) -> str:
        if view.tables.hindcast["median"].notna().any():
            return ""
        return view.words.say(
            en="The result tables hold no hindcast: simulator hindcast makes one.",
            fr="Les tables de résultats n’ont pas de rétrospection : simulator hindcast en fait.",
        )

    def height(self, view: View) -> float:
        return max(5.625, 2.3 + 0.30 * _lines(view))

    def finding(self, view: View) -> str:
        say = view.words.say
        table = view.tables.hindcast
        met, n = _met(table[table["use"] == "check"])
        fitted, of = _met(table[table["use"] == "calibration"])
        return say(
            en=f"The model meets {met} of {n} checks, and {fitted} of the {of} observations that "
            "it was calibrated on",
            fr=f"Le modèle satisfait {met} contrôles sur {n}, et {fitted} des {of} observations "
            "qui ont servi à le caler",
        )

    def reading(self, view: View) -> str:
        return view.words.say(
            en="Dark band: 50 % of replications; light band: 90 %; stroke: median. "
            "Black: what was observed, a number or a range. Each row has its own scale. Blue: "
            "the observation meets the 90 % interval; orange: it does not.",
            fr="Bande foncée : 50 % des réplications ; bande claire : 90 % ; trait : "
            "médiane. En noir : ce qui a été observé, nombre ou fourchette. À chaque ligne son "
            "échelle. Bleu : l’observation touche l’intervalle à 90 % ; orange : non.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        say = view.words.say
        axes = sheet.add_axes(sheet.room)
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(_lines(view) + 0.3, -0.9)
        for x, text in (
            (OBSERVED, say(en="observed", fr="observé")),
            (MEDIAN, say(en="median", fr="médiane")),
            (VERDICT, say(en="observed lies in", fr="observé dans")),
        ):
            _write(axes, x, -0.3, text)
        y = 0.7
        for heading, rows in _parts(view):
            axes.text(0, y, heading, va="center", fontweight="bold", color=INK)
            for row in rows:
                y += 1
                _draw(axes, y, row, view)
            y += GAP


def _lines(view: View) -> float:
    """Return how many lines high the table is, headings and gaps included."""
    return sum(GAP + len(rows) for _, rows in _parts(view))


def _parts(view: View) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the headings with their rows: what was kept as a check, then what was fitted."""
    table, say = view.tables.hindcast, view.words.say
    for use, heading in (
        ("check", say(en="Checks, kept out of the calibration", fr="Contrôles, hors du calage")),
        ("calibration", say(en="Used in the calibration", fr="Ayant servi au calage")),
    ):
        rows = table[table["use"] == use].to_dict("records")
        if rows:
            yield heading, [{str(name): cell for name, cell in row.items()} for row in rows]


def _met(table: pd.DataFrame) -> tuple[int, int]:
    """Return how many observations lie in an interval, and of how many."""
    return int(table["within"].isin([INSIDE_50, INSIDE_90]).sum()), len(table)


def _draw(axes: Axes, y: float, row: dict[str, Any], view: View) -> None:
    words = view.words
    title = row["title_fr"] if words.language == "fr" and row["title_fr"] else row["title"]
    axes.plot([0, 1], [y + 0.5, y + 0.5], color="#E2E2E2", linewidth=0.7)
    axes.text(0, y, literal(title or row["observation"], LONGEST_LABEL), va="center", fontsize=10)
    scale = _scale(row, view)
    _write(axes, OBSERVED, y, _observed(row, scale, view), INK)
    _write(axes, MEDIAN, y, scale.text(row["median"]))
    colour = MET if row["within"] in (INSIDE_50, INSIDE_90) else MISSED
    if row["within"] in (NO_INTERVAL, NOT_DEFINED):
        colour = FAINT
    place = _Place.of(row)
    for low, high, strength in (("p05", "p95", LIGHT), ("p25", "p75", DARK)):
        if math.isfinite(row[low]):
            left, right = place(row[low]), place(row[high])
            wide = max(right - left, 0.003)
            axes.fill_between(
                [(left + right - wide) / 2, (left + right + wide) / 2],
                y - BAND, y + BAND, color=colour, alpha=strength, linewidth=0,
            )  # fmt: skip
    if math.isfinite(row["median"]):
        at = place(row["median"])
        axes.plot([at, at], [y - BAND, y + BAND], color=colour, linewidth=3, solid_capstyle="butt")
    _mark(axes, y, place, row)
    _write(axes, VERDICT, y, _verdict(str(row["within"]), view), legible(colour), "bold")


def _mark(axes: Axes, y: float, place: _Place, row: dict[str, Any]) -> None:
    """Draw what was observed: a stroke, or a bar between two strokes, open where it has no end."""
    ends = [place(v) for v in (row["low"], row["high"])]
    axes.plot(ends, [y, y], color=INK, linewidth=1.6, solid_capstyle="butt")
    for at, value in zip(ends, (row["low"], row["high"]), strict=True):
        if math.isfinite(value):
            axes.plot([at, at], [y - RANGE, y + RANGE], color=INK, linewidth=1.6)


def _scale(row: dict[str, Any], view: View) -> Scale:
    unit = str(row["unit"])
    kind = {"EUR": "EUR", "share": "share", "ratio": "share", "per year": "share"}
    values = [float(row[n]) for n in ("low", "high", "median")]
    return view.words.scale(kind.get(unit, "count"), values)


def _observed(row: dict[str, Any], scale: Scale, view: View) -> str:
    """Return what was observed, as it is read aloud."""
    low, high, say = float(row["low"]), float(row["high"]), view.words.say
    scale = view.words.axis(scale, [end for end in (low, high) if math.isfinite(end)])
    if low == high:
        return scale.text(low)
    if math.isinf(low):
        return say(en="at most ", fr="au plus ") + scale.text(high)
    if math.isinf(high):
        return say(en="at least ", fr="au moins ") + scale.text(low)
    return f"{scale.bare(low)} {say(en='to', fr='à')} {scale.text(high)}"


def _verdict(within: str, view: View) -> str:
    say = view.words.say
    return {
        INSIDE_50: say(en="50 %", fr="50 %"),
        INSIDE_90: say(en="90 %", fr="90 %"),
        NO_INTERVAL: say(en="no interval", fr="pas d’intervalle"),
        NOT_DEFINED: say(en="not defined", fr="non défini"),
    }.get(within, say(en="neither", fr="aucun"))


def _write(
    axes: Axes, x: float, y: float, text: str, colour: str = QUIET, weight: str = "normal"
) -> None:
    axes.text(x, y, text, ha="right", va="center", color=colour, fontsize=10, fontweight=weight)
