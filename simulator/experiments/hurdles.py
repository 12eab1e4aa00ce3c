"""Why one order was not delivered at once: each account, line by line, and the till."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from simulator.book.state import CUT_BY, INSURED
from simulator.experiments.watched import Watched


@dataclass(frozen=True)
class Line:
    """One line of one account when an order was first tried; cents.

    Attributes:
        account, name: the distributor, and the line's name.
        open_to_it: whether the order may draw on it: a dedicated line carries the publisher's
            products only.
        limit, used: then.
        since: the day on which the limit came to be what it was; None: it was so at first.
        before: the limit before that day, −1 if it was so at first.
        at_first: the limit before the run's first day.
        why: what cut it, if it is an insured limit that was cut.
    """

    account: str
    name: str
    open_to_it: bool
    limit: int
    used: int
    since: date | None
    before: int
    at_first: int
    why: str

    @property
    def headroom(self) -> int:
        """What the line can carry, cents."""
        return max(0, self.limit - self.used)


@dataclass(frozen=True)
class Account:
    """One account when an order was first tried.

    Attributes:
        stopped_since: the day on which it was put on stop, None if it was not.
        headroom: what its lines could carry of the order together, cents; on stop nothing.
    """

    distributor: str
    lines: tuple[Line, ...]
    stopped_since: date | None

    @property
    def headroom(self) -> int:
        """What the account can carry of the order, cents."""
        if self.stopped_since is not None:
            return 0
        return sum(line.headroom for line in self.lines if line.open_to_it)


def accounts_at(watched: Watched, place: int) -> tuple[Account, ...]:
    """Return the accounts as they stood when an order (by place) was first tried.

    Limits and payments move before trading, so it is the close without what was delivered later
    in the day: the orders that were tried after it.
    """
    ordinal = int(watched.orders[place]["ordinal"])
    publishers = bool(watched.record.book.products[watched.orders[place]["product"]]["publisher"])
    later = (watched.orders["delivered"] == ordinal) & (np.arange(len(watched.orders)) >= place)
    accounts = []
    for row, distributor in enumerate(watched.accounts):
        here = later & (watched.orders["account"] == watched.account_rows[row])
        used = watched.watch.used[ordinal + 1][row] - watched.parts[here].sum(axis=0)
        lines = [
            _line(watched, ordinal, row, line, int(used[line]), publishers)
            for line in range(len(watched.lines))
        ]
        accounts.append(Account(distributor, tuple(lines), stopped_since(watched, ordinal, row)))
    return tuple(accounts)


def _line(
    watched: Watched, ordinal: int, row: int, place: int, used: int, publishers: bool
) -> Line:
    limits = [int(limit[row, place]) for limit in watched.watch.limits[: ordinal + 2]]
    moved = next((at for at in range(len(limits) - 1, 0, -1) if limits[at] != limits[at - 1]), 0)
    since = watched.date(moved - 1) if moved else None
    before = limits[moved - 1] if moved else -1
    why = ""
    if place == INSURED and moved and limits[moved] < before:
        faults = watched.watch.faults[ordinal + 1][row]
        why = "incident" if faults else CUT_BY[watched.watch.cut_by[ordinal + 1][row]]
    dedicated = bool(watched.record.book.stack[place]["dedicated"])
    return Line(
        watched.accounts[row],
        watched.lines[place],
        publishers or not dedicated,
        limits[-1],
        used,
        since,
        before,
        limits[0],
        why,
    )


def stopped_since(watched: Watched, ordinal: int, row: int) -> date | None:
    """Return the day since which an account is on stop at a close, None if it is not."""
    since = None
    for at in range(ordinal, -1, -1):
        if not watched.watch.stopped[at + 1][row]:
            break
        since = watched.date(at)
    return since


def cash_at(watched: Watched, place: int) -> tuple[int, int]:
    """Return cash when an order was first tried, and the reserve that prepaying must leave."""
    ordinal = int(watched.orders[place]["ordinal"])
    at_once = (watched.orders["delivered"] == ordinal) & (watched.parts.sum(axis=1) == 0)
    later = at_once & (np.arange(len(watched.orders)) >= place)
    spent = int(watched.orders["amount"][later].sum())
    reserve = int(watched.record.book.resellers["cash_reserve"][watched.watch.reseller])
    return watched.watch.cash[ordinal + 1] + spent, reserve


def own_lines(account: Account) -> tuple[Line, ...]:
    """Return the lines of an account that mean something: with a limit, in use, or once cut."""
    kept = (
        line
        for at, line in enumerate(account.lines)
        if line.limit or line.used or line.before > 0 or at == INSURED
    )
    return tuple(kept)
