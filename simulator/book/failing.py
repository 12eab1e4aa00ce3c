"""When a reseller fails, and what its failure leaves."""

from simulator.book.invoices import ANY, overdue_days
from simulator.book.lines import clear, set_limit
from simulator.book.state import (
    ALIVE,
    CLAIMED,
    EXOGENOUS,
    FAILED,
    ILLIQUID,
    LIVING,
    LOST_FAILED,
    OVERDUE,
    Cents,
    Ints,
    Record,
    Records,
)
from simulator.compiling import compiled
from simulator.units import NEVER


@compiled
def judge_failure(
    reseller: Record, items: Records, payables: Records, rules: Record, ordinal: int, day: int
) -> int:
    """Return why the reseller fails after today's payments, `ALIVE` if it does not."""
    if reseller.cash >= -reseller.overdraft:
        reseller.below_since = NEVER
    elif reseller.below_since == NEVER:
        reseller.below_since = day
    if reseller.fails <= ordinal:
        return EXOGENOUS
    if overdue_days(reseller, items, payables, ANY, day) > rules.after_days_overdue:
        return OVERDUE
    if day - reseller.below_since > rules.illiquid_days:
        return ILLIQUID
    return ALIVE


@compiled
def fail(
    reseller: Record,
    cause: int,
    items: Records,
    payables: Records,
    waiting: Ints,
    carried: Cents,
    accounts: Records,
    lines: Records,
    stack: Records,
    ordinal: int,
    ledger: Cents,
    market: Cents,
) -> None:
    """Let the reseller fail: invoices become claims, lines close, what waits is lost."""
    reseller.state = cause
    reseller.failed_on = ordinal
    market[ordinal, LIVING] -= 1
    market[ordinal, FAILED] += 1
    base = reseller.first_item
    for at in range(base + reseller.payable_head, base + reseller.payable_tail):
        row = payables[at].row
        item = items[row]
        today = ledger[ordinal, accounts[item.account].cell]
        clear(item, lines[item.account], stack, carried[row], today)
        item.claimed = True
        item.settled = ordinal
        today[CLAIMED] += item.amount - item.paid
    reseller.payable_head = reseller.payable_tail
    for row in range(reseller.first_account, reseller.end_account):
        accounts[row].pending_on = NEVER
        accounts[row].review = NEVER
        for place in range(len(stack)):
            set_limit(accounts[row], lines[row], place, 0, ledger[ordinal, accounts[row].cell])
    for at in range(base, base + reseller.waiting):
        items[waiting[at]].fate = LOST_FAILED
        items[waiting[at]].settled = ordinal
    reseller.waiting = 0
