"""The slides of what programmes do: blockage, cost, exposure, partners' cash."""

from typing import Any

from simulator.briefing.contents import Contents
from simulator.briefing.deck import native
from simulator.briefing.deck.crisis import RATE, change_of, weekly
from simulator.briefing.deck.page import LEFT, RIGHT, Box, Cell, Slide
from simulator.briefing.deck.tables import amount, compared, finding_of, named, part_of_cost
from simulator.charts.base.findings import strongest
from simulator.charts.base.page import QUIET
from simulator.charts.base.words import literal

COST = "programme_cost_eur"
CASH = "reseller_cash_p50_eur"
PARTNERS = (
    *(CASH, "reseller_cash_p05_eur", "short_of_cash_share_peak"),
    *("failures", "distributor_losses_eur", "uninsured_peak_eur"),
)
MOST_MEASURES = 9
SMALL_ROWS = 8
"""Rows from which on a table's letters are smaller."""


def blockage(deck: Any, contents: Contents) -> None:
    """The share of demand blocked with and without the programmes."""
    words, view, reference = contents.words, contents.view, contents.reference
    best = strongest(contents.tables, RATE)
    if best is None:
        return
    reading = words.say(
        en="Demand blocked on arrival, rolling 20 business days, in the median replication; "
        f"dashed: 10th and 90th percentile with {literal(reference)}. Table: means over the "
        "window, and paired differences on the same draws with 95 % intervals.",
        fr="Demande bloquée à l’arrivée, sur 20 jours ouvrés glissants, dans la réplication "
        f"médiane ; tirets : 10e et 90e centiles avec {literal(reference)}. Tableau : moyennes de "
        "la période, et écarts appariés sur les mêmes tirages, intervalles à 95 %.",
    )
    slide = Slide(deck, contents, contents.finding(RATE, best), reading)
    bands = {p: contents.band(RATE, p) for p in view.programmes}
    bands = {p: band for p, band in bands.items() if not band.middle.empty}
    lines = [
        native.Line(literal(p), list(weekly(band.middle)), view.colour(p))
        for p, band in bands.items()
    ]
    if reference in bands:
        own = bands[reference]
        for tenth, ends in (("90", own.high), ("10", own.low)):
            name = words.say(en=f"{tenth}th percentile", fr=f"{tenth}e centile")
            lines.append(native.Line(name, list(weekly(ends)), QUIET, 1.0, dashed=True))
    if lines:
        days = [day.date() for day in weekly(next(iter(bands.values())).middle).index]
        native.over_time(slide, LEFT, days, lines, "share", view.window, about=slide.title)
    for p in bands:
        slide.cite_series("daily", RATE, p, "percentiles over replications, last close a week")
    say = words.say
    rows: list[list[str | Cell]] = [
        [
            say(en="programme", fr="programme"),
            say(en="blocked", fr="bloqué"),
            say(en="difference", fr="écart"),
            say(en="lost, difference", fr="perdu, écart"),
        ]
    ]
    for p in view.programmes:
        level = contents.level(RATE, p)
        changes = [contents.difference(outcome, p) for outcome in (RATE, "lost_eur")]
        told = [compared(c, words) for c in changes] if p != reference else [Cell(""), Cell("")]
        rows.append([named(contents, p), amount(level, words), *told])
        slide.cite([level, *changes])
    slide.table(RIGHT, rows, (1.15, 0.85, 1.3, 1.3), 12)
    slide.finish()


def cost(deck: Any, contents: Contents) -> None:
    """What each measure costs, and, where that was split, on which orders."""
    words, say = contents.words, contents.words.say
    split = _split_programme(contents)
    programme = split or _dearest(contents)
    if programme is None or contents.level("programme_cost_eur", programme) is None:
        return
    measures = _dearest_first(contents, programme)[:MOST_MEASURES]
    names = [literal(m) for m in measures]
    reading = say(
        en="What each measure costs the publisher in the window: means over replications, with "
        "95 % intervals.",
        fr="Ce que chaque mesure coûte à l’éditeur pendant la période : moyennes sur les "
        "réplications, intervalles à 95 %.",
    )
    title = finding_of("cost_exposure", contents)
    whole, dead = contents.part("cost", "programme"), contents.part("deadweight", "programme")
    if split and whole and dead:
        n = words.number(whole.estimate.n)
        title = say(
            en=f"Of the {whole.text(words)} that {literal(programme)} costs (n = {n}), "
            f"{dead.in_full(words)} go to orders that come without the measure too",
            fr=f"Sur les {whole.text(words)} que coûte {literal(programme)} (n = {n}), "
            f"{dead.in_full(words)} vont à des commandes qui viendraient aussi sans la mesure",
        )
        reading += say(
            en=" Deadweight: on orders that are delivered without the measure too, all others "
            f"kept; n = {n} replications.",
            fr=" Aubaine : sur des commandes livrées aussi sans la mesure, les autres restant ; "
            f"n = {n} réplications.",
        )
        slide = Slide(deck, contents, title, reading)
        _split_bars(slide, contents, measures, names)
        parts = [
            [contents.part(p, m) for p in ("cost", "deadweight", "incremental")] for m in measures
        ]
        head = [say(en="cost", fr="coût"), say(en="deadweight", fr="aubaine"),
                say(en="incremental", fr="additionnel")]  # fmt: skip
    else:
        slide = Slide(deck, contents, title, reading)
        levels = [contents.level(f"cost_{m}_eur", programme) for m in measures]
        estimates = [level.estimate for level in levels if level is not None]
        colours = [contents.view.colour(programme)] * len(estimates)
        native.bars(
            slide, LEFT, names,
            [native.Line(literal(programme), [e.value for e in estimates], colours[0],
                         estimates=estimates)], "EUR", about=title,
        )  # fmt: skip
        parts = [[level] for level in levels]
        head = [say(en="cost", fr="coût")]
    total = "programme"
    if split:
        parts.append([contents.part(p, total) for p in ("cost", "deadweight", "incremental")])
    else:
        parts.append([contents.level(COST, programme)])
    rows: list[list[str | Cell]] = [[literal(programme), *head]]
    for name, figures in zip(
        [*names, say(en="all measures", fr="toutes mesures")], parts, strict=True
    ):
        cost, *shares = figures
        rows.append(
            [name, amount(cost, words), *(part_of_cost(figure, words) for figure in shares)]
        )
        slide.cite(figures)
    size = 12 if len(rows) <= SMALL_ROWS else 11
    slide.table(RIGHT, rows, (1.5, *[1.0] * len(head)), size)
    slide.finish()


