"""One slide: its title, how to read it, what stands on it, and where its numbers come from."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from simulator.briefing.contents import Contents
from simulator.briefing.figure import Figure
from simulator.charts.base.page import INK, QUIET
from simulator.charts.base.words import unbroken

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.55
"""Inches."""
FONT = "Calibri"
TITLE_ONLY = 5
"""The layout of the library's own template that has a title and nothing else."""
PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's table style without fills and lines."""
HEADING, STRIPE = "E3E8EC", "F6F7F8"
TITLE_SIZES = ((26, 2), (23, 2), (20, 3), (17, 4))
"""Points of a title, and how many lines it may then have."""
LETTER = 0.5
"""How wide a letter is on average, in shares of its size."""


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide, in inches."""

    x: float
    y: float
    w: float
    h: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        """Left, top, width, height as the file has them."""
        x, y, w, h = (Emu(int(Inches(side))) for side in (self.x, self.y, self.w, self.h))
        return x, y, w, h


BODY = Box(MARGIN, 2.0, WIDTH - 2 * MARGIN, 4.75)
LEFT = Box(MARGIN, 2.0, 7.0, 4.75)
RIGHT = Box(7.75, 2.0, WIDTH - 7.75 - MARGIN, 4.75)


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its text, and how it is set."""

    text: str
    colour: str = INK
    bold: bool = False


class Slide:
    """A slide that is being filled."""

    def __init__(self, deck: Any, contents: Contents, title: str, reading: str = "") -> None:
        self.words, self.title = contents.words, title
        self.number = len(deck.slides) + 1
        self.slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
        self._figures: list[str] = []
        heading = self.slide.shapes.title
        place = Box(MARGIN, 0.3, WIDTH - 2 * MARGIN, 1.08)
        heading.left, heading.top, heading.width, heading.height = place.emu
        size = _title_size(title, place.w)
        _fill(heading.text_frame, [unbroken(title)], size, INK, bold=True, anchor=MSO_ANCHOR.MIDDLE)
        if reading:
            self.text(Box(MARGIN, 1.38, WIDTH - 2 * MARGIN, 0.58), [reading], 12, QUIET)
        self.text(Box(MARGIN, 6.92, WIDTH - 2 * MARGIN - 0.6, 0.4), [contents.source], 10, QUIET)
        corner = Box(WIDTH - MARGIN - 0.6, 6.92, 0.6, 0.4)
        self.text(corner, [str(self.number)], 10, QUIET, align=PP_ALIGN.RIGHT)

    def text(
        self,
        box: Box,
        paragraphs: Sequence[str],
        size: float,
        colour: str = INK,
        *,
        bold: bool = False,
        align: Any = PP_ALIGN.LEFT,
        gap: float = 0,
    ) -> None:
        """Write paragraphs into a box; `gap` points between them."""
        frame = self.slide.shapes.add_textbox(*box.emu).text_frame
        shown = [unbroken(one) for one in paragraphs]
        _fill(frame, shown, size, colour, bold=bold, align=align, gap=gap)

    def table(
        self, box: Box, rows: Sequence[Sequence[str | Cell]], widths: Sequence[float], size: float
    ) -> None:
        """Draw a table whose first row is its heading; numbers stand to the right.

        Args:
            widths: shares of the box's width.
        """
        tall = min(box.h / len(rows), size / 72 * 2.9)
        place = Box(box.x, box.y, box.w, tall * len(rows))
        frame = self.slide.shapes.add_table(len(rows), len(widths), *place.emu)
        frame._element.graphic.graphicData.tbl[0][-1].text = PLAIN_TABLE
        frame.table.horz_banding = False
        for column, share in zip(frame.table.columns, widths, strict=True):
            column.width = Inches(box.w * share / sum(widths))
        for y, row in enumerate(rows):
            frame.table.rows[y].height = Inches(tall)
            for x, given in enumerate(row):
                one = given if isinstance(given, Cell) else Cell(given, bold=y == 0)
                _set(
                    frame.table.cell(y, x),
                    one,
                    size,
                    y,
                    PP_ALIGN.LEFT if x == 0 else PP_ALIGN.RIGHT,
                )

    def shape(self, kind: Any, box: Box, fill: str) -> Any:
        """Draw a plain shape and return it."""
        drawn = self.slide.shapes.add_shape(kind, *box.emu)
        drawn.fill.solid()
        drawn.fill.fore_color.rgb = colour_of(fill)
        drawn.line.fill.background()
        drawn._element.remove(drawn._element.find(qn("p:style")))
        return drawn

    def cite(self, figures: Iterable[Figure | None]) -> None:
        """Note where the slide's figures stand in the results folder."""
        for figure in figures:
            if figure is not None:
                shown = f"{figure.text(self.words)} [{figure.interval(self.words)}]"
                self._figures.append(f"{shown}, n = {figure.estimate.n}: {figure.place}")

    def cite_series(self, table: str, outcome: str, programme: str, how: str) -> None:
        """Note from which rows a chart's values are taken, and how."""
        where = f"{table}.parquet: programme = {programme}, outcome = {outcome}"
        self._figures.append(f"{where}: {how}")

    def finish(self) -> None:
        """Write the notes."""
        if self._figures:
            head = self.words.say(
                en="Where the numbers stand in the results folder:",
                fr="Où se trouvent les nombres dans le dossier de résultats :",
            )
            self.slide.notes_slide.notes_text_frame.text = "\n".join(
                dict.fromkeys([head, *self._figures])
            )


def colour_of(colour: str) -> RGBColor:
    """Return a colour such as "#0072B2" as the file has it."""
    return RGBColor(*bytes.fromhex(colour.removeprefix("#")))


def lines_of(text: str, size: float, width: float) -> int:
    """Return about how many lines a text takes, of letters of so many points in so many inches.

    >>> lines_of("x" * 100, 24, 10.0)
    2
    """
    return math.ceil(len(text) * size * LETTER / 72 / width)


def _title_size(title: str, width: float) -> float:
    fitting = (size for size, most in TITLE_SIZES if lines_of(title, size, width - 0.2) <= most)
    return next(fitting, TITLE_SIZES[-1][0])


def _fill(
    frame: Any,
    paragraphs: Sequence[str],
    size: float,
    colour: str,
    *,
    bold: bool = False,
    align: Any = PP_ALIGN.LEFT,
    anchor: Any = MSO_ANCHOR.TOP,
    gap: float = 0,
) -> None:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.vertical_anchor = anchor
    for i, text in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.alignment = align
        paragraph.space_after = Pt(gap)
        run = paragraph.add_run()
        run.text = text
        _letters(run.font, size, colour, bold)


def _set(cell: Any, given: Cell, size: float, row: int, align: Any) -> None:
    cell.margin_left = cell.margin_right = Inches(0.05)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = colour_of(HEADING if row == 0 else STRIPE if row % 2 else "FFFFFF")
    lines = given.text.split("\n")
    for i, line in enumerate(lines):
        paragraph = cell.text_frame.paragraphs[0] if i == 0 else cell.text_frame.add_paragraph()
        paragraph.alignment = align
        run = paragraph.add_run()
        run.text = unbroken(line)
        _letters(run.font, size if i == 0 else size - 1, given.colour, given.bold and i == 0)


def _letters(font: Any, size: float, colour: str, bold: bool) -> None:
    font.name, font.size, font.bold = FONT, Pt(size), bold
    font.color.rgb = colour_of(colour)
