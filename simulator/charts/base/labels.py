"""Labels that keep out of each other's way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from simulator.charts.base.page import legible

MARKER = 8
"""Points around a dot in which no label may stand."""
Place = tuple[float, int, int]
"""How far from a dot, in markers; right or left of it; above, below or beside it."""
PLACES: tuple[Place, ...] = tuple(product((1.0, 2.5, 4.0, 5.5), (1, -1), (1, -1, 0)))


@dataclass(frozen=True)
class End:
    """A label at the right end of a line or area."""

    y: float
    text: str
    colour: str


@dataclass(frozen=True)
class Dot:
    """A labelled dot."""

    x: float
    y: float
    text: str
    colour: str


def label_ends(axes: Axes, ends: Sequence[End]) -> Callable[[], None]:
    """Write labels right of the axes; the function returned moves them apart after the layout."""
    texts = [
        axes.annotate(
            end.text,
            (1, end.y),
            xycoords=axes.get_yaxis_transform(),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=legible(end.colour),
            fontweight="bold",
            annotation_clip=False,
        )
        for end in ends
    ]

    def move_apart() -> None:
        if not texts:
            return
        boxes = [text.get_window_extent() for text in texts]
        middles = np.array([(box.y0 + box.y1) / 2 for box in boxes])
        tall = max(box.height for box in boxes) * 1.12
        area = axes.get_window_extent()
        new = spread(middles, tall, area.y0 + tall / 2, area.y1 - tall / 2)
        for text, old, moved in zip(texts, middles, new, strict=True):
            text.set_position((6, (moved - old) * _points_per_pixel(axes)))

    return move_apart


def spread(
    middles: npt.NDArray[np.float64], gap: float, low: float, high: float
) -> npt.NDArray[np.float64]:
    """Return positions at least `gap` apart, in the same order, close to `middles`.

    They stay within `low` and `high` where there is room for all.

    >>> spread(np.array([0.0, 0.1, 5.0]), 1.0, 0.0, 9.0).round(2).tolist()
    [0.0, 1.0, 5.0]
    """
    order = np.argsort(middles, kind="stable")
    placed = np.clip(middles[order], low, max(low, high))
    for i in range(1, len(placed)):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    over = placed[-1] - max(high, low + gap * (len(placed) - 1))
    if over > 0:
        placed[-1] -= over
        for i in range(len(placed) - 2, -1, -1):
            placed[i] = min(placed[i], placed[i + 1] - gap)
    result = np.empty_like(placed)
    result[order] = placed
    return result


def label_dots(axes: Axes, dots: Sequence[Dot]) -> Callable[[], None]:
    """Name dots; the function returned puts each name, after the layout, where it hits nothing."""
    texts = [
        axes.annotate(
            dot.text,
            (dot.x, dot.y),
            xytext=(MARKER, MARKER),
            textcoords="offset points",
            color=legible(dot.colour),
            fontweight="bold",
            in_layout=False,
            annotation_clip=False,
            zorder=5,
        )
        for dot in dots
    ]

    def place() -> None:
        radius = MARKER / _points_per_pixel(axes)
        centres = axes.transData.transform([(dot.x, dot.y) for dot in dots])
        taken = [
            Bbox.from_bounds(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in centres
        ]
        for text in texts:
            taken.append(_place(axes, text, taken))

    return place


def _place(axes: Axes, text: Annotation, taken: Sequence[Bbox]) -> Bbox:
    """Try places around a dot, near ones first; return the box of the one that hits the least."""
    area = axes.get_window_extent()
    least, best, box = float("inf"), PLACES[0], text.get_window_extent()
    for place in PLACES:
        _move(text, place)
        tried = text.get_window_extent()
        hits = sum(_overlap(tried, other) for other in taken)
        hits += 1e9 * (not _within(tried, area))
        if hits < least:
            least, best, box = hits, place, tried
    _move(text, best)
    return box


def _move(text: Annotation, place: Place) -> None:
    far, right, up = place
    text.set_horizontalalignment("left" if right > 0 else "right")
    text.set_verticalalignment("bottom" if up > 0 else "top" if up < 0 else "center")
    text.set_position((right * MARKER * 1.2, up * MARKER * far))


def _within(box: Bbox, area: Bbox) -> bool:
    across = area.x0 <= box.x0 and box.x1 <= area.x1
    return bool(across and area.y0 <= box.y0 and box.y1 <= area.y1)


def _overlap(one: Bbox, other: Bbox) -> float:
    shared = Bbox.intersection(one, other)
    return 0.0 if shared is None else float(shared.width * shared.height)


def _points_per_pixel(axes: Axes) -> float:
    figure = axes.get_figure(root=True)
    assert figure is not None
    return 72 / float(figure.dpi)
