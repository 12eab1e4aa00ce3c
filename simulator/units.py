"""Cents, rates and days: the units in which everything is counted.

Money is integer euro cents (int64). A rate or share is an integer number of billionths, so that
an amount made by a rate is the exact decimal product, rounded half to even to the cent once.
"""

import math
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import numpy.typing as npt

from simulator.compiling import compiled, compiled_with_memory

Cents = npt.NDArray[np.int64]
Days = npt.NDArray[np.int32]

BILLION = 1_000_000_000
NEVER = 2**30
"""A day or ordinal that no horizon reaches."""
LARGEST_AMOUNT_EUR = 1e12


def cents(euros: float | int | str | Decimal) -> int:
    """Return an amount in cents; the decimal that was typed counts, not its binary neighbour.

    >>> cents(10.1), cents("0.02"), cents(5_000)
    (1010, 2, 500000)
    """
    return int((Decimal(str(euros)) * 100).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def euros(amount_cents: int | float) -> float:
    """Return an amount of cents in euros.

    >>> euros(1010)
    10.1
    """
    return amount_cents / 100


def billionths(rate: float | int | str | Decimal) -> int:
    """Return a rate or share in billionths, from the decimal that was typed.

    >>> billionths(0.15), billionths(1)
    (150000000, 1000000000)
    """
    return int((Decimal(str(rate)) * BILLION).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


_BILLION = np.uint64(BILLION)
_ONE = np.uint64(1)


@compiled
def _share_of_little(amount: np.uint64, rate: np.uint64) -> np.int64:
    """Return what `share_of` does of less than 10⁹ cents: without signs, four times as fast."""
    product = amount * rate
    quotient = product // _BILLION
    twice = (product - quotient * _BILLION) << _ONE
    if twice > _BILLION or (twice == _BILLION and quotient & _ONE == _ONE):
        quotient += _ONE
    return np.int64(quotient)


@compiled
def share_of(amount: int, rate: int) -> int:
    """Return `amount` (cents, either sign) × `rate` (billionths), half to even, exact to 10¹² €.

    >>> share_of(1050, billionths(0.05)), share_of(1150, billionths(0.05))
    (52, 58)
    """
    if 0 <= amount < BILLION and rate >= 0:
        return int(_share_of_little(np.uint64(amount), np.uint64(rate)))
    whole, rest = divmod(amount, BILLION)
    product = rest * rate
    quotient, remainder = divmod(product, BILLION)
    if 2 * remainder > BILLION or (2 * remainder == BILLION and quotient % 2 != 0):
        quotient += 1
    return whole * rate + quotient


def shares_of(amounts: Cents, rates: npt.NDArray[np.int64] | int) -> Cents:
    """Return amounts (cents) × rates (billionths), each rounded half to even once."""
    amounts = np.asarray(amounts, np.int64)
    whole, rest = np.divmod(amounts, BILLION)
    quotient, remainder = np.divmod(rest * np.asarray(rates, np.int64), BILLION)
    up = (2 * remainder > BILLION) | ((2 * remainder == BILLION) & (quotient % 2 != 0))
    return np.asarray(whole * rates + quotient + up, np.int64)


@compiled
def _times_over(total: int, weight: int, whole: np.int64) -> tuple[np.int64, np.int64]:
    """Return quotient and remainder of total × weight / whole, exact though the product overflows.

    The quotient from floating point is off by one at most; the remainder, kept modulo 2⁶⁴, tells.
    """
    quotient = np.int64(math.floor(float(total) * float(weight) / float(whole)))
    remainder = np.int64(total) * np.int64(weight) - quotient * np.int64(whole)
    while remainder < 0:
        remainder += whole
        quotient -= 1
    while remainder >= whole:
        remainder -= whole
        quotient += 1
    return quotient, remainder


@compiled
def proportion_of(amount: int, weight: int, whole: int) -> int:
    """Return `amount` (cents, ≥ 0) × `weight` / `whole`, half to even, exact whatever overflows.

    >>> proportion_of(100_00, 30, 365), proportion_of(10, 1, 4), proportion_of(10, 3, 4)
    (822, 2, 8)
    """
    quotient, remainder = _times_over(amount, weight, np.int64(whole))
    if 2 * remainder > whole or (2 * remainder == whole and quotient % 2 != 0):
        quotient += 1
    return int(quotient)


@compiled_with_memory
def pro_rata(total: int, weights: Cents) -> Cents:
    """Return `total` cents (≥ 0) split in proportion to `weights` (≥ 0, (n,)).

    The leftover cents go to the largest remainders, ties to the earlier item. With no weight at
    all nothing is split.

    >>> pro_rata(100, np.array([1, 1, 1])).tolist()
    [34, 33, 33]
    """
    parts = np.zeros(len(weights), np.int64)
    whole = np.int64(0)
    for weight in weights:
        whole += weight
    if whole == 0:
        return parts
    remainders = np.zeros(len(weights), np.int64)
    left = np.int64(total)
    for i in range(len(weights)):
        parts[i], remainders[i] = _times_over(total, weights[i], whole)
        left -= parts[i]
    if left > 0:
        order = np.argsort(-remainders, kind="mergesort")
        for i in range(left):
            parts[order[i]] += 1
    return parts


@compiled_with_memory
def pro_rata_rows(totals: Cents, weights: Cents) -> Cents:
    """Return each of `totals` (k,) split in proportion to its row of `weights` (k, n), cents."""
    parts = np.zeros(weights.shape, np.int64)
    for i in range(len(totals)):
        parts[i] = pro_rata(totals[i], weights[i])
    return parts
