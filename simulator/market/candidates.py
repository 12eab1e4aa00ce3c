"""Orders that may be placed: those of the base book and further ones, with their uniforms."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from simulator.market.drawing import Columns, chosen, empty_columns
from simulator.market.layers import Layer
from simulator.market.levers import Ground, Levers
from simulator.market.orders import OrderBook, layer_code

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

CERTAIN = 0.5
"""What stands for an order's reference where levers concern either all or none."""


class Candidates(NamedTuple):
    """Orders (o) that may be placed, sorted by reseller, then by day.

    Attributes:
        start: orders of reseller i are start[i]:start[i + 1], (n + 1,).
        references: an order's uniform among its product's references, (o,); (0,): `CERTAIN`.
        take_up: an order's uniform for each financing lever, (l, o); (l, 0): no lever needs it.
        source, number: as in an order book; (0,): a base book's.
    """

    start: Integers
    columns: Columns
    references: Floats
    take_up: Floats
    source: npt.NDArray[np.int32]
    number: npt.NDArray[np.int32]


def of_base(ground: Ground, base: OrderBook, levers: Levers) -> Candidates:
    """Return the orders of a base book."""
    columns = Columns(*(getattr(base, name) for name in Columns._fields))
    uniforms = _uniforms_of(ground, levers, "", ground.portfolio.entities, base.start)
    return Candidates(base.start, columns, *uniforms, np.zeros(0, np.int32), np.zeros(0, np.int32))


def of_layers(ground: Ground, layers: Sequence[Layer], levers: Levers) -> Candidates:
    """Return the further orders that demand may reach: by day, then product, layer and number."""
    resellers, several = ground.portfolio.resellers, len(levers.financing)
    parts = [_part(ground, layer, levers) for layer in layers]
    if not parts:
        return Candidates(
            np.zeros(resellers + 1, np.int64),
            empty_columns(0),
            np.zeros(0),
            np.zeros((several, 0)),
            np.zeros(0, np.int32),
            np.zeros(0, np.int32),
        )
    owners, columns, references, take_up, source, number = zip(*parts, strict=True)
    whose = np.concatenate(owners)
    joined = Columns(*(cast(Any, np.concatenate(c)) for c in zip(*columns, strict=True)))
    order = np.lexsort((joined.day, whose))
    return Candidates(
        np.searchsorted(whose[order], np.arange(resellers + 1)),
        chosen(joined, order),
        np.concatenate(references)[order],
        np.concatenate(take_up, axis=1)[:, order],
        np.concatenate(source)[order],
        np.concatenate(number)[order],
    )


class _Part(NamedTuple):
    """The orders of a layer that demand may reach, as `Candidates` has them, and their owners."""

    owners: Integers
    columns: Columns
    references: Floats
    take_up: Floats
    source: npt.NDArray[np.int32]
    number: npt.NDArray[np.int32]


def _part(ground: Ground, layer: Layer, levers: Levers) -> _Part:
    products, within = ground.portfolio.products, layer.within
    stream = f"/{products[layer.product]}/{layer.place}"
    entities = ground.portfolio.entities[layer.rows]
    references, take_up = _uniforms_of(ground, levers, stream, entities, layer.start)
    count = int(np.count_nonzero(within))
    code = layer_code(layer.product, layer.place, len(products))
    return _Part(
        layer.owners[within],
        chosen(layer.columns, within),
        references[within] if len(references) else np.full(count, CERTAIN),
        take_up[:, within] if take_up.size else np.zeros((len(take_up), count)),
        np.full(count, code, np.int32),
        layer.numbers[within],
    )


def _uniforms_of(
    ground: Ground,
    levers: Levers,
    stream: str,
    entities: npt.NDArray[np.uint64],
    start: Integers,
) -> tuple[Floats, Floats]:
    """Return references and take-up of orders, drawn only where a lever needs them.

    Args:
        stream: what the streams' names end with: nothing for a base book, or which layer it is.
        entities: resellers whose orders are start[i]:start[i + 1].
    """

    def each(name: str) -> Floats:
        return ground.chance.uniforms_each(name + stream, entities, start)

    shares = [x.share for x in levers.demand] + [x.share for x in levers.prices]
    partial = min(shares, default=1.0) < 1
    references = each("references") if partial else np.zeros(0)
    if not any(lever.take_up_increase > 0 for lever in levers.financing):
        return references, np.zeros((len(levers.financing), 0))
    take_up = [each(f"take-up/{lever.measure}") for lever in levers.financing]
    return references, take_up[0][np.newaxis] if len(take_up) == 1 else np.stack(take_up)
