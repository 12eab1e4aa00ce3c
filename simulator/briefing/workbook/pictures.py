"""The workbook's native charts: each draws rows of another sheet, so that it can be edited."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from simulator.briefing.palette import colour_of, cycle
from simulator.briefing.workbook.layout import TITLE_ROW, Page, Row
from simulator.charts.base import Tables, Words

WIDTH, HEIGHT = 900, 380
"""Of a chart, in pixels."""
ROWS_A_CHART = 20
GRID = "#DDDDDD"


@dataclass(frozen=True)
class Written:
    """A table that stands in a sheet: the sheet's name, the rows, and the first one's number."""

    sheet: str
    rows: Sequence[Row]
    first: int

    def runs(self, *by: int) -> Iterator[tuple[tuple[Any, ...], int, int]]:
        """Yield runs of rows that are alike in some columns: values, first and last row number."""
        numbered = enumerate(self.rows, start=self.first)
        for key, run in groupby(numbered, key=lambda row: tuple(row[1].values[c] for c in by)):
            places = [place for place, _ in run]
            yield key, places[0], places[-1]


class Gallery:
    """The sheet of charts, filled from above."""

    def __init__(self, book: Any, page: Page) -> None:
        self._book, self._page, self._next = book, page, TITLE_ROW

    def lines(
        self, table: Written, values: int, tables: Tables, title: str, form: str,
        only: tuple[int, str] | None = None,
    ) -> None:  # fmt: skip
        """Draw a column over dates, a line for each programme under the first assumptions.

        Args:
            table: what is drawn: date, assumptions and programme are its first columns.
            values: the column drawn.
            tables: the results, for the order and colours of programmes.
            title: of the chart.
            form: number format of the axis.
            only: a column, and what it must hold in the rows drawn.
        """
        chart = self._book.add_chart({"type": "line"})
        column, wanted = only or (2, None)
        drawn = 0
        for (assumptions, programme, held), top, bottom in table.runs(1, 2, column):
            if assumptions != tables.all_assumptions[0] or held != (wanted or programme):
                continue
            chart.add_series({
                "name": str(programme),
                "categories": [table.sheet, top, 0, bottom, 0],
                "values": [table.sheet, top, values, bottom, values],
                "line": {"color": colour_of(tables, str(programme)), "width": 2},
            })  # fmt: skip
            drawn += 1
        if drawn:
            chart.set_x_axis({
                "date_axis": True, "num_format": "mm/yy", "major_unit": 2,
                "major_unit_type": "months", "label_position": "low",
            })  # fmt: skip
            chart.set_y_axis({"num_format": form, "major_gridlines": _grid()})
            chart.set_legend({"position": "bottom"})
            self._place(chart, title)

    def bars(self, table: Written, labels: tuple[int, int], name: int, values: int, title: str,
             words: Words) -> None:  # fmt: skip
        """Draw a column as bars, of the assumptions and programme that have the most rows."""
        found = sorted(table.runs(*labels), key=lambda run: run[1] - run[2])
        if not found:
            return
        (_, programme), top, bottom = found[0]
        chart = self._book.add_chart({"type": "bar"})
        chart.add_series({
            "name": str(programme),
            "categories": [table.sheet, top, name, bottom, name],
            "values": [table.sheet, top, values, bottom, values],
            "fill": {"color": cycle()[1]},
            "gap": 60,
        })  # fmt: skip
        chart.set_y_axis({"reverse": True, "label_position": "low"})
        chart.set_x_axis(
            {"num_format": "#,##0", "major_gridlines": _grid(), "label_position": "high"}
        )
        chart.set_legend({"none": True})
        self._place(chart, title + words.say(en=": ", fr=" : ") + str(programme))

    def _place(self, chart: Any, title: str) -> None:
        chart.set_title({"name": title, "name_font": {"size": 12}})
        chart.set_size({"width": WIDTH, "height": HEIGHT})
        self._page.sheet.insert_chart(self._next, 0, chart, {"description": title})
        self._next += ROWS_A_CHART


def _grid() -> dict[str, Any]:
    return {"visible": True, "line": {"color": GRID}}
