"""What it costs to let the financing arm pay resellers sooner, order by order."""

from typing import NamedTuple

import numpy as np

from simulator.book.costs import Rows
from simulator.book.invoices import customers_price
from simulator.book.state import Cents, Record, Records
from simulator.compiling import compiled
from simulator.units import BILLION, proportion_of, share_of

MOST_FINANCING_LEVERS = 3
YEAR = 365


class FinancingTerms(NamedTuple):
    """How a programme's lever pays sooner, and what it costs.

    Attributes:
        code: of its orders that are financed anyway; others have the next one.
        usual_days, paid_in_days: days until the arm pays, without the lever and under it.
        funding_rate: of the price a year, billionths.
        loss_share: of the price of an order that would not have been financed, billionths.
    """

    code: int
    usual_days: int
    paid_in_days: int
    funding_rate: int
    loss_share: int


def financing_costs(
    resellers: Records,
    items: Records,
    rows: Rows,
    owners: Rows,
    price_change: Cents,
    terms: FinancingTerms,
) -> tuple[Rows, Cents]:
    """Return the delivered items that a financing lever costs anything on, and cents of each.

    `rows` (j,) are the items that it pays, `owners` (j,) their resellers.
    """
    cents = np.zeros(len(rows), np.int64)
    fill_financing_costs(resellers, items, rows, owners, price_change, terms, cents)
    some = np.flatnonzero(cents)
    return rows[some], cents[some]


@compiled
def fill_financing_costs(
    resellers: Records,
    items: Records,
    rows: Rows,
    owners: Rows,
    price_change: Cents,
    terms: FinancingTerms,
    cents: Cents,
) -> None:
    """Fill `cents` (j,) with what each of the items in `rows` costs."""
    for at in range(len(rows)):
        item = items[rows[at]]
        if item.delivered >= 0:
            price = customers_price(resellers[owners[at]], item, price_change, rows[at])
            cents[at] = financing_cost(item, price, terms)


@compiled
def financing_cost(item: Record, price: int, terms: FinancingTerms) -> int:
    """Return what it costs to pay an item of which the customer pays `price` sooner, cents.

    The funding of the days by which the payment comes sooner, than from the arm or else from the
    customer; and for an order that would not have been financed a share that is lost. Each is
    rounded once.
    """
    anyway = item.financed == terms.code
    otherwise = terms.usual_days if anyway else item.pays_after
    days = max(otherwise - terms.paid_in_days, 0)
    funding = proportion_of(price, terms.funding_rate * days, YEAR * BILLION)
    return funding if anyway else funding + share_of(price, terms.loss_share)
