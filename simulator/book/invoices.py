"""A reseller's money: invoices by due date, customers' payments by date, fixed costs, stops."""

from simulator.book.lines import free
from simulator.book.state import (
    FIXED_COSTS, FROM_CUSTOMERS, FROM_FINANCING, PAID, Cents, Ints, Record, Records,
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
def open_invoice(reseller: Record, items: Records, row: int) -> None:
    """Put an invoice among those to pay: by due day, then in order of delivery."""
    at = reseller.first_item + reseller.payable_tail
    head = reseller.first_item + reseller.payable_head
    while at > head and items[items[at - 1].payable].due > items[row].due:
        items[at].payable = items[at - 1].payable
        at -= 1
    items[at].payable = row
    reseller.payable_tail += 1


@compiled
def expect_receipt(
    reseller: Record, items: Records, row: int, day: int, next_ordinal: Ints, rules: Record
) -> None:
    """Note when the money for an item delivered on `day` comes, and queue it by that."""
    item = items[row]
    wait = rules.financed_delay if item.financed else item.pays_after
    item.receipt = ordinal_from(day + wait, next_ordinal, rules.first_day)
    at = reseller.first_item + reseller.receivable_tail
    head = reseller.first_item + reseller.receivable_head
    while at > head and items[items[at - 1].receivable].receipt > item.receipt:
        items[at].receivable = items[at - 1].receivable
        at -= 1
    items[at].receivable = row
    reseller.receivable_tail += 1


@compiled
def sales_price(reseller: Record, amount: int) -> int:
    """Return what the customer pays, cents: the purchase price and the reseller's margin."""
    return amount + share_of(amount, reseller.margin)


@compiled
def receive(reseller: Record, items: Records, ordinal: int, market: Cents) -> None:
    """Take in what customers and the financing arm pay by this business day."""
    while reseller.receivable_head < reseller.receivable_tail:
        item = items[items[reseller.first_item + reseller.receivable_head].receivable]
        if item.receipt > ordinal:
            break
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
    reseller: Record, items: Records, carried: Cents, accounts: Records, lines: Records,
    stack: Records, ordinal: int, day: int, ledger: Cents,
) -> None:
    """Pay due invoices, oldest due first, as far as cash and overdraft reach."""
    while reseller.payable_head < reseller.payable_tail:
        row = items[reseller.first_item + reseller.payable_head].payable
        item = items[row]
        means = reseller.cash + reseller.overdraft
        if item.due > day or means <= 0:
            break
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
def overdue_days(reseller: Record, items: Records, account: int, day: int) -> int:
    """Return by how many days the oldest unpaid invoice of `account` (or `ANY`) is overdue, or 0."""
    base = reseller.first_item
    for at in range(base + reseller.payable_head, base + reseller.payable_tail):
        item = items[items[at].payable]
        if item.due >= day:
            break
        if account == ANY or account == item.account:
            return day - item.due
    return 0


@compiled
def judge_stops(
    reseller: Record, items: Records, accounts: Records, stop_after: Ints, day: int
) -> None:
    """Put each account on stop while one of its invoices is more than `stop_after` overdue."""
    for row in range(reseller.first_account, reseller.end_account):
        account = accounts[row]
        account.stopped = (
            overdue_days(reseller, items, row, day) > stop_after[account.distributor]
        )
