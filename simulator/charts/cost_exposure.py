"""What each measure costs, and what the publisher guarantees at the peak."""

import math
from dataclasses import dataclass

from matplotlib.axes import Axes

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.findings import level, sentence_case
from simulator.charts.base.page import INK, QUIET, Sheet
from simulator.charts.base.tables import Estimate
from simulator.charts.base.words import literal

TOTAL = "programme_cost_eur"
GRANTED, DRAWN = "guarantee_granted_peak_eur", "guarantee_drawn_peak_eur"
MOST_ROWS = 24
FEWEST_ROWS = 5
"""Rows for which room is kept, so that few bars are not thick."""


@dataclass(frozen=True)
class _Row:
    """One amount (EUR) with its interval: a bar, and its name above it."""

    label: str
    estimate: Estimate
    colour: str
    strong: bool


class CostExposure(Chart):
    """Cost by measure and programme; guarantees granted and drawn at their peak."""

    needs_summary = (TOTAL,)

    def height(self, view: View) -> float:
        return max(5.625, 2.8 + 0.52 * max(len(_costs(view)), len(_guarantees(view))))

    def finding(self, view: View) -> str:
        words, tables = view.words, view.tables
        means = {p: e for p in view.programmes if (e := tables.mean(TOTAL, p)) is not None}
        dearest = max(means, key=lambda p: means[p].value)
        if means[dearest].value == 0:
            who = words.listed(literal(p) for p in means)
            return words.say(en=f"No cost, 0 €: {who}", fr=f"Coût nul, 0 € : {who}")
        costs = level(tables, words, TOTAL, dearest)
        peaks = [tables.mean(outcome, dearest) for outcome in (GRANTED, DRAWN)]
        who = sentence_case(words.programme(dearest))
        sentence = words.say(en=f"{who} costs {costs}", fr=f"{who} coûte {costs}")
        if None in peaks or not any(peak and peak.value for peak in peaks):
            return sentence
        granted, drawn = (peak.value for peak in peaks if peak)
        scale = words.scale("EUR", (granted, drawn))
        return sentence + words.say(
            en=f"; at their peaks {scale.text(granted)} of guarantees are granted and "
            f"{scale.text(drawn)} drawn",
            fr=f" ; au plus haut, {scale.text(granted)} de garanties sont accordés et "
            f"{scale.text(drawn)} utilisés",
        )

    def reading(self, view: View) -> str:
        said = view.words.say(
            en="Bars: means over replications; lines across their ends: 95 % intervals of the "
            "mean. A guarantee granted is a line that may be drawn; it costs only what is claimed.",
            fr="Barres : moyennes sur les réplications ; traits à leur bout : intervalles à 95 % "
            "de la moyenne. Une garantie accordée peut être utilisée ; elle ne coûte que ce qui "
            "est appelé.",
        )
        if all(view.tables.shortfall(TOTAL, p) is None for p in view.programmes):
            return said
        return said + view.words.say(
            en=" Worst 5 %: the mean cost of the dearest 5 % of replications.",
            fr=" Pires 5 % : coût moyen des 5 % de réplications les plus chères.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        left, right = sheet.subplots(1, 2)
        say = view.words.say
        _bars(left, _costs(view), view, say(en="Cost by measure", fr="Coût par mesure"))
        title = say(en="Guarantees at their peak", fr="Garanties au plus haut")
        _bars(right, _guarantees(view), view, title)
        sheet.arrange()


def _costs(view: View) -> list[_Row]:
    rows = []
    costs = view.tables.summary
    names = [str(o) for o in costs["outcome"].drop_duplicates() if str(o).startswith("cost_")]
    for programme in view.programmes:
        own = [(n, view.tables.mean(n, programme)) for n in sorted(names)]
        measures = [(n, e) for n, e in own if e is not None and e.value != 0]
        measures.sort(key=lambda pair: -pair[1].value)
        total = view.tables.mean(TOTAL, programme)
        if total is not None and total.value != 0:
            all_of_it = literal(programme) + view.words.say(en=", total", fr=", total")
            all_of_it += _at_worst(view, programme)
            rows.append(_Row(all_of_it, total, view.colour(programme), True))
        rows += [
            _Row(
                literal(n.removeprefix("cost_").removesuffix("_eur")),
                e,
                view.colour(programme),
                False,
            )
            for n, e in measures
            if len(measures) > 1 or literal(programme) != literal(n)
        ]
    return rows[:MOST_ROWS]


def _at_worst(view: View, programme: str) -> str:
    """Return what a programme costs in its worst 5 % of replications, where that is known."""
    worst = view.tables.shortfall(TOTAL, programme)
    if worst is None:
        return ""
    shown = view.words.scale("EUR", [worst.value]).text(worst.value)
    return view.words.say(en=f"; worst 5 %: {shown}", fr=f" ; pires 5 % : {shown}")


def _guarantees(view: View) -> list[_Row]:
    rows = []
    names = {
        GRANTED: view.words.say(en="granted", fr="accordées"),
        DRAWN: view.words.say(en="drawn", fr="utilisées"),
    }
    for programme in view.programmes:
        for outcome, verb in names.items():
            found = view.tables.mean(outcome, programme)
            if found is not None and found.value != 0:
                label = f"{literal(programme)}, {verb}"
                rows.append(_Row(label, found, view.colour(programme), outcome == GRANTED))
    return rows[:MOST_ROWS]


def _bars(axes: Axes, rows: list[_Row], view: View, title: str) -> None:
    axes.set_title(title)
    if not rows:
        none = view.words.say(en="none: 0 €", fr="néant : 0 €")
        axes.text(0, 0.98, none, transform=axes.transAxes, va="top", color=QUIET)
        axes.set_axis_off()
        return
    highs = [max(row.estimate.value, _or(row.estimate.high, 0.0)) for row in rows]
    axes.set_xlim(min(0.0, *(row.estimate.value for row in rows)), max(*highs, 1.0) * 1.45)
    axes.set_ylim(max(len(rows), FEWEST_ROWS) - 0.5, -0.75)
    for y, row in enumerate(rows):
        found = row.estimate
        axes.barh(y, found.value, 0.4, color=row.colour, alpha=1.0 if row.strong else 0.55)
        if found.has_interval:
            axes.plot([found.low, found.high], [y, y], color=INK, linewidth=1.6)
        end = max(found.value, _or(found.high, found.value))
        axes.annotate(
            view.words.scale("EUR", [found.value]).text(found.value),
            (end, y),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
        )
        axes.annotate(
            row.label,
            (0, y - 0.22),
            xytext=(3, 0),
            textcoords="offset points",
            va="bottom",
            in_layout=False,
        )
    axes.set_yticks([])
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.plot([0, 0], [-0.75, len(rows) - 0.5], color=INK, linewidth=0.9)


def _or(value: float, otherwise: float) -> float:
    return value if math.isfinite(value) else otherwise
