"""Flows between parties as bands: who gives on the left, who takes on the right (a Sankey chart).

A band is as wide as its amount, as Sankey (1898) drew what becomes of a steam engine's heat.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from simulator.charts.base.page import QUIET, legible

ROW, GAP = 0.24, 0.05
"""Inches: the least room of a party, and the gap between two."""
LEFT_NAME, LEFT_AMOUNT, LEFT_BAR = 0.165, 0.25, 0.26
RIGHT_BAR, RIGHT_AMOUNT, RIGHT_NAME = 0.67, 0.765, 0.78
"""Where names and amounts end or begin, and where bars stand, in shares of the width."""
BAR, THINNEST_BAR = 0.015, 0.012
"""A bar's width, in shares of the axes' width, and its least height, in inches."""
HAIR = 0.7
"""Points of the line around a band, which is all that is seen of a small one."""

Flows = Mapping[tuple[str, str], float]
"""Amounts (at least 0) by who gives and who takes."""
Standing = Callable[[str], Any]
"""What parties are sorted by."""


@dataclass(frozen=True)
class Look:
    """How a party is shown: its name, its colour, and its amounts in words."""

    name: str
    colour: str
    amount: Callable[[float], str]


@dataclass(frozen=True)
class Node:
    """A party on one side: its bar's upper end and height, and its row's middle, in inches."""

    party: str
    amount: float
    top: float
    height: float
    middle: float


def draw_bands(
    axes: Axes,
    flows: Flows,
    room: tuple[float, float],
    standing: Standing,
    look: Callable[[str], Look],
) -> None:
    """Draw flows into axes that are one wide, and downwards measured in inches.

    Args:
        room: where the bands begin, and how tall they are together, in inches.
        standing: what givers are sorted by; takers follow those from whom they get most.
    """
    left, right = placed(flows, *room, standing)
    for nodes, places, align in (
        (left, (LEFT_BAR, LEFT_AMOUNT, LEFT_NAME), "right"),
        (right, (RIGHT_BAR, RIGHT_AMOUNT, RIGHT_NAME), "left"),
    ):
        for node in nodes:
            _write(axes, node, look(node.party), places, align)
    givers, takers = [node.party for node in left], [node.party for node in right]
    scale = next((n.height / n.amount for n in (*left, *right) if n.amount > 0), 0.0)
    starts = _stacked(left, [((g, t), g) for g in givers for t in takers], flows, scale)
    ends = _stacked(right, [((g, t), t) for t in takers for g in givers], flows, scale)
    for pair, start in starts.items():
        _band(axes, start, ends[pair], flows[pair] * scale, look(pair[0]).colour)


def placed(
    flows: Flows, top: float, tall: float, standing: Standing
) -> tuple[list[Node], list[Node]]:
    """Return givers and takers from the top down, all on one scale, each in a row of its own."""
    gives, takes = dict[str, float](), dict[str, float]()
    for (giver, taker), amount in flows.items():
        gives[giver] = gives.get(giver, 0.0) + amount
        takes[taker] = takes.get(taker, 0.0) + amount
    givers = sorted(gives, key=standing)
    places = {giver: place for place, giver in enumerate(givers)}

    def middle(taker: str) -> float:
        own = [(places[g], amount) for (g, t), amount in flows.items() if t == taker]
        return sum(p * a for p, a in own) / (sum(a for _, a in own) or 1.0)

    takers = sorted(takes, key=lambda taker: (middle(taker), standing(taker)))
    scale = min(inches_per_unit(side.values(), tall) for side in (gives, takes))
    return _side(givers, gives, scale, top), _side(takers, takes, scale, top)


def inches_per_unit(amounts: Iterable[float], tall: float) -> float:
    """Return the largest scale at which the rows of all amounts find room in so many inches.

    >>> round(inches_per_unit([10.0, 90.0], 1.34), 6)  # 0.24 and 1.00 inches, two gaps of 0.05
    0.011111
    """
    sizes = list(amounts)
    low, high = 0.0, tall / max(sum(sizes), 1e-9)
    for _ in range(60):
        middle = (low + high) / 2
        needed = sum(max(size * middle, ROW) + GAP for size in sizes)
        low, high = (middle, high) if needed <= tall else (low, middle)
    return low


def _side(
    parties: Sequence[str], amounts: Mapping[str, float], scale: float, top: float
) -> list[Node]:
    nodes = []
    for party in parties:
        bar = amounts[party] * scale
        row = max(bar, ROW)
        nodes.append(Node(party, amounts[party], top + (row - bar) / 2, bar, top + row / 2))
        top += row + GAP
    return nodes


def _stacked(
    nodes: Sequence[Node],
    pairs: Sequence[tuple[tuple[str, str], str]],
    flows: Flows,
    scale: float,
) -> dict[tuple[str, str], float]:
    """Return where each flow's band begins on its party's bar, in inches."""
    free = {node.party: node.top for node in nodes}
    begins = {}
    for pair, party in pairs:
        if pair in flows:
            begins[pair] = free[party]
            free[party] += flows[pair] * scale
    return begins


def _write(
    axes: Axes, node: Node, look: Look, places: tuple[float, float, float], align: str
) -> None:
    bar, amount, name = places
    tall = max(node.height, THINNEST_BAR)
    axes.add_patch(Rectangle((bar, node.top), BAR, tall, color=look.colour, linewidth=0))
    shown = look.amount(node.amount)
    axes.text(amount, node.middle, shown, ha="right", va="center", fontsize=10, color=QUIET)
    axes.text(
        name, node.middle, look.name, ha=align, va="center", fontsize=10, fontweight="bold",
        color=legible(look.colour),
    )  # fmt: skip


def _band(axes: Axes, start: float, end: float, thick: float, colour: str) -> None:
    x0, x1 = LEFT_BAR + BAR, RIGHT_BAR
    bend = (x0 + x1) / 2
    upper = [(x0, start), (bend, start), (bend, end), (x1, end)]
    lower = [(x, y + thick) for x, y in reversed(upper)]
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve, Path.CLOSEPOLY]
    path = Path([*upper, *lower, upper[0]], codes)
    axes.add_patch(PathPatch(path, facecolor=colour, edgecolor=colour, alpha=0.42, linewidth=HAIR))
