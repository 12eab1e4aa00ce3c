"""Charts of answers: what they are about, and rows of estimates with their intervals."""

import math
from abc import ABC
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.page import INK, QUIET
from simulator.charts.base.words import SPACE, Scale, Words

WEAK, SOURCED, IDLE = "#D55E00", "#0072B2", "#8C8C8C"
"""Colours of what rests on an estimate, of what has a source, and of what does not tell."""
HAIRLINE = "#E2E2E2"


class AnswerChart(Chart, ABC):
    """A chart of an answer's table."""

    in_briefings = False
    needs_answer: ClassVar[tuple[str, str]]
    """A table of the answer, and the column of it without which there is nothing to draw."""

    def _missing(self, view: View) -> str:
        name, column = self.needs_answer
        table = view.tables.answers.get(name)
        if table is not None and column in table and bool(table[column].notna().any()):
            return ""
        return view.words.say(
            en=f"The result tables hold no answer with {name}.",
            fr=f"Les tables de résultats n’ont pas de réponse avec {name}.",
        )


def table_of(view: View, name: str) -> pd.DataFrame:
    """Return a table of the answer."""
    return view.tables.answers[name]


def asked(view: View) -> Mapping[str, Any]:
    """Return what was asked."""
    found: Mapping[str, Any] = view.tables.manifest.get("asked", {})
    return found


def kind_of(unit: str) -> str:
    """Return the kind of a unit: "EUR", "share", "days" or "count".

    >>> kind_of("business days"), kind_of("0/1"), kind_of("resellers")
    ('days', 'share', 'count')
    """
    if "day" in unit:
        return "days"
    if unit in {"share", "ratio", "0/1", "probability"}:
        return "share"
    return "EUR" if unit == "EUR" else "count"


def index_scale(words: Words) -> Scale:
    """Return the scale of an index between 0 and 1."""
    return Scale(words, 1.0, 2, "")


def about(view: View, outcome: str) -> str:
    """Return what an outcome is called in a sentence; with a reference, its difference."""
    words, one = view.words, asked(view)
    name = words.outcome(outcome)
    if not one.get("reference"):
        return name
    return words.say(en=f"what the programme does to {name}", fr=f"l’effet du programme sur {name}")


def interval_in_words(scale: Scale, low: float, high: float) -> str:
    """Return an interval in brackets' words, on one line."""
    words = scale.words
    if not (math.isfinite(low) and math.isfinite(high)):
        none = words.say(en="no interval", fr="sans intervalle")
        return none.replace(" ", SPACE)
    per = words.share(0.95, 0)
    en = f"{per} interval {scale.bare(low)} to {scale.bare(high)}"
    fr = f"intervalle à {per} : {scale.bare(low)} à {scale.bare(high)}"
    return words.say(en=en, fr=fr).replace(" ", SPACE)


@dataclass(frozen=True)
class Strip:
    """Where values stand between `left` and `right` of axes that are one wide."""

    left: float
    right: float
    low: float
    high: float

    @classmethod
    def around(cls, left: float, right: float, values: Sequence[float]) -> "Strip":
        """Return the strip that shows zero and all finite values."""
        finite = [value for value in values if math.isfinite(value)]
        low, high = min([0.0, *finite]), max([0.0, *finite])
        return cls(left, right, low, high if high > low else low + 1.0)

    def x(self, value: float) -> float:
        """Return where a value stands."""
        share = (value - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)


def ruled(axes: Axes, rows: int, strip: Strip) -> None:
    """Prepare axes for so many rows below a heading, with a line at zero."""
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(rows - 0.4, -1.1)
    for y in range(rows):
        axes.plot([0, 1], [y + 0.5, y + 0.5], color=HAIRLINE, linewidth=0.7)
    zero = strip.x(0.0)
    axes.plot([zero, zero], [-0.5, rows - 0.5], color=INK, linewidth=0.9)


def dot(
    axes: Axes, y: float, strip: Strip, value: float, ends: tuple[float, float], colour: str,
    *, filled: bool = True,
) -> None:  # fmt: skip
    """Draw a bar from zero to an estimate, its interval as arms, and a dot."""
    axes.barh(
        y, strip.x(value) - strip.x(0.0), 0.46, strip.x(0.0), color=colour, alpha=0.22, linewidth=0
    )
    if all(map(math.isfinite, ends)):
        arms = [strip.x(end) for end in ends]
        axes.plot(arms, [y, y], color=colour, linewidth=2, solid_capstyle="butt")
    axes.plot(
        strip.x(value), y, "o", markersize=7.5, markeredgecolor=colour, markeredgewidth=1.8,
        markerfacecolor=colour if filled else "white",
    )  # fmt: skip


def write(
    axes: Axes, x: float, y: float, text: str, colour: str = QUIET, *, left: bool = False,
    bold: bool = False, size: float = 9.5,
) -> None:  # fmt: skip
    """Write a cell, its right end at x, or its left one."""
    axes.text(
        x, y, text, ha="left" if left else "right", va="center", color=colour, fontsize=size,
        fontweight="bold" if bold else "normal",
    )  # fmt: skip
