"""The sheets' rows of what drives the answer, and of where it tips."""

from simulator.briefing import what_if
from simulator.briefing.contents import Contents
from simulator.briefing.figure import Figure
from simulator.briefing.workbook.layout import Column, Row
from simulator.briefing.workbook.numbers import INTERVAL, column, named_unit


def drivers(contents: Contents) -> tuple[list[Column], list[Row]]:
    """Return what each factor changes as it alone moves to an end of its range."""
    words = contents.words
    columns = [
        column("factor", words, width=48), column("path", words, width=44),
        column("grade", words, width=8), column("programme", words, width=16),
        column("of_what", words, width=30), column("code", words, width=20),
        column("moved_to", words, width=14), column("unit", words, width=10),
        Column("n", "whole", 6),
        *(column(name, words, "any", 16, signed=True) for name in ("difference", *INTERVAL)),
        column("finding", words, "word", 13),
    ]  # fmt: skip
    rows = []
    for one in what_if.drivers(contents):
        level, effect = words.say(en="level", fr="niveau"), words.say(en="effect", fr="effet")
        told = [(level, what_if.driver_of(contents), f) for f in one.ends or (one.index,)]
        told += [(effect, f.programme, f) for f in one.changes]
        for what, programme, figure in told:
            labels = (one.label, one.name, one.grade, programme, what, figure.name)
            moved = what_if.setting_of(words, one, figure)
            rows.append(_row((*labels, moved), figure, contents))
    return columns, rows


def tipping(contents: Contents) -> tuple[list[Column], list[Row]]:
    """Return the outcome at each value of the parameter that was moved."""
    words = contents.words
    asked = contents.tipping.manifest.get("asked", {})
    columns = [
        column("factor", words, width=44), column("path", words, width=44),
        column("code", words, width=20), column("value", words, "ratio", 12),
        column("unit", words, width=10), Column("n", "whole", 6),
        *(column(name, words, "any", 16, signed=True) for name in ("difference", *INTERVAL)),
        column("finding", words, "word", 13),
    ]  # fmt: skip
    rows = [
        _row((what_if.parameter_of(contents), asked["path"], figure.name, value), figure, contents)
        for value, _, figure in what_if.ladder(contents)
    ]
    return columns, rows


def _row(labels: tuple[object, ...], figure: Figure, contents: Contents) -> Row:
    found, words = figure.estimate, contents.words
    known = figure.unit in {"EUR", "share", "days", "count"}
    unit = named_unit(figure.unit, words) if known else ""
    verdict = figure.verdict(words) if figure.is_difference else ""
    look = "undecided" if figure.is_difference and not figure.decided else ""
    amounts = (found.value, found.low, found.high, verdict)
    return Row((*labels, unit, found.n, *amounts), figure.unit if known else "ratio", look)
