"""Markets whose orders are drawn: a base book, and layers of further orders above normal demand.

Both are drawn by the product; what a programme places of them is each implementation's own.
"""

import dataclasses
from itertools import product as pairs

import numpy as np

from simulator.market.drawing import draw_orders
from simulator.market.layers import Layer, draw_layers
from simulator.market.levers import DemandLever, Ground
from simulator.market.orders import OrderBook
from simulator.streams import Chance
from tests.plain.book import Order
from tests.plain.founding import found_town
from tests.plain.markets import Market
from tests.plain.ordering import Source
from tests.plain.placing import demand

HIGHEST = 30.0
"""Demand over normal demand, beyond which too much would be drawn."""


def with_drawn_orders(market: Market) -> Market:
    """Return the market with drawn orders, if there is chance and demand does not explode."""
    highest = highest_demand(market)
    if not market.draws.enabled or highest > HIGHEST:
        return market
    seed, prepared = market.draws.seed, market.prepared
    portfolio, calendar = prepared.portfolio, prepared.calendar
    base = draw_orders(market.world, portfolio, calendar, seed, market.draws.replication)
    ground = Ground(market.world, calendar, portfolio, Chance(seed, market.draws.replication))
    everybody = np.ones(portfolio.resellers, bool)
    always = np.full(calendar.business_days, highest)
    levers = [
        DemandLever("all", code, everybody, 1.0, always)
        for code in range(len(market.world.products))
    ]
    layers = draw_layers(ground, tuple(levers)) if highest > 1 else []
    sources = [Source(book_of(layer), layer_name(market, layer)) for layer in layers]
    draws = dataclasses.replace(market.draws, orders=base, layers=tuple(sources))
    return dataclasses.replace(market, draws=draws)


def highest_demand(market: Market) -> float:
    """Return the highest demand factor of any reseller, product and day."""
    town = found_town(market, market.prepared.portfolio, market.draws)
    every = pairs(town.resellers, market.world.products, town.diary.days)
    return max(
        demand(town, Order("", reseller, day, day, product, True, 0, 0, 0, False, sells=0.0))
        for reseller, product, day in every
    )


def layer_name(market: Market, layer: Layer) -> str:
    return f"{market.prepared.portfolio.products[layer.product]}/{layer.place}"


def book_of(layer: Layer) -> OrderBook:
    """Return a layer, which was drawn for every reseller, as an order book."""
    columns = layer.columns
    return OrderBook(
        start=layer.start,
        day=columns.day,
        product=columns.product,
        amount=columns.amount,
        pays_after=columns.pays_after,
        patience=columns.patience,
        financed=columns.financed,
        mark=columns.mark,
    )
