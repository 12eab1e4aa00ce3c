"""Who covers what is lent: insurers, how they review limits, cut them and give them back."""

from datetime import date
from typing import Self

from pydantic import model_validator

from simulator.study.fields import (
    ByRating,
    DatedPath,
    Euros,
    Share,
    ShareRange,
    Table,
    parameter,
)
from simulator.study.lenders import PRESS, RANGES


class Review(Table):
    """How an insurer reviews each account, once a month on the account's own day."""

    cut_hazard_per_month: Share = parameter(
        0.01,
        unit="share",
        grade="C",
        source=RANGES,
        plausible=(0.005, 0.01, 0.02),
        meaning="Probability that a month's review cuts an average account in normal times.",
    )
    stress: DatedPath = parameter(
        [], unit="factor", grade="C", meaning="Hazard over its normal level: [date, factor] steps."
    )
    rating_weights: ByRating = parameter(
        [0.3, 0.4, 0.6, 0.8, 1.0, 1.3, 1.6, 2.0, 2.5, 3.0],
        unit="factor",
        grade="C",
        meaning="Hazard of each rating over the average, 1 (best) first.",
    )
    cut_to: ShareRange = parameter(
        [0.2, 0.4, 0.6],
        unit="share",
        grade="C",
        source=RANGES,
        meaning="What a cut leaves of the limit: low, most likely, high.",
    )
    cancelled_share: Share = parameter(
        0.3, unit="share", grade="C", source=RANGES, meaning="Share of cuts that cancel the limit."
    )
    overdue_notice_days: int = parameter(
        60,
        low=0,
        high=3650,
        unit="days",
        grade="A",
        source="stop-shipment 45-60 days past due",
        meaning="An account with an invoice more than so many days overdue is notified.",
    )
    overdue_cut_to: Share = parameter(
        0.0, unit="share", grade="C", meaning="What a review leaves of a notified account's limit."
    )
    downgrade_after_days: int | None = parameter(
        None,
        low=0,
        high=3650,
        unit="days",
        grade="C",
        plausible=(15, 30, 45),
        meaning="A review downgrades an account with an invoice more than so many days overdue; "
        "none: never.",
    )
    restore_hazard_per_month: Share = parameter(
        0.05,
        unit="share",
        grade="C",
        meaning="Probability that a month's review restores a limit that was cut.",
    )
    restored_share: Share = parameter(
        1.0, unit="share", grade="C", meaning="Share of what was cut that a review gives back."
    )


class LossRatioRule(Table):
    """How an insurer's own losses move its limits."""

    elasticity: float = parameter(
        0.168,
        low=0,
        high=10,
        unit="elasticity",
        grade="A",
        source="van der Veer (2019): claims x 2, cover -11 %",
        meaning="Fall of cover, in logarithms, for a rise of the loss ratio.",
    )
    normal_loss_ratio: float = parameter(
        0.5,
        low=0.01,
        high=10,
        unit="ratio",
        grade="C",
        meaning="Claims over premiums at which limits stand at their normal level.",
    )
    least_factor: Share = parameter(
        0.6, unit="share", grade="C", meaning="The deepest general cut that losses can cause."
    )


