"""A programme's levers on orders, as arrays that a kernel reads.

Shapes: levers of a family (l,), resellers (n,), business days (b,), products (p,). Windows are
[since, before), in ordinals; rates are billionths.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.market.levers import (
    DemandLever,
    FinancingLever,
    Ground,
    Levers,
    PassedOnLever,
    PriceLever,
)
from simulator.study.schema import World
from simulator.units import Cents, cents

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Reached = npt.NDArray[np.bool_]
"""Whom each lever reaches, (l, n)."""


class DemandTable(NamedTuple):
    """Levers on demand, those on product p being first[p]:first[p + 1]; `factor` is (l, b)."""

    first: Integers
    reached: Reached
    share: Floats
    factor: Floats


class PriceTable(NamedTuple):
    """Levers on prices, those on product p being first[p]:first[p + 1]."""

    first: Integers
    reached: Reached
    share: Floats
    since: Integers
    before: Integers
    discount: Integers
    pass_through: Integers


class PassedOnTable(NamedTuple):
    """Rebates that resellers pass on to their customers; `rates` are (l, p)."""

    reached: Reached
    since: Integers
    before: Integers
    rates: Integers


class FinancingTable(NamedTuple):
    """Levers on financing.

    Attributes:
        likely: chance of an order that would not have been financed to be so now, (l,).
        least: smallest order that is financed, cents, (p,).
    """

    reached: Reached
    since: Integers
    before: Integers
    likely: Floats
    least: Cents


class LeverTables(NamedTuple):
    """All levers on orders, and the calendar by which an order finds its business day."""

    demand: DemandTable
    prices: PriceTable
    passed_on: PassedOnTable
    financing: FinancingTable
    next_ordinal: npt.NDArray[np.int32]
    first_day: int


def tables_of(ground: Ground, levers: Levers) -> LeverTables:
    """Return a programme's levers on orders as tables."""
    return LeverTables(
        _demand(ground, levers.demand),
        _prices(ground, levers.prices),
        _passed_on(ground, levers.passed_on),
        _financing(ground, levers.financing),
        ground.calendar.next_ordinal,
        ground.calendar.first_day,
    )


def least_financed(world: World) -> Cents:
    """Return the smallest order that is financed, cents, (p,); out of reach where none is."""
    least = cents(world.financing.least_amount_eur)
    out_of_reach = np.iinfo(np.int64).max
    own = [product.publisher for product in world.products.values()]
    return np.array([least if its else out_of_reach for its in own], np.int64)


def _demand(ground: Ground, levers: Sequence[DemandLever]) -> DemandTable:
    levers = sorted(levers, key=lambda lever: lever.product)
    factors = np.array([lever.factor for lever in levers], np.float64)
    return DemandTable(
        _first(ground, levers),
        _reached(ground, levers),
        np.array([lever.share for lever in levers], np.float64),
        factors.reshape(len(levers), ground.calendar.business_days),
    )


def _prices(ground: Ground, levers: Sequence[PriceLever]) -> PriceTable:
    levers = sorted(levers, key=lambda lever: lever.product)
    return PriceTable(
        _first(ground, levers),
        _reached(ground, levers),
        np.array([lever.share for lever in levers], np.float64),
        *_windows(levers),
        np.array([lever.discount for lever in levers], np.int64),
        np.array([lever.pass_through for lever in levers], np.int64),
    )


def _passed_on(ground: Ground, levers: Sequence[PassedOnLever]) -> PassedOnTable:
    rates = np.array([lever.rates for lever in levers], np.int64)
    return PassedOnTable(
        _reached(ground, levers),
        *_windows(levers),
        rates.reshape(len(levers), len(ground.portfolio.products)),
    )


def _financing(ground: Ground, levers: Sequence[FinancingLever]) -> FinancingTable:
    others = 1 - ground.world.financing.take_up_share
    likely = [min(1.0, lever.take_up_increase / max(others, 1e-12)) for lever in levers]
    return FinancingTable(
        _reached(ground, levers),
        *_windows(levers),
        np.array(likely, np.float64),
        least_financed(ground.world),
    )


def _first(ground: Ground, levers: Sequence[DemandLever] | Sequence[PriceLever]) -> Integers:
    products = np.array([lever.product for lever in levers], np.int64)
    return np.searchsorted(products, np.arange(len(ground.portfolio.products) + 1))


def _reached(
    ground: Ground,
    levers: Sequence[DemandLever | PriceLever | PassedOnLever | FinancingLever],
) -> Reached:
    reached = np.array([lever.resellers for lever in levers], np.bool_)
    return reached.reshape(len(levers), ground.portfolio.resellers)


def _windows(
    levers: Sequence[PriceLever | PassedOnLever | FinancingLever],
) -> tuple[Integers, Integers]:
    since = np.array([lever.first for lever in levers], np.int64)
    return since, np.array([lever.after for lever in levers], np.int64)
