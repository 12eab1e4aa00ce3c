"""Orders above normal demand: drawn for each product in layers, each a quarter of normal demand.

Every layer has a stream of its own, so the same further orders exist for every programme: one only
says which of them are placed. So a layer is drawn only as far as some reseller's demand reaches it.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.market.cells import LARGEST_MARK
from simulator.market.demand import demand_of, of_resellers, part_of, up_to
from simulator.market.drawing import Columns, customer_of, drawn_columns
from simulator.market.levers import DemandLever, Ground
from simulator.streams import Stream

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

PART = 0.25
"""A layer's share of normal demand."""


class Layer(NamedTuple):
    """A layer of further orders of some product, (o,), sorted by reseller and day.

    Attributes:
        rows: resellers for whom it was drawn, (r,).
        start: orders of reseller rows[i] are start[i]:start[i + 1], (r + 1,).
        columns: the orders; their `mark` is their level.
        within: whether the level is below what demand may reach on the order's day, (o,).
    """

    product: int
    place: int
    rows: Integers
    start: Integers
    columns: Columns
    within: npt.NDArray[np.bool_]

    @property
    def owners(self) -> Integers:
        """The reseller of each order, (o,)."""
        return np.repeat(self.rows, np.diff(self.start))

    @property
    def numbers(self) -> npt.NDArray[np.int32]:
        """The number of each order, from 1, among its reseller's in this layer, (o,)."""
        numbers = np.arange(1, len(self.columns.day) + 1)
        return (numbers - np.repeat(self.start[:-1], np.diff(self.start))).astype(np.int32)


@dataclass(frozen=True)
class Excess:
    """How far demand for a product may rise above normal, over all resellers.

    Attributes:
        most: at most so many times normal demand, on each business day, (b,).
        rows: whom a lever reaches that raises it, (r,).
    """

    product: int
    most: Floats
    rows: Integers

    @property
    def layers(self) -> int:
        """The number of layers that are needed."""
        return math.ceil((float(self.most.max(initial=1.0)) - 1) / PART)

    def days_above(self, level: float) -> int:
        """Return the number of business days until demand is above a level for the last time."""
        return int(np.flatnonzero(self.most > level)[-1]) + 1


def excess_of(ground: Ground, levers: tuple[DemandLever, ...], product: int) -> Excess:
    """Return how far demand for a product may rise above normal.

    Raises:
        InputError: beyond what can be meant.
    """
    rises = [x for x in levers if x.product == product and (x.factor > 1).any()]
    most = np.ones(ground.calendar.business_days)
    reached = np.zeros(ground.portfolio.resellers, np.bool_)
    for lever in rises:
        most *= np.maximum(lever.factor, 1)
        reached |= lever.resellers
    if not most.max(initial=1.0) <= LARGEST_MARK:
        names = ", ".join(dict.fromkeys(lever.measure for lever in rises))
        raise InputError.of(
            f"demand for {ground.portfolio.products[product]} becomes {most.max():,.4g} times "
            f"normal demand under {names}",
            f"at most {LARGEST_MARK} times",
            key=f"products.{ground.portfolio.products[product]}.elasticity",
        )
    return Excess(product, most, np.flatnonzero(reached))


def draw_layers(ground: Ground, levers: tuple[DemandLever, ...]) -> list[Layer]:
    """Return the layers that levers may reach, by product and place.

    Raises:
        InputError: a programme raises demand beyond what can be meant.
    """
    products = range(len(ground.portfolio.products))
    rising = [excess_of(ground, levers, product) for product in products]
    rising = [excess for excess in rising if excess.layers and len(excess.rows)]
    return list(_drawn(ground, rising)) if rising else []


def _drawn(ground: Ground, rising: list[Excess]) -> Iterator[Layer]:
    world, calendar, portfolio, chance = (
        ground.world,
        ground.calendar,
        ground.portfolio,
        ground.chance,
    )
    normal, customer = demand_of(world, portfolio, calendar), customer_of(world)
    for excess in rising:
        quarter = part_of(of_resellers(normal, excess.rows), excess.product, PART)
        for place in range(excess.layers):
            days = excess.days_above(1 + place * PART)
            name = f"orders/{portfolio.products[excess.product]}/{place}"
            columns, start = drawn_columns(
                Stream(chance.seed, chance.replication, name),
                portfolio.entities[excess.rows],
                portfolio.kind[excess.rows],
                calendar.day_of,
                up_to(quarter, days),
                customer,
            )
            columns.mark[:] = 1 + (place + columns.mark.astype(np.float64)) * PART
            ordinals = calendar.next_ordinal[columns.day - calendar.first_day]
            within = columns.mark < excess.most[ordinals].astype(np.float32)
            yield Layer(excess.product, place, excess.rows, start, columns, within)
