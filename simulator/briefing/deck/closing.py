"""The slides of other assumptions, of the hindcast, and of the programmes to choose from."""

import math
from dataclasses import replace
from typing import Any

from simulator.briefing.contents import Contents
from simulator.briefing.deck import native
from simulator.briefing.deck.crisis import RATE
from simulator.briefing.deck.page import BODY, LEFT, RIGHT, Box, Cell, Slide
from simulator.briefing.deck.tables import compared
from simulator.briefing.figure import Figure
from simulator.charts.base import Words
from simulator.charts.base.findings import strongest
from simulator.charts.base.page import FAINT, INK, legible
from simulator.charts.base.words import literal
from simulator.charts.hindcast import Hindcast
from simulator.charts.outcome_differences import BETTER, WORSE

CHOICE = (RATE, "lost_eur", "publisher_revenue_eur", "programme_cost_eur")
PARTNERS = ("reseller_cash_p50_eur", "failures")
MOST_OBSERVATIONS = 14
FEW_ROWS = 5
"""Rows below which there is room for a sentence."""
MOST_ASSUMPTIONS = 7


def other_assumptions(deck: Any, contents: Contents) -> None:
    """What the programme does under each set of assumptions that was run."""
    words, say = contents.words, contents.words.say
    best = strongest(contents.tables, RATE)
    sets = contents.whole.all_assumptions[:MOST_ASSUMPTIONS]
    if best is None or len(sets) < 2:
        return
    under = {a: replace(contents, tables=contents.whole.under(a), assumptions=a) for a in sets}
    found = {
        a: change for a, one in under.items() if (change := one.difference(RATE, best)) is not None
    }
    if len(found) < 2:
        return
    least, most = (
        chosen(found, key=lambda a: abs(found[a].estimate.value)) for chosen in (min, max)
    )
    name = words.outcome(RATE)
    title = say(
        en=f"What {words.programme(best)} changes in {name} depends on the assumptions: "
        f"{found[least].text(words)} under {literal(least)}, {found[most].text(words)} under "
        f"{literal(most)}",
        fr=f"Ce que {words.programme(best)} change pour {name} dépend des hypothèses : "
        f"{found[least].text(words)} sous {literal(least)}, {found[most].text(words)} sous "
        f"{literal(most)}",
    )
    if found[least].text(words) == found[most].text(words):
        title = contents.finding(RATE, best)
    reading = say(
        en="Paired differences in the share of demand blocked, with 95 % intervals; hollow: "
        "undecided, as the interval spans zero.",
        fr="Écarts appariés de la part de la demande bloquée, intervalles à 95 % ; barre creuse : "
        "indécis, l’intervalle contient zéro.",
    )
    slide = Slide(deck, contents, title, reading)
    estimates = [one.estimate for one in found.values()]
    colour = contents.view.colour(best) if best in contents.view.programmes else INK
    line = native.Line(
        literal(best), [e.value for e in estimates], colour, estimates=estimates,
        colours=[colour] * len(found), hollow=[not e.decided for e in estimates],
    )  # fmt: skip
    native.bars(slide, LEFT, [literal(a) for a in found], [line], "share", about=title)
    head = [say(en="assumptions", fr="hypothèses"), say(en="blocked", fr="bloqué"),
            say(en="difference", fr="écart")]  # fmt: skip
    rows: list[list[str | Cell]] = [list(head)]
    for a, change in found.items():
        level = under[a].level(RATE, contents.reference)
        shown = level.text(words) if level is not None else "–"
        rows.append([literal(a), shown, compared(change, words)])
        slide.cite([level, change])
    slide.table(RIGHT, rows, (1.3, 0.8, 1.4), 13)
    slide.finish()


