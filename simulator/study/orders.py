"""What is ordered, and how it is paid: products, demand, customers, financing, trading."""

from simulator.study.fields import DatedPath, Euros, Months, Quantiles, Share, Table, parameter
from simulator.study.traders import ESTIMATE


class Product(Table):
    """One product that customers order."""

    title: str = parameter("", unit="text", meaning="Name in charts.")
    publisher: bool = parameter(
        True, unit="yes/no", meaning="Whether it is the publisher's (else other vendors')."
    )
    order_median_eur: Euros = parameter(
        1_000.0,
        unit="EUR",
        grade="C",
        source=ESTIMATE,
        meaning="Median order of a reseller with the reference purchases, VAT included.",
    )
    order_sigma: float = parameter(
        1.0,
        low=0,
        high=4,
        unit="log",
        grade="C",
        source=ESTIMATE,
        meaning="Standard deviation of the logarithm of an order's amount.",
    )
    seasonality: Months = parameter(
        [1.0] * 12, unit="factor", meaning="Demand in each month over its mean."
    )
    elasticity: float = parameter(
        0.0,
        low=-20,
        high=0,
        unit="elasticity",
        grade="C",
        plausible=(-1.6, -0.9, -0.4),
        meaning="Price elasticity of demand, zero or negative: a lower price sells more.",
    )
    distributor_margin: Share = parameter(
        0.05,
        unit="share",
        grade="A",
        source="wholesalers' gross margin 4.9-5.6 %",
        meaning="Share of the reseller's price that the wholesaler keeps.",
    )


class Demand(Table):
    """How orders arise."""

    macro: DatedPath = parameter(
        [], unit="factor", grade="C", meaning="Demand over its normal level: [date, factor] steps."
    )
    order_size_exponent: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="exponent",
        grade="C",
        source=ESTIMATE,
        meaning="How an order's median grows with the reseller's annual purchases.",
    )
    reference_purchases_eur: Euros = parameter(
        100_000.0, unit="EUR", meaning="Annual purchases at which product medians hold."
    )


class Customers(Table):
    """What customers do: when they pay, how long they wait."""

    terms_days: int = parameter(
        55,
        low=0,
        high=365,
        unit="days",
        grade="C",
        source=ESTIMATE,
        plausible=(40, 55, 75),
        meaning="Payment terms from reseller to customer.",
    )
    lateness: Quantiles = parameter(
        [[0.33, 0], [0.69, 15], [0.93, 30], [1.0, 62]],
        unit="days",
        grade="A",
        source="payment survey, March 2009: mean 11.7 days, 33 % on time, 7 % over 30 days",
        meaning="How late customers pay: [share of cases, days] quantiles.",
    )
    patience: Quantiles = parameter(
        [[0.2, 0], [0.6, 10], [0.9, 30], [1.0, 60]],
        unit="days",
        grade="C",
        source=ESTIMATE,
        meaning="How long customers wait for a blocked order: [share of cases, days] quantiles.",
    )


class Financing(Table):
    """The publisher's financing arm, which pays the reseller and meets the customer itself."""

    take_up_share: Share = parameter(
        0.0,
        unit="share",
        grade="C",
        plausible=(0.01, 0.03, 0.08),
        meaning="Share of the publisher's deals over the least amount that are financed.",
    )
    least_amount_eur: Euros = parameter(
        2_500.0, unit="EUR", grade="C", meaning="The smallest deal that is financed."
    )
    reseller_paid_in_days: int = parameter(
        2,
        low=0,
        high=365,
        unit="days",
        grade="A",
        source="announced plan: 48 hours",
        meaning="Days after delivery when the financing arm pays the reseller.",
    )


class Rebates(Table):
    """Back margins [marges arrière]: what the publisher owes resellers on what they sell."""

    rate: Share = parameter(
        0.0,
        unit="share",
        grade="C",
        plausible=(0.01, 0.03, 0.06),
        meaning="Back margin, as a share of what resellers pay for the publisher's products.",
    )
    lag_days: int = parameter(
        60,
        low=0,
        high=3650,
        unit="days",
        grade="C",
        plausible=(30, 60, 120),
        meaning="Days from a quarter's end until its back margins and rewards are paid.",
    )


class Trading(Table):
    """How an order is treated when no line carries it."""

    prepayment: bool = parameter(
        True, unit="yes/no", meaning="Whether a reseller may pay at once from cash."
    )
    seizure_days: int = parameter(
        5,
        low=1,
        high=250,
        unit="business days",
        meaning="Business days in a row above the threshold that make a seizure.",
    )
    seizure_threshold: Share = parameter(
        0.15, unit="share", meaning="Rolling 20-business-day blockage above which a market seizes."
    )
