"""Who pays whom, and who comes to owe whom, over the window: bands as wide as their amounts."""

from collections.abc import Iterator
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from simulator.charts.base.bands import ROW, Flows, Look, draw_bands
from simulator.charts.base.chart import Chart, View
from simulator.charts.base.findings import between, sentence_case, strongest
from simulator.charts.base.page import QUIET, Sheet, legible
from simulator.charts.base.tables import Estimate
from simulator.experiments.flow_matrix import CLAIMS, MONEY, SECTORS, Move, moves
from simulator.experiments.statistics import interval, mean

COLOURS = MappingProxyType(
    {
        "customers": "#8C8C8C",
        "financing": "#56B4E9",
        "resellers": "#0072B2",
        "estates": "#5B5B5B",
        "households": "#8C5A2B",
        "distributors": "#D55E00",
        "suppliers": "#E69F00",
        "publisher": "#009E73",
        "insurers": "#CC79A7",
        "state": "#000000",
    }
)
HEADING = 0.42
"""Inches of a panel's heading."""
PANELS = MappingProxyType({MONEY: 3.1, CLAIMS: 2.2})
"""Inches of each panel's bands."""
NETS_A_ROW, NET_ROWS = 4, 3

Floats = npt.NDArray[np.float64]


class MoneyBetweenSectors(Chart):
    """Money paid, and claims that arose, between sectors: means over replications."""

    needs_flows = True

    def height(self, view: View) -> float:  # noqa: ARG002
        return 2.65 + sum(PANELS.values()) + 3 * HEADING + NET_ROWS * ROW

    def finding(self, view: View) -> str:
        words, who = view.words, sentence_case(view.words.programme(_programme(view)))
        received, paid = (Estimate(mean(v), *interval(v), len(v)) for v in _publisher(view))
        scale = words.scale("EUR", [received.value])
        gets = f"{scale.text(received.value)} ({between(received, scale)})"
        pays = words.scale("EUR", [paid.value]).text(paid.value)
        return words.say(
            en=f"{who}: the publisher receives {gets} and pays {pays}",
            fr=f"{who} : l’éditeur reçoit {gets} et verse {pays}",
        )

    def reading(self, view: View) -> str:
        return view.words.say(
            en="Bands are as wide as their amounts over the window, means over replications; "
            "amounts too small to see are drawn as hairlines. A sector stands on the left with "
            "what it gives and on the right with what it gets. A debt written off is a claim that "
            "its creditor loses to the debtor.",
            fr="Bandes aussi larges que leurs montants sur la période, moyennes sur les "
            "réplications ; les montants trop faibles sont tracés d’un trait fin. Un secteur est "
            "à gauche pour ce qu’il donne et à droite pour ce qu’il reçoit. Une dette annulée est "
            "une créance que son créancier perd au profit du débiteur.",
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        left, low, wide, high = sheet.room
        axes = sheet.add_axes((left, low, wide, high))
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(sheet.room_inches, 0)
        flows, say = _flows(view), view.words.say
        titles = {
            MONEY: say(en="Money: who pays, who receives", fr="Argent : qui paie, qui reçoit"),
            CLAIMS: say(
                en="Claims: who owes more, who is owed more",
                fr="Créances : qui doit plus, à qui l’on doit plus",
            ),
        }
        spare = sheet.room_inches - 3 * HEADING - NET_ROWS * ROW
        spare /= sum(PANELS.values())
        top = 0.0
        for block, tall in PANELS.items():
            axes.text(0, top + 0.12, titles[block], va="center", weight="bold", fontsize=12)
            room = top + HEADING, tall * spare - 0.1
            draw_bands(axes, flows[block], room, _standing, lambda sector: _look(view, sector))
            top += HEADING + tall * spare
        _write_nets(axes, view, top)


def _programme(view: View) -> str:
    """Return the programme drawn: the one that moves blockage most, or the only one."""
    return strongest(view.tables, "blocked_eur") or view.programmes[0]


def _moves(view: View, *, every: bool = False) -> Iterator[tuple[int, Move]]:
    """Yield by replication what is paid and the claims that arise; `every`: those settled too."""
    flows = view.tables.flows
    own = flows[flows["programme"] == _programme(view)]
    columns = ("replication", "kind", "from_sector", "to_sector", "amount_eur")
    for replication, kind, giver, taker, eur in zip(*(own[c] for c in columns), strict=True):
        found = list(moves(str(kind), str(giver), str(taker), round(eur * 100)))
        yield from ((int(replication), move) for move in (found if every else found[:1]))


def _flows(view: View) -> dict[str, Flows]:
    """Return flows by block, means over replications, EUR."""
    found: dict[str, dict[tuple[str, str], float]] = {block: {} for block in PANELS}
    for _, (block, _, better, worse, cents) in _moves(view):
        pair = worse, better
        found[block][pair] = found[block].get(pair, 0.0) + cents / 100 / max(view.tables.n, 1)
    return dict(found)


def _publisher(view: View) -> tuple[Floats, Floats]:
    """Return what the publisher receives and pays in each replication, EUR."""
    sums: dict[int, list[float]] = {}
    for replication, (block, _, better, worse, cents) in _moves(view):
        if block == MONEY and "publisher" in (better, worse):
            of_it = sums.setdefault(replication, [0.0, 0.0])
            of_it[0 if better == "publisher" else 1] += cents / 100
    nothing = [[0.0, 0.0]] * (max(view.tables.n, 1) - len(sums))
    received, paid = np.array([*sums.values(), *nothing], np.float64).T
    return received, paid


def _look(view: View, sector: str) -> Look:
    def amount(eur: float) -> str:
        return view.words.scale("EUR", [eur]).text(eur)

    return Look(sentence_case(view.words.short("sector", sector)), _colour(sector), amount)


def _nets(view: View) -> dict[str, float]:
    """Return by how much each sector's money and claims together changed, mean, EUR."""
    found: dict[str, float] = {}
    for _, (_, _, better, worse, cents) in _moves(view, every=True):
        for sector, change in ((better, cents), (worse, -cents)):
            found[sector] = found.get(sector, 0.0) + change / 100 / max(view.tables.n, 1)
    return {sector: found[sector] for sector in sorted(found, key=_standing)}


def _write_nets(axes: Axes, view: View, top: float) -> None:
    """Write each sector's net position in rows of five."""
    title = view.words.say(
        en="Net: money received less paid, and claims gained less lost",
        fr="Solde : argent reçu moins versé, créances acquises moins perdues",
    )
    axes.text(0, top + 0.12, title, va="center", weight="bold", fontsize=12)
    for place, (sector, net) in enumerate(_nets(view).items()):
        row, column = divmod(place, NETS_A_ROW)
        x, y = column / NETS_A_ROW, top + HEADING + (row + 0.4) * ROW
        name = sentence_case(view.words.short("sector", sector))
        shown = view.words.scale("EUR", [net]).signed(net)
        axes.text(x, y, name, va="center", fontsize=8.5, color=legible(_colour(sector)))
        end = x + 0.92 / NETS_A_ROW
        axes.text(end, y, shown, ha="right", va="center", fontsize=8.5, color=QUIET)


def _standing(sector: str) -> tuple[int, str]:
    return (SECTORS.index(sector) if sector in SECTORS else len(SECTORS)), sector


def _colour(sector: str) -> str:
    return COLOURS.get(sector, "#5B5B5B")