def hindcast(deck: Any, contents: Contents) -> None:
    """How well the model meets what was observed, where a hindcast is among the results."""
    words, say, table = contents.words, contents.words.say, contents.hindcast.hindcast
    if table.empty or not table["median"].notna().any():
        return
    first = str(table["assumptions"].iloc[0])
    view = replace(contents.view, tables=contents.hindcast.under(first), assumptions=first)
    reading = say(
        en=f"Hindcast under {literal(first)}: what was observed, and the median and central "
        f"90 % of {words.number(contents.hindcast.n)} replications. Checks were kept out of the "
        "calibration.",
        fr=f"Rétrospection sous {literal(first)} : ce qui a été observé, médiane et 90 % centraux "
        f"de {words.number(contents.hindcast.n)} réplications. Les contrôles n’ont pas servi au "
        "calage.",
    )
    slide = Slide(deck, contents, Hindcast().finding(view), reading)
    head = [say(en="observation", fr="observation"), say(en="use", fr="rôle"),
            say(en="observed", fr="observé"), say(en="median", fr="médiane"),
            say(en="90 % of replications", fr="90 % des réplications"),
            say(en="finding", fr="constat")]  # fmt: skip
    rows: list[list[str | Cell]] = [list(head)]
    kept = table[table["assumptions"] == first].sort_values("use", ascending=False, kind="stable")
    told = kept.head(MOST_OBSERVATIONS).to_dict("records")
    rows += [_observed({str(k): v for k, v in row.items()}, words) for row in told]
    slide.table(BODY, rows, (3.2, 0.9, 1.5, 1.0, 1.6, 1.0), 11.5)
    slide.finish()


def _observed(row: dict[str, Any], words: Words) -> list[str | Cell]:
    say = words.say
    unit = {"EUR": "EUR", "share": "share"}.get(str(row["unit"]), "count")
    ends = [float(row[c]) for c in ("low", "high", "median", "p05", "p95")]
    scale = words.scale(unit, [v for v in ends if math.isfinite(v)])
    low, high, median, p05, p95 = ends
    to = say(en="to", fr="à")
    if not math.isfinite(low):
        seen = say(en="at most ", fr="au plus ") + scale.text(high)
    elif not math.isfinite(high):
        seen = say(en="at least ", fr="au moins ") + scale.text(low)
    else:
        seen = scale.text(low) if low == high else f"{scale.bare(low)} {to} {scale.text(high)}"
    check = row["use"] == "check"
    use = say(en="check", fr="contrôle") if check else say(en="calibration", fr="calage")
    met = str(row["within"]) in {"50 %", "90 %"}
    verdict = say(en="met", fr="satisfait") if met else say(en="missed", fr="manqué")
    colour = legible(BETTER if met else WORSE)
    if not math.isfinite(median):
        verdict, colour = say(en="not available", fr="non disponible"), FAINT
    title = str(row["title"] if words.language == "en" else row["title_fr"] or row["title"])
    between = f"{scale.bare(p05)} {to} {scale.text(p95)}" if math.isfinite(p05) else "–"
    return [literal(title, 60), use, seen, scale.text(median), between, Cell(verdict, colour, True)]


def choice(deck: Any, contents: Contents) -> None:
    """The programmes side by side: what each changes, and whether that is decided."""
    words, say, view = contents.words, contents.words.say, contents.view
    compared_ = [p for p in contents.compared if p in view.programmes]
    if not compared_:
        return
    margins = contents.tables.worth["contribution_margin"]
    margin = words.share(1.0 if margins.empty else float(margins.iloc[0]), 0)
    reading = say(
        en=f"Paired differences from {literal(contents.reference)} on the same draws, with 95 % "
        "intervals. Blue: better; orange: worse; grey: undecided, as the interval spans zero. Net: "
        f"{margin} of revenue before discounts, less the programme’s cost.",
        fr=f"Écarts appariés avec {literal(contents.reference)}, sur les mêmes tirages, "
        "intervalles à 95 %. Bleu : mieux ; orange : moins bien ; gris : indécis, l’intervalle "
        "contient zéro. Net : "
        f"{margin} du chiffre d’affaires avant remises, moins le coût du programme.",
    )
    slide = Slide(deck, contents, _choice_title(contents, compared_), reading)
    head = [
        say(en="programme", fr="programme"), *(words.label(outcome) for outcome in CHOICE),
        say(en="cost of a euro of blockage avoided", fr="coût d’un euro de blocage évité"),
        say(en="net", fr="net"), *(words.label(outcome) for outcome in PARTNERS),
    ]  # fmt: skip
    rows: list[list[str | Cell]] = [list(head)]
    for p in compared_:
        cells: list[str | Cell] = [
            Cell(literal(p), legible(view.colour(p)), True),
            *(compared(contents.difference(outcome, p), words) for outcome in CHOICE),
            _price(contents, p),
            _net(contents.worth("net", p), words),
            *(compared(contents.difference(outcome, p), words) for outcome in PARTNERS),
        ]
        rows.append(cells)
        slide.cite(contents.difference(outcome, p) for outcome in (*CHOICE, *PARTNERS))
        slide.cite(contents.worth(what, p) for what in ("cost_per_eur", "net"))
    size = 13 if len(rows) <= FEW_ROWS else 11
    slide.table(BODY, rows, (1.15, *[1.0] * (len(head) - 1)), size)
    if len(rows) <= FEW_ROWS:
        below = Box(BODY.x, 5.85, BODY.w, 0.9)
        slide.text(below, [_undecided(contents, compared_)], 14, INK)
    slide.finish()


