"""What each measure is worth in what the programme changes: a waterfall of Shapley values."""

import math

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.base.answers import (
    IDLE,
    AnswerChart,
    Strip,
    asked,
    dot,
    interval_in_words,
    kind_of,
    ruled,
    table_of,
    write,
)
from simulator.charts.base.chart import View
from simulator.charts.base.findings import sentence_case
from simulator.charts.base.page import INK, QUIET, Sheet
from simulator.charts.base.words import Scale, literal

BETTER, WORSE, NEITHER = "#0072B2", "#D55E00", "#5B5B5B"
STRIP, VALUE, INTERVAL = (0.30, 0.70), 0.82, 1.0


class AttributionWaterfall(AnswerChart):
    """The measures' shares one after the other, from nothing to the whole programme's change."""

    needs_answer = ("attribution", "share")

    def height(self, view: View) -> float:
        return max(5.0, 2.7 + 0.34 * len(_shares(view)))

    def finding(self, view: View) -> str:
        words, table = view.words, _shares(view)
        scale = _scale(view, table)
        whole, rest = table.iloc[-1], table.iloc[:-1]
        name = words.outcome(str(whole["outcome"]))
        sure = interval_in_words(scale, whole["ci_low"], whole["ci_high"])
        if not rest["share"].abs().any():
            said = words.say(
                en=f"No measure changes {name}: {scale.text(0.0)} in all",
                fr=f"Aucune mesure ne change {name} : {scale.text(0.0)} en tout",
            )
            return sentence_case(said)
        first = rest.iloc[int(rest["share"].abs().argmax())]
        measure, share = literal(first["measure"]), scale.signed(first["share"])
        total = scale.signed(whole["share"])
        said = words.say(
            en=f"Of its measures {measure} does most to {name}: {share} of {total} by all "
            f"measures ({sure})",
            fr=f"De ses mesures, {measure} agit le plus sur {name} : {share}, sur {total} pour "
            f"toutes les mesures ({sure})",
        )
        return sentence_case(said)

    def reading(self, view: View) -> str:
        return view.words.say(
            en="Bars: Shapley values, what a measure adds on average over all orders in which "
            "measures are put together; they add up to the whole. Arms: 95 % intervals. Blue: "
            "better; orange: worse; grey: the interval spans zero.",
            fr="Barres : valeurs de Shapley, ce qu’une mesure ajoute en moyenne sur tous les "
            "ordres de mise en place ; leur somme est le total. Branches : intervalles à 95 %. "
            "Bleu : mieux ; orange : moins bien ; gris : l’intervalle contient zéro.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        table, words = _shares(view), view.words
        scale = _scale(view, table)
        starts = [*table["share"].iloc[:-1].cumsum().shift(fill_value=0.0), 0.0]
        edges = [
            start + row[end]
            for start, row in zip(starts, table.to_dict("records"), strict=True)
            for end in ("share", "ci_low", "ci_high")
        ]
        strip = Strip.around(*STRIP, edges)
        axes = sheet.add_axes(sheet.room)
        ruled(axes, len(table), strip)
        write(axes, 0, -0.8, words.say(en="measure", fr="mesure"), left=True)
        write(axes, VALUE, -0.8, words.say(en="share", fr="part"))
        write(axes, INTERVAL, -0.8, words.say(en="95 % interval", fr="intervalle à 95 %"))
        for y, (start, row) in enumerate(zip(starts, table.to_dict("records"), strict=True)):
            last = y == len(table) - 1
            colour = _colour(row)
            name = row["measure"] if not last else words.say(en="all measures", fr="toutes")
            write(axes, 0, y, literal(name, 26), INK, left=True, bold=last)
            _bar(axes, y, strip, start, row, colour)
            if not last:
                x = strip.x(start + row["share"])
                axes.plot([x, x], [y, y + 1], color=QUIET, linewidth=0.8)
            write(axes, VALUE, y, scale.signed(row["share"]), colour, bold=True)
            to = words.say(en="to", fr="à")
            ends = f"{scale.bare(row['ci_low'])} {to} {scale.bare(row['ci_high'])}"
            write(axes, INTERVAL, y, ends if math.isfinite(row["ci_low"]) else "–")


def _bar(
    axes: Axes, y: int, strip: Strip, start: float, row: "dict[object, float]", colour: str
) -> None:
    shifted = Strip(strip.left, strip.right, strip.low - start, strip.high - start)
    ends = (row["ci_low"], row["ci_high"])
    dot(axes, y, shifted, row["share"], ends, colour)


def _shares(view: View) -> pd.DataFrame:
    """Return one outcome's shares, the largest first, the whole last."""
    table = table_of(view, "attribution")
    table = table[table["share"].notna()]
    named = list(dict.fromkeys(table["outcome"]))
    wanted = [*(asked(view).get("outcomes") or ()), "blockage_rate", *named]
    outcome = next(name for name in wanted if name in named)
    mine = table[table["outcome"] == outcome]
    rest = mine.iloc[:-1].sort_values("share", key=lambda one: -one.abs(), kind="stable")
    ordered: pd.DataFrame = pd.concat([rest, mine.iloc[-1:]], ignore_index=True)
    return ordered


def _scale(view: View, table: pd.DataFrame) -> Scale:
    values = [float(v) for name in ("share", "ci_low", "ci_high") for v in table[name].tail(1)]
    largest = table["share"].abs().max()
    unit = kind_of(str(table["unit"].iloc[0]))
    return view.words.scale(unit, [*values, float(largest)], difference=True)


def _colour(row: "dict[object, object]") -> str:
    low, high = float(str(row["ci_low"])), float(str(row["ci_high"]))
    if not (low > 0 or high < 0):
        return IDLE
    if row["better"] not in ("lower", "higher"):
        return NEITHER
    return BETTER if (high < 0) == (row["better"] == "lower") else WORSE
