"""A shop of the publisher's programme: its runs, and what a measure cost in them, in cents."""

from typing import Any

import numpy as np

from simulator import model
from simulator.book.record import Record
from simulator.book.state import OPENING
from simulator.market.levers import Ground
from tests.plain.markets import Buys, Credit, Market, Shop, market
from tests.plain.product import draws_of

PRODUCTS: dict[str, dict[str, Any]] = {
    "open": {"distributor_margin": 0.05, "elasticity": -0.9},
    "sql_server": {"distributor_margin": 0.05, "elasticity": -0.9},
    "other_goods": {"publisher": False, "distributor_margin": 0.05},
}


def shop_of(measures: list[dict[str, Any]], orders: list[Buys], **tables: Any) -> Market:
    """Return a market of one shop with cash and credit, whose margin is 10 % unless it is given."""
    usual: dict[str, Any] = {
        "shops": [Shop("ada", cash=10**6, margin=0.10)],
        "accounts": [Credit("ada", own_risk=10**6)],
        "products": PRODUCTS,
        "days": 120,
    }
    given = usual | tables
    return market(given.pop("shops"), given.pop("accounts"), orders, measures=measures, **given)


def run_shop(market: Market) -> Record:
    """Return the run of a market, its identities checked at every close."""
    prepared = model.Prepared(market.prepared.calendar, market.prepared.portfolio, None)
    return model.run(market, prepared, draws_of(market), check=True)  # type: ignore[arg-type]


def ground_of(market: Market) -> Ground:
    """Return what the measures of a market know before the run."""
    prepared = market.prepared
    return Ground(market.world, prepared.calendar, prepared.portfolio, market.draws)  # type: ignore[arg-type]


def levers_of(market: Market, place: int = 0) -> Any:
    """Return the levers that one of a market's measures pulls."""
    return market.measures[place].levers(ground_of(market))


def costs(record: Record, measure: str = "measure") -> dict[str, int]:
    """Return what a measure cost by order, cents."""
    ids = np.full(len(record.book.items), "", object)
    ids[record.book.items["fate"] != OPENING] = record.orders.ids
    found: dict[str, int] = {}
    spent = record.costs[measure]
    for row, amount in zip(spent.items.tolist(), spent.cents.tolist(), strict=True):
        found[str(ids[row])] = found.get(str(ids[row]), 0) + amount
    return found


def moved(record: Record, giver: str, taker: str, kind: str) -> dict[int, int]:
    """Return the postings of a kind by ordinal, cents."""
    days = record.ledger.daily(giver, taker, kind)
    return {int(on): int(days[on]) for on in np.flatnonzero(days)}