def _choice_title(contents: Contents, programmes: list[str]) -> str:
    """Return which programme lowers blockage most, and which does so at the lowest price."""
    words, say = contents.words, contents.words.say
    lowers = {
        p: change
        for p in programmes
        if (change := contents.difference(RATE, p)) is not None
        and change.decided
        and change.estimate.value < 0
    }
    if not lowers:
        return say(
            en="No programme is shown to lower the share of demand blocked: undecided",
            fr="Aucun programme ne réduit de façon établie la part de la demande bloquée : indécis",
        )
    most = min(lowers, key=lambda p: lowers[p].estimate.value)
    title = contents.finding(RATE, most)
    prices = {p: price for p in lowers if (price := contents.worth("cost_per_eur", p)) is not None}
    if not prices:
        return title
    least = min(prices, key=lambda p: prices[p].estimate.value)
    shown = prices[least].in_full(words)
    if least == most:
        return title + say(
            en=f", and avoids a euro of blockage at the lowest price: {shown}",
            fr=f", et c’est avec lui qu’un euro de blocage évité coûte le moins : {shown}",
        )
    return title + say(
        en=f"; {literal(least)} avoids a euro of blockage at the lowest price: {shown}",
        fr=f" ; {literal(least)} évite un euro de blocage au plus bas prix : {shown}",
    )


def _undecided(contents: Contents, programmes: list[str]) -> str:
    """Return what the intervals leave open, by programme."""
    words, say = contents.words, contents.words.say
    open_ = {
        p: [words.outcome(o) for o in (*CHOICE, *PARTNERS) if _spans_zero(contents, o, p)]
        for p in programmes
    }
    price = say(
        en="the price of a euro of blockage avoided", fr="le prix d’un euro de blocage évité"
    )
    for p in programmes:
        open_[p] += [price] * (contents.price_finding(p) == "undecided")
    told = [f"{literal(p)} ({words.listed(names)})" for p, names in open_.items() if names]
    n = words.number(contents.n)
    if not told:
        return say(
            en=f"No difference shown is undecided with {n} replications.",
            fr=f"Aucun écart montré n’est indécis avec {n} réplications.",
        )
    listed = "; ".join(told) if words.language == "en" else " ; ".join(told)
    return say(
        en=f"Undecided with {n} replications: {listed}. More replications narrow the intervals.",
        fr=f"Indécis avec {n} réplications : {listed}. Plus de réplications resserrent les "
        "intervalles.",
    )


def _spans_zero(contents: Contents, outcome: str, programme: str) -> bool:
    """Return whether a difference is undecided; one that never differs is not."""
    found = contents.difference(outcome, programme)
    if found is None or found.estimate.value == found.estimate.low == found.estimate.high == 0:
        return False
    return not found.decided


def _price(contents: Contents, programme: str) -> Cell:
    words, say = contents.words, contents.words.say
    figure = contents.worth("cost_per_eur", programme)
    if figure is not None:
        return Cell(f"{figure.text(words)}\n{figure.interval(words)}", INK, True)
    called = {
        "undecided": say(en="undecided", fr="indécis"),
        "more is blocked": say(en="more is blocked", fr="plus de blocage"),
    }
    finding = contents.price_finding(programme)
    return Cell(called.get(finding, say(en="not available", fr="non disponible")), FAINT)


def _net(figure: Figure | None, words: Words) -> Cell:
    if figure is None:
        return Cell("–", FAINT)
    better = (
        words.say(en="better", fr="mieux")
        if figure.estimate.value > 0
        else words.say(en="worse", fr="moins bien")
    )
    verdict = better if figure.decided else words.say(en="undecided", fr="indécis")
    lines = [figure.scale(words).signed(figure.estimate.value), figure.interval(words), verdict]
    colour = legible(BETTER if figure.estimate.value > 0 else WORSE) if figure.decided else FAINT
    return Cell("\n".join(line for line in lines if line != "–"), colour, figure.decided)
