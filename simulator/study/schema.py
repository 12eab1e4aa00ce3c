"""The world of a study: everything that a scenario assumes, the programme apart."""

from datetime import date
from typing import Literal, Self

from pydantic import model_validator

from simulator.study.fields import Table, parameter
from simulator.study.insurers import Insurer
from simulator.study.lenders import Distributor, Failure
from simulator.study.orders import Customers, Demand, Financing, Product, Rebates, Trading
from simulator.study.public import PublicCover
from simulator.study.traders import Population

SCHEMA_VERSION = 1
LINES = ("insured", "public", "publisher", "own_risk")
"""The lines of an account, in the order in which they are drawn unless a study says otherwise."""


class Chance(Table):
    """Whether anything is left to chance."""

    enabled: bool = parameter(
        True,
        unit="yes/no",
        meaning="If not, only what files and dated events say happens: no drawn lateness, "
        "failures, reviews or negotiations.",
    )


class World(Table):
    """Market and assumptions, merged and checked."""

    schema_version: int = parameter(
        SCHEMA_VERSION, low=1, high=SCHEMA_VERSION, unit="number", meaning="Version of the files."
    )
    title: str = parameter("", unit="text", meaning="What the study is called.")
    start: date = parameter(unit="date", meaning="First day that counts.", example="2009-01-01")
    end: date = parameter(unit="date", meaning="Last day that counts.", example="2009-12-31")
    warm_up_days: int = parameter(
        120, low=0, high=3650, unit="days", meaning="Days simulated before `start`."
    )
    calendar: Literal["french", "every-day"] = parameter(
        "french", unit="name", meaning="Which days are business days."
    )
    allow_unusual: bool = parameter(
        False,
        unit="yes/no",
        meaning="Whether a line far over an ordinary limit is meant, and not a slip.",
    )
    line_order: list[Literal["insured", "public", "publisher", "own_risk"]] = parameter(
        list(LINES), unit="names", meaning="The order in which an account's lines are drawn."
    )
    chance: Chance = parameter(Chance(), unit="table", meaning="Chance.")
    population: Population = parameter(Population(), unit="table", meaning="Resellers.")
    products: dict[str, Product] = parameter(unit="table", meaning="Products.")
    distributors: dict[str, Distributor] = parameter(unit="table", meaning="Wholesalers.")
    insurers: dict[str, Insurer] = parameter({}, unit="table", meaning="Credit insurers.")
    customers: Customers = parameter(Customers(), unit="table", meaning="Customers.")
    financing: Financing = parameter(Financing(), unit="table", meaning="Financing arm.")
    rebates: Rebates = parameter(Rebates(), unit="table", meaning="Back margins.")
    public_cover: PublicCover = parameter(PublicCover(), unit="table", meaning="The state's cover.")
    demand: Demand = parameter(Demand(), unit="table", meaning="Demand.")
    trading: Trading = parameter(Trading(), unit="table", meaning="Trading.")
    failure: Failure = parameter(Failure(), unit="table", meaning="Failure.")

    @model_validator(mode="after")
    def _ends_after_start(self) -> Self:
        if self.end < self.start:
            raise ValueError(f"the end ({self.end}) is before the start ({self.start})")
        return self

    @model_validator(mode="after")
    def _each_line_once(self) -> Self:
        if sorted(self.line_order) != sorted(LINES):
            raise ValueError(f"line_order must name each of {', '.join(LINES)} once")
        return self

    @model_validator(mode="after")
    def _somebody_trades(self) -> Self:
        if not self.distributors:
            raise ValueError("at least one distributor")
        if not self.products:
            raise ValueError("at least one product")
        return self
