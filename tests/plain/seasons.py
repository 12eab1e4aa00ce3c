"""How demand spreads over days, and how a gain in a window is paid back after it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.plain.town import Town


@dataclass(eq=False)
class Seasons:
    """What share of a year's demand for a product falls on a business day, in the run or not."""

    town: Town
    known: dict[tuple[str, int], float] = field(default_factory=dict)

    def weight(self, product: str, day: int) -> float:
        """Return season × macro path; what a month's idle days bring is on its business days."""
        if (product, day) not in self.known:
            self.known[product, day] = self.weighed(product, day)
        return self.known[product, day]

    def weighed(self, product: str, day: int) -> float:
        diary, world = self.town.diary, self.town.world
        when, factors = diary.date_of(day), world.products[product].seasonality
        lengths = [monthrange(when.year, month)[1] for month in range(1, 13)]
        mean = sum(f * n for f, n in zip(factors, lengths, strict=True)) / sum(lengths)
        business = len(diary.business_days_of_month(day))
        season = factors[when.month - 1] / mean * lengths[when.month - 1] / business
        return season * self.town.step(world.demand.macro, day)

    def sum(self, product: str, first: int, last: int) -> float:
        """Return the sum over the business days from `first` to `last`."""
        diary = self.town.diary
        days = [day for day in range(first, last + 1) if diary.is_business(day)]
        return sum(self.weight(product, day) for day in days)


@dataclass(frozen=True)
class Episode:
    """A window (days, both included), and so many days from the first business day after it."""

    seasons: Seasons
    first: int
    last: int
    days_after: int

    @property
    def first_after(self) -> int:
        return self.seasons.town.diary.business_day(self.last + 1)

    @property
    def last_after(self) -> int:
        return self.first_after + self.days_after - 1

    def in_window(self, day: int) -> bool:
        return self.first <= day <= self.last

    def is_after(self, day: int) -> bool:
        return self.first_after <= day <= self.last_after

    def weights(self, product: str) -> tuple[float, float]:
        """Return the sums of day weights: of the window in the run, and of the days after it."""
        diary = self.seasons.town.diary
        first, last = max(self.first, diary.first_day), min(self.last, diary.last_day)
        return (
            self.seasons.sum(product, first, last),
            self.seasons.sum(product, self.first_after, self.last_after),
        )

    def gain(self, product: str, day: int, gain: float, timing_share: float) -> float:
        """Return the factor of a day if a share of the window's gain is lost after it."""
        if self.in_window(day):
            return 1 + gain
        if not self.is_after(day):
            return 1.0
        inside, after = self.weights(product)
        return max(0.0, 1 - timing_share * gain * inside / after) if after else 1.0

    def pull(self, product: str, day: int, share: float) -> float:
        """Return the factor of a day if the window draws a share of what comes after it."""
        inside, after = self.weights(product)
        if not inside:
            return 1.0
        if self.in_window(day):
            return 1 + share * after / inside
        return 1 - share if self.is_after(day) else 1.0
