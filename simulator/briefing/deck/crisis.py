"""The slides of the question and of the crisis: what is asked, limits and blockage, causes."""

from typing import Any

import pandas as pd

from simulator.briefing.contents import Contents
from simulator.briefing.deck import native
from simulator.briefing.deck.marks import mark
from simulator.briefing.deck.page import BODY, LEFT, MARGIN, RIGHT, WIDTH, Box, Cell, Slide
from simulator.briefing.deck.tables import amount, compared, finding_of
from simulator.briefing.figure import Figure
from simulator.charts.base import Words
from simulator.charts.base.findings import strongest
from simulator.charts.base.inputs import title_of
from simulator.charts.base.page import INK, QUIET, legible
from simulator.charts.base.words import SPACE, literal
from simulator.charts.blocked_by_cause import COLOURS as CAUSES
from simulator.charts.limits_by_insurer import COLOURS as INSURERS
from simulator.charts.limits_by_insurer import MOST_INSURERS

LIMITS = "insured_limit_eur:"
RATE = "blockage_rate"
HALF = Box(MARGIN, 2.0, 6.0, 4.8)
OTHER_HALF = Box(WIDTH - MARGIN - 6.0, 2.0, 6.0, 4.8)


def question(deck: Any, contents: Contents) -> None:
    """What is asked, and the numbers that answer it first."""
    words, say = contents.words, contents.words.say
    others = words.listed(literal(p) for p in contents.compared)
    reference = literal(contents.reference)
    if contents.compared:
        title = say(
            en=f"What do the programmes change, against {reference}: {others}?",
            fr=f"Que changent les programmes par rapport à {reference} : {others} ?",
        )
    else:
        title = say(
            en=f"How much demand is blocked for lack of credit? {literal(contents.study)}, "
            f"programme {reference}",
            fr=f"Quelle demande est bloquée faute de crédit ? {literal(contents.study)}, "
            f"programme {reference}",
        )
    slide = Slide(deck, contents, title)
    text = say(
        en="Credit insurers cut the limits of resellers; orders that nobody will carry on credit "
        "are blocked, although customers want to buy. What does the publisher’s answer change in "
        "the demand that is blocked, in what it pays and guarantees, and in its partners’ cash?",
        fr="Les assureurs-crédit réduisent les limites des revendeurs ; les commandes que personne "
        "ne porte à crédit sont bloquées, alors que les clients veulent acheter. Que change la "
        "réponse de l’éditeur pour la demande bloquée, pour ce qu’il paie et garantit, et pour la "
        "trésorerie de ses partenaires ?",
    )
    slide.text(Box(BODY.x, 1.6, BODY.w, 1.3), [text], 18, INK)
    shown = _first_numbers(contents)
    wide = BODY.w / max(len(shown), 1)
    for i, (figure, caption, colour) in enumerate(shown):
        x = BODY.x + i * wide
        slide.text(Box(x, 3.25, wide - 0.2, 0.8), [figure.text(words)], 36, colour, bold=True)
        under = [caption]
        if figure.estimate.has_interval:
            sure = say(en="95 % interval", fr="intervalle à 95 % :")
            under.append(f"{sure} {figure.interval(words)}")
        under.append(f"n = {words.number(figure.estimate.n)}".replace(" ", SPACE))
        if figure.is_difference and not figure.decided:
            under.append(figure.verdict(words))
        slide.text(Box(x, 4.1, wide - 0.3, 1.9), under, 15, QUIET, gap=4)
    slide.text(
        Box(BODY.x, 6.05, BODY.w, 0.7),
        [say(
            en="An interval holds the luck of the draws: not whether the assumptions are right. A "
            "difference whose interval spans zero is undecided.",
            fr="Un intervalle contient la chance des tirages, et ne dit pas si les hypothèses sont "
            "justes. Un écart dont l’intervalle contient zéro est indécis.",
        )], 13, QUIET,
    )  # fmt: skip
    slide.cite(figure for figure, _, _ in shown)
    slide.finish()


def _first_numbers(contents: Contents) -> list[tuple[Figure, str, str]]:
    """Return figures to show large, each with what it is and its colour."""
    words, say, view = contents.words, contents.words.say, contents.view
    reference = contents.reference
    with_ = say(en="with", fr="avec")
    named: list[tuple[Figure | None, str, str]] = [
        (
            contents.level(outcome, reference),
            f"{words.label(outcome)}, {with_} {literal(reference)}",
            INK,
        )
        for outcome in (RATE, "lost_eur")
    ]
    best = strongest(contents.tables, RATE)
    if best is not None:
        colour = legible(view.colour(best)) if best in view.programmes else INK
        for outcome in (RATE, "programme_cost_eur"):
            what = f"{words.label(outcome)}, {literal(best)}"
            against = say(
                en=f"against {literal(reference)}", fr=f"par rapport à {literal(reference)}"
            )
            named.append((contents.difference(outcome, best), f"{what} {against}", colour))
    return [(figure, what, colour) for figure, what, colour in named if figure is not None]


