"""Native charts: drawn by the office program from data that stand behind them and can be edited."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import numpy as np
from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
    XL_TICK_MARK,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from simulator.briefing.deck.axes import number_format, ticks
from simulator.briefing.deck.page import FONT, Box, Slide, colour_of
from simulator.charts.base import Estimate
from simulator.charts.base.page import INK, QUIET
from simulator.study.spreadsheets import without_formula

PLOT, HIGH_PLOT = Box(0.11, 0.17, 0.86, 0.62), Box(0.11, 0.03, 0.86, 0.75)
"""Where the plot stands in a chart over time, in shares of the chart: below marks, without them."""
FIRST_DAY = date(1899, 12, 30)
"""Day 0 of an axis of dates."""
GRID = "#DDDDDD"
LETTERS = 12
LOCALES = MappingProxyType({"en": "409", "fr": "40C"})
"""Codes of the languages in number formats."""


@dataclass(frozen=True)
class Line:
    """One series over the categories of a chart; NaN where it has no value."""

    name: str
    values: Sequence[float]
    colour: str
    width: float = 2.5
    dashed: bool = False
    estimates: Sequence[Estimate] = ()
    """In bar charts: the values with their intervals, drawn as error bars."""
    hollow: Sequence[bool] = ()
    """In bar charts: which bars are undecided, and drawn hollow."""
    colours: Sequence[str] = ()
    """In bar charts: the bars' own colours."""


def over_time(
    slide: Slide,
    box: Box,
    dates: Sequence[date],
    lines: Sequence[Line],
    unit: str,
    window: tuple[date, date],
    stacked: bool = False,
    plot: Box = HIGH_PLOT,
    about: str = "",
) -> Any:
    """Draw lines, or areas one above the other, over dates, and return the chart.

    Args:
        window: the first and last day of the axis.
        plot: where the plot stands, in shares of the chart.
        unit: "EUR" or "share".
        about: what the chart shows, for who cannot see it.
    """
    kind = XL_CHART_TYPE.AREA_STACKED if stacked else XL_CHART_TYPE.LINE
    chart = _chart(slide, box, kind, dates, lines, about)
    highest = _highest(lines, stacked)
    lowest = 0.0 if stacked else min([0.0, *(v for one in lines for v in one.values if v == v)])
    _value_axis(chart, lowest, highest, unit)
    axis = chart.category_axis
    first, last = window
    axis.minimum_scale, axis.maximum_scale = ((day - FIRST_DAY).days for day in window)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    code = LOCALES[slide.words.language]
    axis.tick_labels.number_format = f"[$-{code}]{'mmm' if months > 2 else 'd mmm'}"
    axis.tick_labels.number_format_is_linked = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.major_tick_mark = XL_TICK_MARK.OUTSIDE
    axis.has_major_gridlines = False
    axis.format.line.color.rgb = colour_of(QUIET)
    _every(axis._element, months)
    for series, line in zip(chart.plots[0].series, lines, strict=True):
        if stacked:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour_of(line.colour)
            continue
        series.smooth = False
        series.format.line.color.rgb = colour_of(line.colour)
        series.format.line.width = Pt(line.width)
        if line.dashed:
            series.format.line.dash_style = MSO_LINE.DASH
    _lay_out(chart, plot)
    return chart


def bars(
    slide: Slide,
    box: Box,
    categories: Sequence[str],
    lines: Sequence[Line],
    unit: str,
    stacked: bool = False,
    about: str = "",
) -> Any:
    """Draw bars that lie, the first on top, with their intervals, and return the chart."""
    kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    chart = _chart(slide, box, kind, [without_formula(c) for c in categories], lines, about)
    ends = [v for one in lines for e in one.estimates for v in (e.low, e.high) if math.isfinite(v)]
    lowest = min([0.0, *ends, *(v for one in lines for v in one.values if v == v)])
    _value_axis(chart, lowest, max([0.0, _highest(lines, stacked), *ends]), unit)
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.has_major_gridlines = False
    chart.category_axis.format.line.color.rgb = colour_of(QUIET)
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    plot = chart.plots[0]
    plot.gap_width = 60
    plot.overlap = 100 if stacked else -5
    for series, line in zip(plot.series, lines, strict=True):
        series.invert_if_negative = False
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour_of(line.colour)
        for i, colour in enumerate(line.colours):
            fill = series.points[i].format.fill
            fill.solid()
            hollow = bool(line.hollow) and line.hollow[i]
            fill.fore_color.rgb = colour_of("#FFFFFF" if hollow else colour)
            series.points[i].format.line.color.rgb = colour_of(colour)
        if any(e.has_interval for e in line.estimates):
            series._element.insert(_before_values(series._element), _error_bars(line.estimates))
    return chart


