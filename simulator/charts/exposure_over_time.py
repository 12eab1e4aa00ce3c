"""What the publisher's lines grant and carry, through time and by measure."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.findings import sentence_case
from simulator.charts.base.marks import date_axis, scaled_axis
from simulator.charts.base.page import INK, QUIET, Sheet, legible
from simulator.charts.base.words import literal

GRANTED, DRAWN = "publisher_line_granted_eur", "publisher_line_drawn_eur"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#E69F00", "#CC79A7", "#56B4E9")
OTHERS = "#8C8C8C"
MOST_MEASURES = len(COLOURS)
PEAK_ENDS = 0.72, 1.0
"""Where the columns of peaks end, in shares of the table's width."""


class ExposureOverTime(Chart):
    """Guarantees granted and drawn at each close, of the programme that grants most."""

    needs_daily = (GRANTED, DRAWN)

    def finding(self, view: View) -> str:
        words, programme = view.words, _programme(view)
        total = view.tables.series(GRANTED, programme)
        granted, drawn = total.mean(axis=1), view.tables.series(DRAWN, programme).mean(axis=1)
        who = sentence_case(words.programme(programme))
        if granted.max() == 0:
            return words.say(en=f"{who} grants no line: 0 €", fr=f"{who} n’accorde rien : 0 €")
        at = granted.index[int(granted.to_numpy().argmax())]
        low, high = np.quantile(total.loc[at], [0.1, 0.9])
        scale = words.scale("EUR", [granted.max(), low, high])
        most = words.share(0.8, 0)
        band = f"{scale.bare(low)}–{scale.bare(high)}"
        used = words.scale("EUR", [drawn.max()]).text(float(drawn.max()))
        day = words.day(at.date())
        return words.say(
            en=f"{who} grants up to {scale.text(float(granted.max()))} on {day} ({most} of "
            f"replications: {band}); at most {used} is drawn",
            fr=f"{who} accorde jusqu’à {scale.text(float(granted.max()))} le {day} ({most} des "
            f"réplications : {band}) ; au plus {used} sont utilisés",
        )

    def reading(self, view: View) -> str:
        return view.words.say(
            en="Limits of the publisher’s lines, and their use, at each close, stacked by measure: "
            "means over replications. Dashed: 80 % of replications (10th to 90th percentile of the "
            "total). Peaks: means of each replication’s highest close.",
            fr="Limites des lignes de l’éditeur, et leur utilisation, à chaque clôture, cumulées "
            "par mesure : moyennes sur les réplications. Tirets : 80 % des réplications (10e au "
            "90e centile du total). Pics : moyennes des plus hautes clôtures des réplications.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        grid = sheet.add_gridspec(2, 2, width_ratios=[1.3, 1])
        say, colours = view.words.say, _colours(view)
        titles = {
            GRANTED: say(en="Granted", fr="Accordé"),
            DRAWN: say(en="Drawn", fr="Utilisé"),
        }
        for row, (series, title) in enumerate(titles.items()):
            axes = sheet.add_subplot(grid[row, 0])
            axes.set_title(title)
            date_axis(axes, view.words, *view.window, most=6)
            _areas(axes, view, series, colours)
            scaled_axis(axes, view.words.scale("EUR", axes.get_ylim()))
            if row == 0:
                axes.tick_params(labelbottom=False)
        _table(sheet.add_subplot(grid[:, 1]), view, colours)
        sheet.arrange()


def _programme(view: View) -> str:
    """Return the programme that grants most at its peak; of equal ones the first."""
    tables = view.tables
    peaks = {p: tables.series(GRANTED, p).mean(axis=1).max() for p in view.programmes}
    return max(peaks, key=lambda programme: peaks[programme])


def _colours(view: View) -> dict[str, str]:
    """Return the measures that grant a line, largest peak first, with their colours."""
    names = (n.partition(":")[2] for n in view.tables.series_names(f"{GRANTED}:"))
    peaks = {n: _peak(view, f"{GRANTED}:{n}") for n in names}
    order = sorted((n for n in peaks if peaks[n] > 0), key=lambda n: (-peaks[n], n))
    return {n: COLOURS[i] if i < MOST_MEASURES else OTHERS for i, n in enumerate(order)}


def _peak(view: View, series: str) -> float:
    """Return a series' highest close, mean over replications, EUR; 0 where there is none."""
    found = view.tables.series(series, _programme(view))
    return 0.0 if found.empty else float(found.max().mean())


def _areas(axes: Axes, view: View, series: str, colours: Mapping[str, str]) -> None:
    total = view.tables.series(series, _programme(view))
    below = pd.Series(0.0, index=total.index)
    for measure, colour in colours.items():
        own = view.tables.series(f"{series}:{measure}", _programme(view)).mean(axis=1)
        above = below + own.reindex(below.index).fillna(0.0)
        axes.fill_between(below.index.to_numpy(), below, above, color=colour, linewidth=0)
        below = above
    band = total.quantile([0.1, 0.9], axis=1).T
    days = band.index.to_numpy()
    axes.plot(days, band, color=INK, linewidth=0.9, linestyle=(0, (3, 2)))
    axes.set_ylim(0, max(float(band.to_numpy().max()), float(below.max()), 1.0) * 1.06)


def _table(axes: Axes, view: View, colours: Mapping[str, str]) -> None:
    """Write each measure's peaks, and those of all lines together."""
    say = view.words.say
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(max(len(colours) + 2.0, 8), -1.1)
    for x, title in zip(
        PEAK_ENDS,
        (say(en="granted, peak", fr="accordé, pic"), say(en="drawn, peak", fr="utilisé, pic")),
        strict=True,
    ):
        axes.text(x, -0.6, title, ha="right", va="center", fontsize=10, color=QUIET)
    for row, (measure, colour) in enumerate(colours.items()):
        axes.plot([0.012], [row], "s", color=colour, markersize=9, clip_on=False)
        name = literal(measure, 17)
        axes.text(0.045, row, name, va="center", fontsize=10, color=legible(colour))
        _write_peaks(axes, view, row, f":{measure}")
    row = len(colours)
    axes.plot([0, 1], [row - 0.5, row - 0.5], color=INK, linewidth=0.9)
    every = say(en="all lines", fr="toutes lignes")
    axes.text(0.045, row, every, va="center", fontsize=10, fontweight="bold")
    _write_peaks(axes, view, row, "")


def _write_peaks(axes: Axes, view: View, row: int, ending: str) -> None:
    for x, series in zip(PEAK_ENDS, (GRANTED, DRAWN), strict=True):
        peak = _peak(view, series + ending)
        shown = view.words.scale("EUR", [peak]).text(peak)
        axes.text(x, row, shown, ha="right", va="center", fontsize=10, color=INK)
