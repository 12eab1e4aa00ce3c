"""How a credit line works: headroom, drawing, freeing, and the setting of limits."""

import numpy as np
import numpy.typing as npt

from simulator.book.state import (
    ALIVE,
    CLAIMS,
    DRAWN,
    FIRST_LINE,
    FIRST_PUBLISHER,
    FREED,
    INSURED,
    LIMIT_CHANGE,
    NO_CARRIER,
    SHARED,
    Cents,
    Ints,
    Record,
    Records,
)
from simulator.compiling import compiled


@compiled
def line_headroom(line: Record) -> int:
    """Return what one line can still carry: a limit cut below its use gives nothing."""
    room: int = max(0, line.limit - line.used)
    return room


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
def draw(item: Record, own: Records, stack: Records, carried: Cents, dedicated_too: bool) -> int:
    """Draw an item on an account's lines in their order; return what was over, cents.

    The first line that carries anything is noted on the item; if it does not carry all, `carried`
    (l,) says what each line bears.
    """
    left: int = item.amount
    item.carrier = NO_CARRIER
    for rank in range(len(stack)):
        if left == 0:
            break
        place = stack[rank].place
        if dedicated_too or not stack[place].dedicated:
            drawn = min(line_headroom(own[place]), left)
            if drawn > 0:
                bear(item, own, carried, place, drawn)
                left -= drawn
    return left


@compiled
def bear(item: Record, own: Records, carried: Cents, place: int, drawn: int) -> None:
    """Let one line bear `drawn` cents of an item; only if `SHARED` does `carried` mean anything."""
    own[place].used += drawn
    if drawn == item.amount:
        item.carrier = place
    else:
        if item.carrier != SHARED:
            item.carrier = SHARED
            carried[:] = 0
        carried[place] += drawn


@compiled
def part(item: Record, carried: Cents, place: int) -> int:
    """Return what the line at `place` bore of an item when it was delivered, cents."""
    borne: int = 0
    if item.carrier == SHARED:
        borne = carried[place]
    elif item.carrier == place:
        borne = item.amount
    return borne


@compiled
def bearers(item: Record, places: int) -> tuple[int, int]:
    """Return the first of the `places` lines that may bear some of an item, and the one after."""
    if item.carrier == SHARED:
        return 0, places
    return max(item.carrier, 0), item.carrier + 1 if item.carrier >= 0 else 0


@compiled
def note_drawing(item: Record, carried: Cents, day: Cents) -> None:
    """Count in the cell's day (`day`: one row of the ledger) what a delivery draws on each line."""
    first, after = bearers(item, len(carried))
    for place in range(first, after):
        drawn = part(item, carried, place)
        if drawn > 0:
            day[FIRST_LINE + 4 * place + DRAWN] += drawn


@compiled
def free(
    item: Record, own: Records, stack: Records, carried: Cents, payment: int, day: Cents
) -> None:
    """Free the lines of a payment, last drawn first; earlier payments freed the first of that."""
    if item.carrier >= 0:
        own[item.carrier].used -= payment
        day[FIRST_LINE + 4 * item.carrier + FREED] += payment
        item.paid += payment
        return
    before, left = item.paid, payment
    for rank in range(len(stack) - 1, -1, -1):
        place = stack[rank].place
        borne = part(item, carried, place)
        freed_before = min(before, borne)
        before -= freed_before
        freed = min(left, borne - freed_before)
        if freed > 0:
            own[place].used -= freed
            day[FIRST_LINE + 4 * place + FREED] += freed
            left -= freed
    item.paid += payment


@compiled
def still_carried(item: Record, stack: Records, carried: Cents, place: int) -> int:
    """Return what the line at `place` still carries of an item, cents."""
    left: int = item.paid
    rank = len(stack) - 1
    while stack[rank].place != place:
        left = max(0, left - part(item, carried, stack[rank].place))
        rank -= 1
    return max(0, part(item, carried, place) - left)


@compiled
def clear(item: Record, own: Records, stack: Records, carried: Cents, day: Cents) -> None:
    """Clear the lines of an item that has become a claim."""
    for place in range(len(own)):
        left = still_carried(item, stack, carried, place)
        own[place].used -= left
        day[FIRST_LINE + 4 * place + CLAIMS] += left


@compiled
def all_parts(items: Records, carried: Cents, parts: Cents) -> None:
    """Fill `parts` (i, l) with what each line bore of each item at its delivery, cents."""
    for row in range(len(items)):
        for place in range(parts.shape[1]):
            parts[row, place] = part(items[row], carried[row], place)


@compiled
def set_limit(account: Record, own: Records, place: int, limit: int, day: Cents) -> None:
    """Set the limit of one line, cents."""
    day[FIRST_LINE + 4 * place + LIMIT_CHANGE] += limit - own[place].limit
    own[place].limit = limit
    if FIRST_PUBLISHER <= place < len(own) - 1 and limit > 0:
        account.granted = True


@compiled
def set_limits(
    accounts: Records,
    lines: Records,
    resellers: Records,
    wake: Ints,
    ledger: Cents,
    rows: Ints,
    place: int,
    limits: Cents,
    ordinal: int,
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
            account.look_on = resellers[account.reseller].cover_on = ordinal


@compiled
def add_rows(sums: Cents, group: Ints, rows: Cents) -> None:
    """Add each of `rows` (a, l) to the row of `sums` (c, l) of its `group` (a,)."""
    for row in range(len(rows)):
        for place in range(sums.shape[1]):
            sums[group[row], place] += rows[row, place]


@compiled
def living_accounts(resellers: Records, accounts: Records, alive: npt.NDArray[np.bool_]) -> None:
    """Fill `alive` (a,) with whether each account's reseller lives."""
    for row in range(len(accounts)):
        alive[row] = resellers[accounts[row].reseller].state == ALIVE


@compiled
def insured_limits(accounts: Records, lines: Records, ordinal: int, limits: Cents) -> None:
    """Fill `limits` (a,) with the insured limits that bind on a day, cents."""
    for row in range(len(accounts)):
        due = accounts[row].pending_on <= ordinal
        limits[row] = accounts[row].pending if due else lines[row, INSURED].limit
