"""The share of demand that is blocked, through time, by programme."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.findings import effect, strongest
from simulator.charts.base.inputs import events, threshold
from simulator.charts.base.labels import End, label_ends
from simulator.charts.base.marks import date_axis, mark_events, scaled_axis
from simulator.charts.base.page import INK, Sheet
from simulator.charts.base.words import literal

SERIES = "blockage_rate"


NEAR = 0.5
"""Share of the threshold that curves must reach for it to be drawn."""


class BlockageOverTime(Chart):
    """The rolling blockage rate: the median replication and the 10-90 % band of replications."""

    needs_daily = (SERIES,)

    def finding(self, view: View) -> str:
        programme = strongest(view.tables, SERIES)
        found = programme and effect(view.tables, view.words, SERIES, programme)
        return found or _peak(view, view.programmes[0])

    def reading(self, view: View) -> str:
        bands = view.words.say(
            en="Demand blocked on arrival, rolling 20 business days. Line: median replication; "
            "band: 80 % of replications (10th to 90th percentile).",
            fr="Demande bloquée à l’arrivée, sur 20 jours ouvrés glissants. Trait : réplication "
            "médiane ; bande : 80 % des réplications (10e au 90e centile).",
        )
        peak = f" {_peak(view, view.programmes[0])}." if view.tables.compared else ""
        return bands + peak + self._threshold_out_of_view(view)

    @staticmethod
    def _threshold_in_view(view: View) -> float | None:
        """Return the seizure threshold if the curves come near it: it would flatten them else."""
        limit = threshold(view.world)
        highest = max((_quantiles(view, p)[0.9].max() for p in view.programmes), default=0.0)
        return limit if limit is not None and not highest < limit * NEAR else None

    def _threshold_out_of_view(self, view: View) -> str:
        limit = threshold(view.world)
        if limit is None or self._threshold_in_view(view) is not None:
            return ""
        shown = _shown(view, limit)
        return view.words.say(
            en=f" Far below the {shown} at which the market counts as seized.",
            fr=f" Loin des {shown} à partir desquels le marché est dit bloqué.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        axes = sheet.add_subplot()
        date_axis(axes, view.words, *view.window)
        ends = [end for programme in view.programmes if (end := _line(axes, view, programme))]
        limit = self._threshold_in_view(view)
        top = max(axes.dataLim.y1, (limit or 0.0) * 1.12, 0.001)
        axes.set_ylim(0, min(top * 1.04, 1.02))
        place_events = mark_events(axes, events(view.world), view.words, sheet.room_inches)
        scaled_axis(axes, view.words.scale("share", axes.get_ylim()))
        if limit is not None:
            _threshold(axes, view, limit)
        move_apart = label_ends(axes, ends)
        sheet.arrange()
        place_events()
        move_apart()


def _quantiles(view: View, programme: str) -> pd.DataFrame:
    """Return the 10, 50 and 90 % quantiles over replications, dates down."""
    series = view.tables.series(SERIES, programme)
    return pd.DataFrame({q: series.quantile(q, axis=1) for q in (0.1, 0.5, 0.9)})


def _line(axes: Axes, view: View, programme: str) -> End | None:
    found, colour = _quantiles(view, programme), view.colour(programme)
    if found.empty:
        return None
    days = found.index.to_numpy()
    axes.fill_between(days, found[0.1], found[0.9], color=colour, alpha=0.18, linewidth=0)
    axes.plot(days, found[0.5], color=colour)
    return End(float(found[0.5].iloc[-1]), literal(programme, 18), colour)


def _shown(view: View, limit: float) -> str:
    return view.words.share(limit, 0 if np.isclose(limit * 100, round(limit * 100)) else 1)


def _threshold(axes: Axes, view: View, limit: float) -> None:
    axes.axhline(limit, color=INK, linewidth=1.2, linestyle=(0, (4, 3)))
    shown = _shown(view, limit)
    axes.annotate(
        view.words.say(en=f"seizure above {shown}", fr=f"marché bloqué au-delà de {shown}"),
        (1, limit),
        xycoords=axes.get_yaxis_transform(),
        xytext=(-4, 4),
        textcoords="offset points",
        ha="right",
        fontsize=10,
        in_layout=False,
    )


def _peak(view: View, programme: str) -> str:
    """Return when the median replication's blockage was highest, and how high."""
    found = _quantiles(view, programme)
    position = int(found[0.5].to_numpy().argmax())
    words, row, at = view.words, found.iloc[position], found.index[position]
    scale = words.scale("share", row)
    day, who = words.day(at.date()), words.programme(programme)
    peak, low, high = scale.text(row[0.5]), scale.bare(row[0.1]), scale.text(row[0.9])
    most = words.share(0.8, 0)
    return words.say(
        en=f"With {who} the median peaks at {peak} on {day} "
        f"({most} of replications: {low} to {high})",
        fr=f"Avec {who} la médiane culmine à {peak} le {day} "
        f"({most} des réplications : {low} à {high})",
    )
