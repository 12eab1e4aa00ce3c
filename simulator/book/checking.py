"""The accounting identities: recomputed from the items, and compared to the cent."""

import numpy as np

from simulator.book.book import Book
from simulator.book.invoices import customers_price, receipt_ordinal
from simulator.book.lines import still_carried
from simulator.book.rebates import Accruing, accrual
from simulator.book.state import (
    AFTER_WAIT,
    ALIVE,
    CLAIMED,
    CLAIMS,
    DRAWN,
    FIXED_COSTS,
    FREED,
    FROM_CUSTOMERS,
    FROM_FINANCING,
    FROM_REBATES,
    LIMIT_CHANGE,
    LIVING,
    ON_CREDIT,
    OPENING,
    PAID,
    PENDING,
    PREPAID_FLOW,
    WAITING,
    Cents,
    Ints,
    Record,
    Records,
    ledger_column,
)
from simulator.compiling import compiled
from simulator.errors import BrokenBookError
from simulator.market.levers import Mask


def check_identities(book: Book) -> None:
    """Verify the book at the close of its last day.

    Raises:
        BrokenBookError: if the use of a line is not the sum of its invoices' parts, if a flow does
            not explain a stock, if money appears or disappears, or if an order has no fate.
    """
    book.take_accounts()
    used = np.zeros(book.lines.shape, np.int64)
    owed = np.zeros(len(book.accounts), np.int64)
    pending, waiting, received, settled = add_up_items(
        book.resellers,
        book.items,
        book.carried,
        book.stack,
        book.price_change,
        book.days,
        book.calendar.next_ordinal,
        book.rules,
        book.rebates.accruing,
        book.rebates.reached,
        book.rebates.settled_on,
        book.closed,
        used,
        owed,
    )
    _check_lines(book, used, owed)
    _check_cash(book, received, settled)
    _check_numbers(book, pending, waiting)


def _check_lines(book: Book, used: Cents, owed: Cents) -> None:
    _equal("use of lines and parts of invoices", book.lines["used"], used)
    if (book.lines["used"] < 0).any() or (book.lines["limit"] < 0).any():
        raise BrokenBookError("a line is used, or limited, below nothing")
    sums = book.ledger.sum(axis=0)
    moved = np.stack(
        [
            sums[:, ledger_column(p, DRAWN)]
            - sums[:, ledger_column(p, FREED)]
            - sums[:, ledger_column(p, CLAIMS)]
            for p in range(len(book.stack))
        ],
        axis=1,
    )
    _equal("flows and use of lines", book.opening_used + moved, book.by_cell("used"))
    changes = sums[:, [ledger_column(p, LIMIT_CHANGE) for p in range(len(book.stack))]]
    _equal("changes and limits", book.opening_limits + changes, book.by_cell("limit"))
    _equal("what is owed and what is used", used.sum(axis=1), owed)
    freed = sum(sums[:, ledger_column(p, FREED)] for p in range(len(book.stack)))
    _equal("payments and lines freed", sums[:, PAID], freed)
    cleared = sum(sums[:, ledger_column(p, CLAIMS)] for p in range(len(book.stack)))
    _equal("claims and lines cleared", sums[:, CLAIMED], cleared)


def _check_cash(book: Book, received: int, settled: int) -> None:
    market, ledger = book.market.sum(axis=0), book.ledger.sum(axis=(0, 1))
    explained = (
        book.opening_cash
        + market[FROM_CUSTOMERS]
        + market[FROM_FINANCING]
        + market[FROM_REBATES]
        - market[FIXED_COSTS]
        - ledger[PAID]
        - ledger[PREPAID_FLOW]
    )
    _equal("cash and its movements", book.resellers["cash"].sum(), explained)
    taken = market[FROM_CUSTOMERS] + market[FROM_FINANCING]
    _equal("receipts and the sales they settle", taken, received)
    _equal("rebates and what deliveries accrued", market[FROM_REBATES], settled)


def _check_numbers(book: Book, pending: int, waiting: int) -> None:
    alive = int((book.resellers["state"] == ALIVE).sum())
    _equal("failures and the living", len(book.resellers) + book.market[:, LIVING].sum(), alive)
    _equal("traded orders without a fate", pending, 0)
    _equal("orders that wait", waiting, book.resellers["waiting"].sum())


def _equal(what: str, left: object, right: object) -> None:
    if not np.array_equal(np.asarray(left), np.asarray(right)):
        gap = np.asarray(left, np.int64) - np.asarray(right, np.int64)
        raise BrokenBookError(f"{what} differ by up to {np.abs(gap).max() / 100:.2f} EUR")


@compiled
def add_up_items(
    resellers: Records,
    items: Records,
    carried: Cents,
    stack: Records,
    price_change: Cents,
    days: Records,
    next_ordinal: Ints,
    rules: Records,
    accruing: Accruing,
    reached: Mask,
    settled_on: Ints,
    closed: int,
    used: Cents,
    owed: Cents,
) -> tuple[int, int, int, int]:
    """Add up what open invoices use of each line (a, l) and owe at each account (a,), cents.

    Returns how many orders that traded by `closed` have no fate, how many wait, and what delivered
    orders have brought their resellers in by then, cents: from customers and the financing arm, and
    in rebates and rewards.
    """
    pending, waiting, sales, rebates = 0, 0, 0, 0
    for row in range(len(resellers)):
        reseller = resellers[row]
        last = min(closed, reseller.failed_on)
        for at in range(reseller.first_item, reseller.end_item):
            item = items[at]
            if is_open_invoice(item):
                owed[item.account] += item.amount - item.paid
                for place in range(len(stack)):
                    used[item.account, place] += still_carried(item, stack, carried[at], place)
            if item.fate != OPENING and item.ordinal <= closed:
                pending += item.fate == PENDING
                waiting += item.fate == WAITING
            if item.delivered >= 0:
                day = days[item.delivered].day
                if receipt_ordinal(item, item.delivered, day, next_ordinal, rules[0]) <= last:
                    sales += customers_price(reseller, item, price_change, at)
                some = accruing.products[item.product]
                if some and settled_on[accruing.quarter[item.delivered]] <= last:
                    for k in range(reached.shape[1]):
                        if reached[row, k]:
                            rebates += accrual(item, accruing.rules[k], accruing.rates[k])
    return pending, waiting, sales, rebates


@compiled
def is_open_invoice(item: Record) -> bool:
    """Return whether an item is an invoice of which something is still owed."""
    on_credit = item.fate in (ON_CREDIT, AFTER_WAIT, OPENING)
    return on_credit and item.paid < item.amount and not item.claimed
