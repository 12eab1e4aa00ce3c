"""An insurer's monthly review of one account, and how a new insured limit comes to bind."""

import math

import numpy as np

from simulator.book.lines import set_limit
from simulator.book.state import (
    ALIVE,
    CUT_BY_CROWDING,
    CUT_BY_REVIEW,
    CUT_BY_WAVE,
    INSURED,
    NOT_CUT,
    Cents,
    Floats,
    Ints,
    Record,
    Records,
)
from simulator.compiling import compiled, compiled_with_memory
from simulator.units import BILLION, NEVER, share_of

AFTER_THE_RUN = NEVER - 1
"""When a cut binds that is announced for a day after the run."""
POSITIONS = 20
"""Places in a month at which an account may be reviewed."""
WORST_RATING = 10


@compiled
def triangular(low: float, mode: float, high: float, u: float) -> float:
    """Return the quantile of `u` in the triangular distribution.

    >>> triangular(0.0, 0.5, 1.0, 0.5)
    0.5
    """
    if high <= low:
        return low
    if u * (high - low) < mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


@compiled_with_memory
def triangulars(low: float, mode: float, high: float, u: Floats) -> Floats:
    """Return the quantiles of `u` (n,) in the triangular distribution."""
    out = np.empty(len(u))
    for i in range(len(u)):
        out[i] = triangular(low, mode, high, u[i])
    return out


@compiled
def drawn_share(value: float) -> int:
    """Return a drawn share in billionths."""
    return round(value * BILLION)


@compiled
def limit_granted(account: Record) -> int:
    """Return what the insurer's view comes to, cents, a fault apart.

    That is reference × share × factor, less what the publisher's lines crowd out.
    """
    view: int = share_of(account.reference, share_of(account.share, account.factor))
    limit: int = max(0, view - account.crowded_out)
    return limit


@compiled
def announce_limit(
    account: Record, own: Records, cause: int, ordinal: int, binds: int, day: Cents
) -> None:
    """Let the insurer's new view bind.

    A rise and a fault bind at once, a cut from ordinal `binds` on. While a cut is announced, a
    further cut lowers the limit that will bind, and may bring it forward; a rise lifts it and puts
    nothing off.
    """
    limit = limit_granted(account)
    announced = account.pending_on < NEVER
    known = account.pending if announced or account.faults > 0 else own[INSURED].limit
    if limit < known and cause in (CUT_BY_WAVE, CUT_BY_REVIEW, CUT_BY_CROWDING):
        account.pending_cause = cause
    if account.faults > 0:
        stay_at_zero(account, own, limit, day)
        return
    when = binds
    if announced:
        when = min(account.pending_on, binds) if limit < account.pending else account.pending_on
    if limit < own[INSURED].limit and when > ordinal:
        account.pending = limit
        account.pending_on = min(when, AFTER_THE_RUN)
    else:
        bind(account, own, limit, day)


@compiled
def stay_at_zero(account: Record, own: Records, limit: int, day: Cents) -> None:
    """Keep an account under a fault at zero, and what it will come back to, `limit`, in mind."""
    if account.pending_cause != NOT_CUT:
        account.cut_by = account.pending_cause
    account.pending = limit
    account.pending_on = NEVER
    set_limit(account, own, INSURED, 0, day)


@compiled
def bind(account: Record, own: Records, limit: int, day: Cents) -> None:
    """Let an insured limit bind, and remember what lowered it."""
    if limit < own[INSURED].limit:
        account.cut_by = account.pending_cause
    account.pending_on = NEVER
    set_limit(account, own, INSURED, limit, day)


@compiled
def bind_what_is_due(account: Record, own: Records, ordinal: int, day: Cents) -> None:
    """Let a limit bind whose notice has run out."""
    if account.pending_on <= ordinal:
        bind(account, own, account.pending, day)


@compiled
def announce_limits(
    accounts: Records,
    lines: Records,
    resellers: Records,
    wake: Ints,
    ledger: Cents,
    rows: Ints,
    cause: int,
    ordinal: int,
    binds: Ints,
) -> None:
    """Let the insurer's new view of the accounts in `rows` bind where the reseller lives."""
    for i in range(len(rows)):
        account = accounts[rows[i]]
        if resellers[account.reseller].state == ALIVE:
            today = ledger[ordinal, account.cell]
            bind_what_is_due(account, lines[rows[i]], ordinal, today)
            announce_limit(account, lines[rows[i]], cause, ordinal, binds[i], today)
            wake[account.reseller] = min(wake[account.reseller], ordinal)
            account.look_on = resellers[account.reseller].cover_on = ordinal


@compiled
def share_after_review(
    share: int, insurer: Record, hazard: float, notified: bool, uniforms: Floats
) -> int:
    """Return the account's share of its reference limit after a review, billionths.

    Args:
        share: before it.
        insurer: how it reviews.
        hazard: probability that the review cuts an account of this rating on this day.
        notified: whether it is overdue enough to be notified.
        uniforms: (3,) for the cut, cancellation and depth.
    """
    if notified:
        return share_of(share, insurer.overdue_cut_to)
    if uniforms[0] < hazard:
        if uniforms[1] < insurer.cancelled:
            return 0
        kept = triangular(insurer.cut_low, insurer.cut_mode, insurer.cut_high, uniforms[2])
        return share_of(share, drawn_share(kept))
    if share < BILLION and uniforms[0] > 1.0 - insurer.restore_hazard:
        return share + share_of(BILLION - share, insurer.restored_share)
    return share


@compiled
def is_downgraded(account: Record, insurer: Record, overdue: int) -> bool:
    """Return whether a review downgrades an account `overdue` days late, and does not notify it."""
    late: bool = insurer.downgrade_after_days < overdue <= insurer.overdue_notice_days
    return late and account.rating < WORST_RATING


@compiled
def downgrade(account: Record, insurer: Record) -> None:
    """Worsen the account's rating by one for good, and its limit by what that rating is worth."""
    account.share = share_of(account.share, insurer.downgraded_to[account.rating - 1])
    account.rating += 1
