"""Numbers, dates and names as a reader of English or French expects them."""

import math
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from babel.dates import format_date
from babel.numbers import format_decimal
from matplotlib.ft2font import FT2Font

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")
LONGEST_NAME = 28
"""Characters of a name that are drawn."""
SPACE = "\N{NO-BREAK SPACE}"


@cache
def outcome_names() -> Mapping[str, Mapping[str, str]]:
    """Return what each headline outcome is called, by outcome and language."""
    text = (Path(__file__).parent / "outcome_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def short_names() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return what a cause of a block or a sector is called on its own, by family and language."""
    text = (Path(__file__).parent / "short_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _glyphs() -> frozenset[int]:
    """Return the code points that the charts' typeface, which comes with matplotlib, can draw."""
    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return frozenset(FT2Font(str(fonts / "DejaVuSans.ttf")).get_charmap())


def literal(text: object, longest: int = LONGEST_NAME) -> str:
    r"""Return a name that can be drawn as it is written, cut to `longest` characters.

    Control characters are written out, characters without a glyph become a question mark in a
    lozenge.

    >>> literal("a\x1b[31m$b_c<d>")
    'a\\x1b[31m$b_c<d>'
    """
    shown = "".join(_shown(character) for character in str(text))
    return shown if len(shown) <= longest else shown[: longest - 1] + "…"


def _shown(character: str) -> str:
    if unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"}:
        return character.encode("unicode_escape").decode("ascii")
    return character if ord(character) in _glyphs() else "\N{REPLACEMENT CHARACTER}"


def unbroken(sentence: str) -> str:
    r"""Return a sentence in which no line begins with a unit or a French colon.

    >>> unbroken("80 % of 5 k€ : n")
    '80\xa0% of 5\xa0k€\xa0: n'
    """
    return re.sub(r" (?=[%€:;]|[kM]€)", SPACE, sentence)


@dataclass(frozen=True)
class Scale:
    """How the amounts of one sentence or axis are written: one unit, so many decimals."""

    words: "Words"
    factor: float
    decimals: int
    unit: str

    def bare(self, value: float) -> str:
        """Return the number without its unit."""
        if not math.isfinite(value):
            return "–"
        return self.words.number(value * self.factor, self.decimals)

    def text(self, value: float) -> str:
        """Return the number with its unit."""
        if not math.isfinite(value):
            return "–"
        unit = self.unit
        if unit in {"points", "days", "jours"} and self._is_singular(value):
            unit = unit.removesuffix("s")
        return self.bare(value) + (SPACE + unit if unit else "")

    def signed(self, value: float) -> str:
        """Return the number with its unit and, where it is above zero, a plus."""
        return ("+" if value > 0 and self.bare(value) != self.bare(0.0) else "") + self.text(value)

    def _is_singular(self, value: float) -> bool:
        shown = round(abs(value * self.factor), self.decimals)
        return shown < 2 if self.words.language == "fr" else shown == 1 and self.decimals == 0


@dataclass(frozen=True)
class Words:
    """One language: its sentences, numbers and dates."""

    language: Language = "en"

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"language {self.language!r}: one of {', '.join(LANGUAGES)}")

    def say(self, *, en: str, fr: str) -> str:
        """Return the sentence in the reader's language."""
        return en if self.language == "en" else fr

    def number(self, value: float, decimals: int = 0) -> str:
        r"""Return a number with the language's separators.

        >>> Words("en").number(-1234.56, 1), Words("fr").number(-1234.56, 1)
        ('−1,234.6', '−1\u202f234,6')
        """
        rounded = round(value, decimals) + 0.0  # a negative zero loses its sign
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return format_decimal(rounded, format=pattern, locale=self.language).replace("-", "−")

    def day(self, day: date, year: bool = True) -> str:
        """Return a date, such as "16 March 2009" or, without its year, "16 Mar"."""
        pattern = "d MMMM y" if year else "d MMM"
        shown: str = format_date(day, pattern, locale=self.language)
        return shown.replace("1 ", "1er ", 1) if self._is_first(day) else shown

    def _is_first(self, day: date) -> bool:
        return self.language == "fr" and day.day == 1

    def month(self, day: date) -> str:
        """Return a month for an axis: "Mar", and with its year in January: "Jan 2009"."""
        shown: str = format_date(day, "MMM y" if day.month == 1 else "MMM", locale=self.language)
        return shown

    def outcome(self, outcome: str) -> str:
        """Return what an outcome is called in a sentence, with its article."""
        if outcome in outcome_names():
            return outcome_names()[outcome][self.language]
        if outcome.startswith("cost_") and outcome.endswith("_eur"):
            measure = literal(outcome.removeprefix("cost_").removesuffix("_eur"))
            return self.say(en=f"the cost of {measure}", fr=f"le coût de {measure}")
        return literal(outcome, 40)

    def short(self, family: str, name: str) -> str:
        """Return what a cause ("cause") or a sector ("sector") is called; else its own name.

        >>> Words("fr").short("cause", "limit")
        'limite ordinaire'
        """
        found = short_names()[family].get(name)
        return found[self.language] if found else literal(name)

    def programme(self, programme: str) -> str:
        """Return what a programme is called within a sentence."""
        name = literal(programme)
        return self.say(en=f"programme {name}", fr=f"le programme {name}")

    def label(self, outcome: str) -> str:
        """Return what an outcome is called in a table: without its article, capitalised."""
        name = self.outcome(outcome)
        for article in ("the ", "le ", "la ", "les ", "l’"):
            if outcome in outcome_names() and name.startswith(article):
                name = name.removeprefix(article)
                break
        return name[:1].upper() + name[1:]

    def listed(self, names: Iterable[str]) -> str:
        """Return names in a row: "a, b and c"; a dash for none."""
        *firsts, last = list(names) or ["–"]
        joined = self.say(en=" and ", fr=" et ")
        return f"{', '.join(firsts)}{joined}{last}" if firsts else last

    def share(self, value: float, decimals: int = 1) -> str:
        r"""Return a share of one as a percentage.

        >>> Words("fr").share(0.034)
        '3,4\xa0%'
        """
        return Scale(self, 100, decimals, "%").text(value)

    def scale(self, unit: str, values: Iterable[float], difference: bool = False) -> Scale:
        """Return how amounts are written: with the unit and the decimals that show all `values`.

        Args:
            unit: "EUR", "share", "days" or "count".
            values: all that will be written on this scale, in `unit`.
            difference: whether they are differences (of shares: in points).
        """
        finite = [abs(v) for v in values if math.isfinite(v)]
        factor, shown = self._unit(unit, max(finite, default=0.0), difference)
        sizes = [v * factor for v in finite if v * factor > 1e-9]
        whole = unit == "count" and all(abs(s - round(s)) < 1e-9 for s in sizes)
        least = 1 if unit in {"share", "days"} else 0
        return Scale(self, factor, 0 if whole else max(_decimals(sizes), least), shown)

    def axis(self, scale: Scale, ticks: Iterable[float]) -> Scale:
        """Return a scale with as few decimals as tell the ticks of an axis exactly."""
        sizes = [abs(tick * scale.factor) for tick in ticks]
        exact = (d for d in range(4) if all(abs(s - round(s, d)) < 1e-6 for s in sizes))
        return replace(scale, decimals=next(exact, 3))

    def _unit(self, unit: str, largest: float, difference: bool) -> tuple[float, str]:
        if unit == "share":
            return 100, "points" if difference else "%"
        if unit == "days":
            return 1, self.say(en="days", fr="jours")
        if unit != "EUR":
            return 1, ""
        if largest >= 1e10:
            return 1e-9, self.say(en="bn" + SPACE + "€", fr="Md€")
        if largest >= 1e6:
            return 1e-6, "M€"
        return (1e-3, "k€") if largest >= 1e4 else (1, "€")


def _decimals(sizes: list[float]) -> int:
    """Return the decimals (0 to 6) that show two digits of the largest and one of the smallest."""
    if not sizes:
        return 0
    for_largest = 1 - math.floor(math.log10(max(sizes)))
    for_smallest = -math.floor(math.log10(min(sizes)))
    return min(max(for_largest, min(for_smallest, for_largest + 1), 0), 6)
