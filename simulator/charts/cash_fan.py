"""Resellers' cash through time: how it is spread over resellers, by programme."""

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.findings import effect, strongest
from simulator.charts.base.labels import End, label_ends
from simulator.charts.base.marks import date_axis, scaled_axis
from simulator.charts.base.page import INK, Sheet, legible
from simulator.charts.base.words import literal

PERCENTILES = (5, 25, 50, 75, 95)
MOST_PANELS = 4


def _series(percentile: int) -> str:
    return f"reseller_cash_p{percentile:02d}_eur"


class CashFan(Chart):
    """Percentiles of cash over living resellers at month ends; medians over replications."""

    needs_daily = tuple(_series(p) for p in PERCENTILES)

    def height(self, view: View) -> float:
        return 5.625 if len(view.programmes) <= 2 else 7.5

    def finding(self, view: View) -> str:
        programme = strongest(view.tables, _series(50))
        found = programme and effect(view.tables, view.words, _series(50), programme)
        return found or _ending(view, view.programmes[0])

    def reading(self, view: View) -> str:
        how = view.words.say(
            en="Cash of living resellers at month ends: line, the median reseller; dark band, "
            "the middle half; light band, 90 % of resellers. Each is the median over replications.",
            fr="Trésorerie des revendeurs en activité, en fin de mois : trait, le revendeur "
            "médian ; bande foncée, la moitié centrale ; bande claire, 90 % des revendeurs. "
            "Médianes sur les réplications.",
        )
        if view.tables.compared:
            how += f" {_ending(view, view.programmes[0])}."
        more = len(view.programmes) - MOST_PANELS
        if more > 0:
            how += view.words.say(
                en=f" Not shown: {more} more programmes.", fr=f" Non montrés : {more} programmes."
            )
        return how

    def paint(self, sheet: Sheet, view: View) -> None:
        shown = view.programmes[:MOST_PANELS]
        fans = {programme: _fan(view, programme) for programme in shown}
        rows = 1 if len(shown) <= 2 else 2
        grid = sheet.subplots(rows, -(-len(shown) // rows), sharey=True, squeeze=False).flat
        low = min(fan.to_numpy().min() for fan in fans.values() if not fan.empty)
        high = max(fan.to_numpy().max() for fan in fans.values() if not fan.empty)
        scale = view.words.scale("EUR", (low, high))
        after = []
        for axes, programme in zip(grid, shown, strict=False):
            date_axis(axes, view.words, *view.window, most=5)
            axes.set_ylim(min(low, 0) - 0.04 * (high - low), high + 0.04 * (high - low) + 1)
            scaled_axis(axes, scale)
            axes.set_title(literal(programme, 20), color=legible(view.colour(programme)))
            after.append(label_ends(axes, _draw(axes, fans[programme], view, programme)))
        for axes in list(grid)[len(shown) :]:
            axes.set_axis_off()
        sheet.arrange()
        for move_apart in after:
            move_apart()


def _fan(view: View, programme: str) -> pd.DataFrame:
    """Return each percentile (EUR) in the median replication, dates down."""
    medians = {p: view.tables.series(_series(p), programme).median(axis=1) for p in PERCENTILES}
    return pd.DataFrame(medians).dropna()


def _draw(axes: Axes, fan: pd.DataFrame, view: View, programme: str) -> list[End]:
    axes.axhline(0, color=INK, linewidth=0.9)
    if fan.empty:
        return []
    colour, days = view.colour(programme), fan.index.to_numpy()
    axes.fill_between(days, fan[5], fan[95], color=colour, alpha=0.18, linewidth=0)
    axes.fill_between(days, fan[25], fan[75], color=colour, alpha=0.32, linewidth=0)
    axes.plot(days, fan[50], color=colour)
    ends = [float(fan[p].iloc[-1]) for p in (5, 50, 95)]
    scale = view.words.scale("EUR", ends)
    return [End(end, scale.text(end), colour) for end in ends]


def _ending(view: View, programme: str) -> str:
    """Return what the poorest, median and richest have at the end, in words."""
    fan, words = _fan(view, programme), view.words
    last = fan.iloc[-1]
    scale = words.scale("EUR", last)
    day, who = words.day(fan.index[-1].date()), words.programme(programme)
    low, middle, high = (scale.text(last[p]) for p in (5, 50, 95))
    return words.say(
        en=f"On {day}, with {who}, the median reseller holds {middle}, and 90 % of them between "
        f"{low} and {high}",
        fr=f"Le {day}, avec {who}, le revendeur médian a {middle}, et 90 % d’entre eux entre "
        f"{low} et {high}",
    )
