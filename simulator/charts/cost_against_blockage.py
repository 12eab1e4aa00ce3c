"""What each programme costs against what it does to blockage."""

from matplotlib.axes import Axes

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.findings import between, difference_scale, effect, size, strongest
from simulator.charts.base.labels import Dot, label_dots
from simulator.charts.base.marks import scaled_axis
from simulator.charts.base.page import INK, QUIET, Sheet
from simulator.charts.base.tables import Estimate
from simulator.charts.base.words import literal

COST, BLOCKAGE = "programme_cost_eur", "blockage_rate"


class CostAgainstBlockage(Chart):
    """Paired differences from the reference: blockage across, cost upwards."""

    needs_comparison = (COST, BLOCKAGE)

    def finding(self, view: View) -> str:
        words, tables = view.words, view.tables
        programme = strongest(tables, BLOCKAGE) or ""
        sentence = effect(tables, words, BLOCKAGE, programme) or ""
        cost = tables.difference(COST, programme)
        if cost is None:
            return sentence
        scale = difference_scale(tables, words, COST, cost)
        more = f"{scale.text(abs(cost.value))} ({between(size(cost), scale)})"
        if cost.value < 0:
            return sentence + words.say(en=f" and saves {more}", fr=f" et économise {more}")
        return sentence + words.say(en=f", at a cost of {more}", fr=f", pour un coût de {more}")

    def reading(self, view: View) -> str:
        reference = literal(view.tables.reference)
        return view.words.say(
            en=f"Paired differences from {reference} on the same draws. Dots: means; arms: 95 % "
            "intervals. Hollow: the interval of blockage spans zero, so its effect is undecided.",
            fr=f"Écarts appariés avec {reference}, sur les mêmes tirages. Points : moyennes ; "
            "branches : intervalles à 95 %. Point creux : l’intervalle du blocage contient zéro, "
            "l’effet est indécis.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        axes = sheet.add_subplot()
        found = _points(view)
        axes.axvline(0, color=INK, linewidth=0.9)
        axes.axhline(0, color=INK, linewidth=0.9)
        for programme, (x, y) in found.items():
            _cross(axes, x, y, view.colour(programme))
        axes.margins(0.14, 0.18)
        axes.autoscale_view()
        axes.grid(axis="both", visible=True)
        xs = view.words.scale("share", axes.get_xlim(), difference=True)
        scaled_axis(axes, xs, "x")
        scaled_axis(axes, view.words.scale("EUR", axes.get_ylim()))
        say = view.words.say
        less, more = (
            say(en="less blocked", fr="moins bloqué"),
            say(en="more blocked", fr="plus bloqué"),
        )
        what = say(en="share of demand blocked, difference", fr="part de la demande bloquée, écart")
        axes.set_xlabel(f"← {less}   {what}   {more} →")
        axes.set_ylabel(say(en="programme cost, difference", fr="coût du programme, écart"))
        dots = [Dot(x.value, y.value, literal(p), view.colour(p)) for p, (x, y) in found.items()]
        place = label_dots(axes, dots)
        axes.annotate(
            literal(view.tables.reference),
            (0, 0),
            xytext=(6, -6),
            va="top",
            textcoords="offset points",
            color=QUIET,
            fontweight="bold",
            in_layout=False,
        )
        sheet.arrange()
        place()


def _points(view: View) -> dict[str, tuple[Estimate, Estimate]]:
    """Return each programme's differences of blockage (share) and of cost (EUR)."""
    pairs = {
        p: (view.tables.difference(BLOCKAGE, p), view.tables.difference(COST, p))
        for p in view.programmes
        if p != view.tables.reference
    }
    return {p: (x, y) for p, (x, y) in pairs.items() if x is not None and y is not None}


def _cross(axes: Axes, x: Estimate, y: Estimate, colour: str) -> None:
    if x.has_interval:
        axes.plot([x.low, x.high], [y.value, y.value], color=colour, linewidth=2)
    if y.has_interval:
        axes.plot([x.value, x.value], [y.low, y.high], color=colour, linewidth=2)
    face = colour if x.decided else "white"
    axes.plot(
        x.value,
        y.value,
        "o",
        markersize=11,
        markerfacecolor=face,
        markeredgecolor=colour,
        markeredgewidth=2,
        zorder=3,
    )
