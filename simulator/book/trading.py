"""An order's way: on credit, elsewhere, prepaid, or blocked."""

from simulator.book.earning import count_delivery
from simulator.book.invoices import (
    customers_price,
    expect_receipt,
    open_invoice,
    receipt_ordinal,
)
from simulator.book.lines import draw, headroom, line_headroom, note_drawing
from simulator.book.rebates import Accruing, accrue
from simulator.book.state import (
    AFTER_WAIT,
    BY_INSURED,
    BY_LIMIT,
    BY_OWN_RISK,
    BY_PUBLISHER,
    BY_STOP,
    CUT_BY_INCIDENT,
    INSURED,
    LOST_CREDIT,
    LOST_FAILED,
    ON_CREDIT,
    OTHER_COST,
    PREPAID,
    PREPAID_FLOW,
    PUBLISHER_COST,
    WAITING,
    Cents,
    Ints,
    Record,
    Records,
)
from simulator.compiling import compiled
from simulator.market.levers import Mask
from simulator.units import share_of


@compiled
def account_that_carries(
    reseller: Record,
    amount: int,
    publishers: bool,
    accounts: Records,
    lines: Records,
    stack: Records,
) -> int:
    """Return the first account, home first, whose lines carry the order, or −1."""
    for row in range(reseller.first_account, reseller.end_account):
        if headroom(accounts[row], lines[row], stack, publishers) >= amount:
            return row
    return -1


@compiled
def hand_over(item: Record, row: int, product: Record, ordinal: int, today: Cents) -> None:
    """Note a delivery: where, when, and what the distributor owes its supplier for it."""
    item.account = row
    item.delivered = ordinal
    cost = item.amount - share_of(item.amount, product.distributor_margin)
    today[PUBLISHER_COST if product.publisher else OTHER_COST] += cost


@compiled
def deliver_somehow(
    reseller: Record, row: int, items: Records, payables: Records, receivables: Records,
    carried: Cents, price_change: Cents, accounts: Records, lines: Records, stack: Records,
    products: Records, due_day: Ints, next_ordinal: Ints, rules: Record, earnings: Records,
    earned: Records, accruing: Accruing, reached: Mask, accrued: Cents, ordinal: int, day: int,
    ledger: Cents,
) -> int:  # fmt: skip
    """Try the accounts in rank order, then prepayment; return the fate, `WAITING` if neither."""
    item = items[row]
    product = products[item.product]
    at = account_that_carries(reseller, item.amount, product.publisher, accounts, lines, stack)
    if at >= 0:
        account = accounts[at]
        today = ledger[ordinal, account.cell]
        draw(item, lines[at], stack, carried[row], product.publisher)
        note_drawing(item, carried[row], today)
        hand_over(item, at, product, ordinal, today)
        item.due = due_day[account.distributor, ordinal]
        open_invoice(reseller, payables, item.due, row)
        fate = ON_CREDIT
    elif rules.prepayment and reseller.cash - item.amount >= reseller.cash_reserve:
        account = accounts[reseller.first_account]
        today = ledger[ordinal, account.cell]
        reseller.cash -= item.amount
        item.paid = item.amount
        item.settled = ordinal
        today[PREPAID_FLOW] += item.amount
        hand_over(item, reseller.first_account, product, ordinal, today)
        fate = PREPAID
    else:
        return WAITING
    if count_delivery(item, earnings, earned[item.account], ordinal):
        accounts[item.account].look_on = reseller.cover_on = ordinal + 1
    accrue(item, accruing, reached, accrued)
    receipt = receipt_ordinal(item, ordinal, day, next_ordinal, rules)
    price = customers_price(reseller, item, price_change, row)
    expect_receipt(reseller, receivables, receipt, price, item.financed != 0)
    return fate


@compiled
def trade(
    reseller: Record, items: Records, payables: Records, receivables: Records, waiting: Ints,
    carried: Cents, price_change: Cents, accounts: Records, lines: Records, stack: Records,
    products: Records, days: Records, due_day: Ints, next_ordinal: Ints, rules: Record,
    earnings: Records, earned: Records, accruing: Accruing, reached: Mask, accrued: Cents,
    ordinal: int, ledger: Cents,
) -> None:  # fmt: skip
    """Try what waits, oldest first, then the day's new orders in book order.

    What has outlived its patience is lost without another try; what does not fit waits on, and
    does not hold back what comes after it.
    """
    day, base, waited = days[ordinal].day, reseller.first_item, reseller.waiting
    kept, at = 0, 0
    while True:
        if at < waited:
            row = waiting[base + at]
        else:
            row = reseller.next_item
            if row >= reseller.end_item or items[row].ordinal > ordinal:
                break
            reseller.next_item += 1
            reseller.last_order_day = day
        item = items[row]
        if at < waited and day - days[item.ordinal].day > item.patience:
            item.fate = LOST_CREDIT
            item.settled = ordinal
        else:
            fate = deliver_somehow(
                reseller, row, items, payables, receivables, carried, price_change, accounts,
                lines, stack, products, due_day, next_ordinal, rules, earnings, earned, accruing,
                reached, accrued, ordinal, day, ledger,
            )  # fmt: skip
            item.fate = AFTER_WAIT if at < waited and fate != WAITING else fate
            if fate == WAITING:
                if at >= waited:
                    note_block(reseller, item, accounts, lines, stack, products)
                waiting[base + kept] = row
                kept += 1
        at += 1
    reseller.waiting = kept


@compiled
def lose_orders(reseller: Record, items: Records, ordinal: int) -> None:
    """Lose the day's orders of a reseller that has failed."""
    while reseller.next_item < reseller.end_item:
        item = items[reseller.next_item]
        if item.ordinal > ordinal:
            break
        item.fate = LOST_FAILED
        item.settled = ordinal
        reseller.next_item += 1


@compiled
def eased_headroom(
    account: Record, own: Records, stack: Records, publishers: bool, eased: int
) -> int:
    """Return the account's headroom, cents, if `eased` (a `BY_…`) did not stand in the way."""
    if account.stopped and eased != BY_STOP:
        return 0
    total, last = 0, len(own) - 1
    for place in range(last + 1):
        if publishers or eased == BY_PUBLISHER or not stack[place].dedicated:
            room = line_headroom(own[place])
            if eased == BY_INSURED and place == INSURED:
                room = max(room, account.reference - own[place].used)
            elif eased == BY_OWN_RISK and place == last:
                room = max(room, account.wish - own[place].used)
            total += room
    return total


@compiled
def cause_of_cut(account: Record) -> int:
    """Return what keeps the insured limit down: a fault that lasts, or what lowered it last."""
    return CUT_BY_INCIDENT if account.faults > 0 else account.cut_by


@compiled
def note_block(
    reseller: Record,
    item: Record,
    accounts: Records,
    lines: Records,
    stack: Records,
    products: Records,
) -> None:
    """Note what blocked a new order: the first thing that, eased alone, would let it pass."""
    publishers = products[item.product].publisher
    item.blocked = BY_LIMIT
    for eased in range(BY_LIMIT - 1, 0, -1):
        for row in range(reseller.end_account - 1, reseller.first_account - 1, -1):
            account = accounts[row]
            if eased_headroom(account, lines[row], stack, publishers, eased) >= item.amount:
                item.blocked = eased
                item.blocked_cause = cause_of_cut(account) if eased == BY_INSURED else 0
