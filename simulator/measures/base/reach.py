"""Whom a measure reaches, and who of them takes part."""

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from simulator.market.levers import Mask
from simulator.market.portfolio import Portfolio

MIDDLE_RATING = 5


class Target(Protocol):
    """What decides whom a measure reaches."""

    @property
    def distributors(self) -> list[str]:
        """Wholesalers; none: all."""

    @property
    def reseller_kinds(self) -> list[str]:
        """Kinds of reseller; none: all."""

    @property
    def ratings(self) -> list[int]:
        """Ratings; none: all."""

    @property
    def take_part_share(self) -> float:
        """Share of those reached who take part."""

    @property
    def adverse_selection(self) -> float:
        """How much more often bad risks take part."""


def reached_accounts(target: Target, portfolio: Portfolio, ratings: npt.NDArray[Any]) -> Mask:
    """Return which accounts a measure reaches, dead or alive, (a,).

    Args:
        ratings: each account's, (a,): today's, or the first day's.
    """
    reached = np.ones(portfolio.accounts, bool)
    if target.distributors:
        its = [portfolio.distributors.index(name) for name in target.distributors]
        reached &= np.isin(portfolio.account_distributor, its)
    if target.reseller_kinds:
        kinds = [portfolio.kinds.index(k) for k in target.reseller_kinds if k in portfolio.kinds]
        reached &= np.isin(portfolio.kind[portfolio.account_reseller], kinds)
    if target.ratings:
        reached &= np.isin(ratings, target.ratings)
    return reached


def taking_part(
    target: Target,
    reached: Mask,
    ratings: npt.NDArray[Any],
    uniforms: Callable[[], npt.NDArray[np.float64]],
) -> Mask:
    """Return who would take part, (k,): more often the bad risks if selection is adverse.

    Args:
        reached: over whom the average risk is taken, (k,).
        ratings: on the run's first day, (k,).
        uniforms: draws one number each, (k,).
    """
    if target.adverse_selection == 0:
        if target.take_part_share == 1:
            return np.ones(len(reached), bool)
        return np.asarray(uniforms() < target.take_part_share)
    weights = np.exp(target.adverse_selection * (ratings - MIDDLE_RATING) / 5)
    mean = weights[reached].mean() if reached.any() else 1.0
    return np.asarray(uniforms() < target.take_part_share * weights / mean)
