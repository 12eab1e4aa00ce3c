"""Small markets from keyword arguments: whole inputs of a run without files; amounts in euros."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.calendar import Calendar
from simulator.catalogue import kinds
from simulator.market.orders import OrderBook
from simulator.market.portfolio import OpeningInvoices, Portfolio
from simulator.streams import Stream, entity
from simulator.study.schema import World
from simulator.units import NEVER, billionths, cents
from tests.plain.diary import Diary
from tests.plain.ordering import Source

START = date(2009, 1, 5)
"""A Monday."""
PRODUCTS: dict[str, dict[str, Any]] = {
    "oem": {"distributor_margin": 0.0},
    "other_goods": {"publisher": False, "distributor_margin": 0.0},
}
INSURER: dict[str, dict[str, Any]] = {"sfac": {"premium_rate": 0.0, "waiting_days": 20}}
"""An insurer that costs nothing."""


def day(number: int) -> date:
    """Return the date of a day counted from 5 January 2009."""
    return START + timedelta(days=number)


@dataclass(frozen=True)
class Shop:
    """A reseller; `costs` a month, `margin` a share of the purchase price, `purchases` a year."""

    id: str
    cash: float = 0.0
    overdraft: float = 0.0
    costs: float = 0.0
    reserve: float = 0.0
    margin: float = 0.0
    rating: int = 5
    kind: str = "reseller"
    fails_on: int = NEVER
    purchases: float = 100_000.0


@dataclass(frozen=True)
class Credit:
    """An account; a shop's accounts rank in the order in which they are listed."""

    shop: str
    distributor: str = "north"
    insured: float = 0.0
    own_risk: float = 0.0
    insurer: str | None = None


@dataclass(frozen=True)
class Buys:
    """An order; `on` is a day number or a date, `level` the demand above which it is placed."""

    id: str
    shop: str
    on: int | date
    amount: float
    product: str = "oem"
    pays_after: int = 3000
    patience: int = 0
    financed: bool = False
    level: float = 0.5


@dataclass(frozen=True)
class Owes:
    """An opening invoice; `due` moves to the next business day."""

    shop: str
    amount: float
    due: int
    distributor: str = "north"


@dataclass(frozen=True)
class Prepared:
    """What the model is given before chance."""

    portfolio: Portfolio
    calendar: Calendar


@dataclass(frozen=True)
class Draws:
    """Orders, exogenous failures, and uniforms by name (½ where nothing is left to chance).

    `layers` are what customers would order above normal demand, where the book is drawn.

    `luck` says what a stream gives to every account instead, one number a draw.
    """

    orders: OrderBook
    fails_on: npt.NDArray[np.int32]
    enabled: bool
    seed: int
    luck: Mapping[str, list[float]]
    layers: tuple[Source, ...] = ()
    replication: int = 0

    def uniforms(
        self, name: str, entities: npt.NDArray[np.uint64], count: int = 1
    ) -> npt.NDArray[np.float64]:
        if name in self.luck:
            return np.tile(self.luck[name][:count], (len(entities), 1))
        if not self.enabled:
            return np.full((len(entities), count), 0.5)
        return Stream(self.seed, self.replication, name).uniforms(entities, count)

    def uniforms_each(
        self, name: str, entities: npt.NDArray[np.uint64], start: npt.NDArray[np.int64]
    ) -> npt.NDArray[np.float64]:
        """Return the first uniforms of each entity, as many as it has items."""
        rows = zip(entities, np.diff(start), strict=True)
        each = [np.resize(self.uniforms(name, np.array([e]), int(n)), int(n)) for e, n in rows]
        return np.concatenate([np.zeros(0), *each])


@dataclass(frozen=True, repr=False)
class Market:
    """The inputs of one run; to a model it is a scenario."""

    world: World
    measures: tuple[Any, ...]
    prepared: Prepared
    draws: Draws


def market(
    shops: list[Shop],
    accounts: list[Credit],
    orders: list[Buys],
    *,
    owes: list[Owes] | None = None,
    distributors: dict[str, dict[str, Any]] | None = None,
    insurers: dict[str, dict[str, Any]] | None = None,
    products: dict[str, dict[str, Any]] | None = None,
    measures: list[dict[str, Any]] | None = None,
    days: int = 60,
    warm_up_days: int = 0,
    chance: bool = False,
    seed: int = 1,
    luck: Mapping[str, list[float]] | None = None,
    **world: Any,
) -> Market:
    """Return a market of `days` days from 5 January 2009, on an every-day calendar by default."""
    tables = {"calendar": "every-day", "start": START, **world}
    start = tables["start"]
    settled = World.model_validate(
        {
            "end": start + timedelta(days=days - 1),
            "warm_up_days": warm_up_days,
            "chance": {"enabled": chance},
            "distributors": distributors or {"north": {"net_days": 30}},
            "insurers": insurers or {},
            "products": products or PRODUCTS,
            **tables,
        }
    )
    calendar = Calendar.between(settled.start, settled.end, warm_up_days, settled.calendar)
    portfolio = portfolio_of(settled, shops, accounts, owes or [])
    book = order_book(settled, portfolio, orders)
    prepared = Prepared(portfolio, calendar)
    draws = Draws(book, portfolio.fails_on, chance, seed, luck or {})
    return Market(settled, tuple(measure(**m) for m in measures or []), prepared, draws)


