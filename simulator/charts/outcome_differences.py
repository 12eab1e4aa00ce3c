"""The headline outcomes' differences from the reference, as a table with dots."""

import math
from dataclasses import dataclass

from matplotlib.axes import Axes

from simulator.charts.base.chart import Chart, View
from simulator.charts.base.findings import difference_scale, effect, strongest
from simulator.charts.base.page import FAINT, INK, QUIET, Sheet, legible
from simulator.charts.base.tables import Estimate
from simulator.charts.base.words import literal

OUTCOMES = (
    *("blockage_rate", "lost_rate", "mean_delay_days", "seizure", "frozen_share_peak"),
    *("publisher_revenue_eur", "programme_cost_eur", "guarantee_drawn_peak_eur"),
    *("reseller_cash_p50_eur", "reseller_cash_p05_eur", "short_of_cash_share_peak"),
    *("failures", "distributor_losses_eur", "uninsured_peak_eur"),
)
SHORT = (
    *("blockage_rate", "publisher_revenue_eur", "programme_cost_eur"),
    *("reseller_cash_p50_eur", "failures"),
)
"""The outcomes where several programmes share the table."""
BETTER, WORSE, NEITHER = "#0072B2", "#D55E00", "#222222"
# Where the columns stand, in shares of the sheet's width.
LEVEL, STRIP, DIFFERENCE, INTERVAL, WINS = 0.405, (0.425, 0.555), 0.705, 0.885, 1.0


@dataclass(frozen=True)
class _Row:
    """One outcome of one programme, compared."""

    outcome: str
    programme: str
    estimate: Estimate


class OutcomeDifferences(Chart):
    """Paired differences of the headline outcomes, each on its own scale."""

    needs_comparison = ("blockage_rate",)

    def height(self, view: View) -> float:
        return max(5.625, 2.7 + 0.34 * (len(_rows(view)) + _headings(view)))

    def finding(self, view: View) -> str:
        programme = strongest(view.tables, "blockage_rate") or ""
        sentence = effect(view.tables, view.words, "blockage_rate", programme) or ""
        own = [row for row in _rows(view) if row.programme == programme]
        decided = sum(row.estimate.decided for row in own)
        return view.words.say(
            en=f"{sentence}; {decided} of the {len(own)} differences shown are decided",
            fr=f"{sentence} ; {decided} des {len(own)} écarts montrés sont établis",
        )

    def reading(self, view: View) -> str:
        reference = literal(view.tables.reference)
        return view.words.say(
            en=f"Paired differences from {reference} on the same draws. Dots: means; arms: 95 % "
            "intervals; each row has its own scale, the upright line is zero. Blue: better; "
            "orange: worse; hollow grey: undecided, as the interval spans zero. Better in: "
            "share of replications, a tie counting half.",
            fr=f"Écarts appariés avec {reference}, sur les mêmes tirages. Points : moyennes ; "
            "branches : intervalles à 95 % ; à chaque ligne son échelle, le trait vertical est "
            "zéro. Bleu : mieux ; orange : moins bien ; gris creux : indécis, l’intervalle "
            "contient zéro. Mieux dans : part des réplications, l’égalité comptant pour moitié.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        rows, say = _rows(view), view.words.say
        axes = sheet.add_axes(sheet.room)
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(len(rows) + _headings(view) - 0.4, -1.1)
        _write(axes, LEVEL, -0.8, say(en="reference", fr="référence"))
        _write(axes, DIFFERENCE, -0.8, say(en="difference", fr="écart"))
        _write(axes, INTERVAL, -0.8, say(en="95 % interval", fr="intervalle à 95 %"))
        _write(axes, WINS, -0.8, say(en="better in", fr="mieux dans"))
        middle = sum(STRIP) / 2
        axes.plot([middle, middle], [-0.45, len(rows) + _headings(view) - 0.5], color=INK, lw=0.9)
        y, heading = 0, None
        for row in rows:
            if _headings(view) and row.programme != heading:
                heading = row.programme
                axes.text(
                    0,
                    y,
                    literal(heading),
                    va="center",
                    fontweight="bold",
                    color=legible(view.colour(heading)),
                )
                y += 1
            _draw(axes, y, row, view)
            y += 1


def _rows(view: View) -> list[_Row]:
    others = [p for p in view.programmes if p != view.tables.reference]
    return [
        _Row(outcome, programme, found)
        for programme in others
        for outcome in (OUTCOMES if len(others) == 1 else SHORT)
        if (found := view.tables.difference(outcome, programme)) is not None
    ]


def _headings(view: View) -> int:
    """Return the number of heading lines: one a programme, where there are several."""
    programmes = {row.programme for row in _rows(view)}
    return len(programmes) if len(programmes) > 1 else 0


def _draw(axes: Axes, y: int, row: _Row, view: View) -> None:
    words, found, tables = view.words, row.estimate, view.tables
    axes.plot([0, 1], [y + 0.5, y + 0.5], color="#E2E2E2", linewidth=0.7)
    axes.text(0, y, words.label(row.outcome), va="center", fontsize=10.5)
    unit = tables.unit(row.outcome)
    reference = tables.mean(row.outcome, tables.reference or "")
    if reference is not None:
        text = words.scale(unit, [reference.value]).text(reference.value)
        _write(axes, LEVEL, y, text, QUIET)
    scale = difference_scale(tables, words, row.outcome, found)
    colour = _colour(found)
    _write(axes, DIFFERENCE, y, scale.signed(found.value), colour, weight="bold")
    if found.has_interval:
        to = words.say(en="to", fr="à")
        _write(axes, INTERVAL, y, f"{scale.bare(found.low)} {to} {scale.bare(found.high)}", colour)
    if math.isfinite(found.p_better):
        _write(axes, WINS, y, words.share(found.p_better, 0), QUIET)
    _dot(axes, y, found, colour)


def _dot(axes: Axes, y: int, found: Estimate, colour: str) -> None:
    left, right = STRIP
    middle, half = (left + right) / 2, (right - left) / 2
    ends = [v for v in (found.value, found.low, found.high) if math.isfinite(v)]
    unit = half / (max(abs(v) for v in ends) or 1.0)
    if found.has_interval:
        arms = [middle + found.low * unit, middle + found.high * unit]
        axes.plot(arms, [y, y], color=colour, linewidth=2, solid_capstyle="butt")
    axes.plot(
        middle + found.value * unit,
        y,
        "o",
        markersize=8,
        markeredgecolor=colour,
        markerfacecolor=colour if found.decided else "white",
        markeredgewidth=1.8,
    )


def _colour(found: Estimate) -> str:
    if not found.decided:
        return FAINT
    if not math.isfinite(found.p_better):
        return NEITHER
    return BETTER if found.p_better > 0.5 else WORSE


def _write(
    axes: Axes, x: float, y: float, text: str, colour: str = QUIET, weight: str = "normal"
) -> None:
    axes.text(x, y, text, ha="right", va="center", color=colour, fontsize=10.5, fontweight=weight)
