"""A programme as a whole: what its measures ask of the world, and of each other."""

from collections.abc import Sequence
from typing import Any

from simulator.study.inputs import PROGRAMME, Findings
from simulator.study.schema import World

MOST_FAST_PAYMENTS = 3
"""Measures that have financed orders paid sooner, in one programme."""


def check_programme(findings: Findings, world: World, measures: Sequence[Any | None]) -> None:
    """Find values of measures that do not fit the world, and more than a programme can hold.

    Args:
        measures: by their position; None where one is not well formed.
    """
    fast = 0
    for position, measure in enumerate(measures):
        if measure is None:
            continue
        for key, problem, allowed in measure.faults(world):
            findings.mistake((PROGRAMME, position, key), problem, allowed)
        fast += measure.pays_fast
        if measure.pays_fast and fast > MOST_FAST_PAYMENTS:
            problem = f"the programme's {fast}th measure that pays financed orders sooner"
            findings.mistake(
                (PROGRAMME, position, "kind"), problem, f"at most {MOST_FAST_PAYMENTS}"
            )
    _check_discounts(findings, world, measures)


def _check_discounts(findings: Findings, world: World, measures: Sequence[Any | None]) -> None:
    """Find discounts that together would give a product away."""
    for product in world.products:
        total = 0.0
        for position, measure in enumerate(measures):
            discount = 0.0 if measure is None else measure.discount_on(world, product)
            total += discount
            if discount and total >= 1:
                problem = f"the programme's discounts on {product} sum to {total:.0%}"
                findings.mistake((PROGRAMME, position, "discount"), problem, "less than 100 %")
