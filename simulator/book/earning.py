"""Publisher lines that deliveries earn: counted on delivery, opened on the next business day."""

from simulator.book.lines import set_limit
from simulator.book.state import Cents, Ints, Record, Records
from simulator.compiling import compiled
from simulator.units import NEVER

NO_TERM = -NEVER
"""The end of a line's term where there is no line."""


@compiled
def count_delivery(item: Record, earnings: Records, earned: Records, ordinal: int) -> bool:
    """Count a delivery towards the lines that its account (`earned`, (k,)) may earn.

    Returns whether one is ready to open.
    """
    ready = False
    for k in range(len(earnings)):
        rule, state = earnings[k], earned[k]
        in_window = rule.first <= ordinal and ordinal < rule.after
        if state.eligible and in_window and item.product == rule.product:
            if rule.accumulate:
                state.counted += item.amount
                state.ready += state.counted // rule.threshold
                state.counted %= rule.threshold
            elif item.amount >= rule.threshold:
                state.ready += 1
            ready |= state.ready > 0
    return ready


@compiled
def next_term_end(until: Ints) -> int:
    """Return the first day on which a line with terms `until` (slots,) ends, or `NEVER`."""
    first = NEVER
    for slot in range(len(until)):
        if until[slot] > NO_TERM:
            first = min(first, until[slot])
    return first


@compiled
def renew_terms(until: Ints, most: int, ready: int, end: int, day: int, renew: bool) -> int:
    """End terms that are over, begin those that were earned, and return how many lines are open.

    With `renew` the one line's term begins anew; otherwise each earning takes one of `most` places
    that is free, and lapses if none is.
    """
    open_lines = 0
    for slot in range(most):
        if until[slot] <= day:
            until[slot] = NO_TERM
        if ready > 0 and (renew or until[slot] == NO_TERM):
            until[slot] = end
            ready = 0 if renew else ready - 1
        if until[slot] > NO_TERM:
            open_lines += 1
    return open_lines


@compiled
def open_earned_lines(
    account: Record,
    own: Records,
    earnings: Records,
    earned: Records,
    until: Ints,
    day: int,
    today: Cents,
) -> None:
    """Open what an account earned by yesterday, and close what has run its days."""
    for k in range(len(earnings)):
        rule, state = earnings[k], earned[k]
        if state.ready > 0 or next_term_end(until[k]) <= day:
            lines = renew_terms(
                until[k], rule.most, state.ready, day + rule.line_days, day, rule.renew
            )
            state.ready = 0
            set_limit(account, own, rule.place, lines * rule.amount, today)


@compiled
def earning_looks_on(earned: Records, until: Ints, day: int) -> int:
    """Return the day on which an account's earned lines next open or end."""
    then = NEVER
    for k in range(len(earned)):
        if earned[k].ready > 0:
            return day + 1
        then = min(then, next_term_end(until[k]))
    return then
