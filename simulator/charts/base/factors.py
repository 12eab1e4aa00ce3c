"""What the factors of an answer are called, and how their values are written."""

import math
from collections.abc import Mapping
from typing import Any

from simulator.charts.base.findings import sentence_case
from simulator.charts.base.words import Words, literal

LONGEST = 72
"""Characters of a factor's title."""
ARTICLES = ("the ", "le ", "la ", "les ", "l’")
DIGITS = 4
"""Significant digits of a parameter's value."""


def factors_of(manifest: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return what an answer's manifest says of each factor, by name; empty where it does not."""
    return {str(one["name"]): one for one in manifest.get("factors", ())}


def phrase(words: Words, factor: Mapping[str, Any], name: str, longest: int = LONGEST) -> str:
    """Return what a factor is called within a sentence: its title, or else its path."""
    title = words.say(
        en=str(factor.get("title") or ""),
        fr=str(factor.get("title_fr") or factor.get("title") or ""),
    )
    return literal(title or name, longest)


def label(words: Words, factor: Mapping[str, Any], name: str, longest: int = LONGEST) -> str:
    """Return what a factor is called in a table: without its article, capitalised."""
    said = phrase(words, factor, name, longest)
    if not factor.get("title"):
        return said
    article = next((one for one in ARTICLES if said.startswith(one)), "")
    return sentence_case(said.removeprefix(article))


def value_of(words: Words, unit: str, value: float, digits: int = DIGITS) -> str:
    r"""Return a parameter's value, to so many digits; a share in per cent.

    >>> value_of(Words("fr"), "share", 0.3761), value_of(Words("en"), "EUR", 5000.0)
    ('37,61\xa0%', '5,000')
    """
    shown = value * 100 if unit == "share" else value
    text = _plain(words, shown, digits)
    return words.share(value, _decimals(text, words)) if unit == "share" else text


def _plain(words: Words, value: float, digits: int) -> str:
    """Return a number without the zeros that its decimals end with."""
    if not math.isfinite(value) or value == 0:
        return words.number(0.0)
    decimals = min(max(digits - 1 - math.floor(math.log10(abs(value))), 0), 6)
    text = words.number(value, decimals)
    mark = words.say(en=".", fr=",")
    return text.rstrip("0").rstrip(mark) if decimals else text


def _decimals(text: str, words: Words) -> int:
    return len(text.partition(words.say(en=".", fr=","))[2])
