"""How often orders come: the intensity of each kind's orders, by product and business day."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.calendar import Calendar, is_business_day
from simulator.market.portfolio import Portfolio
from simulator.study.orders import Product
from simulator.study.schema import World

Floats = npt.NDArray[np.float64]

DAYS_A_YEAR = 365


class Demand(NamedTuple):
    """When orders come and how large they are: kinds (k), products (p), business days (b).

    A reseller with annual purchases P (euros) orders like a Poisson process whose clock runs by
    `clock` of its kind, `size` orders to the unit; its amounts are lognormal.

    Attributes:
        clock: cumulated intensity at the end of each business day for size 1, shape (k, b).
        product: cumulated shares of the products in a day's orders, shape (k, b, p).
        size: orders of each reseller over those at size 1, shape (resellers,).
        shift: what a reseller's purchases add to the logarithm of its median order, (resellers,).
        log_median: logarithm of the median order in cents at the reference purchases, shape (p,).
        sigma: standard deviation of the logarithm of the amount, shape (p,).
    """

    clock: Floats
    product: Floats
    size: Floats
    shift: Floats
    log_median: Floats
    sigma: Floats


def demand_of(world: World, portfolio: Portfolio, calendar: Calendar) -> Demand:
    """Return the demand that makes each reseller's expected purchases its annual purchases."""
    products = world.products.values()
    median = np.array([100 * p.order_median_eur for p in products])
    sigma = np.array([p.order_sigma for p in products])
    mix = np.array(
        [
            [world.population.kinds[kind].product_mix.get(p, 0.0) for p in world.products]
            if kind in world.population.kinds
            else np.zeros(len(median))
            for kind in portfolio.kinds
        ]
    )
    orders_a_year = mix / (median * np.exp(sigma**2 / 2))
    intensity = orders_a_year[:, None, :] * day_weights(world, calendar)
    up_to = np.cumsum(intensity, axis=2)
    with np.errstate(invalid="ignore"):
        shares = up_to / up_to[:, :, -1:]
    purchases = portfolio.annual_purchases.astype(np.float64)
    exponent = world.demand.order_size_exponent
    growth = purchases / (100 * world.demand.reference_purchases_eur)
    with np.errstate(divide="ignore"):
        shift = exponent * np.log(growth)
    size = purchases * np.exp(-shift, where=purchases > 0, out=np.zeros(len(purchases)))
    return Demand(np.cumsum(up_to[:, :, -1], axis=1), shares, size, shift, np.log(median), sigma)


def part_of(demand: Demand, product: int, share: float) -> Demand:
    """Return a share of the demand for one product alone."""
    daily = np.diff(demand.clock, axis=1, prepend=0.0)
    below = demand.product[:, :, product - 1] if product else 0.0
    intensity = share * np.nan_to_num(daily * (demand.product[:, :, product] - below))
    every = np.arange(demand.product.shape[2]) >= product
    alone = np.broadcast_to(every.astype(np.float64), demand.product.shape)
    return demand._replace(clock=np.cumsum(intensity, axis=1), product=np.ascontiguousarray(alone))


def up_to(demand: Demand, business_days: int) -> Demand:
    """Return the demand of the first so many business days."""
    return demand._replace(
        clock=np.ascontiguousarray(demand.clock[:, :business_days]),
        product=np.ascontiguousarray(demand.product[:, :business_days]),
    )


def of_resellers(demand: Demand, rows: npt.NDArray[np.int64]) -> Demand:
    """Return the demand of some resellers' customers."""
    return demand._replace(size=demand.size[rows], shift=demand.shift[rows])


def day_weights(world: World, calendar: Calendar) -> Floats:
    """Return the share of a year's demand that falls on each business day, shape (b, products).

    A year is 365 days. Its days of one month weigh alike, by the month's factor; what falls on
    days without business is carried by the same month's business days. Without macro path the
    business days of a common year sum to 1.
    """
    dates = [calendar.date_of(int(day)) for day in calendar.day_of]
    columns = [weights_on(world, product, dates) for product in world.products.values()]
    return np.ascontiguousarray(np.array(columns).T)


def weights_on(world: World, product: Product, dates: Sequence[date]) -> Floats:
    """Return a product's weights on some business days, in the run or not, shape (days,)."""
    factors, path = tuple(product.seasonality), world.demand.macro
    return np.array(
        [
            _month_weight(factors, day.year, day.month, world.calendar) * _step(path, day)
            for day in dates
        ],
        np.float64,
    )


def _step(path: list[list[Any]], day: date) -> float:
    """Return the factor that a dated path has on `day`."""
    factor = 1.0
    for since, value in path:
        if since <= day:
            factor = float(value)
    return factor


@lru_cache(maxsize=4096)
def _month_weight(factors: tuple[float, ...], year: int, month: int, calendar: str) -> float:
    """Return the share of a year's demand on one business day of a month."""
    days = [len(_days_of(year, m)) for m in range(1, 13)]
    mean = sum(f * n for f, n in zip(factors, days, strict=True)) / sum(days)
    business = sum(is_business_day(day, calendar) for day in _days_of(year, month))
    return factors[month - 1] / mean / DAYS_A_YEAR * days[month - 1] / business


def _days_of(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    days = (first + timedelta(days=d) for d in range(31))
    return [day for day in days if day.month == month]
