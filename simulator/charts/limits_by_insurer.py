"""The limits that insurers grant, through time, with the events that moved them."""

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.inputs import events, title_of
from simulator.charts.base.labels import End, label_ends
from simulator.charts.base.marks import date_axis, mark_events, scaled_axis
from simulator.charts.base.page import INK, Sheet
from simulator.charts.base.words import literal

PREFIX = "insured_limit_eur:"
MOST_INSURERS = 6
COLOURS = ("#0072B2", "#56B4E9", "#009E73", "#E69F00", "#CC79A7", "#D55E00", "#8C8C8C")


class LimitsByInsurer(Chart):
    """Insured limits in force with the first programme, stacked by insurer."""

    needs_daily = (PREFIX,)

    def finding(self, view: View) -> str:
        words, total = view.words, _limits(view).sum(axis=1)
        position = int(total.to_numpy().argmin())
        first, lowest, last = (float(total.iloc[i]) for i in (0, position, -1))
        scale = words.scale("EUR", (first, lowest, last))
        start, day, end = (words.day(d.date()) for d in total.index[[0, position, -1]])
        if lowest >= first:
            return words.say(
                en=f"Insured limits never fall below the {scale.text(first)} of {start}",
                fr=f"Les limites assurées ne descendent jamais sous {scale.text(first)}, leur "
                f"niveau du {start}",
            )
        fall = words.share(1 - lowest / first, 0)
        if scale.text(lowest) == scale.text(last):
            return words.say(
                en=f"Insured limits fall by {fall}, from {scale.text(first)} on {start} to "
                f"{scale.text(lowest)} on {day}",
                fr=f"Les limites assurées baissent de {fall} : de {scale.text(first)} le {start} à "
                f"{scale.text(lowest)} le {day}",
            )
        return words.say(
            en=f"Insured limits fall by {fall}, from {scale.text(first)} on {start} to "
            f"{scale.text(lowest)} on {day}, and end at {scale.text(last)} on {end}",
            fr=f"Les limites assurées baissent de {fall}, de {scale.text(first)} le {start} à "
            f"{scale.text(lowest)} le {day}, et finissent à {scale.text(last)} le {end}",
        )

    def reading(self, view: View) -> str:
        who = view.words.programme(view.programmes[0])
        return view.words.say(
            en=f"Limits in force at each close with {who}, stacked by insurer: means over "
            "replications. Lines around the top: 80 % of replications (10th to 90th percentile of "
            "the total). Shaded: waves of cuts.",
            fr=f"Limites en vigueur à chaque clôture avec {who}, cumulées par assureur : moyennes "
            "sur les réplications. Traits autour du sommet : 80 % des réplications (10e au 90e "
            "centile du total). En gris : vagues de coupes.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        axes = sheet.add_subplot()
        limits = _limits(view)
        date_axis(axes, view.words, *view.window)
        ends = _areas(axes, view, limits)
        top = _band(axes, view)
        axes.set_ylim(0, max(top, float(limits.sum(axis=1).max()), 1.0) * 1.04)
        place_events = mark_events(axes, events(view.world), view.words, sheet.room_inches)
        scaled_axis(axes, view.words.scale("EUR", axes.get_ylim()))
        move_apart = label_ends(axes, ends)
        sheet.arrange()
        place_events()
        move_apart()


def _limits(view: View) -> pd.DataFrame:
    """Return each insurer's limits (EUR), mean over replications: dates down, largest first."""
    names = view.tables.series_names(PREFIX)
    means = {n: view.tables.series(n, view.programmes[0]).mean(axis=1) for n in names}
    limits = pd.DataFrame({n.removeprefix(PREFIX): m for n, m in means.items()}).dropna(how="all")
    limits = limits.fillna(0.0)
    order = limits.iloc[0].sort_values(ascending=False, kind="stable").index
    limits = limits[order]
    if len(order) <= MOST_INSURERS:
        return limits
    kept = limits[order[: MOST_INSURERS - 1]].copy()
    kept[""] = limits[order[MOST_INSURERS - 1 :]].sum(axis=1)
    return kept


def _areas(axes: Axes, view: View, limits: pd.DataFrame) -> list[End]:
    below = pd.Series(0.0, index=limits.index)
    ends = []
    for insurer, colour in zip(limits.columns, COLOURS, strict=False):
        above = below + limits[insurer]
        axes.fill_between(limits.index, below, above, color=colour, linewidth=0)
        axes.plot(limits.index, above, color="white", linewidth=0.8)
        others = view.words.say(en="others", fr="autres")
        title = literal(title_of(view.world, "insurers", insurer), 24) if insurer else others
        ends.append(End((float(below.iloc[-1]) + float(above.iloc[-1])) / 2, title, colour))
        below = above
    return ends


def _band(axes: Axes, view: View) -> float:
    """Draw the 10 and 90 % quantiles of the total over replications; return the highest point."""
    names = view.tables.series_names(PREFIX)
    frames = [view.tables.series(n, view.programmes[0]) for n in names]
    total = sum(frames[1:], start=frames[0])
    band = total.quantile([0.1, 0.9], axis=1).T
    axes.plot(band.index, band, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
    return float(band.to_numpy().max())
