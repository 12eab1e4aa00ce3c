"""The slides of what drives the answer, and of where it tips."""

from typing import Any

from simulator.briefing import what_if
from simulator.briefing.contents import Contents
from simulator.briefing.deck import native
from simulator.briefing.deck.page import LEFT, RIGHT, Box, Cell, Slide
from simulator.briefing.deck.tables import compared
from simulator.briefing.figure import Figure
from simulator.briefing.what_if import Driver
from simulator.charts.base.factors import value_of
from simulator.charts.base.page import FAINT, INK, QUIET
from simulator.charts.base.words import literal

LOW, HIGH = "#56B4E9", "#0072B2"
"""Colours of a factor's lowest and of its highest value."""
CURVE, BAND, LEVEL = "#0072B2", "#56B4E9", INK
MOST = 7
"""Factors for which there is room."""


def drivers(deck: Any, contents: Contents) -> None:
    """Which assumptions the answer hangs on, each moved alone."""
    words, say = contents.words, contents.words.say
    found = what_if.drivers(contents)[:MOST]
    if not found:
        return
    who = literal(what_if.driver_of(contents) or contents.reference)
    name, n = words.outcome(what_if.outcome_of(contents)), words.number(found[0].index.estimate.n)
    alone = bool(found[0].ends)
    moved = say(
        en=f"Change of {name} with {who} as one estimate alone moves from what is assumed to an "
        f"end of its range (in brackets, with its source’s grade; C: an estimate); 95 % intervals, "
        f"n = {n}. Table: the change in what the programme does; grey: undecided.",
        fr=f"Écart de {name} avec {who} quand une seule estimation passe de la valeur retenue à "
        f"un bout de son étendue (entre parenthèses, avec la cote de sa source ; C : estimée) ; "
        f"intervalles à 95 %, n = {n}. Tableau : écart de l’effet du programme ; gris : indécis.",
    )
    shared = say(
        en=f"Sensitivity of {name}, with 95 % intervals; the grade of each source in brackets "
        f"(C: an estimate); n = {n}.",
        fr=f"Sensibilité de {name}, intervalles à 95 % ; entre parenthèses, la cote de chaque "
        f"source (C : estimée) ; n = {n}.",
    )
    slide = Slide(deck, contents, what_if.what_drives(contents), moved if alone else shared)
    names = [_named(one) for one in found]
    lines = _ends(found, contents) if alone else [_indices(found)]
    unit = found[0].index.unit
    native.bars(slide, LEFT, names, lines, unit, about=slide.title)
    slide.cite(figure for one in found for figure in (one.index, *one.ends, *one.changes))
    slide.table(RIGHT, _rows(found, contents), (1.5, 1, 1, 1)[: 3 if alone else 2], 10.5)
    slide.finish()


def tipping(deck: Any, contents: Contents) -> None:
    """Up to where the answer holds as one assumption moves."""
    words, say = contents.words, contents.words.say
    found = what_if.ladder(contents)
    if len(found) < 2:
        return
    slide = Slide(deck, contents, what_if.where_it_tips(contents), _tipping_reading(contents))
    estimates = [figure.estimate for _, _, figure in found]
    values = [value for value, _, _ in found]
    per = say(en="95 % interval", fr="intervalle à 95 %")
    asked = contents.tipping.manifest["asked"]
    level = [float(asked["level"])] * len(values)
    lines = [
        native.Line(say(en="mean", fr="moyenne"), [e.value for e in estimates], CURVE),
        native.Line(per, [e.low for e in estimates], BAND, 1.25, dashed=True),
        native.Line(f"{per} ", [e.high for e in estimates], BAND, 1.25, dashed=True),
        native.Line(say(en="level", fr="seuil"), level, LEVEL, 1.25),
    ]
    shown = found[0][2]
    units = str(asked.get("of_unit", "")), shown.unit
    across = what_if.parameter_of(contents)
    native.curves(slide, LEFT, values, lines, units, across, slide.title)
    head: list[str | Cell] = [
        say(en="value", fr="valeur"),
        words.label(shown.name) + (say(en=", difference", fr=", écart") * shown.is_difference),
    ]
    rows: list[list[str | Cell]] = [head]
    rows += [[text, compared(figure, words)] for _, text, figure in found]
    slide.cite(figure for _, _, figure in found)
    slide.table(Box(RIGHT.x, RIGHT.y, RIGHT.w, 4.0), rows, (1.0, 2.0), 12)
    below = Box(RIGHT.x, 6.15, RIGHT.w, 0.6)
    more = "simulator tip … --out " + say(en="RESULTS/tipping", fr="RÉSULTATS/tipping")
    slide.text(
        below,
        [say(en=f"Another parameter, outcome or level: {more}",
             fr=f"Autre paramètre, résultat ou seuil : {more}")], 11, QUIET,
    )  # fmt: skip
    slide.finish()


