"""Everybody in one run, and what a run is given."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from simulator.market.orders import OrderBook
from simulator.market.portfolio import Portfolio
from simulator.streams import entity
from simulator.study.schema import World
from tests.plain.amounts import billionths, part
from tests.plain.diary import Diary
from tests.plain.record import PlainRecord
from tests.plain.seasons import Seasons
from tests.plain.state import State

if TYPE_CHECKING:
    from tests.plain.book import Account, Order
    from tests.plain.distributor import Distributor
    from tests.plain.insurer import Insurer
    from tests.plain.ordering import Source
    from tests.plain.programme import Measure
    from tests.plain.reseller import Reseller


class Scenario(Protocol):
    """What is assumed: the world, and the programme's measures."""

    @property
    def world(self) -> World: ...

    @property
    def measures(self) -> tuple[Any, ...]: ...


class Prepared(Protocol):
    """What there is before chance."""

    @property
    def portfolio(self) -> Portfolio: ...


class Chances(Protocol):
    """What chance has decided before the run."""

    @property
    def orders(self) -> OrderBook: ...

    @property
    def layers(self) -> tuple[Source, ...]: ...

    @property
    def fails_on(self) -> Any: ...

    def uniforms(self, name: str, entities: Any, count: int) -> Any: ...


@dataclass(frozen=True)
class Promise:
    """Money that somebody will pay to a reseller for a delivery."""

    payer: str
    kind: str
    amount: int


@dataclass(eq=False)
class Financing:
    """The financing arm: what it collects from customers, by day."""

    collects: dict[int, int] = field(default_factory=lambda: defaultdict(int))


class Town:
    """Everybody in one run."""

    def __init__(self, world: World, chances: Chances) -> None:
        self.world = world
        self.chances = chances
        self.diary = Diary(world)
        self.record = PlainRecord(self)
        self.seasons = Seasons(self)
        self.financing = Financing()
        self.state = State(self)
        self.distributors: list[Distributor] = []
        self.insurers: list[Insurer] = []
        self.resellers: list[Reseller] = []
        self.accounts: list[Account] = []
        self.measures: list[Measure] = []

    def luck(self, stream: str, name: str, count: int) -> list[float]:
        """Return the uniforms that a name has in a stream; ½ where nothing is left to chance."""
        entities = np.array([entity(name)], np.uint64)
        row: list[float] = self.chances.uniforms(stream, entities, count)[0].tolist()
        return row

    def financing_delay(self, order: Order) -> int:
        """Return how many days after delivery the financing arm pays a financed order."""
        if order.paid_fast_by:
            return int(self.measure(order.paid_fast_by).terms.paid_in_days)
        return self.world.financing.reseller_paid_in_days

    def owe_back_margin(self, order: Order, kind: str, amount: int) -> None:
        """Let the publisher pay what a delivery accrues today, after the quarter."""
        day = self.diary.settlement(self.diary.today, self.world.rebates.lag_days)
        order.reseller.promises[day].append(Promise("publisher", kind, amount))

    def accrue_back_margin(self, order: Order) -> None:
        """Let the publisher owe the usual back margin on one of its products."""
        if order.publisher:
            rate = billionths(self.world.rebates.rate)
            self.owe_back_margin(order, "rebate", part(order.amount, rate))

    def measure(self, name: str) -> Measure:
        return next(measure for measure in self.measures if measure.terms.name == name)

    def step(self, path: list[list[Any]], day: int) -> float:
        """Return a dated path's factor on a day: 1 before its first date."""
        when: date = self.diary.date_of(day)
        return next((float(factor) for since, factor in reversed(path) if since <= when), 1.0)
