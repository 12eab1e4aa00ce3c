"""Who lends: wholesalers that sell on credit, and how the resellers that owe them fail."""

from typing import Self

from pydantic import model_validator

from simulator.study.fields import DatedPath, Euros, Hazards, Mix, Share, Table, parameter

PRESS = "trade press of February and March 2009"
RANGES = "published ranges for French credit insurance, 2008-2009"


class Distributor(Table):
    """One wholesaler [grossiste]: its terms, its own risk, its collections."""

    title: str = parameter("", unit="text", meaning="Name in charts.")
    share: Share = parameter(
        0.0,
        unit="share",
        meaning="Share of a drawn population's accounts; over the distributors they sum to 1.",
    )
    net_days: int | None = parameter(
        None,
        low=0,
        high=365,
        unit="days",
        grade="C",
        plausible=(30, 40, 60),
        meaning="Payment terms: an invoice is due so many days after delivery.",
    )
    end_of_month_days: int | None = parameter(
        None,
        low=0,
        high=365,
        unit="days",
        meaning="Payment terms: so many days after delivery, then the end of that month.",
    )
    stop_after_days: int = parameter(
        15,
        low=0,
        high=3650,
        unit="days",
        grade="C",
        meaning="An account is on stop while an invoice is more than so many days overdue.",
    )
    insured_percentage: Share = parameter(
        0.8,
        unit="share",
        grade="A",
        source=RANGES,
        plausible=(0.7, 0.8, 0.9),
        meaning="Share of the insured part of a claim that its insurer pays.",
    )
    insurers: Mix | None = parameter(
        None,
        unit="share",
        meaning="Share of its accounts at each insurer (drawn population); they sum to 1.",
    )
    own_risk_share: Share = parameter(
        0.0,
        unit="share",
        grade="C",
        meaning="Own-risk line that it grants, as a share of the insured limit before the crisis.",
    )
    own_risk_budget_eur: Euros | None = parameter(
        None,
        unit="EUR",
        grade="C",
        meaning="Most that its own-risk and bridging lines may sum to; none: no ceiling.",
    )
    bridging_days: int = parameter(
        0,
        low=0,
        high=3650,
        unit="days",
        grade="A",
        source=PRESS,
        meaning="How long it carries a lost insured limit at its own risk.",
    )
    crowding_out_share: Share = parameter(
        0.0,
        unit="share",
        grade="C",
        plausible=(0.0, 0.0, 0.5),
        meaning="Share of a publisher's line that it takes off its own-risk line.",
    )
    pays_suppliers_after_days: int = parameter(
        45,
        low=0,
        high=365,
        unit="days",
        grade="C",
        meaning="Terms on which it pays the publisher and other suppliers.",
    )
    opening_cash_eur: Euros = parameter(0.0, unit="EUR", meaning="Cash at the run's first day.")

    @model_validator(mode="after")
    def _one_kind_of_terms(self) -> Self:
        if (self.net_days is None) == (self.end_of_month_days is None):
            raise ValueError("give either net_days or end_of_month_days, one of the two")
        return self


class Failure(Table):
    """The three ways to fail, and what is recovered."""

    after_days_overdue: int = parameter(
        90,
        low=0,
        high=36500,
        unit="days",
        meaning="A reseller fails when an invoice is more than so many days overdue.",
    )
    illiquid_days: int = parameter(
        30,
        low=0,
        high=36500,
        unit="days",
        meaning="A reseller fails when cash is below its overdraft for more than so many days.",
    )
    annual_hazard: Hazards = parameter(
        [0.0] * 10, unit="per year", meaning="Rate of other failures by rating, 1 (best) first."
    )
    macro_stress: DatedPath = parameter(
        [], unit="factor", grade="C", meaning="Hazard over its normal level: [date, factor] steps."
    )
    asset_correlation: float = parameter(
        0.02,
        low=0,
        high=0.999,
        unit="correlation",
        grade="C",
        plausible=(0.002, 0.02, 0.12),
        meaning="Correlation of the latent variables of two resellers.",
    )
    recovery_share: Share = parameter(
        0.05,
        unit="share",
        grade="C",
        plausible=(0.0, 0.05, 0.12),
        meaning="Share of a claim that is recovered from the failed reseller.",
    )
    recovery_lag_days: int = parameter(
        540,
        low=0,
        high=36500,
        unit="days",
        grade="C",
        meaning="Days from failure until the recovery is paid.",
    )
