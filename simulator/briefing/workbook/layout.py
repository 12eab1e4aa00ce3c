"""How a sheet of the workbook looks: heading, note, frozen column titles, filter, formats."""

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, get_args

from simulator.charts.base import Words
from simulator.study.spreadsheets import without_formula

Text = Literal["text", "wrapped", "word", "date"]
Amount = Literal["EUR", "share", "days", "count", "ratio", "cents", "whole", "any"]
Kind = Text | Amount
"""What a column holds: a text, a word in its middle, a date, or an amount in a unit.

`any`: in the unit of each row.
"""
HEADING_ROW, NOTE_ROW, TITLE_ROW = 0, 1, 3
"""Where a sheet's heading, its note and its column titles stand; the rows follow."""
TITLE_HEIGHT = 32
"""Points: two lines of a column's title."""
LINE_HEIGHT = 15
"""Points of a line of text."""
LONGEST_CELL = 32_000
"""Characters; a spreadsheet holds 32,767."""

ENGLISH: Mapping[str, str] = MappingProxyType({
    "date": "[$-809]d mmm yyyy", "EUR": "#,##0", "share": "0.00%", "days": "0.0",
    "count": "#,##0.0", "ratio": "#,##0.00", "cents": "#,##0.00", "whole": "#,##0",
})  # fmt: skip
FRENCH: Mapping[str, str] = MappingProxyType({
    **ENGLISH, "date": "[$-40C]d mmm yyyy", "share": '0.00" "%',
})  # fmt: skip
"""Number formats by kind. A spreadsheet puts its user's own separators in."""


@lru_cache(maxsize=4096)
def shown(text: str) -> str:
    r"""Return a text in which control and direction marks are written out.

    >>> print(shown("a\x1b[31m\u202eb"), shown("5 €") == "5 €")
    a\x1b[31m\u202eb True
    """
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return "".join(
        c.encode("unicode_escape").decode("ascii") if unicodedata.category(c) in hidden else c
        for c in text
    )


@lru_cache(maxsize=4096)
def days_of(day: date) -> int:
    """Return the number by which a spreadsheet knows a date.

    >>> days_of(date(2009, 1, 1))
    39814
    """
    return date(day.year, day.month, day.day).toordinal() - date(1899, 12, 30).toordinal()


@dataclass(frozen=True)
class Column:
    """A column: its title, what it holds, and its width in characters."""

    title: str
    kind: Kind = "text"
    width: float = 14.0
    signed: bool = False


@dataclass(frozen=True)
class Row:
    """A row: one value a column; the unit of its `any` columns; a look that sets it apart."""

    values: Sequence[Any]
    unit: str = "count"
    look: str = ""


