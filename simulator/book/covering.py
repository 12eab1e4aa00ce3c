"""The cover phase of one reseller's accounts: what changes in its lines before the day's money."""

from simulator.book.crowding import crowd_out, publisher_lines
from simulator.book.earning import earning_looks_on, open_earned_lines
from simulator.book.invoices import ordinal_from, overdue_days
from simulator.book.own_risk import desk_looks_on, grant_own_risk
from simulator.book.reviews import (
    announce_limit,
    bind_what_is_due,
    downgrade,
    is_downgraded,
    share_after_review,
)
from simulator.book.state import CUT_BY_REVIEW, Cents, Floats, Ints, Record, Records
from simulator.compiling import compiled
from simulator.units import NEVER


@compiled
def cover(
    reseller: Record,
    items: Records,
    payables: Records,
    accounts: Records,
    lines: Records,
    distributors: Records,
    insurers: Records,
    earnings: Records,
    earned: Records,
    until: Ints,
    hazards: Floats,
    review_on: Ints,
    uniforms: Floats,
    next_ordinal: Ints,
    first_day: int,
    ordinal: int,
    day: int,
    ledger: Cents,
) -> None:
    """Let notices run out, the desk grant, earned lines open, insurers see them, and review."""
    reseller.cover_on = NEVER
    for row in range(reseller.first_account, reseller.end_account):
        account = accounts[row]
        if account.look_on <= ordinal:
            cover_account(
                account, row, reseller, items, payables, lines, distributors, insurers, earnings,
                earned, until, hazards, review_on, uniforms, next_ordinal, first_day, ordinal, day,
                ledger,
            )  # fmt: skip
        reseller.cover_on = min(reseller.cover_on, account.look_on)


@compiled
def cover_account(
    account: Record, row: int, reseller: Record, items: Records, payables: Records,
    lines: Records, distributors: Records, insurers: Records, earnings: Records, earned: Records,
    until: Ints, hazards: Floats, review_on: Ints, uniforms: Floats, next_ordinal: Ints,
    first_day: int, ordinal: int, day: int, ledger: Cents,
) -> None:  # fmt: skip
    """Let one account go through its cover phase, and note when it has to look again."""
    own, distributor = lines[row], distributors[account.distributor]
    insurer, today = insurers[account.insurer], ledger[ordinal, account.cell]
    bind_what_is_due(account, own, ordinal, today)
    grant_own_risk(account, own, distributor, day, today)
    open_earned_lines(account, own, earnings, earned[row], until[row], day, today)
    binds = ordinal_from(day + insurer.notice_days, next_ordinal, first_day)
    moved = publisher_lines(own) != account.guaranteed
    if moved:
        crowd_out(account, own, ordinal, binds, today)
    if account.review <= ordinal:
        month = account.month
        overdue = overdue_days(reseller, items, payables, row, day)
        if is_downgraded(account, insurer, overdue):
            downgrade(account, insurer)
        else:
            hazard = hazards[account.insurer, ordinal] * insurer.weights[account.rating - 1]
            notified = overdue > insurer.overdue_notice_days
            account.share = share_after_review(
                account.share, insurer, hazard, notified, uniforms[month, row]
            )
        account.factor = insurer.factor
        account.month = month + 1
        account.review = review_on[account.position, month + 1]
        announce_limit(account, own, CUT_BY_REVIEW, ordinal, binds, today)
    look = min(
        desk_looks_on(account, own, distributor, moved, day),
        earning_looks_on(earned[row], until[row], day),
    )
    account.look_on = min(account.pending_on, account.review)
    if look < NEVER:
        account.look_on = min(account.look_on, ordinal_from(look, next_ordinal, first_day))
