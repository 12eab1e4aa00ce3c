"""A promotion on licences with maintenance, usually for large accounts."""

from simulator.measures.base import DiscountMeasure
from simulator.study.fields import parameter


class SoftwareAssurancePromotion(DiscountMeasure):
    """A discount on some products; `reseller_kinds` says whose customers get it."""

    products: list[str] = parameter(
        [], unit="names", meaning="Products in the promotion; empty: all the publisher's."
    )
    discount: float = parameter(
        0.05,
        low=0,
        high=0.99,
        unit="share",
        grade="C",
        source="estimate: the announcement gives no figure",
        plausible=(0.03, 0.05, 0.15),
        meaning="Discount on the list price.",
    )

    def discounted(self) -> list[str]:
        """Return the products in the promotion."""
        return self.products
