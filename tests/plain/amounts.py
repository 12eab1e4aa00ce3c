"""Exact amounts: whole cents, rates as fractions, one rounding half to even."""

import math
from decimal import Decimal
from fractions import Fraction

BILLION = 1_000_000_000


def typed(number: float | Fraction) -> Fraction:
    """Return a number as it was typed, exactly."""
    return number if isinstance(number, Fraction) else Fraction(Decimal(str(number)))


def cents(euros: float) -> int:
    """Return euros, as they were typed, in cents."""
    return round(typed(euros) * 100)


def billionths(rate: float | Fraction) -> int:
    """Return a rate, as it was typed, in billionths."""
    return round(typed(rate) * BILLION)


def part(amount: int, rate: int) -> int:
    """Return `amount` (cents or any count) × `rate` (billionths), half to even, rounded once."""
    return round(Fraction(amount * rate, BILLION))


def insured_limit(reference: int, share: int, factor: int) -> int:
    """Return a reference limit (cents) × the rate that a share and a factor make (billionths)."""
    return part(reference, part(share, factor))


def ratio(above: int, below: int) -> int:
    """Return one rate over another, in billionths, half to even."""
    return round(Fraction(above * BILLION, below))


def yearly(amount: int, rate: int, days: int) -> int:
    """Return `amount` (cents) × `rate` a year (billionths) × days / 365, half to even, once."""
    return round(Fraction(amount * rate * days, BILLION * 365))


def split(total: int, weights: list[int]) -> list[int]:
    """Return `total` cents split pro rata; leftover cents go to the largest remainders."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def triangular(low_central_high: list[float], u: float) -> float:
    """Return the quantile at `u` of a triangular distribution."""
    low, central, high = low_central_high
    if low == high:
        return low
    if u * (high - low) < central - low:
        return low + math.sqrt(u * (high - low) * (central - low))
    return high - math.sqrt((1 - u) * (high - low) * (high - central))
