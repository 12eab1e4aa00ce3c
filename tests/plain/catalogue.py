"""The plain class of each kind of measure."""

from __future__ import annotations

from typing import Any

from tests.plain.credit_lines import (
    FirmOrderLine,
    GuaranteedLine,
    NegotiatedFirmOrderLine,
    NegotiatedGuaranteedLine,
)
from tests.plain.incentives import (
    DoubleBackMargin,
    FastPayment,
    OpenDiscount,
    ProjectReward,
    SoftwareAssurancePromotion,
)
from tests.plain.programme import Measure

LINES: dict[str, type[Measure]] = {
    "guaranteed_line": GuaranteedLine,
    "firm_order_line": FirmOrderLine,
}
NEGOTIATED: dict[str, type[Measure]] = {
    "guaranteed": NegotiatedGuaranteedLine,
    "earned": NegotiatedFirmOrderLine,
}
INCENTIVES: dict[str, type[Measure]] = {
    "open_discount": OpenDiscount,
    "software_assurance_promotion": SoftwareAssurancePromotion,
    "fast_payment": FastPayment,
    "double_back_margin": DoubleBackMargin,
    "project_reward": ProjectReward,
}


def grants_lines(terms: Any) -> bool:
    """Return whether a measure opens lines on accounts."""
    return terms.kind not in INCENTIVES


def kind_of(terms: Any) -> type[Measure]:
    """Return the plain class of a measure."""
    if terms.kind == "negotiated_extension":
        return NEGOTIATED[terms.terms]
    return {**LINES, **INCENTIVES}[terms.kind]
