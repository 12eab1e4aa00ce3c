"""Who trades: resellers and their kinds."""

from typing import Literal

from simulator.study.fields import ByRating, Euros, Mix, Share, ShareRange, Table, parameter

ESTIMATE = "estimate for a French IT reseller of 2009"


class Kind(Table):
    """One kind of reseller in a drawn population."""

    share_of_resellers: Share = parameter(
        unit="share", meaning="Share of the resellers that are of this kind.", example=0.75
    )
    purchases_median_eur: Euros = parameter(
        unit="EUR",
        meaning="Median annual purchases from all wholesalers, VAT included.",
        example=100_000,
    )
    purchases_sigma: float = parameter(
        1.5,
        low=0,
        high=4,
        unit="log",
        grade="C",
        plausible=(1.5, 1.8, 2.1),
        meaning="Standard deviation of the logarithm of annual purchases.",
        source=ESTIMATE,
    )
    rating_weights: ByRating = parameter(
        [4, 8, 14, 20, 20, 15, 10, 6, 3, 0],
        unit="weight",
        grade="C",
        source=ESTIMATE,
        meaning="How many resellers have each rating, 1 (best) first.",
    )
    margin: ShareRange = parameter(
        [0.08, 0.12, 0.16],
        unit="share",
        grade="C",
        source=ESTIMATE,
        meaning="Gross margin on the purchase price: low, most likely, high.",
    )
    profit_share: ShareRange = parameter(
        [0.0, 0.1, 0.3],
        unit="share",
        grade="C",
        source=ESTIMATE,
        meaning="Share of the gross margin that fixed costs leave: low, most likely, high.",
    )
    cash_days_median: float = parameter(
        25.0,
        low=0,
        high=3650,
        unit="days",
        grade="C",
        source=ESTIMATE,
        meaning="Median cash, in days of costs, once working capital is funded.",
    )
    cash_days_sigma: float = parameter(
        0.6,
        low=0,
        high=3,
        unit="log",
        grade="C",
        source=ESTIMATE,
        meaning="Standard deviation of the logarithm of cash days.",
    )
    overdraft_share: Share = parameter(
        0.7,
        unit="share",
        grade="C",
        source=ESTIMATE,
        plausible=(0.6, 0.7, 0.75),
        meaning="Share of the resellers that have an overdraft.",
    )
    overdraft_days: float = parameter(
        30.0,
        low=0,
        high=365,
        unit="days",
        grade="C",
        source=ESTIMATE,
        plausible=(15, 30, 45),
        meaning="Size of the overdraft, in days of costs.",
    )
    cash_reserve_days: float = parameter(
        10.0,
        low=0,
        high=365,
        unit="days",
        grade="C",
        source=ESTIMATE,
        meaning="Cash that a reseller will not spend on prepaying an order, in days of costs.",
    )
    accounts_weights: list[float] = parameter(
        [30, 35, 20, 15],
        unit="weight",
        grade="C",
        source=ESTIMATE,
        meaning="How many resellers have one, two, three ... accounts.",
    )
    product_mix: Mix = parameter(
        unit="share",
        meaning="Share of each product in annual purchases; they sum to 1.",
        example={"oem": 0.02, "other_goods": 0.98},
    )


class Population(Table):
    """The resellers: drawn from kinds, or read from files."""

    source: Literal["drawn", "files"] = parameter(
        "drawn", unit="name", meaning="Whether resellers are drawn or read from files."
    )
    resellers: int = parameter(
        10_000,
        low=1,
        high=1_000_000_000,
        unit="count",
        meaning="How many resellers are drawn (a market from files has its own).",
    )
    resellers_ceiling: int = parameter(
        5_000_000,
        low=1,
        high=1_000_000_000,
        unit="count",
        meaning="More resellers than so many are refused, for what memory and time they need.",
    )
    seed: int = parameter(
        1,
        low=0,
        high=2**63 - 1,
        unit="number",
        meaning="The population's own seed: replications differ in events, not in resellers.",
    )
    account_split: list[float] = parameter(
        [0.60, 0.25, 0.10, 0.05],
        unit="weight",
        grade="C",
        source=ESTIMATE,
        meaning="Weights of a reseller's purchases at its first, second ... account, "
        "over the accounts it has.",
    )
    kinds: dict[str, Kind] = parameter({}, unit="table", meaning="The kinds of a drawn population.")
    resellers_file: str = parameter(
        "data/resellers.csv", unit="file", meaning="Resellers of a market from files."
    )
    accounts_file: str = parameter(
        "data/accounts.csv", unit="file", meaning="Accounts of a market from files."
    )
    orders_file: str = parameter(
        "data/orders.csv",
        unit="file",
        meaning="Recorded order book; where there is no such file the book is drawn.",
    )
    invoices_file: str = parameter(
        "data/invoices.csv",
        unit="file",
        meaning="Opening invoices; where there is no such file there are none.",
    )
