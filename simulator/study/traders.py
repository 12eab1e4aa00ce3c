"""Who trades: resellers and their kinds, products, what customers do."""

from typing import Literal

from simulator.study.fields import (
    ByRating, DatedPath, Euros, Mix, Months, Quantiles, Share, ShareRange, Table, parameter,
)

ESTIMATE = "estimate for a French IT reseller of 2009"


class Kind(Table):
    """One kind of reseller in a drawn population."""

    share_of_resellers: Share = parameter(
        unit="share", meaning="Share of the resellers that are of this kind.", example=0.75)
    purchases_median_eur: Euros = parameter(
        unit="EUR", meaning="Median annual purchases from all wholesalers, VAT included.",
        example=100_000)
    purchases_sigma: float = parameter(
        1.5, low=0, high=4, unit="log", grade="C", plausible=(1.5, 1.8, 2.1),
        meaning="Standard deviation of the logarithm of annual purchases.", source=ESTIMATE)
    rating_weights: ByRating = parameter(
        [4, 8, 14, 20, 20, 15, 10, 6, 3, 0], unit="weight", grade="C", source=ESTIMATE,
        meaning="How many resellers have each rating, 1 (best) first.")
    margin: ShareRange = parameter(
        [0.08, 0.12, 0.16], unit="share", grade="C", source=ESTIMATE,
        meaning="Gross margin on the purchase price: low, most likely, high.")
    profit_share: ShareRange = parameter(
        [0.0, 0.1, 0.3], unit="share", grade="C", source=ESTIMATE,
        meaning="Share of the gross margin that fixed costs leave: low, most likely, high.")
    cash_days_median: float = parameter(
        25.0, low=0, high=3650, unit="days", grade="C", source=ESTIMATE,
        meaning="Median cash, in days of costs, once working capital is funded.")
    cash_days_sigma: float = parameter(
        0.6, low=0, high=3, unit="log", grade="C", source=ESTIMATE,
        meaning="Standard deviation of the logarithm of cash days.")
    overdraft_share: Share = parameter(
        0.7, unit="share", grade="C", source=ESTIMATE, plausible=(0.6, 0.7, 0.75),
        meaning="Share of the resellers that have an overdraft.")
    overdraft_days: float = parameter(
        30.0, low=0, high=365, unit="days", grade="C", source=ESTIMATE, plausible=(15, 30, 45),
        meaning="Size of the overdraft, in days of costs.")
    cash_reserve_days: float = parameter(
        10.0, low=0, high=365, unit="days", grade="C", source=ESTIMATE,
        meaning="Cash that a reseller will not spend on prepaying an order, in days of costs.")
    accounts_weights: list[float] = parameter(
        [30, 35, 20, 15], unit="weight", grade="C", source=ESTIMATE,
        meaning="How many resellers have one, two, three ... accounts.")
    product_mix: Mix = parameter(
        unit="share", meaning="Share of each product in annual purchases; they sum to 1.",
        example={"oem": 0.02, "other_goods": 0.98})


class Population(Table):
    """The resellers: drawn from kinds, or read from files."""

    source: Literal["drawn", "files"] = parameter(
        "drawn", unit="name", meaning="Whether resellers are drawn or read from files.")
    resellers: int = parameter(
        10_000, low=1, high=1_000_000_000, unit="count",
        meaning="How many resellers are drawn (a market from files has its own).")
    resellers_ceiling: int = parameter(
        5_000_000, low=1, high=1_000_000_000, unit="count",
        meaning="More resellers than so many are refused, for what memory and time they need.")
    seed: int = parameter(
        1, low=0, high=2**63 - 1, unit="number",
        meaning="The population's own seed: replications differ in events, not in resellers.")
    account_split: list[float] = parameter(
        [0.60, 0.25, 0.10, 0.05], unit="weight", grade="C", source=ESTIMATE,
        meaning="Weights of a reseller's purchases at its first, second ... account, "
        "over the accounts it has.")
    kinds: dict[str, Kind] = parameter(
        {}, unit="table", meaning="The kinds of a drawn population.")
    resellers_file: str = parameter(
        "data/resellers.csv", unit="file", meaning="Resellers of a market from files.")
    accounts_file: str = parameter(
        "data/accounts.csv", unit="file", meaning="Accounts of a market from files.")
    orders_file: str = parameter(
        "data/orders.csv", unit="file",
        meaning="Recorded order book; where there is no such file the book is drawn.")
    invoices_file: str = parameter(
        "data/invoices.csv", unit="file",
        meaning="Opening invoices; where there is no such file there are none.")