def measure(kind: str, name: str = "measure", starts: Any = START, **fields: Any) -> Any:
    """Return a measure; by default it lasts for a year from 5 January 2009."""
    fields = {"ends": starts + timedelta(days=365), **fields}
    return kinds("measures")[kind].model_validate(
        {"kind": kind, "name": name, "starts": starts, **fields}
    )


def portfolio_of(
    world: World, shops: list[Shop], accounts: list[Credit], owes: list[Owes]
) -> Portfolio:
    shops = sorted(shops, key=lambda shop: shop.id)
    row = {shop.id: i for i, shop in enumerate(shops)}
    accounts = sorted(accounts, key=lambda account: row[account.shop])
    at = {(a.shop, a.distributor): i for i, a in enumerate(accounts)}
    each_has = Counter(account.shop for account in accounts)
    distributors, insurers = tuple(world.distributors), tuple(world.insurers)
    kind_names = tuple(sorted({shop.kind for shop in shops}))

    def amounts(values: list[float]) -> npt.NDArray[np.int64]:
        return np.array([cents(value) for value in values], np.int64)

    return Portfolio(
        kinds=kind_names,
        products=tuple(world.products),
        distributors=distributors,
        insurers=insurers,
        reseller_ids=np.array([shop.id for shop in shops], object),
        kind=np.array([kind_names.index(shop.kind) for shop in shops], np.int8),
        rating=np.array([shop.rating for shop in shops], np.int8),
        annual_purchases=amounts([shop.purchases for shop in shops]),
        cash=amounts([shop.cash for shop in shops]),
        overdraft=amounts([shop.overdraft for shop in shops]),
        fixed_costs=amounts([shop.costs for shop in shops]),
        cash_reserve=amounts([shop.reserve for shop in shops]),
        margin=np.array([billionths(shop.margin) for shop in shops], np.int64),
        fails_on=np.array([shop.fails_on for shop in shops], np.int32),
        entities=np.array([entity(shop.id) for shop in shops], np.uint64),
        account_start=np.cumsum([0] + [each_has[shop.id] for shop in shops]).astype(np.int32),
        account_reseller=np.array([row[a.shop] for a in accounts], np.int32),
        account_distributor=np.array(
            [distributors.index(a.distributor) for a in accounts], np.int8
        ),
        account_insurer=np.array(
            [insurers.index(a.insurer) if a.insurer else -1 for a in accounts], np.int8
        ),
        reference_limit=amounts([a.insured for a in accounts]),
        own_risk_wish=amounts([a.own_risk for a in accounts]),
        account_entities=np.array([entity(a.shop, a.distributor) for a in accounts], np.uint64),
        opening=OpeningInvoices(
            account=np.array([at[o.shop, o.distributor] for o in owes], np.int32),
            amount=amounts([o.amount for o in owes]),
            due=np.array([Diary(world).business_day(o.due) for o in owes], np.int32),
        ),
    )


def order_book(world: World, portfolio: Portfolio, orders: list[Buys]) -> OrderBook:
    """Return recorded orders, sorted by reseller, then by day, then as they are listed."""
    row = {name: i for i, name in enumerate(portfolio.reseller_ids)}

    def day(order: Buys) -> int:
        return order.on if isinstance(order.on, int) else (order.on - world.start).days

    orders = sorted(orders, key=lambda order: (row[order.shop], day(order)))
    each_has = Counter(order.shop for order in orders)
    return OrderBook(
        start=np.cumsum([0] + [each_has[i] for i in portfolio.reseller_ids]).astype(np.int64),
        day=np.array([day(order) for order in orders], np.int32),
        product=np.array([portfolio.products.index(o.product) for o in orders], np.int8),
        amount=np.array([cents(order.amount) for order in orders], np.int64),
        pays_after=np.array([order.pays_after for order in orders], np.int16),
        patience=np.array([order.patience for order in orders], np.int16),
        financed=np.array([order.financed for order in orders], np.int8),
        mark=np.array([order.level for order in orders], np.float32),
        ids=np.array([order.id for order in orders], object),
    )
