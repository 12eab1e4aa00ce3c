"""The drawn order book: what customers order of each reseller, drawn before the run.

A reseller's orders are one Poisson process over all products, walked in operational time, in which
its intensity is constant. Each reseller has a generator of its own, so its orders depend on nobody
else's.
"""

import math
from functools import lru_cache
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from simulator.calendar import Calendar
from simulator.compiling import compiled, compiled_with_memory
from simulator.errors import InputError
from simulator.market.demand import Demand, demand_of
from simulator.market.lever_tables import least_financed
from simulator.market.orders import OrderBook
from simulator.market.portfolio import Codes, Portfolio
from simulator.market.quantiles import days_of, table_of
from simulator.market.recorded import RecordedOrders, completed
from simulator.memory import empty
from simulator.streams import (
    Stream,
    exponential,
    lower_uniform,
    next_word,
    normal,
    start_generator,
    upper_uniform,
)
from simulator.study.schema import World
from simulator.units import LARGEST_AMOUNT_EUR, Days

Floats = npt.NDArray[np.float64]

_16_BITS = np.uint64(0xFFFF)
_23_BITS = 1.0 / 8388608.0
LARGEST_CENTS = 100 * LARGEST_AMOUNT_EUR


class Columns(NamedTuple):
    """Columns of an order book that is being filled; each holds `room` orders."""

    day: npt.NDArray[np.int32]
    product: npt.NDArray[np.int8]
    amount: npt.NDArray[np.int64]
    pays_after: npt.NDArray[np.int16]
    patience: npt.NDArray[np.int16]
    financed: npt.NDArray[np.int8]
    mark: npt.NDArray[np.float32]


class Customer(NamedTuple):
    """What customers do, as a kernel reads it.

    Attributes:
        pays_after, patience: days at each of 65,536 equally likely cases.
        take_up_share: share of the deals large enough that are financed.
        least_amount: smallest deal that is financed, cents, by product.
    """

    pays_after: npt.NDArray[np.int16]
    patience: npt.NDArray[np.int16]
    take_up_share: float
    least_amount: npt.NDArray[np.int64]


def draw_orders(
    world: World,
    portfolio: Portfolio,
    calendar: Calendar,
    seed: int,
    replication: int,
    recorded: RecordedOrders | None = None,
) -> OrderBook:
    """Return the orders of one replication; of a `recorded` book, what it leaves blank is drawn.

    Raises:
        InputError: orders would have to be drawn in a world without chance.
    """
    if recorded is not None:
        return completed(recorded, world, seed, replication)
    if not world.chance.enabled:
        raise InputError.of(
            "a market without chance needs a recorded order book",
            'population.source = "files" with an orders file, or chance.enabled = true',
            key="chance.enabled",
        )
    demand = demand_of(world, portfolio, calendar)
    columns, start = drawn_columns(
        Stream(seed, replication, "orders"),
        portfolio.entities,
        portfolio.kind,
        calendar.day_of,
        demand,
        customer_of(world),
    )
    return OrderBook(start, **columns._asdict())


def room_for(demand: Demand, kind: Codes) -> int:
    """Return a number of orders that is passed once in 10¹⁵ replications."""
    expected = float(demand.size @ demand.clock[kind, -1])
    return 64 + int(expected + 8 * math.sqrt(expected))


def drawn_columns(
    stream: Stream,
    entities: npt.NDArray[np.uint64],
    kind: Codes,
    day_of: Days,
    demand: Demand,
    customer: Customer,
) -> tuple[Columns, npt.NDArray[np.int64]]:
    """Return the columns of all orders, and the start of each reseller's, (len(entities) + 1,)."""
    start = np.zeros(len(entities) + 1, np.int64)
    columns = empty_columns(room_for(demand, kind))
    while not fill(stream.key, entities, kind, day_of, demand, customer, start, columns):
        columns = empty_columns(2 * len(columns.day))
    return chosen(columns, slice(int(start[-1]))), start


