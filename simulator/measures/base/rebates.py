"""Back margins and rewards: what deliveries accrue to resellers on top of the world's rate."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from simulator.book.costs import Costs
from simulator.market.levers import Ground
from simulator.measures.base.measure import Fault, Measure
from simulator.measures.base.orders import counted
from simulator.measures.base.products import codes_of, not_the_publishers
from simulator.study.fields import parameter
from simulator.study.schema import World
from simulator.units import billionths

if TYPE_CHECKING:
    from simulator.book.record import Record


class RebateMeasure(Measure):
    """A measure whose deliveries accrue to resellers, settled with the world's back margins."""

    products: list[str] = parameter(
        [], unit="names", meaning="Products that accrue; empty: all the publisher's."
    )

    def faults(self, world: World) -> Iterator[Fault]:
        """Yield products that are not the publisher's."""
        yield from not_the_publishers(world, "products", self.products)

    def codes(self, ground: Ground) -> list[int]:
        """Return the codes of the products that accrue, ascending."""
        return codes_of(ground, self.products)

    def costs(self, record: "Record") -> Costs:
        """Return what accrued on the orders that count."""
        return counted(record, record.accrued(self.name))


def product_of_rates(*rates: float | Decimal) -> int:
    """Return the product of some rates in billionths, exact until it is rounded once.

    >>> product_of_rates(0.03, 0.3)
    9000000
    """
    product = Decimal(1)
    for rate in rates:
        product *= Decimal(str(rate))
    return billionths(product)
