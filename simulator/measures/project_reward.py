"""The publisher rewards services firms for the projects that they detect."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Self

import numpy as np
import numpy.typing as npt
from pydantic import model_validator

from simulator.market.levers import DemandLever, Ground, Levers, RebateLever
from simulator.market.timing import pulled_forward
from simulator.measures.base import (
    Fault,
    RebateMeasure,
    codes_of,
    not_the_publishers,
    ordinals_between,
    rates_on,
)
from simulator.study.fields import Euros, Share, parameter
from simulator.study.schema import World
from simulator.units import billionths, cents


class ProjectReward(RebateMeasure):
    """Deliveries of projects accrue a reward, some twice; detection finds and times projects."""

    reward_rate: Share = parameter(
        0.03,
        unit="share",
        grade="C",
        source="announced plan: rewarded as licence resale is; back margins of 1-6 %",
        plausible=(0.01, 0.03, 0.06),
        meaning="Reward, as a share of what the firm pays for the project's licences.",
    )
    least_project_eur: Euros = parameter(
        2_500.0,
        unit="EUR",
        grade="C",
        source="estimate",
        plausible=(1_000.0, 2_500.0, 10_000.0),
        meaning="The smallest order that counts as a project.",
    )
    double_products: list[str] = parameter(
        [], unit="names", meaning="Products that count double for a time; empty: none."
    )
    double_starts: date | None = parameter(
        None, unit="date", meaning="First day on which they count double.", example="2009-03-01"
    )
    double_ends: date | None = parameter(
        None, unit="date", meaning="Last day on which they count double.", example="2009-03-31"
    )
    detection_uplift: float = parameter(
        0.05,
        low=0,
        high=5,
        unit="share",
        grade="C",
        source="estimate",
        plausible=(0.0, 0.05, 0.15),
        meaning="Demand that detection adds, as a share of normal demand.",
    )
    detection_lag_days: int = parameter(
        45,
        low=0,
        high=730,
        unit="days",
        grade="C",
        source="estimate of how long a project takes to sell",
        plausible=(20, 45, 90),
        meaning="Days from detecting a project to its order.",
    )
    pulled_share: Share = parameter(
        0.15,
        unit="share",
        grade="C",
        source="estimate: SQL projects of April and May pulled into March",
        plausible=(0.05, 0.15, 0.30),
        meaning="Share of the projects after the double days that come in them instead.",
    )
    pulled_days: int = parameter(
        61,
        low=1,
        high=730,
        unit="days",
        grade="C",
        source="estimate: April and May",
        meaning="How long after the double days projects are missing that came sooner.",
    )

    @model_validator(mode="after")
    def _double_days_in_the_window(self) -> Self:
        if (self.double_starts is None) != (self.double_ends is None):
            raise ValueError("give double_starts and double_ends, or neither")
        if self.double_products and self.double_starts is None:
            raise ValueError("double_products need double_starts and double_ends")
        if self.double_starts is None or self.double_ends is None:
            return self
        if self.double_ends < self.double_starts:
            raise ValueError(
                f"double_ends ({self.double_ends}) is before double_starts ({self.double_starts})"
            )
        if self.double_starts < self.starts or self.double_ends > self.ends:
            raise ValueError(
                f"double_starts to double_ends ({self.double_starts} to {self.double_ends}) is "
                f"outside the measure's window ({self.starts} to {self.ends})"
            )
        return self

    def faults(self, world: World) -> Iterator[Fault]:
        """Yield products that are not the publisher's, or count double without counting."""
        yield from super().faults(world)
        yield from not_the_publishers(world, "double_products", self.double_products)
        for name in self.double_products:
            if self.products and name not in self.products:
                allowed = f"one of products: {', '.join(self.products)}"
                yield Fault("double_products", f"{name} earns no reward", allowed)

    def levers(self, ground: Ground) -> Levers:
        """Return what accrues, what counts double, and demand as detection changes it."""
        first, after = self.window(ground)
        if first >= after:
            return Levers()
        resellers, codes = self.resellers(ground), self.codes(ground)
        demand = [
            DemandLever(self.name, code, resellers, 1.0, factor)
            for code in codes
            if ((factor := self._detected(ground) * self._pulled(ground, code)) != 1).any()
        ]
        rate, least = billionths(self.reward_rate), cents(self.least_project_eur)
        windows = [(codes, first, after), (self._double_codes(ground), *self._double_days(ground))]
        rewards = [
            RebateLever(
                self.name, "reward", rates_on(ground, its, rate), resellers, least, since, until
            )
            for its, since, until in windows
            if its and since < until and rate > 0
        ]
        return Levers(demand=tuple(demand), rebates=tuple(rewards))

    def _double_codes(self, ground: Ground) -> list[int]:
        return codes_of(ground, self.double_products) if self.double_products else []

    def _double_days(self, ground: Ground) -> tuple[int, int]:
        if self.double_starts is None or self.double_ends is None:
            return 0, 0
        return ordinals_between(ground.calendar, self.double_starts, self.double_ends)

    def _detected(self, ground: Ground) -> npt.NDArray[np.float64]:
        lag = timedelta(days=self.detection_lag_days)
        first, after = ordinals_between(ground.calendar, self.starts + lag, self.ends + lag)
        factor = np.ones(ground.calendar.business_days)
        factor[first:after] = 1 + self.detection_uplift
        return factor

    def _pulled(self, ground: Ground, code: int) -> npt.NDArray[np.float64]:
        first, after = self._double_days(ground)
        if code not in self._double_codes(ground) or first >= after:
            return np.ones(ground.calendar.business_days)
        return pulled_forward(
            ground, code, first, after, self.pulled_share, self.pulled_days, self.double_ends
        )
