"""The publisher multiplies the back margin [marge arrière] on its licences in a window."""

from collections.abc import Iterator
from decimal import Decimal

import numpy as np

from simulator.market.levers import (
    DemandLever,
    Ground,
    Levers,
    PassedOnLever,
    RebateLever,
)
from simulator.measures.base import (
    Fault,
    RebateMeasure,
    price_response,
    product_of_rates,
    rates_on,
    too_responsive,
)
from simulator.study.fields import Share, parameter
from simulator.study.schema import World


class DoubleBackMargin(RebateMeasure):
    """Deliveries accrue a multiple of the usual back margin; part of it reaches customers."""

    multiplier: float = parameter(
        2.0,
        low=1,
        high=10,
        unit="factor",
        grade="A",
        source="announced plan: back margins doubled",
        meaning="The back margin in the window over the usual one.",
    )
    pass_through: Share = parameter(
        0.3,
        unit="share",
        grade="C",
        source="estimate for back margins",
        plausible=(0.1, 0.3, 0.6),
        meaning="Share of the extra back margin that resellers take off their customers' price.",
    )
    effort_elasticity: float = parameter(
        0.3,
        low=0,
        high=5,
        unit="elasticity",
        grade="C",
        source="estimate",
        plausible=(0.1, 0.3, 0.5),
        meaning="How much more resellers sell where they earn more on it: elasticity of demand.",
    )
    front_margin: Share = parameter(
        0.07,
        unit="share",
        grade="C",
        source="reseller gross margin on licences",
        plausible=(0.03, 0.07, 0.12),
        meaning="What a reseller earns on a licence at once, without the back margin.",
    )

    def faults(self, world: World) -> Iterator[Fault]:
        """Yield products that are not the publisher's, rates over 100 %, answers beyond belief."""
        yield from super().faults(world)
        rate = world.rebates.rate
        if rate * self.multiplier > 1:
            problem = f"a back margin of {rate * self.multiplier:.0%} of the price"
            yield Fault("multiplier", problem, "at most 100 %: rebates.rate × multiplier")
        else:  # so less than all of the price is passed on
            for name in self.products or world.products:
                yield from too_responsive(world, "multiplier", name, self._passed_on(rate))

    def levers(self, ground: Ground) -> Levers:
        """Return the extra accrual in the window, what it takes off prices, and what it sells."""
        first, after = self.window(ground)
        rate = ground.world.rebates.rate
        extra = Decimal(str(self.multiplier)) - 1
        if first >= after or product_of_rates(rate, extra) == 0:
            return Levers()
        codes, resellers = self.codes(ground), self.resellers(ground)
        accrued = rates_on(ground, codes, product_of_rates(rate, extra))
        passed = rates_on(ground, codes, product_of_rates(rate, extra, self.pass_through))
        demand = []
        for code in codes:
            factor = np.ones(ground.calendar.business_days)
            factor[first:after] = self._factor(ground.world, ground.portfolio.products[code])
            demand.append(DemandLever(self.name, code, resellers, 1.0, factor))
        return Levers(
            demand=tuple(demand),
            passed_on=(PassedOnLever(self.name, passed, resellers, first, after),),
            rebates=(RebateLever(self.name, "rebate", accrued, resellers, 0, first, after),),
        )

    def _passed_on(self, rate: float) -> float:
        return rate * (self.multiplier - 1) * self.pass_through

    def _factor(self, world: World, product: str) -> float:
        rate, front = world.rebates.rate, self.front_margin
        price = price_response(world.products[product].elasticity, self._passed_on(rate))
        effort = ((front + rate * self.multiplier) / (front + rate)) ** self.effort_elasticity
        return float(price * effort)
