"""The slide of what the publisher's lines grant and carry, and of its worst replications."""

from typing import Any

from simulator.briefing.contents import Contents
from simulator.briefing.deck import native
from simulator.briefing.deck.crisis import weekly
from simulator.briefing.deck.page import LEFT, RIGHT, Box, Cell, Slide
from simulator.briefing.deck.tables import amount, finding_of, named
from simulator.charts.base.page import QUIET
from simulator.charts.base.words import literal
from simulator.charts.exposure_over_time import COLOURS as MEASURES

COST = "programme_cost_eur"
GRANTED = "publisher_line_granted_eur"
PEAKS = ("guarantee_granted_peak_eur", "guarantee_drawn_peak_eur")


def exposure(deck: Any, contents: Contents) -> None:
    """What the publisher's lines grant and carry, and what the worst replications cost."""
    words, say = contents.words, contents.words.say
    means = {
        p: found.estimate.value
        for p in contents.view.programmes
        if (found := contents.level(PEAKS[0], p)) is not None
    }
    most = max(means, key=lambda p: means[p], default=None)
    series = contents.means(GRANTED, most) if most else None
    if most is None or means[most] == 0 or series is None or series.empty:
        return
    reading = say(
        en=f"Limits of the publisher’s lines with {literal(most)}, by measure, at the last close "
        "of each week: means over replications. Table: means with 95 % intervals.",
        fr=f"Limites des lignes de l’éditeur avec {literal(most)}, par mesure, à la dernière "
        "clôture de chaque semaine : moyennes sur les réplications. Tableau : moyennes et "
        "intervalles à 95 %.",
    )
    few = all(contents.worst(COST, p) is None for p in contents.compared or contents.programmes)
    if not few:
        reading += say(
            en=" Worst 5 %: mean cost of the dearest 5 % of replications.",
            fr=" Pires 5 % : coût moyen des 5 % de réplications les plus chères.",
        )
    slide = Slide(deck, contents, finding_of("exposure_over_time", contents), reading)
    names = contents.tables.series_names(f"{GRANTED}:")
    parts = {n.partition(":")[2]: contents.means(n, most) for n in names}
    parts = {n: weekly(one) for n, one in parts.items() if not one.empty and one.max() > 0}
    parts = parts or {say(en="all lines", fr="toutes lignes"): weekly(series)}
    lines = [
        native.Line(literal(n), list(one), MEASURES[i % len(MEASURES)])
        for i, (n, one) in enumerate(parts.items())
    ]
    days = [day.date() for day in next(iter(parts.values())).index]
    native.over_time(slide, LEFT, days, lines, "EUR", contents.view.window, True, about=slide.title)
    for n in parts:
        slide.cite_series("daily", f"{GRANTED}:{n}", most, "mean over replications, weekly")
    head = [
        *("", say(en="granted, peak", fr="accordé, pic"), say(en="drawn, peak", fr="utilisé, pic")),
        *(say(en="claimed", fr="appelé"), say(en="cost, worst 5 %", fr="coût, pires 5 %")),
    ]
    rows: list[list[str | Cell]] = [list(head)]
    n = words.number(contents.n)
    if few:
        rows[0][-1] = say(en=f"cost, dearest of {n}", fr=f"coût, la plus chère sur {n}")
    for p in contents.compared or contents.programmes:
        if p not in contents.view.programmes:
            continue
        figures = [contents.level(o, p) for o in (*PEAKS, "guarantee_claims_eur")]
        worst = contents.dearest(COST, p) if few else contents.worst(COST, p)
        last = amount(worst, words)
        rows.append([named(contents, p), *(amount(f, words) for f in figures), last])
        slide.cite([*figures, worst])
    slide.table(RIGHT, rows, (1.15, 1, 1, 1, 1.05), 11.5)
    if few:
        slide.text(Box(RIGHT.x, 5.6, RIGHT.w, 1.1), [_too_few(contents)], 13, QUIET)
    slide.finish()


def _too_few(contents: Contents) -> str:
    """Return why there is no tail, and how to get one."""
    study = literal(contents.study)
    n = contents.words.number(contents.n)
    return contents.words.say(
        en=f"{n} replications show no tail: the dearest of them is no bound. With 59 or more "
        f"the worst 5 % stand here: simulator briefing {study} --replications 100.",
        fr=f"{n} réplications ne montrent pas la queue : la plus chère n’est pas une borne. Avec "
        f"59 ou plus, les pires 5 % figurent ici : simulator briefing {study} --replications 100.",
    )
