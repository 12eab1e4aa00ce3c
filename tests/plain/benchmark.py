"""How fast the plain implementation is, for comparison with the product."""

import random
import time
from dataclasses import dataclass

from tests.plain.markets import START, Market, market
from tests.plain.model import run
from tests.plain.random_markets import PRODUCTS, accounts_of, orders, shop

DAYS = 365


@dataclass(frozen=True)
class Speed:
    """What a run of the plain implementation took."""

    resellers: int
    business_days: int
    orders: int
    cpu_seconds: float

    @property
    def reseller_days_per_second(self) -> float:
        """Resellers × business days per CPU second."""
        return self.resellers * self.business_days / self.cpu_seconds


def benchmark(n_resellers: int, seed: int) -> Speed:
    """Return the speed of the plain implementation on a year of `n_resellers`."""
    town = year(n_resellers, seed)
    began = time.process_time()
    run(town, town.prepared, town.draws)
    took = time.process_time() - began
    return Speed(n_resellers, town.prepared.calendar.business_days, len(town.draws.orders), took)


def year(n_resellers: int, seed: int) -> Market:
    """Return a market of one year with reviews, two waves, own risk and a guaranteed line."""
    dice = random.Random(seed)
    shops = [shop(dice, number, DAYS) for number in range(n_resellers)]
    wave = {"starts": START, "ends": START, "share": 0.2}
    terms = {"net_days": 45, "own_risk_budget_eur": 500.0 * n_resellers, "bridging_days": 30}
    return market(
        shops,
        [account for owner in shops for account in accounts_of(dice, owner)],
        orders(dice, shops, 0, DAYS),
        distributors={"north": terms, "south": terms},
        insurers={name: {"review": {}, "waves": {"first": wave}} for name in ("sfac", "atradius")},
        products=PRODUCTS,
        measures=[{"kind": "guaranteed_line"}],
        days=DAYS,
        chance=True,
        seed=seed,
        calendar="french",
    )
