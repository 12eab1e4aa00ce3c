"""Axes with units and dates, and the dated events marked on them."""

from collections.abc import Callable, Sequence
from datetime import date

import matplotlib.dates
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.charts.base.inputs import Event
from simulator.charts.base.page import QUIET
from simulator.charts.base.words import Scale, Words

MOST_EVENT_ROWS = 5
SHADE = "#EAEAEA"
FAULT = "#CC79A7"


def scaled_axis(axes: Axes, scale: Scale, which: str = "y") -> None:
    """Write the ticks of an axis on a scale, with its unit."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(5 if which == "y" else 6, steps=[1, 2, 2.5, 5, 10]))
    low, high = axis.get_view_interval()
    ticks = [t for t in axis.get_major_locator().tick_values(low, high) if low <= t <= high]
    fitted = scale.words.axis(scale, ticks)
    axis.set_major_formatter(FuncFormatter(lambda value, _: fitted.text(value) if value else "0"))


def date_axis(axes: Axes, words: Words, first: date, last: date, most: int = 8) -> None:
    """Write months (days, in a window of days) below the axes, as many as fit without touching."""
    axes.set_xlim(matplotlib.dates.date2num(first), matplotlib.dates.date2num(last))
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    every = next((e for e in (1, 2, 3, 6) if months / e <= most), 12)
    locator: matplotlib.dates.DateLocator
    if months < 3:
        locator = matplotlib.dates.AutoDateLocator(minticks=3, maxticks=5)
    elif months <= 96:
        locator = matplotlib.dates.MonthLocator(bymonth=range(1, 13, every))
    else:
        locator = matplotlib.dates.YearLocator(-(-months // 96))

    def written(value: float, _: int | None) -> str:
        day = matplotlib.dates.num2date(value).date()
        return words.day(day, year=False) if months < 3 else words.month(day)

    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(FuncFormatter(written))


def mark_events(
    axes: Axes, events: Sequence[Event], words: Words, room_inches: float
) -> Callable[[], None]:
    """Shade dated events and name them in a band above what is drawn.

    The axes must have their final limits; the vertical ones are widened by the band. The function
    returned, called after the layout, puts the names where they cross nothing.
    """
    first, last = axes.get_xlim()
    flags = []
    for event in {event.label(words): event for event in events}.values():
        start, end = (matplotlib.dates.date2num(d) for d in (event.starts, event.ends))
        if end < first or start > last:
            continue
        left = max(start, first)
        pole: Line2D | Rectangle
        if start == end:
            pole = axes.axvline(start, color=FAULT, linewidth=1.6, zorder=0.8)
        else:
            pole = axes.axvspan(left, min(end + 1, last), color=SHADE, linewidth=0, zorder=0.5)
        name = axes.text(
            left, 1, event.label(words), transform=axes.get_xaxis_transform(),
            fontsize=10, color=QUIET, va="top", ha="left", in_layout=False,
        )  # fmt: skip
        flags.append((pole, name))
    rows = min(len(flags), MOST_EVENT_ROWS)
    low, high = axes.get_ylim()
    share = min(0.2 * rows / max(room_inches - 0.6, 0.5), 0.5)
    axes.set_ylim(low, low + (high - low) / (1 - share))
    return lambda: _fly(axes, flags)


def _fly(axes: Axes, flags: Sequence[tuple[Line2D | Rectangle, Text]]) -> None:
    """Put each name in the first row below all names that still reach over its day.

    Its shade or line ends below it, so that no line crosses a name. A name that finds no row is
    left out; its shade stays.
    """
    area = axes.get_window_extent()
    ends = [float("-inf")] * MOST_EVENT_ROWS
    for pole, name in flags:
        box = name.get_window_extent()
        left = min(box.x0 + 3, area.x1 - box.width)
        row = max((r + 1 for r, end in enumerate(ends) if end > box.x0), default=0)
        if row == MOST_EVENT_ROWS:
            name.remove()
            continue
        ends[row] = left + box.width + 4
        top = 1 - row * box.height * 1.15 / area.height
        name.set_position((axes.transData.inverted().transform((left, 0))[0], top))
        foot = top - box.height * 1.1 / area.height
        if isinstance(pole, Rectangle):
            pole.set_height(foot)
        else:
            pole.set_ydata([0, foot])