class Wave(Table):
    """A dated wave of cuts."""

    starts: date = parameter(unit="date", meaning="First day of the cuts.", example="2009-02-02")
    ends: date = parameter(unit="date", meaning="Last day of the cuts.", example="2009-02-27")
    share: Share = parameter(
        unit="share", meaning="Share of the insurer's accounts that are cut.", example=0.2
    )
    cancelled_share: Share = parameter(
        0.6,
        unit="share",
        grade="C",
        source=RANGES,
        plausible=(0.4, 0.6, 0.8),
        meaning="Share of the accounts cut whose limit is cancelled outright.",
    )
    cut_to: ShareRange = parameter(
        [0.2, 0.4, 0.5],
        unit="share",
        grade="C",
        source=RANGES,
        meaning="What a cut leaves of the limit otherwise: low, most likely, high.",
    )
    bad_rating_weight: float = parameter(
        1.0,
        low=0,
        high=20,
        unit="exponent",
        grade="C",
        meaning="How much more a bad rating is hit: weight = exp(this x (rating - 5) / 5).",
    )
    low_use_weight: float = parameter(
        1.0,
        low=0,
        high=20,
        unit="exponent",
        grade="A",
        source=PRESS + ": little-used lines first",
        meaning="How much more an unused line is hit: weight = exp(this x (1 - use)).",
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.starts:
            raise ValueError(f"the wave ends ({self.ends}) before it starts ({self.starts})")
        return self


class Incident(Table):
    """A fault that drops limits to zero by mistake."""

    on: date = parameter(unit="date", meaning="The day of the fault.", example="2009-02-16")
    share: Share = parameter(
        unit="share", meaning="Share of the insurer's accounts that drop to zero.", example=0.05
    )
    restored_on: date | None = parameter(
        None, unit="date", meaning="The day when the limits come back."
    )
    restored_after_days: int | None = parameter(
        None,
        low=1,
        high=3650,
        unit="days",
        meaning="Days until the limits come back (without either they never do).",
    )

    @model_validator(mode="after")
    def _restored_once_and_later(self) -> Self:
        if self.restored_on is not None and self.restored_after_days is not None:
            raise ValueError("give restored_on or restored_after_days, not both")
        if self.restored_on is not None and self.restored_on <= self.on:
            raise ValueError(f"restored_on {self.restored_on} is not after the fault ({self.on})")
        return self


class Relief(Table):
    """A dated return of limits that were cut or cancelled."""

    on: date = parameter(unit="date", meaning="The day of the relief.", example="2009-02-27")
    share: Share = parameter(
        unit="share",
        meaning="Share of the accounts with a cut limit that are relieved.",
        example=0.3,
    )
    restored_share: Share = parameter(
        1.0, unit="share", meaning="Share of what was cut that comes back."
    )
    cancelled_too: bool = parameter(
        True, unit="yes/no", meaning="Whether cancelled limits come back as well."
    )
    distributors: list[str] = parameter(
        [], unit="names", meaning="Wholesalers whose accounts are relieved; empty: all."
    )


class Insurer(Table):
    """One credit insurer [assureur-crédit]."""

    title: str = parameter("", unit="text", meaning="Name in charts.")
    buffer: float = parameter(
        2.0,
        low=0,
        high=100,
        unit="factor",
        grade="C",
        meaning="Base limit over purchases during the terms (drawn population).",
    )
    rating_factors: ByRating = parameter(
        [1.2, 1.15, 1.1, 1.05, 1.0, 0.95, 0.85, 0.7, 0.4, 0.0],
        unit="factor",
        grade="C",
        meaning="Base limit of each rating over the average, 1 (best) first (drawn population).",
    )
    least_limit_eur: Euros = parameter(
        0.0,
        unit="EUR",
        grade="C",
        plausible=(0, 5_000, 10_000),
        meaning="Smallest limit granted to an account that has one (drawn population): the "
        "discretionary limits that need no review of their own.",
    )
    premium_rate: Share = parameter(
        0.0025,
        unit="share",
        grade="C",
        source=RANGES,
        plausible=(0.001, 0.0025, 0.005),
        meaning="Premium, as a share of insured turnover.",
    )
    waiting_days: int = parameter(
        150,
        low=0,
        high=3650,
        unit="days",
        grade="A",
        source="indemnity 3-6 months after the claim",
        meaning="Days from failure until the indemnity is paid.",
    )
    notice_days: int = parameter(
        0,
        low=0,
        high=3650,
        unit="days",
        grade="A",
        source="a cut binds at once",
        meaning="Days from a cut until it binds new deliveries.",
    )
    crowding_out_share: Share = parameter(
        0.0,
        unit="share",
        grade="C",
        plausible=(0.0, 0.0, 0.5),
        meaning="Share of a publisher's line that it takes off its own limit.",
    )
    review: Review | None = parameter(
        None, unit="table", meaning="Monthly reviews; without this table there are none."
    )
    loss_ratio_rule: LossRatioRule | None = parameter(
        None,
        unit="table",
        meaning="Reviews follow the insurer's losses; without this table they do not.",
    )
    waves: dict[str, Wave] = parameter({}, unit="table", meaning="Dated waves of cuts.")
    incidents: dict[str, Incident] = parameter({}, unit="table", meaning="Dated faults.")
    reliefs: dict[str, Relief] = parameter({}, unit="table", meaning="Dated returns of limits.")
