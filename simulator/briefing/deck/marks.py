"""Dated events marked behind a chart over time: waves of cuts, faults, reliefs."""

from collections.abc import Sequence
from datetime import date

from pptx.enum.shapes import MSO_SHAPE

from simulator.briefing.deck.native import PLOT
from simulator.briefing.deck.page import Box, Slide
from simulator.charts.base.inputs import Event
from simulator.charts.base.marks import FAULT, SHADE
from simulator.charts.base.page import QUIET

ROW, LETTERS = 0.2, 11
"""Inches of a name's row, and points of its letters."""
HAIR = 0.02


def mark(slide: Slide, chart: Box, window: tuple[date, date], events: Sequence[Event]) -> None:
    """Shade dated events where a chart will be drawn, and name them above its plot.

    Args:
        chart: the chart's place; it is drawn afterwards, so that its lines lie above.
        window: the first and last day of its axis.
    """
    plot = Box(
        chart.x + PLOT.x * chart.w, chart.y + PLOT.y * chart.h, PLOT.w * chart.w, PLOT.h * chart.h
    )
    first, last = window
    span = max((last - first).days, 1)
    seen = {event.label(slide.words): event for event in events}
    ends = [0.0] * max(1, round((plot.y - chart.y) / ROW))
    for name, event in seen.items():
        if event.ends < first or event.starts > last:
            continue
        left, right = (
            plot.x + plot.w * min(max((day - first).days / span, 0), 1)
            for day in (event.starts, event.ends)
        )
        is_day = event.starts == event.ends
        band = Box(left, plot.y, max(right - left, HAIR), plot.h)
        slide.shape(MSO_SHAPE.RECTANGLE, band, FAULT if is_day else SHADE)
        row = next((i for i, end in enumerate(ends) if end <= left), None)
        if row is not None:
            wide = len(name) * LETTERS * 0.52 / 72 + 0.1
            ends[row] = left + wide
            top = plot.y - ROW * (row + 1)
            slide.text(Box(left, top, wide + 0.3, ROW), [name], LETTERS, QUIET)
