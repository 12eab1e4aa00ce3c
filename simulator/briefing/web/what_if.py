"""The tables of the page that tell what drives the answer, and where it tips."""

from simulator.briefing import what_if
from simulator.briefing.contents import Contents
from simulator.briefing.figure import Figure
from simulator.briefing.web.grids import Cell, Grid, Line, interval, look, number
from simulator.charts.base.words import literal


def findings(contents: Contents) -> list[str]:
    """Return a sentence for each answer that lies beside the results."""
    found = [what_if.what_drives(contents)] if what_if.drivers(contents) else []
    return [*found, what_if.where_it_tips(contents)] if what_if.ladder(contents) else found


def grids(contents: Contents, prefix: str) -> list[Grid]:
    """Return the tables of what drives the answer, and of where it tips; those that there are."""
    return [one for one in (drivers(contents, prefix), tipping(contents, prefix)) if one.lines]


def drivers(contents: Contents, prefix: str) -> Grid:
    """Return what each factor changes as it alone moves to an end of its range."""
    say, words = contents.words.say, contents.words
    titles = (
        say(en="Factor", fr="Facteur"), say(en="Of what", fr="De quoi"),
        say(en="Moved to", fr="Porté à"), say(en="Source’s grade", fr="Cote de la source"),
        say(en="Change", fr="Écart"), say(en="95 % interval", fr="Intervalle à 95 %"), "n",
        say(en="Finding", fr="Constat"),
    )  # fmt: skip
    lines = []
    for one in what_if.drivers(contents):
        outcome = words.label(one.index.name)
        who = what_if.driver_of(contents) or contents.reference
        of_level = f"{outcome}, {literal(who)}"
        lines += [_line(contents, one, f, of_level) for f in one.ends or (one.index,)]
        effects = [
            say(en=f"effect of {literal(f.programme)}", fr=f"effet de {literal(f.programme)}")
            for f in one.changes
        ]
        told = zip(one.changes, effects, strict=True)
        lines += [_line(contents, one, figure, effect) for figure, effect in told]
    caption = say(
        en="What drives the answer: each assumption moved alone, from what is assumed to an end of "
        "its range",
        fr="Ce qui pèse sur la réponse : chaque hypothèse seule, de la valeur retenue à un bout de "
        "son étendue",
    )
    return Grid(f"{prefix}-drivers", caption, titles, tuple(lines))


def _line(contents: Contents, one: what_if.Driver, figure: Figure, of_what: str) -> Line:
    words = contents.words
    return Line((
        Cell(one.label), Cell(of_what), Cell(what_if.setting_of(words, one, figure)),
        Cell(one.grade or "–"), number(figure.text(words), figure.estimate.value),
        interval(contents, figure), Cell(words.number(figure.estimate.n), figure.estimate.n),
        Cell(figure.verdict(words) if figure.is_difference else "–", look=look(figure)),
    ))  # fmt: skip


def tipping(contents: Contents, prefix: str) -> Grid:
    """Return the outcome at each value of the parameter that was moved."""
    say, words = contents.words.say, contents.words
    found = what_if.ladder(contents)
    titles = (
        what_if.parameter_of(contents) if found else "",
        say(en="Difference", fr="Écart") if found and found[0][2].is_difference
        else say(en="Mean", fr="Moyenne"),
        say(en="95 % interval", fr="Intervalle à 95 %"), "n", say(en="Finding", fr="Constat"),
    )  # fmt: skip
    lines = tuple(
        Line((
            Cell(text), number(figure.text(words), figure.estimate.value),
            interval(contents, figure), Cell(words.number(figure.estimate.n), figure.estimate.n),
            Cell(figure.verdict(words) if figure.is_difference else "–", look=look(figure)),
        ))
        for _, text, figure in found
    )  # fmt: skip
    caption = say(en="Where it tips: ", fr="Où cela bascule : ")
    caption += words.label(found[0][2].name) if found else ""
    return Grid(f"{prefix}-tipping", caption, titles, lines)
