"""What blocked orders, through time and in all."""

from types import MappingProxyType

import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.findings import between, difference_scale, sentence_case, strongest
from simulator.charts.base.inputs import events
from simulator.charts.base.marks import date_axis, mark_events, scaled_axis
from simulator.charts.base.page import FAINT, INK, QUIET, Sheet, legible
from simulator.charts.base.tables import Estimate
from simulator.charts.base.words import literal

PREFIX = "blocked_eur:"
COLOURS = MappingProxyType(
    {
        "limit": "#BDBDBD",
        "review": "#56B4E9",
        "wave": "#0072B2",
        "incident": "#CC79A7",
        "crowding": "#009E73",
        "own_risk": "#D55E00",
        "publisher": "#000000",
        "stop": "#E69F00",
    }
)
"""The causes from the bottom of the stack to its top."""
DAYS_A_WEEK = 7


class BlockedByCause(Chart):
    """Value blocked a week with the first programme, by cause; and in all."""

    needs_daily = (PREFIX,)

    def finding(self, view: View) -> str:
        words, totals = view.words, _weekly(view).sum()
        whole, programme = float(totals.sum()), view.programmes[0]
        who = words.programme(programme)
        scale = words.scale("EUR", [whole])
        if whole == 0:
            nothing = words.say(en="blocks 0 € of orders", fr="ne bloque aucune commande (0 €)")
            return f"{sentence_case(who)} {nothing}"
        cause = str(totals.idxmax())
        share = words.share(float(totals[cause]) / whole, 0)
        name = words.short("cause", cause)
        mean = view.tables.mean("blocked_eur", programme)
        sure = f" ({between(mean, scale)})" if mean is not None else ""
        return words.say(
            en=f"With {who} {scale.text(whole)} of orders are blocked{sure}, {share} by one cause: "
            f"{name}",
            fr=f"Avec {who}, {scale.text(whole)} de commandes sont bloqués{sure}, dont {share} "
            f"pour une seule cause : {name}",
        )

    def reading(self, view: View) -> str:
        said = view.words.say(
            en="Each order blocked on its first day, under the first cause that, lifted alone, "
            "would have let it pass. Bars: value a week; all are means over replications.",
            fr="Chaque commande bloquée le jour de son arrivée, sous la première cause qui, levée "
            "seule, l’aurait laissée passer. Barres : valeur par semaine ; moyennes sur les "
            "réplications.",
        )
        other = _other(view)
        if other is None:
            return said
        who, reference = literal(other), literal(view.programmes[0])
        return said + view.words.say(
            en=f" Difference: {who} less {reference}, on the same draws; grey: undecided, as the "
            "95 % interval spans zero.",
            fr=f" Écart : {who} moins {reference}, sur les mêmes tirages ; en gris : indécis, car "
            "l’intervalle à 95 % contient zéro.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        other = _other(view)
        ratios = [1.45, 1] if other is None else [1.05, 1]
        picture, table = sheet.subplots(1, 2, width_ratios=ratios)
        weekly = _weekly(view)
        date_axis(picture, view.words, *view.window, most=6)
        _bars(picture, weekly)
        place_events = mark_events(picture, events(view.world), view.words, sheet.room_inches)
        scaled_axis(picture, view.words.scale("EUR", picture.get_ylim()))
        _table(table, weekly.sum(), view, other)
        sheet.arrange()
        place_events()


def _other(view: View) -> str | None:
    """Return the programme whose difference is shown: the one that moves blockage most."""
    return strongest(view.tables, "blocked_eur")


def _weekly(view: View) -> pd.DataFrame:
    """Return what each cause blocks a week, EUR, mean over replications: Mondays down."""
    means = {
        name.removeprefix(PREFIX): view.tables.series(name, view.programmes[0]).mean(axis=1)
        for name in view.tables.series_names(PREFIX)
    }
    order = [*(c for c in COLOURS if c in means), *(c for c in means if c not in COLOURS)]
    daily = pd.DataFrame({cause: means[cause] for cause in order}).fillna(0.0)
    days = pd.DatetimeIndex(daily.index)
    return daily.groupby(days - pd.to_timedelta(days.day_of_week, unit="D")).sum()


def _bars(axes: Axes, weekly: pd.DataFrame) -> None:
    below = np.zeros(len(weekly))
    middles = matplotlib.dates.date2num(weekly.index.to_numpy()) + DAYS_A_WEEK / 2
    for cause in weekly.columns:
        wide, colour = DAYS_A_WEEK * 0.92, _colour(cause)
        axes.bar(middles, weekly[cause], wide, bottom=below, color=colour, linewidth=0)
        below = below + weekly[cause].to_numpy()
    axes.set_ylim(0, max(float(below.max(initial=0.0)), 1.0) * 1.04)


def _table(axes: Axes, totals: pd.Series, view: View, other: str | None) -> None:
    """Write the causes in the order of the stack, from its top, with what they block in all."""
    say = view.words.say
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    causes = [str(c) for c in totals.index[::-1] if totals[c] > 0]
    axes.set_ylim(max(len(causes) + 1.6, 9), -0.9)
    ends = (1.0, None) if other is None else (0.72, 1.0)
    _write(axes, ends[0], -0.4, say(en="blocked", fr="bloqué"))
    if ends[1] is not None:
        _write(axes, ends[1], -0.4, say(en="difference", fr="écart"))
    for row, cause in enumerate(causes):
        y, name = row + 0.3, view.words.short("cause", cause)
        axes.plot([0.012], [y], "s", color=_colour(cause), markersize=9, clip_on=False)
        axes.text(0.045, y, name, va="center", fontsize=10, color=INK)
        _amounts(axes, y, float(totals[cause]), f"blocked_{cause}_eur", view, ends)
    y = len(causes) + 0.3
    axes.plot([0, 1], [y - 0.5, y - 0.5], color=INK, linewidth=0.9)
    axes.text(
        0.045, y, say(en="all causes", fr="toutes causes"), va="center", fontsize=10, weight="bold"
    )
    _amounts(axes, y, float(totals.sum()), "blocked_eur", view, ends)


def _amounts(
    axes: Axes, y: float, total: float, outcome: str, view: View, ends: tuple[float, float | None]
) -> None:
    words, other = view.words, _other(view)
    _write(axes, ends[0], y, words.scale("EUR", [total]).text(total), INK)
    found = view.tables.difference(outcome, other) if other is not None else None
    if ends[1] is not None and found is not None:
        scale = difference_scale(view.tables, words, outcome, Estimate(found.value, 0, 0, found.n))
        colour = INK if found.decided or found.value == 0 else FAINT
        _write(axes, ends[1], y, scale.signed(found.value), colour)


def _write(axes: Axes, x: float, y: float, text: str, colour: str = QUIET) -> None:
    axes.text(x, y, text, ha="right", va="center", fontsize=10, color=legible(colour))


def _colour(cause: str) -> str:
    return COLOURS.get(cause, "#8C5A2B")
