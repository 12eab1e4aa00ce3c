"""Where an outcome tips as one parameter moves: the curve, its band, the level and the crossing."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.base.answers import AnswerChart, about, asked, kind_of, table_of
from simulator.charts.base.chart import View
from simulator.charts.base.factors import DIGITS, label, phrase, value_of
from simulator.charts.base.findings import sentence_case
from simulator.charts.base.marks import SHADE, scaled_axis
from simulator.charts.base.page import INK, Sheet
from simulator.charts.base.words import SPACE, Scale, literal

CURVE = "#0072B2"
CROSSING = "#D55E00"
LONGEST = 44
FEW = 2
"""Digits of where a programme is used up, in its sentence."""


class TippingCurve(AnswerChart):
    """An outcome over the values of a parameter, and where it crosses a level."""

    needs_answer = ("tipping", "mean")

    def finding(self, view: View) -> str:
        words, one, found = view.words, asked(view), _found(view)
        scale, path = _scale(view), phrase(words, one, str(one["path"]), LONGEST)
        name, level = about(view, one["outcome"]), scale.text(one["level"])
        if one.get("unmoved"):
            return _made_up_for(view, found)
        table = table_of(view, "tipping")
        if math.isnan(found["at"]):
            above = float(table["mean"].iloc[0]) > one["level"]
            first, last = (_parameter(view, float(table["value"].iloc[at])) for at in (0, -1))
            said = words.say(
                en=f"{name} stays {'above' if above else 'below'} {level} from {path} = {first} to "
                f"{last}",
                fr=f"{name} reste {'au-dessus' if above else 'au-dessous'} de {level} de {path} = "
                f"{first} à {last}",
            )
            return sentence_case(said)
        rises = float(table["mean"].iloc[-1]) > float(table["mean"].iloc[0])
        at = _parameter(view, found["at"])
        said = words.say(
            en=f"{name} {'rises above' if rises else 'falls below'} {level} where {path} is {at} "
            f"({_sure(view, found)})",
            fr=f"{name} passe {'au-dessus' if rises else 'au-dessous'} de {level} quand {path} "
            f"vaut {at} ({_sure(view, found)})",
        )
        return sentence_case(said)

    def reading(self, view: View) -> str:
        words, one = view.words, asked(view)
        n = words.number(int(table_of(view, "tipping")["n"].max()))
        less = "" if not one.get("unmoved") else words.say(
            en=f"{literal(one['programme'])} at each value, less {literal(one['reference'])} at "
            f"the value assumed, {_parameter(view, one['assumed'])}. ",
            fr=f"{literal(one['programme'])} à chaque valeur, moins {literal(one['reference'])} à "
            f"la valeur supposée, {_parameter(view, one['assumed'])}. ",
        )  # fmt: skip
        return less + words.say(
            en=f"Line: mean over {n} replications, the same at every value (dots); band: its 95 % "
            "interval. Shaded: the values at which the level lies in that interval, the 95 % "
            "interval of the crossing.",
            fr=f"Trait : moyenne de {n} réplications, les mêmes à chaque valeur (points) ; bande : "
            "son intervalle à 95 %. Fond gris : les valeurs où le seuil est dans cet intervalle, "
            "l’intervalle à 95 % du franchissement.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        axes = sheet.add_subplot()
        table, one, found = table_of(view, "tipping"), asked(view), _found(view)
        _crossing(axes, found)
        values = table["value"].to_numpy()
        if table["ci_low"].notna().any():
            axes.fill_between(
                values, table["ci_low"].to_numpy(), table["ci_high"].to_numpy(),
                color=CURVE, alpha=0.2, linewidth=0,
            )  # fmt: skip
        axes.plot(values, table["mean"].to_numpy(), "o-", color=CURVE, markersize=4.5)
        axes.axhline(one["level"], color=INK, linewidth=1.2, linestyle=(0, (5, 3)))
        axes.set_xlim(float(values.min()), float(values.max()))
        axes.margins(y=0.12)
        axes.autoscale_view(scalex=False)
        scaled_axis(axes, _axis_scale(view, axes))
        axes.xaxis.set_major_locator(MaxNLocator(6))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda v, _: _parameter(view, v)))
        axes.set_xlabel(label(view.words, one, str(one["path"])))
        upward = view.words.label(one["outcome"])
        if one.get("reference"):
            upward += view.words.say(en=", difference", fr=", écart")
        axes.set_ylabel(upward)
        sheet.arrange()


def _found(view: View) -> dict[str, float]:
    found = view.tables.manifest.get("found", {})
    return {
        name: math.nan if found.get(name) is None else float(found[name])
        for name in ("at", "ci_low", "ci_high")
    }


def _crossing(axes: Axes, found: dict[str, float]) -> None:
    if math.isfinite(found["ci_low"]):
        axes.axvspan(found["ci_low"], found["ci_high"], color=SHADE, linewidth=0, zorder=0.5)
    if math.isfinite(found["at"]):
        axes.axvline(found["at"], color=CROSSING, linewidth=1.8)


def _scale(view: View) -> Scale:
    table, one = table_of(view, "tipping"), asked(view)
    values = [one["level"], float(np.nanmax(np.abs(table["mean"])))]
    difference = bool(one.get("reference"))
    return view.words.scale(kind_of(str(one["unit"])), values, difference=difference)


def _axis_scale(view: View, axes: Axes) -> Scale:
    one = asked(view)
    difference = bool(one.get("reference"))
    return view.words.scale(kind_of(str(one["unit"])), axes.get_ylim(), difference=difference)


def _parameter(view: View, value: float, digits: int = DIGITS) -> str:
    """Return a value of the parameter, to so many digits."""
    return value_of(view.words, str(asked(view).get("of_unit", "")), value, digits)


def _made_up_for(view: View, found: dict[str, float]) -> str:
    """Return up to which value the programme makes up for what the parameter does."""
    words, one, table = view.words, asked(view), table_of(view, "tipping")
    what, name = phrase(words, one, str(one["path"])), words.outcome(one["outcome"])
    who, reference = words.programme(one["programme"]), literal(one["reference"])
    below = float(table["mean"].iloc[0]) < 0
    en, fr = ("below", "sous") if below else ("above", "au-dessus de")
    if math.isnan(found["at"]):
        first, last = (_parameter(view, float(table["value"].iloc[at])) for at in (0, -1))
        return words.say(
            en=f"With {who}, {name} stays {en} its level with {reference} as assumed, wherever "
            f"{what} lies from {first} to {last}",
            fr=f"Avec {who}, {name} reste {fr} son niveau avec {reference} aux hypothèses "
            f"retenues, pour {what} de {first} à {last}",
        )
    at, usual = _parameter(view, found["at"], FEW), _parameter(view, one["assumed"])
    sure = _sure(view, found, FEW)
    return words.say(
        en=f"With {who}, {name} stays {en} its level with {reference} until {what} is {at} "
        f"({sure}) instead of {usual}",
        fr=f"Avec {who}, {name} reste {fr} son niveau avec {reference} tant que {what} n’atteint "
        f"pas {at} ({sure}) au lieu de {usual}",
    )


def _sure(view: View, found: dict[str, float], digits: int = DIGITS) -> str:
    words = view.words
    if math.isnan(found["ci_low"]):
        none = words.say(en="one replication: no interval", fr="une réplication : sans intervalle")
        return none.replace(" ", SPACE)
    low, high = (_parameter(view, found[end], digits) for end in ("ci_low", "ci_high"))
    per = words.share(0.95, 0)
    said = words.say(
        en=f"{per} interval {low} to {high}", fr=f"intervalle à {per} : {low} à {high}"
    )
    table: pd.DataFrame = table_of(view, "tipping")
    ends = (float(table["value"].min()), float(table["value"].max()))
    if found["ci_low"] <= ends[0] or found["ci_high"] >= ends[1]:
        said += words.say(en=", cut off at the range", fr=", coupé à l’étendue")
    return said.replace(" ", SPACE)
