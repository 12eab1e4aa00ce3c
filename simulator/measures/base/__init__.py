"""What measures share: whom they reach, publisher lines, prices, rebates, and what they cost."""

from simulator.measures.base.lines import (
    EarnedTerms,
    GuaranteedTerms,
    LineMeasure,
    everybody,
    first_of_months,
)
from simulator.measures.base.measure import Fault, Measure, Posting, ordinals_between
from simulator.measures.base.orders import cost_on_delivery
from simulator.measures.base.prices import DiscountMeasure, price_response, too_responsive
from simulator.measures.base.products import codes_of, not_the_publishers, rates_on
from simulator.measures.base.rebates import RebateMeasure, product_of_rates

__all__ = [
    "DiscountMeasure",
    "EarnedTerms",
    "Fault",
    "GuaranteedTerms",
    "LineMeasure",
    "Measure",
    "Posting",
    "RebateMeasure",
    "codes_of",
    "cost_on_delivery",
    "everybody",
    "first_of_months",
    "not_the_publishers",
    "ordinals_between",
    "price_response",
    "product_of_rates",
    "rates_on",
    "too_responsive",
]
