"""What tables on slides share: findings, and cells that tell decided from undecided."""

from simulator.briefing.contents import Contents
from simulator.briefing.deck.page import Cell
from simulator.briefing.figure import Figure
from simulator.catalogue import kinds
from simulator.charts.base import Words
from simulator.charts.base.page import FAINT, INK, legible
from simulator.charts.base.words import SPACE, literal
from simulator.charts.outcome_differences import BETTER, WORSE


def finding_of(chart: str, contents: Contents) -> str:
    """Return the sentence in which a chart of the results states its finding."""
    found: str = kinds("charts")[chart]().finding(contents.view)
    return found


def compared(figure: Figure | None, words: Words) -> Cell:
    """Return a difference, its interval and its verdict, in the verdict's colour."""
    if figure is None:
        return Cell("–", FAINT)
    lines = [figure.text(words), figure.interval(words), figure.verdict(words)]
    return Cell(
        "\n".join(line for line in lines if line != "–"), colour_of_verdict(figure), figure.decided
    )


def colour_of_verdict(figure: Figure) -> str:
    """Return blue for better, orange for worse, grey for undecided, black for neither."""
    if not figure.decided:
        return FAINT
    better = figure.estimate.p_better
    if better != better:
        return INK
    return legible(BETTER if better > 0.5 else WORSE)


def amount(figure: Figure | None, words: Words) -> Cell:
    """Return a level with its interval."""
    if figure is None:
        return Cell("–", FAINT)
    lines = [figure.text(words), figure.interval(words)]
    return Cell("\n".join(line for line in lines if line != "–"))


def part_of_cost(figure: Figure | None, words: Words) -> Cell:
    """Return a part of a cost with its interval; one that may as well be nothing is undecided."""
    if figure is None:
        return Cell("–", FAINT)
    shown = amount(figure, words)
    found = figure.estimate
    if not found.has_interval or found.decided or found.low == found.high:
        return shown
    unit = figure.scale(words).unit
    ends = f"{figure.interval(words)}{SPACE}{unit}"
    return Cell(f"{words.say(en='undecided', fr='indécis')}\n{ends}", FAINT)


def named(contents: Contents, programme: str) -> Cell:
    """Return a programme's name in its colour."""
    return Cell(literal(programme), legible(contents.view.colour(programme)), True)
