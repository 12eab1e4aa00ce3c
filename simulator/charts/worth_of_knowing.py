"""What it is worth to know each uncertainty before a programme is chosen."""

import math

import pandas as pd

from simulator.charts.base.answers import (
    IDLE,
    SOURCED,
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

MOST, LONGEST = 12, 44
STRIP, VALUE, INTERVAL = (0.44, 0.73), 0.83, 1.0
EVERYTHING = "everything"


class WorthOfKnowing(AnswerChart):
    """The expected value of knowing each uncertainty, the dearest first, and of knowing all."""

    needs_answer = ("information", "worth")

    def height(self, view: View) -> float:
        return max(5.0, 2.8 + 0.34 * len(_rows(view)))

    def finding(self, view: View) -> str:
        words, table = view.words, _rows(view)
        scale = _scale(view, table)
        name = words.outcome(str(asked(view)["outcome"]))
        first, whole = table.iloc[0], table.iloc[-1]
        everything = scale.text(whole["worth"])
        if not _tells(first):
            said = words.say(
                en=f"No single uncertainty is worth more to know than chance would make it seem; "
                f"to know everything, {everything} in {name}",
                fr=f"Aucune incertitude seule ne vaut plus que ce que donnerait le hasard ; tout "
                f"savoir vaut {everything} sur {name}",
            )
            return sentence_case(said)
        factor, worth = literal(first["uncertainty"], LONGEST), scale.text(first["worth"])
        sure = interval_in_words(scale, first["ci_low"], first["ci_high"])
        return words.say(
            en=f"To know {factor} first is worth {worth} in {name} on average ({sure}), of "
            f"{everything} for everything",
            fr=f"Connaître d’abord {factor} vaut en moyenne {worth} sur {name} ({sure}), et tout "
            f"savoir {everything}",
        )

    def reading(self, view: View) -> str:
        plan = literal(_rows(view).iloc[-1]["best_plan"], 40)
        return view.words.say(
            en=f"Mean gain from choosing the plan once the value is known, beside {plan} for all "
            "states, which weigh alike. Arms: 95 % intervals over states. Black tick: what an "
            "uncertainty that means nothing seems worth once in twenty; grey: no more than that.",
            fr="Gain moyen à choisir le plan une fois la valeur connue, face à "
            f"{plan} pour tous les états, de même poids. Branches : intervalles à 95 % sur les "
            "états. Trait noir : ce que semble valoir une fois sur vingt une incertitude qui ne "
            "dit rien ; gris : pas plus.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        table, words = _rows(view), view.words
        scale = _scale(view, table)
        spans = [float(v) for n in ("worth", "ci_low", "ci_high", "by_chance") for v in table[n]]
        strip = Strip.around(*STRIP, spans)
        axes = sheet.add_axes(sheet.room)
        ruled(axes, len(table), strip)
        write(axes, 0, -0.8, words.say(en="to know", fr="connaître"), left=True)
        write(axes, VALUE, -0.8, words.say(en="is worth", fr="vaut"))
        write(axes, INTERVAL, -0.8, words.say(en="95 % interval", fr="intervalle à 95 %"))
        for y, row in enumerate(table.to_dict("records")):
            last = row["uncertainty"] == EVERYTHING
            colour = SOURCED if last or _tells(row) else IDLE
            name = words.say(en="everything", fr="tout") if last else row["uncertainty"]
            write(axes, 0, y, literal(name, LONGEST), INK, left=True, bold=last)
            ends = (row["ci_low"], row["ci_high"])
            dot(axes, y, strip, row["worth"], ends, colour, filled=colour == SOURCED)
            if math.isfinite(row["by_chance"]):
                x = strip.x(row["by_chance"])
                axes.plot([x, x], [y - 0.3, y + 0.3], color="#000000", linewidth=1.6)
            write(axes, VALUE, y, scale.text(row["worth"]), colour, bold=True)
            to = words.say(en="to", fr="à")
            said = f"{scale.bare(ends[0])} {to} {scale.bare(ends[1])}"
            write(axes, INTERVAL, y, said if math.isfinite(ends[0]) else "–", QUIET)


def _rows(view: View) -> pd.DataFrame:
    table = table_of(view, "information")
    return pd.concat([table.iloc[:-1].head(MOST), table.iloc[-1:]], ignore_index=True)


def _tells(row: "pd.Series[float] | dict[object, float]") -> bool:
    chance = float(row["by_chance"])
    return not math.isfinite(chance) or float(row["worth"]) > chance


def _scale(view: View, table: pd.DataFrame) -> Scale:
    values = [float(v) for v in (*table["worth"].head(1), *table["worth"].tail(1))]
    return view.words.scale(kind_of(str(asked(view).get("unit", ""))), values, difference=True)
