"""How a credit line works: headroom, drawing, freeing, and the setting of limits."""

from simulator.book.state import (
    CLAIMS, DRAWN, FIRST_LINE, FIRST_PUBLISHER, FREED, LIMIT_CHANGE,
    Cents, Ints, Record, Records,
)
from simulator.compiling import compiled


@compiled
def line_headroom(line: Record) -> int:
    """Return what one line can still carry: a limit cut below its use gives nothing."""
    return max(0, line.limit - line.used)


@compiled
def headroom(account: Record, own: Records, stack: Records, dedicated_too: bool) -> int:
    """Return what an account's lines (`own`, (l,)) can still carry, cents; on stop nothing."""
    if account.stopped:
        return 0
    total = 0
    for place in range(len(own)):
        if dedicated_too or not stack[place].dedicated:
            total += line_headroom(own[place])
    return total


@compiled
def draw(own: Records, stack: Records, carried: Cents, amount: int, dedicated_too: bool) -> int:
    """Draw `amount` on an account's lines in their order, noting in `carried` (l,) what each bears.

    Returns what was over, cents.
    """
    left = amount
    for rank in range(len(stack)):
        place = stack[rank].place
        if left > 0 and (dedicated_too or not stack[place].dedicated):
            part = min(line_headroom(own[place]), left)
            own[place].used += part
            carried[place] += part
            left -= part
    return left


@compiled
def note_drawing(account: Record, carried: Cents, day: Cents) -> None:
    """Count in the cell's day (`day`: one row of the ledger) what a delivery draws on each line."""
    last = len(carried) - 1
    for place in range(last + 1):
        if carried[place] > 0:
            day[FIRST_LINE + 4 * place + DRAWN] += carried[place]
            if FIRST_PUBLISHER <= place < last:
                account.helped = True


@compiled
def free(item: Record, own: Records, stack: Records, carried: Cents, payment: int, day: Cents) -> None:
    """Free the lines of a payment, last drawn first; what was paid before freed the first of that."""
    before, left = item.paid, payment
    for rank in range(len(stack) - 1, -1, -1):
        place = stack[rank].place
        freed_before = min(before, carried[place])
        before -= freed_before
        part = min(left, carried[place] - freed_before)
        own[place].used -= part
        day[FIRST_LINE + 4 * place + FREED] += part
        left -= part
    item.paid += payment


@compiled
def still_carried(stack: Records, carried: Cents, paid: int, place: int) -> int:
    """Return what the line at `place` still carries of an item of which `paid` cents are paid."""
    left = paid
    for rank in range(len(stack) - 1, -1, -1):
        at = stack[rank].place
        if at == place:
            return max(0, carried[at] - left)
        left = max(0, left - carried[at])
    return 0


@compiled
def clear(item: Record, own: Records, stack: Records, carried: Cents, day: Cents) -> None:
    """Clear the lines of an item that has become a claim."""
    for place in range(len(own)):
        part = still_carried(stack, carried, item.paid, place)
        own[place].used -= part
        day[FIRST_LINE + 4 * place + CLAIMS] += part


@compiled
def set_limit(account: Record, own: Records, place: int, limit: int, day: Cents) -> None:
    """Set the limit of one line, cents."""
    day[FIRST_LINE + 4 * place + LIMIT_CHANGE] += limit - own[place].limit
    own[place].limit = limit
    if FIRST_PUBLISHER <= place < len(own) - 1 and limit > 0:
        account.granted = True


@compiled
def set_limits(
    accounts: Records, lines: Records, wake: Ints, ledger: Cents,
    rows: Ints, place: int, limits: Cents, ordinal: int,
) -> None:
    """Set the limits (cents, one for each of `rows`) of the lines at `place` where they differ.

    The resellers concerned look again on that day.
    """
    for i in range(len(rows)):
        row = rows[i]
        account = accounts[row]
        if lines[row, place].limit != limits[i]:
            set_limit(account, lines[row], place, limits[i], ledger[ordinal, account.cell])
            wake[account.reseller] = min(wake[account.reseller], ordinal)
