"""What a distributor lends at its own risk: a standing line, and bridges over lost limits."""

from simulator.book.lines import set_limit
from simulator.book.state import INSURED, Cents, Ints, Record, Records
from simulator.compiling import compiled
from simulator.units import NEVER, share_of


@compiled
def see_limit(account: Record, limit: int, distributor: Record, day: int) -> None:
    """Let the desk see today's insured limit (cents) and wish for what it would grant itself.

    Of its standing wish it takes off a share of the publisher's lines at the last close. A fall
    since it last looked is bridged for `bridging_days`, that day included: the difference between
    the limit before the first fall and today's. A further fall extends the bridge; a limit that is
    back where it was ends it.
    """
    if distributor.bridging_days > 0:
        if limit < account.seen:
            if account.bridge_until <= day:
                account.bridged_from = account.seen
            account.bridge_until = day + distributor.bridging_days
        elif limit >= account.bridged_from:
            account.bridge_until = -NEVER
        account.seen = limit
    bridge = account.bridged_from - limit if account.bridge_until > day else 0
    standing = account.own_wish - share_of(account.guaranteed, distributor.crowding_out)
    account.wish = max(0, standing) + bridge


@compiled
def grant_own_risk(
    account: Record, own: Records, distributor: Record, day: int, today: Cents
) -> None:
    """Grant the desk's wish; a desk with a budget for its whole book grants by itself."""
    if not distributor.budgeted:
        see_limit(account, own[INSURED].limit, distributor, day)
        if own[len(own) - 1].limit != account.wish:
            set_limit(account, own, len(own) - 1, account.wish, today)


@compiled
def see_limits(
    accounts: Records, lines: Records, rows: Ints, distributor: Record, ordinal: int, day: int
) -> None:
    """Let a desk see the insured limits of its accounts (`rows`) as they bind today."""
    for row in rows:
        account = accounts[row]
        limit = lines[row, INSURED].limit
        if account.pending_on <= ordinal:
            limit = account.pending
        see_limit(account, limit, distributor, day)


@compiled
def desk_looks_on(account: Record, own: Records, distributor: Record, moved: bool, day: int) -> int:
    """Return the day, after `day`, on which the desk has to look at the account again by itself.

    A limit that moved after the desk looked, and publisher lines that have `moved` today, are seen
    on the next business day; a bridge ends.
    """
    if distributor.budgeted:
        return NEVER
    if moved and distributor.crowding_out > 0:
        return day + 1
    if distributor.bridging_days == 0:
        return NEVER
    if own[INSURED].limit != account.seen:
        return day + 1
    return account.bridge_until if account.bridge_until > day else NEVER
