"""The tables of the page: each cell in words, with the number behind it to sort by."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.briefing.contents import OUTCOMES, WORTH, Contents
from simulator.briefing.figure import Figure, verdict
from simulator.charts.base.findings import sentence_case
from simulator.charts.base.words import literal
from simulator.experiments.flow_matrix import LESS_CHANGE, MONEY, flow_matrix, sectors_of

THOUSANDS = 5e5
"""EUR: an amount that is written in thousands, as all of the flow matrix is."""


@dataclass(frozen=True)
class Cell:
    """A cell: its text, the number that it tells (None: it is no number), and its look.

    Attributes:
        bar: of an interval: its two ends and its middle, in per cent of the room, and where zero
            stands; drawn beside the text.
    """

    text: str
    value: float | None = None
    look: str = ""
    bar: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Line:
    """A row: its cells, and the number of its programme for rows that can be hidden."""

    cells: tuple[Cell, ...]
    programme: int | None = None


@dataclass(frozen=True)
class Grid:
    """A table: its caption, titles, and rows."""

    id: str
    caption: str
    titles: tuple[str, ...]
    lines: tuple[Line, ...]


def number(text: str, value: float) -> Cell:
    """Return a cell that tells a number, by which it is sorted."""
    return Cell(text, None if math.isnan(value) else value)


def interval(contents: Contents, figure: Figure) -> Cell:
    """Return an interval with its drawing: where it lies beside zero."""
    low, high, value = figure.estimate.low, figure.estimate.high, figure.estimate.value
    if not figure.estimate.has_interval:
        return Cell("–")
    reach = max(abs(low), abs(high)) or 1.0
    ends = tuple(round(50 + 48 * end / reach, 1) for end in (low, high, value))
    bar = (*ends, 50.0) if figure.is_difference else None
    return Cell(figure.interval(contents.words), low, bar=bar)  # type: ignore[arg-type]


def comparison(contents: Contents, prefix: str) -> Grid:
    """Return what each programme changes, with intervals; where nothing is compared, levels."""
    say = contents.words.say
    titles = (
        say(en="Outcome", fr="Résultat"),
        say(en="Programme", fr="Programme"),
        say(en="Mean", fr="Moyenne"),
        say(en=f"Difference from {literal(contents.reference)}",
            fr=f"Écart à {literal(contents.reference)}"),
        say(en="95 % interval", fr="Intervalle à 95 %"),
        "n",
        say(en="Finding", fr="Constat"),
    )  # fmt: skip
    caption = say(
        en="What each programme changes: paired differences; one whose interval spans zero is "
        "undecided",
        fr="Ce que change chaque programme : écarts appariés ; celui dont l’intervalle contient "
        "zéro est indécis",
    )
    return Grid(f"{prefix}-comparison", caption, titles, tuple(_compared(contents)))


def _compared(contents: Contents) -> Iterator[Line]:
    words = contents.words
    for outcome in OUTCOMES:
        for programme in contents.compared or contents.programmes:
            level = contents.level(outcome, programme)
            difference = contents.difference(outcome, programme)
            if level is None or (contents.compared and difference is None):
                continue
            label = Cell(words.label(outcome)), Cell(literal(programme))
            mean = number(level.text(words), level.estimate.value)
            place = contents.programmes.index(programme)
            if difference is None:
                of_level = interval(contents, level)
                n = Cell(words.number(level.estimate.n), level.estimate.n)
                yield Line((*label, mean, Cell("–"), of_level, n, Cell("–")), place)
                continue
            found = verdict(difference.estimate, words)
            shade = look(difference)
            yield Line(
                (
                    *label,
                    mean,
                    number(difference.text(words), difference.estimate.value),
                    interval(contents, difference),
                    Cell(words.number(difference.estimate.n), difference.estimate.n),
                    Cell(found, look=shade),
                ),
                place,
            )


def look(difference: Figure) -> str:
    """Return the look of a difference: better, worse or undecided; empty where neither is."""
    if not difference.is_difference:
        return ""
    if not difference.decided:
        return "undecided"
    if math.isnan(difference.estimate.p_better):
        return ""
    return "better" if difference.estimate.p_better > 0.5 else "worse"


def measures(contents: Contents, prefix: str) -> Grid:
    """Return what each measure costs, and the mean of the worst 5 % where there are enough."""
    say, words = contents.words.say, contents.words
    titles = (
        say(en="Measure", fr="Mesure"), say(en="Programme", fr="Programme"),
        say(en="Mean cost", fr="Coût moyen"), say(en="95 % interval", fr="Intervalle à 95 %"),
        say(en="Worst 5 %", fr="Les 5 % pires"), "n",
    )  # fmt: skip
    lines = []
    for programme in contents.programmes:
        for measure in contents.measures(programme):
            level = contents.level(f"cost_{measure}_eur", programme)
            worst = contents.worst(f"cost_{measure}_eur", programme)
            if level is None:
                continue
            cells = (
                Cell(literal(measure)),
                Cell(literal(programme)),
                number(level.text(words), level.estimate.value),
                interval(contents, level),
                Cell("–") if worst is None else number(worst.text(words), worst.estimate.value),
                Cell(words.number(level.estimate.n), level.estimate.n),
            )
            lines.append(Line(cells, contents.programmes.index(programme)))
    caption = say(en="What each measure costs", fr="Ce que coûte chaque mesure")
    return Grid(f"{prefix}-measures", caption, titles, tuple(lines))


def worth(contents: Contents, prefix: str) -> Grid:
    """Return what each programme saves, costs and is worth."""
    say, words = contents.words.say, contents.words
    named = {
        "revenue_saved": say(en="Revenue saved", fr="Chiffre d’affaires préservé"),
        "blockage_avoided": say(en="Blockage avoided", fr="Blocage évité"),
        "cost": say(en="Cost", fr="Coût"),
        "cost_per_eur": say(en="Cost of a euro of blockage avoided",
                            fr="Coût d’un euro de blocage évité"),
        "net": say(en="Net", fr="Solde"),
    }  # fmt: skip
    titles = (say(en="What", fr="Quoi"), say(en="Programme", fr="Programme"),
              say(en="Amount", fr="Montant"), say(en="95 % interval", fr="Intervalle à 95 %"),
              "n")  # fmt: skip
    lines = []
    for programme in contents.compared:
        for what in WORTH:
            found = contents.worth(what, programme)
            label = Cell(named[what]), Cell(literal(programme))
            place = contents.programmes.index(programme)
            if found is None:
                none = say(en="undecided", fr="indécis")
                shown = none if contents.price_finding(programme) == "undecided" else "–"
                lines.append(Line((*label, Cell(shown), Cell("–"), Cell("–")), place))
                continue
            amount = number(found.text(words), found.estimate.value)
            n = Cell(words.number(found.estimate.n), found.estimate.n)
            lines.append(Line((*label, amount, interval(contents, found), n), place))
    caption = say(
        en="What a programme is worth against the reference",
        fr="Ce que vaut un programme par rapport à la référence",
    )
    return Grid(f"{prefix}-worth", caption, titles, tuple(lines))


def flows(contents: Contents, prefix: str) -> Iterator[Grid]:
    """Yield each block of the last programme's flow matrix, with sums that are zero."""
    say, words, tables = contents.words.say, contents.words, contents.tables
    if tables.flows.empty or not contents.programmes:
        return
    programme = contents.programmes[-1]
    matrix = flow_matrix(tables.flows, tables.replications)
    matrix = matrix[matrix["programme"] == programme]
    sectors = sectors_of(tables.flows)
    scale = words.scale("EUR", [THOUSANDS])
    named = tuple(sentence_case(words.short("sector", sector)) for sector in sectors)
    for block in matrix["block"].drop_duplicates():
        rows = matrix[matrix["block"] == block]
        lines = [
            Line((
                Cell(say(en="less the change", fr="moins la variation") if kind == LESS_CHANGE
                     else literal(kind)),
                *(Cell(scale.bare(amount) if amount else "", amount) for amount in amounts),
                Cell(scale.bare(round(sum(amounts), 2)), look="sum"),
            ))
            for kind, *amounts in rows[["kind", *sectors]].itertuples(index=False, name=None)
        ]  # fmt: skip
        sums = [round(float(rows[sector].sum()), 2) + 0.0 for sector in sectors]
        total = (Cell(scale.bare(one), look="sum") for one in (*sums, round(sum(sums), 2) + 0.0))
        lines.append(Line((Cell(say(en="sum", fr="somme"), look="sum"), *total)))
        is_money = block == MONEY
        what = (
            say(en="Money received (+) or paid (−)", fr="Argent reçu (+) ou versé (−)")
            if is_money
            else say(en="Claims gained (+) or lost (−)", fr="Créances acquises (+) ou perdues (−)")
        )
        caption = f"{what}, {literal(programme)}, {scale.unit}"
        kind = say(en="Kind of flow", fr="Nature du flux")
        titles = (kind, *named, say(en="sum", fr="somme"))
        yield Grid(f"{prefix}-flows-{block}", caption, titles, tuple(lines))
