"""Prices: how demand answers to them, and the discounts that a publisher gives."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from simulator.book.costs import Costs
from simulator.market.levers import DemandLever, Ground, Levers, PriceLever
from simulator.market.timing import timed_gain
from simulator.measures.base.discounts import discount_costs
from simulator.measures.base.measure import Fault, Measure
from simulator.measures.base.products import codes_of, not_the_publishers
from simulator.study.fields import Share, parameter
from simulator.study.schema import World
from simulator.units import billionths

if TYPE_CHECKING:
    from simulator.book.record import Record

MOST_TIMES_NORMAL = 10.0
"""A price that is held to multiply demand by more is a slip."""


def price_response(elasticity: float, cheaper_by: float) -> float:
    """Return the factor on demand of a price that is lower by a share, at constant elasticity.

    >>> round(price_response(-0.9, 0.1), 6), price_response(-0.9, 0.0)
    (1.099466, 1.0)
    """
    return float((1 - cheaper_by) ** elasticity)


def too_responsive(world: World, key: str, product: str, cheaper_by: float) -> Iterator[Fault]:
    """Yield a fault if a lower price would multiply demand for a product beyond belief."""
    if product not in world.products:
        return
    elasticity = world.products[product].elasticity
    factor = price_response(elasticity, cheaper_by)
    if factor > MOST_TIMES_NORMAL:
        problem = f"at an elasticity of {elasticity:g} demand for {product} would be {factor:,.3g}"
        yield Fault(key, f"{problem} times normal", f"at most {MOST_TIMES_NORMAL:g} times")


class DiscountMeasure(Measure):
    """A discount on the best-selling references of some products."""

    discount: float = parameter(
        0.10,
        low=0,
        high=0.99,
        unit="share",
        grade="A",
        source="announced plan: 10 % off",
        meaning="Discount on the list price.",
    )
    best_selling_share: Share = parameter(
        1.0,
        unit="share",
        grade="C",
        source="estimate",
        meaning="Share of the orders that are for references with the discount.",
    )
    pass_through: Share = parameter(
        1.0,
        unit="share",
        grade="C",
        source="the offer names the customer's price",
        plausible=(0.6, 1.0, 1.0),
        meaning="Share of the discount that reaches the customer; the reseller keeps the rest.",
    )
    timing_share: Share = parameter(
        0.5,
        unit="share",
        grade="C",
        source="price elasticity of business licences: 30-70 % of it is timing",
        plausible=(0.3, 0.5, 0.7),
        meaning="Share of the orders gained that would have come in the days after the window.",
    )
    timing_days: int = parameter(
        90,
        low=1,
        high=730,
        unit="days",
        grade="C",
        source="estimate",
        plausible=(30, 90, 180),
        meaning="How long after the window the orders are missing that came sooner.",
    )

    def discounted(self) -> Sequence[str]:
        """Return the products with the discount; none: all the publisher's."""
        raise TypeError(f"the kind {self.kind} does not say what it discounts")

    def faults(self, world: World) -> Iterator[Fault]:
        """Yield products that are not the publisher's, and answers of demand beyond belief."""
        key = "products" if "products" in type(self).model_fields else "product"
        yield from not_the_publishers(world, key, self.discounted())
        for name in self.discounted() or world.products:
            yield from too_responsive(world, "discount", name, self.discount * self.pass_through)

    def discount_on(self, world: World, product: str) -> float:
        """Return the discount on a product, a share."""
        names = self.discounted() or [n for n, p in world.products.items() if p.publisher]
        return self.discount if product in names else 0.0

    def levers(self, ground: Ground) -> Levers:
        """Return lower prices in the window, and demand that answers and is missing later."""
        first, after = self.window(ground)
        if first >= after or self.discount == 0:
            return Levers()
        resellers, share = self.resellers(ground), self.best_selling_share
        rate, passed = billionths(self.discount), billionths(self.pass_through)
        prices, demand = [], []
        for code in codes_of(ground, self.discounted()):
            prices.append(PriceLever(self.name, code, resellers, share, first, after, rate, passed))
            gain = self._gain(ground, code)
            factor = timed_gain(
                ground, code, first, after, gain, self.timing_share, self.timing_days
            )
            demand.append(DemandLever(self.name, code, resellers, share, factor))
        return Levers(demand=tuple(demand), prices=tuple(prices))

    def _gain(self, ground: Ground, code: int) -> float:
        elasticity = ground.world.products[ground.portfolio.products[code]].elasticity
        return price_response(elasticity, self.discount * self.pass_through) - 1

    def costs(self, record: "Record") -> Costs:
        """Return the discounts on what was delivered, less the wholesalers' margin on them."""
        return discount_costs(record, self.name)
