"""The sheet that every chart is drawn on: the finding, how to read it, the picture, the source."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib.style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from simulator.charts.base.words import unbroken

STYLE = Path(__file__).parent.parent / "style.mplstyle"
MARGIN = 0.35
"""Inches left free around the sheet."""
LONGEST_TITLE = 3
"""Lines of a title, before its letters become smaller."""
QUIET = "#555555"
FAINT = "#777777"
INK = "#222222"


def legible(colour: str) -> str:
    """Return a colour dark enough for letters on white: a contrast of 4.5 (WCAG 2.2, 1.4.3).

    >>> legible("#0072B2"), legible("#56B4E9")
    ('#0072b2', '#3c7da2')
    """
    red, green, blue = to_rgb(colour)
    while _contrast_with_white(red, green, blue) < 4.5:
        red, green, blue = red * 0.97, green * 0.97, blue * 0.97
    return to_hex((red, green, blue))


def _contrast_with_white(*red_green_blue: float) -> float:
    linear = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in red_green_blue)
    luminance = sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05)


@contextmanager
def style() -> Iterator[None]:
    """Draw in the project's style, whatever the user's own settings are."""
    with matplotlib.style.context(STYLE, after_reset=True):
        yield


class Sheet(Figure):
    """A figure that shows itself in notebooks and whose files depend on nothing but what is drawn.

    Attributes:
        finding: the title, as one line of text.
    """

    def __init__(self, height: float = 5.625, **settings: Any) -> None:
        super().__init__(figsize=(10.0, height), **settings)
        FigureCanvasAgg(self)
        self.finding = ""
        self._top = height - MARGIN
        self._bottom = MARGIN

    def head(self, finding: str, reading: str) -> None:
        """Write the title and, below it, how bands and marks are to be read."""
        self.finding = finding
        title = self._text(finding, size=16, weight="bold", color=INK)
        for size in (16, 14.5, 13, 11.5):
            title.set_fontsize(size)
            title.set_text(self._wrapped(title, finding))
            if title.get_text().count("\n") < LONGEST_TITLE:
                break
        self._place(title, gap=0.10)
        if reading:
            text = self._text(reading, size=11, color=QUIET)
            text.set_text(self._wrapped(text, reading))
            self._place(text, gap=0.12)

    def foot(self, source: str) -> None:
        """Write the source line at the bottom."""
        text = self._text(source, size=8.5, color=FAINT)
        text.set_text(self._wrapped(text, source))
        text.set_verticalalignment("bottom")
        text.set_position((MARGIN / self._width, (MARGIN - 0.1) / self._height))
        self._bottom = MARGIN + self._tall(text)

    def note(self, sentence: str) -> None:
        """Write a sentence in the middle of the sheet, where there is nothing to draw."""
        text = self._text(sentence, size=13, color=QUIET)
        text.set_text(self._wrapped(text, sentence))
        text.set_verticalalignment("center")
        text.set_position((MARGIN / self._width, (self._top + self._bottom) / 2 / self._height))

    @property
    def room(self) -> tuple[float, float, float, float]:
        """Left, bottom, width and height of what is left to draw in, in shares of the sheet."""
        left, wide = MARGIN / self._width, 1 - 2 * MARGIN / self._width
        low, high = self._bottom / self._height, self._top / self._height
        return left, low, wide, max(high - low, 0.05)

    @property
    def room_inches(self) -> float:
        """The height that is left for the picture, in inches."""
        return self.room[3] * self._height

    def arrange(self) -> None:
        """Lay the axes out in the room that is left, and keep them there.

        Positions are rounded: the solver's last digits depend on where objects lie in memory.
        """
        self.set_layout_engine("constrained", rect=self.room, w_pad=0.04, h_pad=0.04)
        self.draw_without_rendering()
        self.set_layout_engine("none")
        for axes in self.axes:
            left, low, wide, high = (round(edge, 6) for edge in axes.get_position().bounds)
            axes.set_position((left, low, wide, high))

    def savefig(self, fname: Any, **settings: Any) -> None:
        """Write the picture; the same drawing gives the same bytes, as no date goes in."""
        kind = settings.get("format") or Path(str(fname)).suffix.lstrip(".").lower() or "png"
        undated = {"png": {"Software": None}, "svg": {"Date": None, "Title": self.finding}}
        settings.setdefault("metadata", undated.get(kind))
        with style():
            super().savefig(fname, **settings)

    def as_bytes(self, kind: str = "png") -> bytes:
        """Return the picture as the bytes of a PNG or SVG file."""
        buffer = io.BytesIO()
        self.savefig(buffer, format=kind)
        return buffer.getvalue()

    def _repr_png_(self) -> tuple[bytes, dict[str, float]]:
        size = {"width": 100 * self._width, "height": 100 * self._height}
        return self.as_bytes("png"), size

    @property
    def _width(self) -> float:
        return float(self.get_figwidth())

    @property
    def _height(self) -> float:
        return float(self.get_figheight())

    def _text(self, text: str, **look: Any) -> Text:
        return self.text(MARGIN / self._width, 0.5, text, va="top", in_layout=False, **look)

    def _place(self, text: Text, gap: float) -> None:
        text.set_position((MARGIN / self._width, self._top / self._height))
        self._top -= self._tall(text) + gap

    def _tall(self, text: Text) -> float:
        return float(text.get_window_extent().height / self.dpi)

    def _wrapped(self, text: Text, sentence: str) -> str:
        """Return the sentence in lines that fit the sheet's width, measured as they are drawn."""
        widest = (self._width - 2 * MARGIN) * self.dpi
        lines = [""]
        for word in unbroken(sentence).split(" "):
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            text.set_text(longer)
            if lines[-1] and text.get_window_extent().width > widest:
                lines.append(word)
            else:
                lines[-1] = longer
        return "\n".join(lines)
