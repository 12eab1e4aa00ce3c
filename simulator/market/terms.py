"""On what terms one order is placed under a programme: whether at all, at what price, financed how.

An order of a reseller goes by `ordinal`, that of the business day on which it first trades; what
would first trade after the run is reached by no lever. Its `reference`, a uniform, says what part
of the product's references sell better than what it orders.
"""

from simulator.compiling import compiled
from simulator.market.lever_tables import (
    DemandTable,
    FinancingTable,
    Floats,
    PassedOnTable,
    PriceTable,
)
from simulator.units import share_of

NOT_FINANCED, FINANCED = 0, 1
"""Codes of orders that no programme finances: the second are paid by the financing arm as ever."""


@compiled
def financing_code(lever: int, anyway: bool) -> int:
    """Return the code in an order book of what a lever (from 0) has financed.

    >>> financing_code(0, True), financing_code(0, False), financing_code(2, True)
    (2, 3, 6)
    """
    return 2 + 2 * lever if anyway else 3 + 2 * lever


@compiled
def demand_factor(
    demand: DemandTable, reseller: int, product: int, ordinal: int, reference: float
) -> float:
    """Return demand over normal demand: the level below which an order is placed."""
    factor = 1.0
    if ordinal < demand.factor.shape[1]:
        for lever in range(demand.first[product], demand.first[product + 1]):
            if demand.reached[lever, reseller] and reference < demand.share[lever]:
                factor *= demand.factor[lever, ordinal]
    return factor


@compiled
def price(
    prices: PriceTable,
    passed_on: PassedOnTable,
    reseller: int,
    product: int,
    ordinal: int,
    reference: float,
    listed: int,
) -> tuple[int, int]:
    """Return what an order costs its reseller, and what its customer pays beyond that and margin.

    Both in cents. A reseller pays a cent at least, and no customer is paid for buying.
    """
    amount, change = listed, 0
    for lever in range(prices.first[product], prices.first[product + 1]):
        if (
            prices.since[lever] <= ordinal < prices.before[lever]
            and prices.reached[lever, reseller]
            and reference < prices.share[lever]
        ):
            discount = min(share_of(listed, prices.discount[lever]), amount - 1)
            amount -= discount
            change += discount - share_of(discount, prices.pass_through[lever])
    for lever in range(passed_on.rates.shape[0]):
        if (
            passed_on.rates[lever, product] > 0
            and passed_on.since[lever] <= ordinal < passed_on.before[lever]
            and passed_on.reached[lever, reseller]
        ):
            change -= share_of(amount, passed_on.rates[lever, product])
    return amount, max(change, -amount)


@compiled
def financing(
    levers: FinancingTable,
    reseller: int,
    product: int,
    ordinal: int,
    listed: int,
    already: int,
    take_up: Floats,
    row: int,
) -> int:
    """Return how an order is financed: its code in an order book.

    Args:
        listed: its amount at list prices, cents.
        already: `FINANCED` if it would be without the programme, else `NOT_FINANCED`.
        take_up, row: orders' uniforms by lever, and which is its: take_up[lever, row].
    """
    if already == NOT_FINANCED and listed < levers.least[product]:
        return NOT_FINANCED
    for lever in range(levers.likely.shape[0]):
        if (
            levers.since[lever] <= ordinal < levers.before[lever]
            and levers.reached[lever, reseller]
        ):
            if already != NOT_FINANCED:
                return financing_code(lever, True)
            if levers.likely[lever] > 0.0 and take_up[lever, row] < levers.likely[lever]:
                return financing_code(lever, False)
    return already