class Product(Table):
    """One product that customers order."""

    title: str = parameter("", unit="text", meaning="Name in charts.")
    publisher: bool = parameter(
        True, unit="yes/no", meaning="Whether it is the publisher's (else other vendors').")
    order_median_eur: Euros = parameter(
        1_000.0, unit="EUR", grade="C", source=ESTIMATE,
        meaning="Median order of a reseller with the reference purchases, VAT included.")
    order_sigma: float = parameter(
        1.0, low=0, high=4, unit="log", grade="C", source=ESTIMATE,
        meaning="Standard deviation of the logarithm of an order's amount.")
    seasonality: Months = parameter(
        [1.0] * 12, unit="factor", meaning="Demand in each month over its mean.")
    elasticity: float = parameter(
        0.0, low=-20, high=0, unit="elasticity", grade="C", plausible=(-1.6, -0.9, -0.4),
        meaning="Price elasticity of demand, zero or negative: a lower price sells more.")
    distributor_margin: Share = parameter(
        0.05, unit="share", grade="A", source="wholesalers' gross margin 4.9-5.6 %",
        meaning="Share of the reseller's price that the wholesaler keeps.")


class Customers(Table):
    """What customers do: when they pay, how long they wait."""

    terms_days: int = parameter(
        55, low=0, high=365, unit="days", grade="C", source=ESTIMATE, plausible=(40, 55, 75),
        meaning="Payment terms from reseller to customer.")
    lateness: Quantiles = parameter(
        [[0.33, 0], [0.69, 15], [0.93, 30], [1.0, 62]], unit="days", grade="A",
        source="payment survey, March 2009: mean 11.7 days, 33 % on time, 7 % over 30 days",
        meaning="How late customers pay: [share of cases, days] quantiles.")
    patience: Quantiles = parameter(
        [[0.2, 0], [0.6, 10], [0.9, 30], [1.0, 60]], unit="days", grade="C", source=ESTIMATE,
        meaning="How long customers wait for a blocked order: [share of cases, days] quantiles.")


class Financing(Table):
    """The publisher's financing arm, which pays the reseller and meets the customer itself."""

    take_up_share: Share = parameter(
        0.0, unit="share", grade="C", plausible=(0.01, 0.03, 0.08),
        meaning="Share of the publisher's deals over the least amount that are financed.")
    least_amount_eur: Euros = parameter(
        2_500.0, unit="EUR", grade="C", meaning="The smallest deal that is financed.")
    reseller_paid_in_days: int = parameter(
        2, low=0, high=365, unit="days", grade="A", source="announced plan: 48 hours",
        meaning="Days after delivery when the financing arm pays the reseller.")


class Demand(Table):
    """How orders arise."""

    macro: DatedPath = parameter(
        [], unit="factor", grade="C",
        meaning="Demand over its normal level: [date, factor] steps.")
    order_size_exponent: float = parameter(
        0.5, low=0, high=1, unit="exponent", grade="C", source=ESTIMATE,
        meaning="How an order's median grows with the reseller's annual purchases.")
    reference_purchases_eur: Euros = parameter(
        100_000.0, unit="EUR", meaning="Annual purchases at which product medians hold.")


class Trading(Table):
    """How an order is treated when no line carries it."""

    prepayment: bool = parameter(
        True, unit="yes/no", meaning="Whether a reseller may pay at once from cash.")
    seizure_days: int = parameter(
        5, low=1, high=250, unit="business days",
        meaning="Business days in a row above the threshold that make a seizure.")
    seizure_threshold: Share = parameter(
        0.15, unit="share", meaning="Rolling 20-business-day blockage above which a market seizes.")
