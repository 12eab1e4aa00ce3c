"""The levers that a measure pulls before the run: demand, prices, financing, rebates.

Days are ordinals of business days; an order goes by the business day on which it first trades, a
delivery by its own. `resellers` (n,) says whom a lever reaches.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from simulator.calendar import Calendar
from simulator.market.portfolio import Portfolio
from simulator.streams import Chance
from simulator.study.schema import World
from simulator.units import Cents

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ground:
    """What a measure knows before the run."""

    world: World
    calendar: Calendar
    portfolio: Portfolio
    chance: Chance


@dataclass(frozen=True)
class DemandLever:
    """Demand for a product is multiplied by `factor` (b,), by business day.

    Attributes:
        measure: its name.
        product: code.
        share: share of the product's orders concerned, the best-selling references first.
    """

    measure: str
    product: int
    resellers: Mask
    share: float
    factor: npt.NDArray[np.float64]


@dataclass(frozen=True)
class PriceLever:
    """Orders of a product placed from `first` and before `after` cost less.

    Attributes:
        share: share of the product's orders concerned, the best-selling references first.
        discount: of the list amount, billionths.
        pass_through: share of the discount that reaches the customer, billionths.
    """

    measure: str
    product: int
    resellers: Mask
    share: float
    first: int
    after: int
    discount: int
    pass_through: int


@dataclass(frozen=True)
class PassedOnLever:
    """Customers pay less for orders placed from `first` and before `after`: out of rebates.

    Attributes:
        rates: of the amount, billionths, by product (p,).
    """

    measure: str
    rates: Cents
    resellers: Mask
    first: int
    after: int


@dataclass(frozen=True)
class FinancingLever:
    """Financed orders placed from `first` and before `after` are paid sooner, and there are more.

    Attributes:
        paid_in_days: days from delivery until the financing arm pays the reseller.
        take_up_increase: what is added to the share of eligible orders that are financed.
    """

    measure: str
    resellers: Mask
    first: int
    after: int
    paid_in_days: int
    take_up_increase: float


@dataclass(frozen=True)
class RebateLever:
    """Deliveries from `first` and before `after` accrue to their resellers, settled by quarters.

    Attributes:
        kind: of the posting: "rebate" or "reward".
        rates: of the amount, billionths, by product (p,).
        least_amount: smallest order that accrues, cents.
    """

    measure: str
    kind: str
    rates: Cents
    resellers: Mask
    least_amount: int
    first: int
    after: int


@dataclass(frozen=True)
class Levers:
    """All levers that a programme pulls before the run, each family in the programme's order."""

    demand: tuple[DemandLever, ...] = ()
    prices: tuple[PriceLever, ...] = ()
    passed_on: tuple[PassedOnLever, ...] = ()
    financing: tuple[FinancingLever, ...] = ()
    rebates: tuple[RebateLever, ...] = ()


def together(several: Iterable[Levers]) -> Levers:
    """Return the levers of several measures as one."""
    pulled = list(several)
    return Levers(
        **{
            family.name: tuple(lever for one in pulled for lever in getattr(one, family.name))
            for family in fields(Levers)
        }
    )
