"""One-row record arrays and a ledger's day, as kernels take them; amounts in cents."""

from typing import Any

import numpy as np

from simulator.book.state import (
    ACCOUNT,
    FIRST_LINE,
    INSURER,
    ITEM,
    LINE,
    NO_CARRIER,
    RESELLER,
    STACK,
    Cents,
    Records,
    ledger_column,
)
from simulator.units import BILLION, NEVER

OWN_RISK = 3
"""The place of own risk where there is one publisher line."""


def rows(dtype: np.dtype[Any], count: int = 1, **fields: Any) -> Records:
    """Return records that are zero but for some fields."""
    records = np.zeros(count, dtype)
    for name, value in fields.items():
        records[name] = value
    return records


def a_stack(*order: int, dedicated: bool = False) -> Records:
    """Return insured, public, one publisher line and own risk, drawn in `order`."""
    stack = rows(STACK, 4, place=order or range(4))
    stack["dedicated"][2] = dedicated
    return stack


def the_lines(limits: list[int], used: list[int] | None = None) -> Records:
    """Return an account's lines."""
    return rows(LINE, len(limits), limit=limits, used=used or [0] * len(limits))


def an_account(**fields: Any) -> Records:
    """Return an account whose insurer has cut nothing."""
    untouched = {"share": BILLION, "factor": BILLION, "pending_on": NEVER, "bridge_until": -NEVER}
    return rows(ACCOUNT, **{**untouched, **fields})


def an_item(amount: int, **fields: Any) -> Records:
    """Return an order that has drawn nothing."""
    return rows(ITEM, amount=amount, **{"carrier": NO_CARRIER, **fields})


def a_reseller(**fields: Any) -> Records:
    """Return a living reseller with one account and nothing to do."""
    usual = {"end_account": 1, "below_since": NEVER, "fails": NEVER, "failed_on": NEVER}
    return rows(RESELLER, **{**usual, **fields})


def an_insurer(**fields: Any) -> Records:
    """Return an insurer's stance."""
    usual = {"factor": BILLION, "weights": [1.0] * 10, "downgrade_after_days": NEVER}
    return rows(INSURER, **{**usual, **fields})


def a_day(lines: int = 4) -> Cents:
    """Return one empty day of one cell of the ledger."""
    return np.zeros(FIRST_LINE + 4 * lines, np.int64)


def flows(day: Cents, flow: int, lines: int = 4) -> list[int]:
    """Return what a flow came to on each line, cents."""
    return [int(day[ledger_column(place, flow)]) for place in range(lines)]
