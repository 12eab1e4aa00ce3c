"""A reseller's money: invoices by due date, customers' payments by date, fixed costs, stops."""

import numpy as np

from simulator.book.lines import free
from simulator.book.state import (
    FIXED_COSTS, FROM_CUSTOMERS, FROM_FINANCING, PAID, ROW_BITS, ROW_MASK, Cents, Ints, Record,
    Records,
)
from simulator.compiling import compiled
from simulator.units import NEVER, share_of

ANY = -1
"""Any account."""


@compiled
def ordinal_from(day: int, next_ordinal: Ints, first_day: int) -> int:
    """Return the ordinal of `day`, or else of the next business day; `NEVER` after the run."""
    at = max(day - first_day, 0)
    if at >= len(next_ordinal):
        return NEVER
    return next_ordinal[at]


@compiled
def queued_row(entry: int) -> int:
    """Return the item of a queue's entry."""
    return entry & ROW_MASK


@compiled
def queued_time(entry: int) -> int:
    """Return the due day or ordinal of a queue's entry."""
    return entry >> ROW_BITS


@compiled
def insert(queue: Cents, head: int, tail: int, time: int, row: int) -> None:
    """Insert an item in queue[head:tail], which has room at `tail`: by time, then by arrival."""
    at = tail
    while at > head and queued_time(queue[at - 1]) > time:
        queue[at] = queue[at - 1]
        at -= 1
    queue[at] = (np.int64(time) << ROW_BITS) | row


@compiled
def open_invoice(reseller: Record, payables: Cents, due: int, row: int) -> None:
    """Put an invoice among those to pay: by due day, then in order of delivery."""
    base = reseller.first_item
    insert(payables, base + reseller.payable_head, base + reseller.payable_tail, due, row)
    reseller.payable_tail += 1


@compiled
def expect_receipt(
    reseller: Record, item: Record, row: int, receivables: Cents, ordinal: int, day: int,
    next_ordinal: Ints, rules: Record,
) -> None:
    """Note when the money for an item delivered on `day` comes, and queue it by that.

    Receipts come before trading, so money that is due at once comes on the next business day.
    """
    wait = rules.financed_delay if item.financed else item.pays_after
    item.receipt = max(ordinal_from(day + wait, next_ordinal, rules.first_day), ordinal + 1)
    base = reseller.first_item
    head, tail = base + reseller.receivable_head, base + reseller.receivable_tail
    insert(receivables, head, tail, item.receipt, row)
    reseller.receivable_tail += 1


@compiled
def sales_price(reseller: Record, amount: int) -> int:
    """Return what the customer pays, cents: the purchase price and the reseller's margin."""
    return amount + share_of(amount, reseller.margin)


@compiled
def receive(
    reseller: Record, items: Records, receivables: Cents, ordinal: int, market: Cents
) -> None:
    """Take in what customers and the financing arm pay by this business day."""
    while reseller.receivable_head < reseller.receivable_tail:
        entry = receivables[reseller.first_item + reseller.receivable_head]
        if queued_time(entry) > ordinal:
            break
        item = items[queued_row(entry)]
        price = sales_price(reseller, item.amount)
        reseller.cash += price
        market[ordinal, FROM_FINANCING if item.financed else FROM_CUSTOMERS] += price
        reseller.receivable_head += 1


@compiled
def pay_fixed_costs(reseller: Record, ordinal: int, market: Cents) -> None:
    """Pay the month's fixed costs, in full."""
    reseller.cash -= reseller.fixed_costs
    market[ordinal, FIXED_COSTS] += reseller.fixed_costs


@compiled
def pay_invoices(
    reseller: Record, items: Records, payables: Cents, carried: Cents, accounts: Records,
    lines: Records, stack: Records, ordinal: int, day: int, ledger: Cents,
) -> None:
    """Pay due invoices, oldest due first, as far as cash and overdraft reach."""
    while reseller.payable_head < reseller.payable_tail:
        entry = payables[reseller.first_item + reseller.payable_head]
        means = reseller.cash + reseller.overdraft
        if queued_time(entry) > day or means <= 0:
            break
        row = queued_row(entry)
        item = items[row]
        owed = item.amount - item.paid
        payment = min(owed, means)
        reseller.cash -= payment
        today = ledger[ordinal, accounts[item.account].cell]
        today[PAID] += payment
        free(item, lines[item.account], stack, carried[row], payment, today)
        if payment < owed:
            break
        item.settled = ordinal
        reseller.payable_head += 1


@compiled
def overdue_days(
    reseller: Record, items: Records, payables: Cents, account: int, day: int
) -> int:
    """Return by how many days the oldest unpaid invoice of `account` (or `ANY`) is overdue, or 0."""
    base = reseller.first_item
    for at in range(base + reseller.payable_head, base + reseller.payable_tail):
        due = queued_time(payables[at])
        if due >= day:
            break
        if account == ANY or account == items[queued_row(payables[at])].account:
            return day - due
    return 0


@compiled
def judge_stops(
    reseller: Record, items: Records, payables: Cents, accounts: Records,
    distributors: Records, day: int,
) -> None:
    """Put each account on stop while one of its invoices is more than `stop_after` days overdue."""
    for row in range(reseller.first_account, reseller.end_account):
        account = accounts[row]
        account.stopped = (
            overdue_days(reseller, items, payables, row, day)
            > distributors[account.distributor].stop_after
        )