def empty_columns(room: int) -> Columns:
    """Return columns with room for so many orders."""
    return Columns(
        day=empty(room, np.int32),
        product=empty(room, np.int8),
        amount=empty(room, np.int64),
        pays_after=empty(room, np.int16),
        patience=empty(room, np.int16),
        financed=empty(room, np.int8),
        mark=empty(room, np.float32),
    )


def chosen(columns: Columns, which: Any) -> Columns:
    """Return some of the orders of columns: a slice of them, or those of a mask or an index."""
    return Columns(*(cast(Any, column[which]) for column in columns))


def customer_of(world: World) -> Customer:
    """Return what customers do."""
    lateness, patience = (
        _days_by_case(tuple((share, days) for share, days in table))
        for table in (world.customers.lateness, world.customers.patience)
    )
    return Customer(
        world.customers.terms_days + lateness,
        patience,
        world.financing.take_up_share,
        least_financed(world),
    )


@lru_cache(maxsize=16)
def _days_by_case(quantiles: tuple[tuple[float, float], ...]) -> npt.NDArray[np.int16]:
    """Return the days of 65,536 equally likely cases."""
    cases = (np.arange(1 << 16) + 0.5) / (1 << 16)
    return days_of(table_of(quantiles), cases)


@compiled_with_memory
def fill(
    key: npt.NDArray[np.uint64],
    entities: npt.NDArray[np.uint64],
    kind: npt.NDArray[np.int8],
    day_of: npt.NDArray[np.int32],
    demand: Demand,
    customer: Customer,
    start: npt.NDArray[np.int64],
    columns: Columns,
) -> bool:
    """Fill `columns` and `start` with the orders of all resellers; return whether there was room.

    Args:
        key: the stream's key, shape (2,).
        entities, kind: under which number a reseller draws, and its kind, shape (n,).
        day_of: day number of each business day.
        demand: how often orders come.
        customer: what customers do.
        start: filled; shape (n + 1,).
        columns: filled.
    """
    state = np.empty(4, np.uint64)
    count = 0
    for i in range(entities.shape[0]):
        start_generator(state, key, entities[i])
        count = _fill_reseller(state, i, kind[i], day_of, demand, customer, columns, count)
        if count < 0:
            return False
        start[i + 1] = count
    return True


@compiled
def _fill_reseller(
    state: npt.NDArray[np.uint64],
    reseller: int,
    kind: int,
    day_of: npt.NDArray[np.int32],
    demand: Demand,
    customer: Customer,
    columns: Columns,
    count: int,
) -> int:
    """Write a reseller's orders after the first `count`; return the new count, −1: no room."""
    clock = demand.clock[kind]
    shares = demand.product[kind]
    shift = demand.shift[reseller]
    pace = 1.0 / demand.size[reseller]
    now = 0.0
    day = 0
    while True:
        word = next_word(state)
        now += pace * exponential(upper_uniform(word))
        if now > clock[-1]:
            return count
        while clock[day] < now:
            day += 1
        if count == columns.day.shape[0]:
            return -1
        u = lower_uniform(word)
        product = 0
        for other in range(shares.shape[1]):
            product += shares[day, other] <= u
        columns.day[count] = day_of[day]
        columns.product[count] = product
        word = next_word(state)
        z = normal(upper_uniform(word))
        amount = math.exp(demand.log_median[product] + shift + demand.sigma[product] * z)
        columns.amount[count] = int(np.rint(min(max(amount, 1.0), LARGEST_CENTS)))
        columns.financed[count] = (lower_uniform(word) < customer.take_up_share) & (
            columns.amount[count] >= customer.least_amount[product]
        )
        word = next_word(state)
        columns.pays_after[count] = customer.pays_after[word & _16_BITS]
        columns.patience[count] = customer.patience[(word >> np.uint64(16)) & _16_BITS]
        columns.mark[count] = (np.float64(word >> np.uint64(41)) + 0.5) * _23_BITS
        count += 1
