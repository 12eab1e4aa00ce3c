"""What cheaper or better settings of levers there are: the front, and the programme as it is."""

import math

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.base.answers import (
    AnswerChart,
    asked,
    interval_in_words,
    kind_of,
    table_of,
)
from simulator.charts.base.chart import View
from simulator.charts.base.findings import sentence_case
from simulator.charts.base.marks import scaled_axis
from simulator.charts.base.page import INK, Sheet
from simulator.charts.base.words import Scale, literal
from simulator.experiments.described import unit_of

FRONT, REJECTED, AS_IT_IS = "#0072B2", "#BFBFBF", "#D55E00"
LOOKS = (("yes", "o", True), ("undecided", "o", False), ("no", "x", True))


class ParetoFront(AnswerChart):
    """Settings of the levers: the first objective across, the second (or a limit) upwards."""

    needs_answer = ("optimum", "setting")

    def _missing(self, view: View) -> str:
        lacking = super()._missing(view)
        if lacking:
            return lacking
        across, _ = _axes_of(view)
        table = table_of(view, "optimum")
        if bool(table[across].notna().any()):
            return ""
        return view.words.say(
            en=f"No setting has a value of {view.words.outcome(across)}.",
            fr=f"Aucun réglage n’a de valeur pour {view.words.outcome(across)}.",
        )

    def finding(self, view: View) -> str:
        words, table = view.words, table_of(view, "optimum")
        across, _ = _axes_of(view)
        chosen = table[table["cheapest"].astype(bool)]
        count, name = words.number(len(table)), words.outcome(across)
        limits = words.listed(literal(one, 40) for one in asked(view).get("subject") or ())
        if chosen.empty:
            return words.say(
                en=f"None of {count} settings holds {limits}",
                fr=f"Aucun des {count} réglages ne respecte {limits}",
            )
        row = chosen.iloc[0]
        scale = _scale(view, across, table)
        value = scale.text(row[across])
        sure = interval_in_words(scale, row[f"{across}_ci_low"], row[f"{across}_ci_high"])
        said = words.say(
            en=f"Of {count} settings the best keeps {name} at {value} ({sure})",
            fr=f"Sur {count} réglages, le meilleur tient {name} à {value} ({sure})",
        )
        own = table[table["setting"] == -1]
        if len(own) and row["setting"] != -1 and math.isfinite(own.iloc[0][across]):
            its = scale.text(own.iloc[0][across])
            said += words.say(en=f", against {its} as it is", fr=f", contre {its} tel quel")
        if row["feasible"] == "undecided":
            said += words.say(
                en="; whether it holds the limits is undecided",
                fr=" ; respecte-t-il les limites ? indécis",
            )
        return sentence_case(said)

    def reading(self, view: View) -> str:
        limits = view.words.listed(literal(one, 40) for one in asked(view).get("subject") or ())
        return view.words.say(
            en=f"Dots: settings of the levers that hold the limits ({limits}) at 95 %; hollow: "
            "undecided; crosses: they break them. Line: the front, on which nothing is better in "
            "all. Arms: 95 % intervals. Star: the programme as it is; ring: the cheapest.",
            fr=f"Points : réglages qui respectent les limites ({limits}) à 95 % ; creux : "
            "indécis ; croix : ils les enfreignent. Trait : le front, où rien n’est meilleur "
            "partout. Branches : intervalles à 95 %. Étoile : le programme tel quel ; cercle : le "
            "moins cher.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        axes = sheet.add_subplot()
        table = table_of(view, "optimum")
        across, up = _axes_of(view)
        table = table[table[across].notna() & table[up].notna()]
        for standing, marker, filled in LOOKS:
            mine = table[(table["feasible"] == standing) & (table["setting"] != -1)]
            colour = REJECTED if standing == "no" else FRONT
            axes.plot(
                mine[across], mine[up], marker, color=colour, markersize=6, alpha=0.9,
                markerfacecolor=colour if filled else "white", linestyle="",
            )  # fmt: skip
        front = table[table["on_front"].astype(bool)].sort_values([across, up])
        if len(front) > 1:
            axes.plot(front[across], front[up], color=FRONT, linewidth=1.6, zorder=1.5)
        for row in front.to_dict("records"):
            _arms(axes, row, across, up, FRONT)
        own = table[table["setting"] == -1]
        for row in own.to_dict("records"):
            _arms(axes, row, across, up, AS_IT_IS)
            axes.plot(row[across], row[up], "*", color=AS_IT_IS, markersize=17, zorder=4)
        chosen = table[table["cheapest"].astype(bool)]
        axes.plot(
            chosen[across], chosen[up], "o", markersize=16, markerfacecolor="none",
            markeredgecolor=INK, markeredgewidth=1.6, linestyle="", zorder=5,
        )  # fmt: skip
        axes.margins(0.08, 0.10)
        axes.autoscale_view()
        axes.grid(axis="both", visible=True)
        words = view.words
        scaled_axis(axes, words.scale(kind_of(_unit(across)), axes.get_xlim()), "x")
        scaled_axis(axes, words.scale(kind_of(_unit(up)), axes.get_ylim()))
        axes.set_xlabel(words.label(across))
        axes.set_ylabel(words.label(up))
        sheet.arrange()


def _axes_of(view: View) -> tuple[str, str]:
    """Return the outcomes across and upwards: objectives, or a limit's estimate."""
    table, minimised = table_of(view, "optimum"), list(asked(view)["minimise"])
    ends = [str(name).removesuffix("_ci_low") for name in table if str(name).endswith("_ci_low")]
    several = list(dict.fromkeys([*minimised, *ends]))
    return several[0], several[1] if len(several) > 1 else several[0]


def _unit(outcome: str) -> str:
    return unit_of(outcome.removeprefix("es95_"))


def _scale(view: View, outcome: str, table: pd.DataFrame) -> Scale:
    shown = table[table["cheapest"].astype(bool) | (table["setting"] == -1)]
    values = [
        float(v)
        for name in (outcome, f"{outcome}_ci_low", f"{outcome}_ci_high")
        for v in shown[name]
    ]
    return view.words.scale(kind_of(_unit(outcome)), values)


def _arms(axes: Axes, row: "dict[object, float]", across: str, up: str, colour: str) -> None:
    ends = [row[f"{name}_ci_{end}"] for name in (across, up) for end in ("low", "high")]
    if math.isfinite(ends[0]) and math.isfinite(ends[1]):
        axes.plot(ends[:2], [row[up], row[up]], color=colour, linewidth=0.9, alpha=0.7)
    if math.isfinite(ends[2]) and math.isfinite(ends[3]):
        axes.plot([row[across], row[across]], ends[2:], color=colour, linewidth=0.9, alpha=0.7)