def _lines(column: Column, value: Any) -> int:
    """Return how many lines a cell takes; only wrapped texts take more than one."""
    if column.kind != "wrapped" or not isinstance(value, str):
        return 1
    return -(-len(value) // int(column.width)) or 1


class Formats:
    """The cell formats of a workbook, each made once."""

    def __init__(self, book: Any, words: Words) -> None:
        self._book, self._made = book, dict[tuple[str, ...], Any]()
        self._numbers = FRENCH if words.language == "fr" else ENGLISH

    def of(self, kind: str, look: str = "", signed: bool = False) -> Any:
        """Return the format of a kind of value under a look (one of `LOOKS`)."""
        key = kind, look, str(signed)
        if key not in self._made:
            self._made[key] = self._book.add_format(
                {**self._described(kind, signed), **LOOKS[look]}
            )
        return self._made[key]

    def _described(self, kind: str, signed: bool) -> dict[str, Any]:
        described: dict[str, Any] = {"valign": "top"}
        if kind == "wrapped":
            described["text_wrap"] = True
        if kind == "word":
            described["align"] = "center"
        if kind in {"amount", "ratio"}:
            described["align"] = "right"
        if kind in self._numbers:
            form = self._numbers[kind]
            described["num_format"] = f"+{form};-{form};{form}" if signed else form
            if kind == "date":
                described["align"] = "left"
        return described


LOOKS: Mapping[str, Mapping[str, Any]] = MappingProxyType({
    "": {},
    "heading": {"bold": True, "font_size": 16, "font_color": "#1F3A5F"},
    "note": {"italic": True, "font_color": "#444444"},
    "title": {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F3A5F", "text_wrap": True,
              "bottom": 1},
    "label": {"bold": True},
    "better": {"font_color": "#00527F", "bg_color": "#DCEBF5"},
    "worse": {"font_color": "#7A3500", "bg_color": "#FBE5D6"},
    "undecided": {"font_color": "#555555", "italic": True},
    "sum": {"bold": True, "top": 1, "bg_color": "#F2F2F2"},
    "link": {"font_color": "#0563C1", "underline": 1},
    "flagged": {"bg_color": "#FCE4D6"},
})  # fmt: skip
"""Looks of cells; none is told by its colour alone."""


class Page:
    """A sheet being written: heading and note above, rows below frozen column titles."""

    def __init__(self, book: Any, formats: Formats, name: str, heading: str, note: str) -> None:
        self.name, self.heading, self._formats = name, heading, formats
        self.sheet = book.add_worksheet(name)
        self._rows: dict[tuple[str, str], Sequence[Any]] = {}
        self.next = TITLE_ROW + 1
        self.text(HEADING_ROW, 0, heading, formats.of("text", "heading"))
        self.text(NOTE_ROW, 0, note, formats.of("text", "note"))
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(TITLE_ROW)
        self.sheet.set_footer("&L&F · &A&R&P / &N")

    def table(self, columns: Sequence[Column], rows: Iterable[Row], frozen: int = 0) -> range:
        """Write columns and rows, with a filter; return the rows' numbers in the sheet.

        Args:
            columns: of the table.
            rows: one value for each column.
            frozen: how many columns stay in sight.
        """
        for at, column in enumerate(columns):
            self.sheet.set_column(at, at, column.width)
            kind = "text" if column.kind in get_args(Text) else "amount"
            self.text(TITLE_ROW, at, column.title, self._formats.of(kind, "title"))
        self.sheet.set_row(TITLE_ROW, TITLE_HEIGHT)
        self.sheet.freeze_panes(TITLE_ROW + 1, frozen)
        first = self.next
        for row in rows:
            self.row(columns, row)
        self.filter(len(columns))
        return range(first, self.next)

    def filter(self, columns: int) -> None:
        """Let all rows written so far be filtered."""
        self.sheet.autofilter(TITLE_ROW, 0, max(self.next - 1, TITLE_ROW + 1), columns - 1)

    def row(self, columns: Sequence[Column], row: Row) -> None:
        """Write one row below the others."""
        looks = self._looks(columns, row.unit, row.look)
        for at, (value, look) in enumerate(zip(row.values, looks, strict=True)):
            self._write(self.next, at, value, look)
        lines = max((_lines(c, v) for c, v in zip(columns, row.values, strict=True)), default=1)
        if lines > 1:
            self.sheet.set_row(self.next, LINE_HEIGHT * lines)
        self.next += 1

    def _looks(self, columns: Sequence[Column], unit: str, look: str) -> Sequence[Any]:
        """Return the format of each column of a row; the same for all rows of a unit and look."""
        if (unit, look) not in self._rows:
            self._rows[(unit, look)] = [
                self._formats.of(unit if one.kind == "any" else one.kind, look, one.signed)
                for one in columns
            ]
        return self._rows[(unit, look)]

    def formula(self, row: int, column: int, formula: str, value: float, kind: str) -> None:
        """Write a formula of the project's own, with its value for readers that do not compute."""
        self.sheet.write_formula(row, column, formula, self._formats.of(kind, "sum"), value)

    def text(self, row: int, column: int, text: str, look: Any) -> None:
        """Write a text, never taken for a formula or a link."""
        self.sheet.write_string(row, column, without_formula(shown(text))[:LONGEST_CELL], look)

    def _write(self, row: int, column: int, value: Any, look: Any) -> None:
        """Write a value as what it is; a text never as a formula, what is undefined not at all."""
        match value:
            case str():
                self.text(row, column, value, look)
            case date():
                self.sheet.write_number(row, column, days_of(value), look)
            case None:
                self.sheet.write_blank(row, column, None, look)
            case _ if math.isnan(value):
                self.sheet.write_blank(row, column, None, look)
            case _ if math.isinf(value):
                self.sheet.write_string(row, column, "∞" if value > 0 else "−∞", look)
            case _:
                self.sheet.write_number(row, column, value, look)