def curves(
    slide: Slide,
    box: Box,
    values: Sequence[float],
    lines: Sequence[Line],
    units: tuple[str, str],
    across: str,
    about: str,
) -> Any:
    """Draw lines over the values of a parameter, and return the chart.

    Args:
        values: where the lines have their values, rising.
        units: of the parameter and of the outcome: "EUR", "share", or another one.
        across: what the parameter is called.
    """
    data = XyChartData()
    for line in lines:
        series = data.add_series(without_formula(line.name))
        for x, y in zip(values, line.values, strict=True):
            if math.isfinite(y):
                series.add_data_point(x, y)
    chart = _framed(slide, box, XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, data, about)
    known = [v for line in lines for v in line.values if math.isfinite(v)]
    _value_axis(chart, min(known), max(known), units[1])
    axis = chart.category_axis
    low, high, step = ticks(values[0], values[-1])
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = low, high, step
    axis.tick_labels.number_format = number_format(units[0], step, high)
    axis.tick_labels.number_format_is_linked = False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.has_major_gridlines = False
    axis.has_title = True
    axis.axis_title.text_frame.text = across
    for series, line in zip(chart.plots[0].series, lines, strict=True):
        series.smooth = False
        series.marker.style = XL_MARKER_STYLE.NONE
        series.format.line.color.rgb = colour_of(line.colour)
        series.format.line.width = Pt(line.width)
        if line.dashed:
            series.format.line.dash_style = MSO_LINE.DASH
    return chart


def _chart(
    slide: Slide, box: Box, kind: Any, categories: Sequence[Any], lines: Sequence[Line], about: str
) -> Any:
    data = CategoryChartData()
    data.categories = categories
    for line in lines:
        values = [None if math.isnan(v) else v for v in map(float, line.values)]
        data.add_series(without_formula(line.name), values)
    return _framed(slide, box, kind, data, about)


def _framed(slide: Slide, box: Box, kind: Any, data: Any, about: str) -> Any:
    """Return a chart of data on a slide, without a title, its legend below if it needs one."""
    frame = slide.slide.shapes.add_chart(kind, *box.emu, data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", about)
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(LETTERS), FONT
    chart.font.color.rgb = colour_of(INK)
    chart.has_title = False
    chart.has_legend = len(chart.plots[0].series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    return chart


def _highest(lines: Sequence[Line], stacked: bool) -> float:
    values = np.array([one.values for one in lines], np.float64)
    return float(np.nansum(values, axis=0).max() if stacked else np.nanmax(values))


def _value_axis(chart: Any, low: float, high: float, unit: str) -> None:
    axis = chart.value_axis
    low, high, step = ticks(low, high)
    axis.minimum_scale, axis.maximum_scale, axis.major_unit = low, high, step
    axis.tick_labels.number_format = number_format(unit, step, max(abs(low), abs(high)))
    axis.tick_labels.number_format_is_linked = False
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.major_gridlines.format.line.color.rgb = colour_of(GRID)
    axis.format.line.fill.background()


def _every(axis: Any, months: int) -> None:
    """Let a date axis name each month, or every second or third, by how many there are."""
    if months <= 2:
        return
    step = next((s for s in (1, 2, 3, 6) if months / s <= 12), 12)
    for tag, value in (
        *(("c:majorUnit", str(step)), ("c:majorTimeUnit", "months")),
        ("c:baseTimeUnit", "days"),
    ):
        for old in axis.findall(qn(tag)):
            axis.remove(old)
        new = etree.Element(qn(tag), val=value)
        if tag == "c:baseTimeUnit":
            axis.find(qn("c:majorUnit")).addprevious(new)
        else:
            axis.append(new)


def _lay_out(chart: Any, plot: Box) -> None:
    """Fix where the plot stands, so that dated marks can be drawn behind it; leave it clear."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    sides = zip("xywh", (plot.x, plot.y, plot.w, plot.h), strict=True)
    layout = etree.fromstring(
        '<c:layout xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        '<c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        + "".join(f'<c:{side} val="{value}"/>' for side, value in sides)
        + "</c:manualLayout></c:layout>"
    )
    area.insert(0, layout)
    for crossing in area.iter(qn("c:crossBetween")):
        crossing.set("val", "midCat")


def _before_values(series: Any) -> int:
    """Return where error bars belong: before the categories."""
    return int(series.index(series.find(qn("c:cat"))))


def _error_bars(estimates: Sequence[Estimate]) -> Any:
    """Return error bars that reach from each value to the ends of its interval."""

    def points(lengths: Sequence[float]) -> str:
        shown = (f'<c:pt idx="{i}"><c:v>{v!r}</c:v></c:pt>' for i, v in enumerate(lengths))
        return f'<c:numLit><c:ptCount val="{len(lengths)}"/>{"".join(shown)}</c:numLit>'

    up = [max(e.high - e.value, 0.0) if e.has_interval else 0.0 for e in estimates]
    down = [max(e.value - e.low, 0.0) if e.has_interval else 0.0 for e in estimates]
    colour = INK.removeprefix("#")
    return etree.fromstring(
        '<c:errBars xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"<c:plus>{points(up)}</c:plus><c:minus>{points(down)}</c:minus>"
        f'<c:spPr><a:ln w="19050"><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></a:ln>'
        "</c:spPr></c:errBars>"
    )
