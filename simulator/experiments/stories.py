"""One reseller's dated story: what happened to its limits, cash and orders, in the day's order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from simulator.book.state import (
    AFTER_WAIT,
    ALIVE,
    BLOCKED_BY,
    BY_INSURED,
    CAUSES,
    CUT_BY,
    INSURED,
    LOST_CREDIT,
    LOST_FAILED,
    NO_CARRIER,
    Record,
)
from simulator.experiments.watched import Watched

KINDS = ("limit", "cash", "stop", "failure", "order")
"""Kinds of event, in the order of a day: cover, payments, trading."""


@dataclass(frozen=True, order=True)
class Event:
    """Something that happened to a reseller on a day.

    Attributes:
        kind: one of `KINDS`.
        about: an order's id, or a line's name.
        distributor: where; empty if it concerns no account.
        what: in one word: cut, raised, on stop, delivered, blocked ...
        amount: the order's, the new limit, or cash at the close; cents.
        before: the limit before, cents; −1 where there is none.
        why: what caused it, where that is known.
    """

    day: date
    kind: str
    about: str
    distributor: str
    what: str
    amount: int
    before: int = -1
    why: str = ""

    def __str__(self) -> str:
        """Return the event in one line.

        >>> print(Event(date(2009, 2, 9), "limit", "insured", "etc", "cut", 50_000, 90_000, "wave"))
        2009-02-09  insured limit at etc cut from 900.00 to 500.00 EUR (wave)
        """
        where = f" at {self.distributor}" if self.distributor else ""
        why = f" ({self.why})" if self.why else ""
        if self.kind == "limit":
            moved = f"from {euros(self.before)} to {euros(self.amount)} EUR"
            text = f"{self.about} limit{where} {self.what} {moved}"
        elif self.kind == "order":
            text = f"order {self.about} of {euros(self.amount)} EUR {self.what}{where}"
        elif self.kind == "cash":
            text = f"cash {self.what}: {euros(self.amount)} EUR at the close"
        else:
            text = f"{self.about}{where} {self.what}"
        return f"{self.day}  {text}{why}"


def euros(cents: int) -> str:
    """Return cents as euros with thousands marked.

    >>> euros(-123456789)
    '-1,234,567.89'
    """
    return f"{cents / 100:,.2f}"


def story(watched: Watched) -> list[Event]:
    """Return everything that happened to the reseller, by day and in the day's order."""
    traded = orders_by_day(watched)
    days = range(watched.record.calendar.business_days)
    return list(chain.from_iterable(_day(watched, ordinal, traded) for ordinal in days))


def orders_by_day(watched: Watched) -> dict[int, list[tuple[int, str]]]:
    """Return by ordinal which orders (places) were "new", and which "ended" that waited."""
    days: dict[int, list[tuple[int, str]]] = {}
    last = watched.record.calendar.business_days
    for place, order in enumerate(watched.orders):
        if order["ordinal"] < last:
            days.setdefault(int(order["ordinal"]), []).append((place, "new"))
        ended = int(order["delivered"] if order["delivered"] >= 0 else order["settled"])
        if order["ordinal"] < ended < last:
            days.setdefault(ended, []).append((place, "ended"))
    return days


def _day(
    watched: Watched, ordinal: int, traded: dict[int, list[tuple[int, str]]]
) -> Iterator[Event]:
    day, watch = watched.date(ordinal), watched.watch
    failed = watch.state[ordinal] == ALIVE and watch.state[ordinal + 1] != ALIVE
    if not failed:
        yield from _limits(watched, ordinal, day)
    yield from _cash(watched, ordinal, day)
    yield from _stops(watched, ordinal, day)
    if failed:
        why = CAUSES[watch.state[ordinal + 1]]
        yield Event(day, "failure", watched.reseller, "", "fails", 0, why=why)
    for place, when in traded.get(ordinal, []):
        yield _order(watched, place, when, day)


def _limits(watched: Watched, ordinal: int, day: date) -> Iterator[Event]:
    watch = watched.watch
    before, after = watch.limits[ordinal], watch.limits[ordinal + 1]
    for row, distributor in enumerate(watched.accounts):
        for place, line in enumerate(watched.lines):
            was, is_now = int(before[row, place]), int(after[row, place])
            if was != is_now:
                what = "cut" if is_now < was else "raised"
                why = _cause(watched, ordinal, row, what) if place == INSURED else ""
                yield Event(day, "limit", line, distributor, what, is_now, was, why)


def _cause(watched: Watched, ordinal: int, row: int, what: str) -> str:
    """Return why an insured limit moved: a fault, its repair, or what cut it."""
    faults, before = watched.watch.faults[ordinal + 1][row], watched.watch.faults[ordinal][row]
    if what == "raised":
        return "fault repaired" if faults < before else ""
    return "incident" if faults > 0 else CUT_BY[watched.watch.cut_by[ordinal + 1][row]]


def _cash(watched: Watched, ordinal: int, day: date) -> Iterator[Event]:
    watch = watched.watch
    overdraft = int(watched.record.book.resellers["overdraft"][watch.reseller])
    before, now = watch.cash[ordinal], watch.cash[ordinal + 1]
    floors = [(0, "falls below zero", "is no longer below zero")]
    if overdraft > 0:
        floors.append((-overdraft, "falls below the overdraft", "is within the overdraft again"))
    for floor, below, above in floors:
        if (before < floor) != (now < floor):
            yield Event(day, "cash", "cash", "", below if now < floor else above, now)


def _stops(watched: Watched, ordinal: int, day: date) -> Iterator[Event]:
    before, now = watched.watch.stopped[ordinal], watched.watch.stopped[ordinal + 1]
    for row, distributor in enumerate(watched.accounts):
        if before[row] != now[row]:
            what = "put on stop" if now[row] else "no longer on stop"
            yield Event(day, "stop", "account", distributor, what, 0)


def _order(watched: Watched, place: int, when: str, day: date) -> Event:
    order, name = watched.orders[place], watched.order_ids[place]
    amount, distributor = int(order["amount"]), ""
    if when == "new" and order["blocked"]:
        return Event(day, "order", name, "", "blocked", amount, why=blocked_by(order))
    if order["fate"] == LOST_FAILED:
        what = "lost: its reseller has failed"
    elif order["fate"] == LOST_CREDIT:
        what = "lost: it outlived its customer's patience"
    elif order["delivered"] >= 0:
        distributor = watched.accounts[int(order["account"]) - int(watched.account_rows[0])]
        how = "prepaid" if order["carrier"] == NO_CARRIER else "on credit"
        late = " after waiting" if order["fate"] == AFTER_WAIT else ""
        what = f"delivered {how}{late}"
    else:
        what = "waits"
    return Event(day, "order", name, distributor, what, amount)


def blocked_by(order: Record) -> str:
    """Return what blocked an order on its first day: for an insured limit, what cut it."""
    by = int(order["blocked"])
    return CUT_BY[order["blocked_cause"]] if by == BY_INSURED else BLOCKED_BY[by]
