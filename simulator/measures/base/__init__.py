"""What measures share: whom they reach, publisher lines, prices, rebates, and what they cost."""

from simulator.measures.base.lines import (
    EarnedTerms,
    GuaranteedTerms,
    LineMeasure,
    everybody,
    first_of_months,
)
from simulator.measures.base.measure import Fault, Measure, Posting

__all__ = [
    "EarnedTerms",
    "Fault",
    "GuaranteedTerms",
    "LineMeasure",
    "Measure",
    "Posting",
    "everybody",
    "first_of_months",
]