def _dearest_first(contents: Contents, programme: str) -> list[str]:
    """Return the measures that cost something, the dearest first: as split, if costs were split."""
    found = contents.measures(programme)
    costs = {m: figure.estimate.value for m in found if (figure := contents.part("cost", m))}
    return sorted(found, key=lambda m: (-costs.get(m, 0.0), found.index(m)))


def _split_bars(slide: Slide, contents: Contents, measures: list[str], names: list[str]) -> None:
    say = contents.words.say
    called = {
        "deadweight": (say(en="deadweight", fr="aubaine"), "#D55E00"),
        "incremental": (say(en="incremental", fr="additionnel"), "#0072B2"),
    }
    lines = []
    for part, (name, colour) in called.items():
        figures = [contents.part(part, m) for m in measures]
        values = [f.estimate.value if f is not None else float("nan") for f in figures]
        lines.append(native.Line(name, values, colour))
    native.bars(slide, LEFT, names, lines, "EUR", stacked=True, about=slide.title)


def cash(deck: Any, contents: Contents) -> None:
    """The cash of resellers, and what else becomes of partners."""
    words, say, view = contents.words, contents.words.say, contents.view
    best = strongest(contents.tables, CASH)
    reference = contents.reference
    shown = [reference, *([best] if best in view.programmes else [])]
    bands = {
        (p, q): weekly(contents.band(f"reseller_cash_p{q}_eur", p).middle)
        for p in shown
        for q in ("75", "50", "25")
    }
    bands = {key: one for key, one in bands.items() if not one.empty}
    if not bands:
        return
    reading = say(
        en="Cash of living resellers at month ends: the median reseller, and (dashed) those at the "
        "25th and 75th percentile; each is the median over replications. Table: means, and paired "
        "differences with 95 % intervals.",
        fr="Trésorerie des revendeurs en activité, en fin de mois : le revendeur médian et, en "
        "tirets, ceux des 25e et 75e centiles ; médianes sur les réplications. Tableau : moyennes, "
        "et écarts appariés, intervalles à 95 %.",
    )
    slide = Slide(deck, contents, finding_of("cash_fan", contents), reading)
    ranks = {"75": "75", "50": say(en="median", fr="médian"), "25": "25"}
    lines = []
    for (p, q), one in bands.items():
        rank = ranks[q] if q == "50" else say(en=f"{q}th percentile", fr=f"{q}e centile")
        width = 2.5 if q == "50" else 1.25
        name = f"{literal(p)}, {rank}"
        lines.append(native.Line(name, list(one), view.colour(p), width, q != "50"))
        slide.cite_series("daily", f"reseller_cash_p{q}_eur", p, "median over replications")
    days = [day.date() for day in next(iter(bands.values())).index]
    native.over_time(slide, LEFT, days, lines, "EUR", view.window, about=slide.title)
    rows: list[list[str | Cell]] = [
        ["", literal(reference), *([change_of(best, words)] if best is not None else [])]
    ]
    for outcome in PARTNERS:
        level = contents.level(outcome, reference)
        change = contents.difference(outcome, best) if best is not None else None
        if level is not None:
            told = [compared(change, words)] if best is not None else []
            rows.append([words.label(outcome), amount(level, words), *told])
            slide.cite([level, change])
    slide.table(Box(RIGHT.x, RIGHT.y, RIGHT.w, RIGHT.h), rows, (1.5, 1, 1.2)[: len(rows[0])], 12)
    slide.finish()


def _dearest(contents: Contents) -> str | None:
    """Return the programme that costs most; None where none costs anything."""
    found = {p: contents.level(COST, p) for p in contents.view.programmes}
    costs = {p: f.estimate.value for p, f in found.items() if f is not None and f.estimate.value}
    return max(costs, key=lambda p: costs[p], default=None)


def _split_programme(contents: Contents) -> str | None:
    """Return the programme whose costs were split, if it is among those shown."""
    split = [p for p in contents.split.programmes if p in contents.view.programmes]
    return split[0] if split else None
