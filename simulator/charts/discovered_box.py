"""Where an outcome lies beyond a level: the box in its two most telling factors, and its path."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.base.answers import AnswerChart, about, asked, kind_of, table_of
from simulator.charts.base.chart import View
from simulator.charts.base.findings import sentence_case
from simulator.charts.base.page import INK, Sheet
from simulator.charts.base.words import literal

HIT, MISS, BOX = "#D55E00", "#BFBFBF", "#0072B2"
LONGEST = 42


class DiscoveredBox(AnswerChart):
    """Points of interest and the box that describes them; coverage against density on the right."""

    needs_answer = ("trajectory", "density")

    def finding(self, view: View) -> str:
        words, one = view.words, asked(view)
        points, limits = table_of(view, "discovered"), table_of(view, "limits")
        scale = words.scale(
            kind_of(str(one.get("unit", ""))), [one["level"]], difference=bool(one.get("reference"))
        )
        held = points[points["in_box"].astype(bool)]["interesting"]
        density = words.share(float(held.mean()) if len(held) else 0.0, 0)
        rest = words.share(float(points["interesting"].mean()), 0)
        name, level = about(view, str(one["outcome"])), scale.text(one["level"])
        side = one.get("side", "above")
        where = words.listed(literal(limit, LONGEST) for limit in limits["limit"].head(3))
        if limits.empty:
            where = words.say(en="everywhere", fr="partout")
        said = words.say(
            en=f"Where {where}, {name} is {side} {level} at {density} of points, against "
            f"{rest} overall",
            fr=f"Si {where}, {name} est {'au-dessus' if side == 'above' else 'au-dessous'} de "
            f"{level} en {density} des points, contre {rest} en tout",
        )
        return sentence_case(said)

    def reading(self, view: View) -> str:
        words = view.words
        points = table_of(view, "discovered")
        count = words.number(len(points))
        return words.say(
            en=f"Orange: points (of {count}) beyond the level; rectangle: the box, in its two most "
            "telling factors. Right: each box of the peeling; density: share of its points that "
            "are beyond the level; coverage: share of all such points that it holds; ring: the "
            "one chosen. Limits that chance explains (more than 5 %; 95 % test) are given up.",
            fr=f"Orange : points (sur {count}) au-delà du seuil ; rectangle : la boîte, dans ses "
            "deux facteurs les plus parlants. À droite : chaque boîte du pelage ; densité : part "
            "de ses points au-delà du seuil ; couverture : part de ces points qu’elle tient ; "
            "cercle : la boîte retenue. Les limites dues au hasard (plus de 5 % ; test à 95 %) "
            "sont abandonnées.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        left, right = sheet.subplots(1, 2, width_ratios=[1.35, 1])
        _scatter(left, view)
        _trajectory(right, view)
        sheet.arrange()


def _scatter(axes: Axes, view: View) -> None:
    points, limits = table_of(view, "discovered"), table_of(view, "limits")
    factors = [str(n) for n in points.columns if n not in ("point", "interesting", "in_box")]
    telling = list(dict.fromkeys([*(str(one) for one in limits["factor"]), *factors]))[:2]
    x_name, y_name = telling[0], telling[-1]
    x, y = (_numbers(points[name]) for name in (x_name, y_name))
    hits = points["interesting"].to_numpy(bool)
    for inside, colour in ((~hits, MISS), (hits, HIT)):
        axes.plot(x[inside], y[inside], "o", color=colour, markersize=4, linestyle="")
    low, high = _ends(points, limits, x_name, x), _ends(points, limits, y_name, y)
    if not limits.empty:
        axes.add_patch(
            Rectangle(
                (low[0], high[0]), low[1] - low[0], high[1] - high[0],
                fill=False, edgecolor=BOX, linewidth=2.2, zorder=3,
            )
        )  # fmt: skip
    axes.margins(0.05)
    axes.set_xlabel(literal(x_name, LONGEST))
    axes.set_ylabel(literal(y_name, LONGEST - 6))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(5))
        axis.set_major_formatter(FuncFormatter(lambda value, _: _short(view, value)))


def _ends(
    points: pd.DataFrame, limits: pd.DataFrame, name: str, values: npt.NDArray[np.float64]
) -> tuple[float, float]:
    """Return a box's ends in one factor: its limit's, or those of all points."""
    mine = limits[(limits["factor"] == name) & ~limits["limit"].str.contains(" is ")]
    if len(mine) and pd.api.types.is_numeric_dtype(points[name]):
        return float(mine["low"].iloc[0]), float(mine["high"].iloc[0])
    inside = values[points["in_box"].to_numpy(bool)]
    inside = inside if len(inside) else values
    return float(inside.min()), float(inside.max())


def _trajectory(axes: Axes, view: View) -> None:
    table, words = table_of(view, "trajectory"), view.words
    axes.plot(table["coverage"], table["density"], "o-", color=BOX, markersize=4, linewidth=1.2)
    chosen = table[table["chosen"].astype(bool)]
    axes.plot(
        chosen["coverage"], chosen["density"], "o", markersize=15, markerfacecolor="none",
        markeredgecolor=INK, markeredgewidth=1.6, linestyle="",
    )  # fmt: skip
    axes.set_xlim(-0.05, 1.08)
    axes.set_ylim(-0.05, 1.08)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks([0.0, 0.5, 1.0])
        axis.set_major_formatter(FuncFormatter(lambda value, _: words.share(value, 0)))
    axes.set_xlabel(words.say(en="coverage", fr="couverture"))
    axes.set_ylabel(words.say(en="density", fr="densité"))


def _numbers(column: "pd.Series[float]") -> npt.NDArray[np.float64]:
    if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return np.asarray(column, np.float64)
    return pd.factorize(column)[0].astype(np.float64)


def _short(view: View, value: float) -> str:
    decimals = 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 3
    text = view.words.number(value, decimals)
    mark = view.words.say(en=".", fr=",")
    return text.rstrip("0").rstrip(mark) if mark in text else text
