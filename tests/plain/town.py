"""Everybody in one run, and what a run is given."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from simulator.market.orders import OrderBook
from simulator.market.portfolio import Portfolio
from simulator.study.schema import World
from tests.plain.diary import Diary
from tests.plain.record import PlainRecord

if TYPE_CHECKING:
    from tests.plain.book import Account
    from tests.plain.distributor import Distributor
    from tests.plain.insurer import Insurer
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
    def fails_on(self) -> Any: ...

    def uniforms(self, name: str, entities: Any, count: int) -> Any: ...


@dataclass(eq=False)
class Financing:
    """The financing arm: what it collects from customers, by day."""

    collects: dict[int, int] = field(default_factory=lambda: defaultdict(int))


class Town:
    """Everybody in one run."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.diary = Diary(world)
        self.record = PlainRecord(self)
        self.financing = Financing()
        self.distributors: list[Distributor] = []
        self.insurers: list[Insurer] = []
        self.resellers: list[Reseller] = []
        self.accounts: list[Account] = []
        self.measures: list[Measure] = []

    def measure(self, name: str) -> Measure:
        return next(measure for measure in self.measures if measure.terms.name == name)

    def step(self, path: list[list[Any]], day: int) -> float:
        """Return a dated path's factor on a day: 1 before its first date."""
        when: date = self.diary.date_of(day)
        return next((float(factor) for since, factor in reversed(path) if since <= when), 1.0)