def crisis(deck: Any, contents: Contents) -> None:
    """Insured limits and blockage through time, without a programme."""
    view, words = contents.view, contents.words
    names = contents.tables.series_names(LIMITS)
    reference = contents.reference
    means = {n.partition(":")[2]: contents.means(n, reference) for n in names}
    means = {n: weekly(one) for n, one in means.items() if not one.empty}
    rate = contents.band(RATE, reference)
    if not means or rate.middle.empty:
        return
    who = literal(reference)
    reading = words.say(
        en=f"Left: insured limits in force with {who}, by insurer, means over replications. Right: "
        "demand blocked on arrival, rolling 20 business days: median replication, and 10th and "
        "90th percentile (dashed). Shaded: waves of cuts; strokes: faults and reliefs.",
        fr=f"À gauche : limites assurées en vigueur avec {who}, par assureur, moyennes sur les "
        "réplications. À droite : demande bloquée à l’arrivée, sur 20 jours ouvrés glissants : "
        "réplication médiane, 10e et 90e centiles (tirets). En gris : vagues de coupes ; traits : "
        "pannes et retours de limites.",
    )
    slide = Slide(deck, contents, finding_of("limits_by_insurer", contents), reading)
    largest = sorted(means, key=lambda n: (-float(means[n].iloc[0]), n))
    lines = [
        native.Line(literal(title_of(view.world, "insurers", n)), list(means[n]), INSURERS[i])
        for i, n in enumerate(largest[:MOST_INSURERS])
    ]
    if len(largest) > MOST_INSURERS:
        rest = sum((means[n] for n in largest[MOST_INSURERS:]), start=0 * means[largest[0]])
        lines.append(native.Line(words.say(en="others", fr="autres"), list(rest), INSURERS[-1]))
    dates = _dates(means[largest[0]])
    window = view.window
    mark(slide, HALF, window, contents.events)
    native.over_time(slide, HALF, dates, lines, "EUR", window, True, native.PLOT, slide.title)
    low, middle, high = (weekly(one) for one in (rate.low, rate.middle, rate.high))
    quantiles = [
        native.Line(
            words.say(en="90th percentile", fr="90e centile"), list(high), QUIET, 1.25, True
        ),
        native.Line(words.say(en="median", fr="médiane"), list(middle), "#0072B2"),
        native.Line(
            words.say(en="10th percentile", fr="10e centile"), list(low), QUIET, 1.25, True
        ),
    ]
    dates = _dates(middle)
    mark(slide, OTHER_HALF, window, contents.events)
    native.over_time(
        slide, OTHER_HALF, dates, quantiles, "share", window, False, native.PLOT, words.label(RATE)
    )
    for name in names:
        slide.cite_series("daily", name, reference, "mean over replications, last close a week")
    slide.cite_series("daily", RATE, reference, "percentiles over replications, last close a week")
    slide.finish()


def causes(deck: Any, contents: Contents) -> None:
    """What blocks orders, and what the strongest programme changes of it."""
    words, reference = contents.words, contents.reference
    best = strongest(contents.tables, RATE)
    found = {
        cause: level
        for cause in CAUSES
        if (level := contents.level(f"blocked_{cause}_eur", reference)) is not None
        and level.estimate.value > 0
    }
    if not found:
        return
    order = sorted(found, key=lambda cause: -found[cause].estimate.value)
    slide = Slide(
        deck, contents, finding_of("blocked_by_cause", contents),
        words.say(
            en="Each order that is blocked on its first day counts under the first cause that, "
            "lifted alone, would have let it pass. Means over replications with their 95 % "
            "intervals.",
            fr="Chaque commande bloquée le jour de son arrivée compte sous la première cause qui, "
            "levée seule, l’aurait laissée passer. Moyennes sur les réplications et leurs "
            "intervalles à 95 %.",
        ),
    )  # fmt: skip
    shown = [reference, *([best] if best in contents.view.programmes else [])]
    lines = []
    for programme in shown:
        levels = [contents.level(f"blocked_{cause}_eur", programme) for cause in order]
        estimates = [level.estimate for level in levels if level is not None]
        if len(estimates) == len(order):
            values = [e.value for e in estimates]
            colour = contents.view.colour(programme)
            lines.append(native.Line(literal(programme), values, colour, estimates=estimates))
            slide.cite(levels)
    names = [words.short("cause", cause) for cause in order]
    native.bars(slide, LEFT, names, lines, "EUR", about=slide.title)
    head = [words.say(en="blocked by", fr="bloqué par"), literal(reference)]
    rows: list[list[str | Cell]] = [[*head, *([change_of(best, words)] if best else [])]]
    for cause, name in zip(order, names, strict=True):
        change = contents.difference(f"blocked_{cause}_eur", best) if best else None
        rows.append(
            [name, amount(found[cause], words), *([compared(change, words)] if best else [])]
        )
        slide.cite([change])
    slide.table(RIGHT, rows, (1.2, 1, 1.2)[: len(rows[0])], 13)
    slide.finish()


def change_of(programme: str, words: Words) -> str:
    """Return the heading of what a programme changes."""
    return words.say(en=f"change, {literal(programme)}", fr=f"écart, {literal(programme)}")


def weekly(series: pd.Series) -> pd.Series:
    """Return a daily series' last value of each week."""
    index = pd.DatetimeIndex(series.index)
    return series.groupby(index.to_period("W")).tail(1)


def _dates(series: pd.Series) -> list[Any]:
    return [day.date() for day in series.index]
