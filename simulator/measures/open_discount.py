"""A discount on the best-selling references of a licence programme, until a date."""

from simulator.measures.base import DiscountMeasure
from simulator.study.fields import Share, parameter


class OpenDiscount(DiscountMeasure):
    """Businesses get so much off the best-selling references of one product."""

    product: str = parameter("open", unit="name", meaning="The product with the discount.")
    best_selling_share: Share = parameter(
        0.5,
        unit="share",
        grade="C",
        source="estimate: the announcement speaks of the best-selling references",
        plausible=(0.3, 0.5, 0.8),
        meaning="Share of the orders that are for references with the discount.",
    )

    def discounted(self) -> list[str]:
        """Return the product with the discount."""
        return [self.product]
