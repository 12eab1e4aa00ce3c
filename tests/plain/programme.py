"""What the publisher's measures share: whom they reach, their window, and what they may move."""

from __future__ import annotations

import math
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import simpy

from tests.plain.book import Account, Order

if TYPE_CHECKING:
    from tests.plain.distributor import Distributor
    from tests.plain.reseller import Reseller
    from tests.plain.town import Town


@dataclass(eq=False)
class Measure:
    """One measure. Those that take part are accounts if it grants lines, resellers if not."""

    town: Town
    terms: Any
    taking_part: set[Account | Reseller] = field(default_factory=set)
    held_by: set[Account] = field(default_factory=set)

    # Whom it reaches.

    def fits(self, account: Account) -> bool:
        terms = self.terms
        return (
            (not terms.distributors or account.distributor.name in terms.distributors)
            and (not terms.reseller_kinds or account.reseller.kind in terms.reseller_kinds)
            and (not terms.ratings or account.rating in terms.ratings)
        )

    def enrol(self, candidates: dict[Any, tuple[Account, float]]) -> None:
        """Settle who takes part, if reached; each goes by an account and has a uniform."""
        slope = self.terms.adverse_selection / 5
        weights = {
            who: math.exp(slope * (account.reseller.rating - 5))
            for who, (account, _) in candidates.items()
        }
        reached = [weights[who] for who, (account, _) in candidates.items() if self.fits(account)]
        mean = sum(reached) / len(reached) if reached else 1.0
        self.taking_part = {
            who
            for who, (_, uniform) in candidates.items()
            if uniform < self.terms.take_part_share * weights[who] / mean
        }

    # When it runs.

    @property
    def first_day(self) -> int:
        return self.town.diary.number(self.terms.starts)

    @property
    def last_day(self) -> int:
        return self.town.diary.number(self.terms.ends)

    def in_window(self, day: int) -> bool:
        return self.first_day <= day <= self.last_day

    @property
    def has_days(self) -> bool:
        """Return whether its window holds a business day of the run; else it does nothing."""
        return any(self.in_window(day) for day in self.town.diary.days)

    # What it may move before the run, for an order that a customer may place.

    def demand(self, _order: Order) -> float:
        """Return the factor of demand."""
        return 1.0

    def discount(self, _order: Order) -> int:
        """Return what the reseller pays less, in cents."""
        return 0

    def passed_through(self, _discount: int) -> int:
        """Return how much of a discount reaches the customer."""
        return 0

    def passed_on(self, _order: Order) -> int:
        """Return what the reseller passes on of back margins to come, in cents."""
        return 0

    def would_finance(self, _order: Order) -> bool:
        """Return whether an order of this measure's window is financed because of it."""
        return False

    def pays_fast(self, _order: Order) -> bool:
        """Return whether a financed order is paid as this measure says."""
        return False

    # What it does in the run.

    def see(self, order: Order) -> None:
        """Take note of a delivery."""

    def acting(self) -> Generator[simpy.Event, None, None]:
        """Open and close lines."""
        yield from ()

    def joined_on(self, _distributor: Distributor) -> int | None:
        """Return the day from which a wholesaler takes part, or None."""
        return self.first_day
