"""Where an outcome tips as one parameter moves: the curve, its band, the level and the crossing."""

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.base.answers import AnswerChart, about, asked, kind_of, table_of
from simulator.charts.base.chart import View
from simulator.charts.base.findings import sentence_case
from simulator.charts.base.marks import SHADE, scaled_axis
from simulator.charts.base.page import INK, Sheet
from simulator.charts.base.words import SPACE, Scale, literal

CURVE = "#0072B2"
CROSSING = "#D55E00"
LONGEST = 44


class TippingCurve(AnswerChart):
    """An outcome over the values of a parameter, and where it crosses a level."""

    needs_answer = ("tipping", "mean")

    def finding(self, view: View) -> str:
        words, one, found = view.words, asked(view), _found(view)
        scale, path = _scale(view), literal(one["path"], LONGEST)
        name, level = about(view, one["outcome"]), scale.text(one["level"])
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
        n = view.words.number(int(table_of(view, "tipping")["n"].max()))
        return view.words.say(
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
        axes.set_xlabel(literal(one["path"], 70))
        label = view.words.label(one["outcome"])
        if one.get("reference"):
            label += view.words.say(en=", difference", fr=", écart")
        axes.set_ylabel(label)
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


def _parameter(view: View, value: float) -> str:
    """Return a value of the parameter, to four digits."""
    if not math.isfinite(value) or value == 0:
        return view.words.number(0.0)
    decimals = min(max(3 - math.floor(math.log10(abs(value))), 0), 6)
    text = view.words.number(value, decimals)
    mark = view.words.say(en=".", fr=",")
    return text.rstrip("0").rstrip(mark) if mark in text else text


def _sure(view: View, found: dict[str, float]) -> str:
    words = view.words
    if math.isnan(found["ci_low"]):
        none = words.say(en="one replication: no interval", fr="une réplication : sans intervalle")
        return none.replace(" ", SPACE)
    low, high = _parameter(view, found["ci_low"]), _parameter(view, found["ci_high"])
    per = words.share(0.95, 0)
    said = words.say(
        en=f"{per} interval {low} to {high}", fr=f"intervalle à {per} : {low} à {high}"
    )
    table: pd.DataFrame = table_of(view, "tipping")
    ends = (float(table["value"].min()), float(table["value"].max()))
    if found["ci_low"] <= ends[0] or found["ci_high"] >= ends[1]:
        said += words.say(en=", cut off at the range", fr=", coupé à l’étendue")
    return said.replace(" ", SPACE)
