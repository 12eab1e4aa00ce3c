"""A reseller's money: invoices by due date, customers' payments by date, fixed costs, stops."""

from simulator.book.lines import free
from simulator.book.state import (
    FIXED_COSTS,
    FROM_CUSTOMERS,
    FROM_FINANCING,
    PAID,
    Cents,
    Ints,
    Record,
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
    ordinal: int = next_ordinal[at] if at < len(next_ordinal) else NEVER
    return ordinal


@compiled
def open_invoice(reseller: Record, payables: Records, due: int, row: int) -> None:
    """Put an invoice among those to pay: by due day, then in order of delivery."""
    at = reseller.first_item + reseller.payable_tail
    head = reseller.first_item + reseller.payable_head
    while at > head and payables[at - 1].due > due:
        payables[at].due = payables[at - 1].due
        payables[at].row = payables[at - 1].row
        at -= 1
    payables[at].due = due
    payables[at].row = row
    reseller.payable_tail += 1


@compiled
def receipt_ordinal(item: Record, ordinal: int, day: int, next_ordinal: Ints, rules: Record) -> int:
    """Return when the money for an item delivered on a day comes.

    Receipts come before trading, so money that is due at once comes on the next business day.
    """
    wait = item.pays_after if item.financed == 0 else rules.financed_delays[item.financed]
    return max(ordinal_from(day + wait, next_ordinal, rules.first_day), ordinal + 1)


@compiled
def expect_receipt(
    reseller: Record, receivables: Records, on: int, price: int, financed: bool
) -> None:
    """Queue the money for a delivery by the ordinal on which it comes."""
    at = reseller.first_item + reseller.receivable_tail
    head = reseller.first_item + reseller.receivable_head
    while at > head and receivables[at - 1].on > on:
        receivables[at].on = receivables[at - 1].on
        receivables[at].price = receivables[at - 1].price
        receivables[at].financed = receivables[at - 1].financed
        at -= 1
    receivables[at].on = on
    receivables[at].price = price
    receivables[at].financed = financed
    reseller.receivable_tail += 1


@compiled
def sales_price(reseller: Record, amount: int) -> int:
    """Return what the customer pays, cents: the purchase price and the reseller's margin."""
    return amount + share_of(amount, reseller.margin)


@compiled
def customers_price(reseller: Record, item: Record, price_change: Cents, row: int) -> int:
    """Return what the customer pays for the item in `row`, cents: a programme may change it."""
    price = sales_price(reseller, item.amount)
    return price + price_change[row] if row < len(price_change) else price


@compiled
def receive(reseller: Record, receivables: Records, ordinal: int, market: Cents) -> None:
    """Take in what customers and the financing arm have paid by this business day.

    Money that came while the reseller had nothing to do is counted on the day on which it came.
    """
    while reseller.receivable_head < reseller.receivable_tail:
        receipt = receivables[reseller.first_item + reseller.receivable_head]
        if receipt.on > ordinal:
            break
        reseller.cash += receipt.price
        market[receipt.on, FROM_FINANCING if receipt.financed else FROM_CUSTOMERS] += receipt.price
        reseller.receivable_head += 1


@compiled
def pay_fixed_costs(reseller: Record, ordinal: int, market: Cents) -> None:
    """Pay the month's fixed costs, in full."""
    reseller.cash -= reseller.fixed_costs
    market[ordinal, FIXED_COSTS] += reseller.fixed_costs


@compiled
def pay_invoices(
    reseller: Record,
    items: Records,
    payables: Records,
    carried: Cents,
    accounts: Records,
    lines: Records,
    stack: Records,
    ordinal: int,
    day: int,
    ledger: Cents,
) -> None:
    """Pay due invoices, oldest due first, as far as cash and overdraft reach."""
    while reseller.payable_head < reseller.payable_tail:
        payable = payables[reseller.first_item + reseller.payable_head]
        means = reseller.cash + reseller.overdraft
        if payable.due > day or means <= 0:
            break
        row = payable.row
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
    reseller: Record, items: Records, payables: Records, account: int, day: int
) -> int:
    """Return how many days the oldest unpaid invoice of `account` (or `ANY`) is overdue, or 0."""
    base = reseller.first_item
    for at in range(base + reseller.payable_head, base + reseller.payable_tail):
        if payables[at].due >= day:
            break
        if account == ANY or account == items[payables[at].row].account:
            late: int = day - payables[at].due
            return late
    return 0


@compiled
def judge_stops(
    reseller: Record,
    items: Records,
    payables: Records,
    accounts: Records,
    distributors: Records,
    day: int,
) -> None:
    """Put each account on stop while one of its invoices is more than `stop_after` days overdue."""
    if overdue_days(reseller, items, payables, ANY, day) == 0 and not reseller.stopped:
        return
    reseller.stopped = False
    for row in range(reseller.first_account, reseller.end_account):
        account = accounts[row]
        account.stopped = (
            overdue_days(reseller, items, payables, row, day)
            > distributors[account.distributor].stop_after
        )
        reseller.stopped |= account.stopped