def _tipping_reading(contents: Contents) -> str:
    words, say = contents.words, contents.words.say
    asked = contents.tipping.manifest["asked"]
    n = words.number(what_if.ladder(contents)[0][2].estimate.n)
    less = ""
    if asked.get("unmoved"):
        usual = value_of(words, str(asked["of_unit"]), float(asked["assumed"]))
        less = say(
            en=f"{literal(asked['programme'])} at each value, less {literal(asked['reference'])} "
            f"at the value assumed, {usual}. ",
            fr=f"{literal(asked['programme'])} à chaque valeur, moins "
            f"{literal(asked['reference'])} à la valeur retenue, {usual}. ",
        )
    return less + say(
        en=f"Line: mean over {n} replications, the same at every value; dashed: its 95 % interval. "
        "It tips where the line crosses the level; from where one dashed line crosses it to where "
        "the other does is the 95 % interval of the crossing.",
        fr=f"Trait : moyenne de {n} réplications, les mêmes à chaque valeur ; tirets : son "
        "intervalle à 95 %. Bascule : là où le trait croise le seuil ; d’un croisement des tirets "
        "à l’autre, l’intervalle à 95 % de la bascule.",
    )


def _named(one: Driver) -> str:
    """Return a factor's name with its range and the grade of its source."""
    inside = ", ".join(part for part in (one.span, one.grade) if part)
    return f"{one.label}\n({inside})" if inside else one.label


def _ends(found: list[Driver], contents: Contents) -> list[native.Line]:
    """Return a series for the lowest and one for the highest value of each factor."""
    say = contents.words.say
    called = (say(en="lowest value", fr="valeur basse"), say(en="highest value", fr="valeur haute"))
    lines = []
    for at, (name, colour) in enumerate(zip(called, (LOW, HIGH), strict=True)):
        estimates = [one.ends[min(at, len(one.ends) - 1)].estimate for one in found]
        lines.append(native.Line(name, [e.value for e in estimates], colour, estimates=estimates))
    return lines


def _indices(found: list[Driver]) -> native.Line:
    estimates = [one.index.estimate for one in found]
    return native.Line("index", [e.value for e in estimates], HIGH, estimates=estimates)


def _rows(found: list[Driver], contents: Contents) -> list[list[str | Cell]]:
    """Return a row a factor: what its ends change in what the programme does, or its index."""
    words, say = contents.words, contents.words.say
    if not any(one.changes for one in found):
        table: list[list[str | Cell]] = [
            [say(en="factor", fr="facteur"), say(en="index", fr="indice")]
        ]
        return table + [[one.label, _plain(one.index, contents)] for one in found]
    asked = contents.changes.manifest.get("asked", {})
    who = literal(asked.get("programme", ""))
    head = [
        say(en=f"effect of {who}", fr=f"effet de {who}"),
        say(en="at the lowest", fr="au plus bas"),
        say(en="at the highest", fr="au plus haut"),
    ]
    rows: list[list[str | Cell]] = [list(head)]
    for one in found:
        cells: list[str | Cell] = [compared(figure, words) for figure in one.changes]
        rows.append([one.label, *cells, *[Cell("–", FAINT)] * (2 - len(cells))])
    return rows


def _plain(figure: Figure, contents: Contents) -> Cell:
    return Cell(f"{figure.text(contents.words)}\n{figure.interval(contents.words)}")
