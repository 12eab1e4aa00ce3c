"""What the publisher's lines crowd out: insurers and desks that see them lend less themselves."""

from simulator.book.reviews import announce_limit
from simulator.book.state import CUT_BY_CROWDING, FIRST_PUBLISHER, Cents, Record, Records
from simulator.compiling import compiled
from simulator.units import share_of


@compiled
def publisher_lines(own: Records) -> int:
    """Return what the publisher's lines on an account (`own`, (l,)) grant together, cents."""
    total = 0
    for place in range(FIRST_PUBLISHER, len(own) - 1):
        total += own[place].limit
    return total


@compiled
def crowd_out(account: Record, own: Records, ordinal: int, binds: int, today: Cents) -> None:
    """Let the insurer see publisher lines that moved: its limit falls, with notice, or rises."""
    account.guaranteed = publisher_lines(own)
    crowded_out = share_of(account.guaranteed, account.crowding_out)
    if crowded_out != account.crowded_out:
        account.crowded_out = crowded_out
        announce_limit(account, own, CUT_BY_CROWDING, ordinal, binds, today)
