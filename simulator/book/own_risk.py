"""What a distributor lends at its own risk: a standing line, and bridges over lost limits."""

from simulator.book.lines import set_limit
from simulator.book.state import INSURED, Cents, Ints, Record, Records
from simulator.compiling import compiled
from simulator.units import NEVER


@compiled
def see_limit(account: Record, limit: int, bridging_days: int, day: int) -> None:
    """Let the desk see today's insured limit (cents) and wish for what it would grant itself.

    A fall since it last looked is bridged for `bridging_days`, that day included: the difference
    between the limit before the first fall and today's. A further fall extends the bridge; a limit
    that is back where it was ends it.
    """
    if bridging_days > 0:
        if limit < account.seen:
            if account.bridge_until <= day:
                account.bridged_from = account.seen
            account.bridge_until = day + bridging_days
        elif limit >= account.bridged_from:
            account.bridge_until = -NEVER
        account.seen = limit
    bridge = account.bridged_from - limit if account.bridge_until > day else 0
    account.wish = account.own_wish + bridge


@compiled
def grant_own_risk(
    account: Record, own: Records, distributor: Record, day: int, today: Cents
) -> None:
    """Grant the desk's wish; a desk with a budget for its whole book grants by itself."""
    if not distributor.budgeted:
        see_limit(account, own[INSURED].limit, distributor.bridging_days, day)
        if own[len(own) - 1].limit != account.wish:
            set_limit(account, own, len(own) - 1, account.wish, today)


@compiled
def see_limits(
    accounts: Records, lines: Records, rows: Ints, bridging_days: int, ordinal: int, day: int
) -> None:
    """Let a desk see the insured limits of its accounts (`rows`) as they bind today."""
    for row in rows:
        account = accounts[row]
        limit = lines[row, INSURED].limit
        if account.pending_on <= ordinal:
            limit = account.pending
        see_limit(account, limit, bridging_days, day)


@compiled
def desk_looks_on(account: Record, own: Records, distributor: Record, day: int) -> int:
    """Return the day, after `day`, on which the desk has to look at the account again by itself.

    A limit that moved after the desk looked is seen on the next business day; a bridge ends.
    """
    if distributor.bridging_days == 0 or distributor.budgeted:
        return NEVER
    if own[INSURED].limit != account.seen:
        return day + 1
    return account.bridge_until if account.bridge_until > day else NEVER
