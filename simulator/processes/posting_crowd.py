"""The crowd's own movements, posted day by day from what the kernels counted."""

import numpy as np

from simulator.book.record import Record
from simulator.book.state import (
    CLAIMED,
    DRAWN,
    FIXED_COSTS,
    FROM_CUSTOMERS,
    FROM_FINANCING,
    PAID,
    PREPAID_FLOW,
    ledger_column,
)
from simulator.book.tallies import (
    CUSTOMERS_TO_ESTATES,
    FINANCING_COLLECTS,
    FINANCING_TO_ESTATES,
    SALES,
)

MARKET_POSTINGS = (
    ("customers", "resellers", "customer_payment", FROM_CUSTOMERS),
    ("financing", "resellers", "financed_payment", FROM_FINANCING),
    ("resellers", "households", "fixed_costs", FIXED_COSTS),
)
ORDER_POSTINGS = (
    ("resellers", "customers", "sale", SALES),
    ("customers", "financing", "financed_collection", FINANCING_COLLECTS),
    ("customers", "estates", "estate_collection", CUSTOMERS_TO_ESTATES),
    ("financing", "estates", "estate_collection", FINANCING_TO_ESTATES),
)


def post_crowd(record: Record) -> None:
    """Post to the record's ledger what customers, resellers, the financier and estates moved."""
    ledger, book = record.ledger, record.book
    for giver, taker, kind, column in MARKET_POSTINGS:
        ledger.post_daily(giver, taker, kind, book.market[:, column])
    for giver, taker, kind, column in ORDER_POSTINGS:
        ledger.post_daily(giver, taker, kind, record.tallies.money[:, column])
    insurers = book.cells[1]
    sales = np.sum([record.flow(ledger_column(p, DRAWN)) for p in range(len(book.stack))], axis=0)
    for code, name in enumerate(record.portfolio.distributors):
        its, party = slice(code * insurers, (code + 1) * insurers), f"distributors:{name}"
        for giver, taker, kind, flow in (
            (party, "resellers", "credit_sale", sales),
            ("resellers", party, "invoice_payment", record.flow(PAID)),
            ("resellers", party, "prepayment", record.flow(PREPAID_FLOW)),
            ("resellers", party, "write_off", record.flow(CLAIMED)),
        ):
            ledger.post_daily(giver, taker, kind, flow[:, its].sum(axis=1))
