"""A reseller's days: the phases in their order, and the sleep between the days that matter."""

from simulator.book.covering import cover
from simulator.book.failing import fail, judge_failure
from simulator.book.fetching import fetch_ahead
from simulator.book.invoices import (
    judge_stops,
    ordinal_from,
    pay_fixed_costs,
    pay_invoices,
    receive,
)
from simulator.book.lines import headroom
from simulator.book.rebates import Accruing
from simulator.book.state import ACTIVE, ALIVE, FROZEN, SHORT, Cents, Floats, Ints, Record, Records
from simulator.book.trading import lose_orders, trade
from simulator.compiling import compiled
from simulator.market.levers import Mask
from simulator.units import NEVER

ACTIVE_DAYS = 90
"""A reseller is active while it lives and has ordered in the last 90 days."""


@compiled
def advance(
    resellers: Records, wake: Ints, accounts: Records, lines: Records, stack: Records,
    items: Records, payables: Records, receivables: Records, waiting: Ints, carried: Cents,
    price_change: Cents, products: Records, insurers: Records, distributors: Records,
    earnings: Records, earned: Records, until: Ints, accruing: Accruing, reached: Mask,
    accrued: Cents, hazards: Floats, review_on: Ints, uniforms: Floats, days: Records,
    due_day: Ints, next_ordinal: Ints, rules: Records, ledger: Cents, market: Cents,
    failures: Ints, failed: Cents, through: int,
) -> None:  # fmt: skip
    """Run every reseller alone through all its days up to the close of ordinal `through`.

    All but `through` are the book's arrays (see `Book`), and the calendar's next ordinals.
    """
    first_day = rules[0].first_day
    for row in range(len(resellers)):
        reseller = resellers[row]
        fetch_ahead(
            row, resellers, accounts, lines, items, payables, receivables, carried, uniforms
        )
        while wake[row] <= through:
            ordinal = wake[row]
            day = days[ordinal].day
            if reseller.state == ALIVE and reseller.cover_on <= ordinal:
                cover(
                    reseller, items, payables, accounts, lines, distributors, insurers, earnings,
                    earned, until, hazards, review_on, uniforms, next_ordinal, first_day, ordinal,
                    day, ledger,
                )  # fmt: skip
            if reseller.state == ALIVE:
                settle(
                    reseller, row, items, payables, receivables, waiting, carried, accounts, lines,
                    stack, distributors, days, rules[0], ordinal, ledger, market, failures, failed,
                )  # fmt: skip
            if reseller.state == ALIVE:
                trade(
                    reseller, items, payables, receivables, waiting, carried, price_change,
                    accounts, lines, stack, products, days, due_day, next_ordinal, rules[0],
                    earnings, earned, accruing, reached[row], accrued[row], ordinal, ledger,
                )  # fmt: skip
            else:
                lose_orders(reseller, items, ordinal)
            close(reseller, accounts, lines, stack, day, market[ordinal])
            wake[row] = next_day_of_interest(
                reseller, items, payables, receivables, waiting, days, next_ordinal, first_day,
                ordinal,
            )  # fmt: skip


@compiled
def settle(
    reseller: Record, row: int, items: Records, payables: Records, receivables: Records,
    waiting: Ints, carried: Cents, accounts: Records, lines: Records, stack: Records,
    distributors: Records, days: Records, rules: Record, ordinal: int, ledger: Cents,
    market: Cents, failures: Ints, failed: Cents,
) -> None:  # fmt: skip
    """Let the reseller receive, pay fixed costs and invoices, be put on stop, and perhaps fail."""
    today = days[ordinal]
    receive(reseller, receivables, ordinal, market)
    if today.payroll:
        pay_fixed_costs(reseller, ordinal, market)
    pay_invoices(
        reseller, items, payables, carried, accounts, lines, stack, ordinal, today.day, ledger
    )
    judge_stops(reseller, items, payables, accounts, distributors, today.day)
    cause = judge_failure(reseller, items, payables, rules, ordinal, today.day)
    if cause != ALIVE:
        fail(
            reseller, cause, items, payables, waiting, carried, accounts, lines, stack, ordinal,
            ledger, market,
        )  # fmt: skip
        failures[failed[0]] = row
        failed[0] += 1


@compiled
def take_receipts(resellers: Records, receivables: Records, market: Cents, through: int) -> None:
    """Let living resellers that sleep take in what has come by the close of ordinal `through`."""
    for row in range(len(resellers)):
        if resellers[row].state == ALIVE:
            receive(resellers[row], receivables, through, market)


@compiled
def close(
    reseller: Record, accounts: Records, lines: Records, stack: Records, day: int, today: Cents
) -> None:
    """Count the reseller among the active, the frozen and those short of cash, at the close."""
    alive = reseller.state == ALIVE
    active = alive and day - reseller.last_order_day <= ACTIVE_DAYS
    frozen = active and is_frozen(reseller, accounts, lines, stack)
    short = alive and reseller.cash < 0
    today[ACTIVE] += int(active) - reseller.active
    today[FROZEN] += int(frozen) - reseller.frozen
    today[SHORT] += int(short) - reseller.short
    reseller.active, reseller.frozen, reseller.short = active, frozen, short


@compiled
def is_frozen(reseller: Record, accounts: Records, lines: Records, stack: Records) -> bool:
    """Return whether headroom open to any product, over all accounts, is under a median order."""
    total = 0
    for row in range(reseller.first_account, reseller.end_account):
        total += headroom(accounts[row], lines[row], stack, False)
        if total >= reseller.median_order:
            return False
    frozen: bool = total < reseller.median_order
    return frozen


@compiled
def next_day_of_interest(
    reseller: Record,
    items: Records,
    payables: Records,
    receivables: Records,
    waiting: Ints,
    days: Records,
    next_ordinal: Ints,
    first_day: int,
    ordinal: int,
) -> int:
    """Return the next ordinal on which anything can happen to the reseller by itself.

    Money that comes in changes nothing but cash, unless the reseller is short of it or could
    prepay an order that waits. Such an order is otherwise moved by payments and changes of lines
    alone, until its patience ends.
    """
    then: int = NEVER
    if reseller.next_item < reseller.end_item:
        then = items[reseller.next_item].ordinal
    if reseller.state != ALIVE:
        return then
    if reseller.below_since < NEVER:
        return ordinal + 1
    then = min(then, reseller.fails, reseller.cover_on, days[ordinal].next_payroll)
    base = reseller.first_item
    for at in range(base, base + reseller.waiting):
        item = items[waiting[at]]
        lost_on = days[item.ordinal].day + item.patience + 1
        then = min(then, ordinal_from(lost_on, next_ordinal, first_day))
    needs_cash = reseller.short or reseller.waiting > 0
    if needs_cash and reseller.receivable_head < reseller.receivable_tail:
        then = min(then, receivables[base + reseller.receivable_head].on)
    if reseller.payable_head < reseller.payable_tail:
        due = payables[base + reseller.payable_head].due
        then = min(then, ordinal_from(due, next_ordinal, first_day))
    if reseller.active:
        lapse = reseller.last_order_day + ACTIVE_DAYS + 1
        then = min(then, ordinal_from(lapse, next_ordinal, first_day))
    return max(then, ordinal + 1)
