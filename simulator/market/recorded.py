"""A recorded order book: what a file says of each order, and what is drawn where it is silent."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.market.orders import OrderBook
from simulator.market.quantiles import days_of, table_of
from simulator.streams import Stream
from simulator.study.schema import World
from simulator.units import Cents, cents

Floats = npt.NDArray[np.float64]

BLANK = -1
MEDIAN = 0.5


@dataclass(frozen=True)
class RecordedOrders:
    """Orders (n) of a file, sorted by reseller, then by day, then by row.

    Attributes:
        start: orders of reseller i are start[i]:start[i + 1], shape (resellers + 1,), int64.
        day, product, amount: as in `OrderBook`.
        pays_after, patience: days, or `BLANK`, int16.
        financed: 1, 0 or `BLANK`, int8.
        mark: in (0, 1), 1 or more above normal demand, or NaN where blank, float32.
        ids: order ids, text.
        entities: numbers under which orders draw, uint64; empty where nothing is drawn.
    """

    start: npt.NDArray[np.int64]
    day: npt.NDArray[np.int32]
    product: npt.NDArray[np.int8]
    amount: Cents
    pays_after: npt.NDArray[np.int16]
    patience: npt.NDArray[np.int16]
    financed: npt.NDArray[np.int8]
    mark: npt.NDArray[np.float32]
    ids: npt.NDArray[np.object_]
    entities: npt.NDArray[np.uint64]


def completed(recorded: RecordedOrders, world: World, seed: int, replication: int) -> OrderBook:
    """Return the order book with its blanks filled.

    With chance: from the stream "recorded", each order under its own id. Without: customers pay
    on time, wait for the median patience and finance nothing, and the mark is ½.
    """
    chance = world.chance.enabled
    if chance and len(recorded.entities):
        u = Stream(seed, replication, "recorded").uniforms(recorded.entities, 4)
    else:
        u = np.full((len(recorded.day), 4), MEDIAN)
    lateness = days_of(table_of(world.customers.lateness), u[:, 0]) if chance else 0
    patience = days_of(table_of(world.customers.patience), u[:, 1])
    financed = chance & _would_finance(recorded, world, u[:, 2])
    return OrderBook(
        start=recorded.start,
        day=recorded.day,
        product=recorded.product,
        amount=recorded.amount,
        pays_after=_filled(recorded.pays_after, world.customers.terms_days + lateness),
        patience=_filled(recorded.patience, patience),
        financed=_filled(recorded.financed, financed),
        mark=np.where(np.isnan(recorded.mark), u[:, 3], recorded.mark).astype(np.float32),
        ids=recorded.ids,
    )


def _filled(column: npt.NDArray[Any], otherwise: npt.ArrayLike) -> npt.NDArray[Any]:
    return np.where(column == BLANK, otherwise, column).astype(column.dtype)


def _would_finance(recorded: RecordedOrders, world: World, u: Floats) -> npt.NDArray[np.bool_]:
    own = np.array([p.publisher for p in world.products.values()])[recorded.product]
    large = recorded.amount >= cents(world.financing.least_amount_eur)
    return np.asarray(own & large & (u < world.financing.take_up_share), np.bool_)
