"""Postings: every movement of money or claims, dated, between two parties of the market."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.book.state import Cents
from simulator.compiling import compiled


class Entry(NamedTuple):
    """Between whom, and what for; a party is a sector, or `sector:name` for one of its members."""

    giver: str
    taker: str
    kind: str


def sector(party: str) -> str:
    """Return the sector of a party.

    >>> sector("distributors:etc")
    'distributors'
    """
    return party.split(":", maxsplit=1)[0]


CLAIM_KINDS = frozenset(
    {
        "credit_sale",
        "write_off",
        "sale",
        "indemnity_noticed",
        "public_indemnity_noticed",
        "guarantee_noticed",
    }
)
"""Kinds that move claims; all others move money."""


class Ledger:
    """The postings of a run, by entry and business day, cents."""

    def __init__(self, business_days: int) -> None:
        """Open an empty ledger of so many business days."""
        self._days = business_days
        self._postings: dict[Entry, Cents] = {}
        self._later: dict[Entry, int] = {}

    def post(
        self, giver: str, taker: str, kind: str, ordinals: npt.ArrayLike, amounts: npt.ArrayLike
    ) -> None:
        """Post amounts (cents) at ordinals of business days, both (k,) or one; `NEVER`: later."""
        entry = Entry(giver, taker, kind)
        at = np.atleast_1d(np.asarray(ordinals, np.int64))
        cents = np.empty(len(at), np.int64)
        cents[:] = amounts
        days = self._postings.get(entry)
        if days is None:
            days = np.zeros(self._days, np.int64)
        within, later = _add_by_day(days, at, cents)
        if within:
            self._postings[entry] = days
        if later:
            self._later[entry] = self._later.get(entry, 0) + later

    def post_daily(self, giver: str, taker: str, kind: str, amounts: Cents) -> None:
        """Post one amount (cents) for each business day, (b,)."""
        if amounts.any():
            entry = Entry(giver, taker, kind)
            days = self._postings.setdefault(entry, np.zeros(self._days, np.int64))
            days += amounts

    def __iter__(self) -> Iterator[tuple[Entry, Cents]]:
        """Iterate over entries in alphabetical order, with their amounts by day (b,)."""
        yield from sorted(self._postings.items())

    def later(self, giver: str = "", taker: str = "", kind: str = "") -> int:
        """Return what falls due after the run, cents; a blank matches any."""
        return sum(v for e, v in self._later.items() if _matches(e, giver, taker, kind))

    def daily(self, giver: str = "", taker: str = "", kind: str = "") -> Cents:
        """Return each day's postings, cents (b,); a blank matches any, a sector its members."""
        total = np.zeros(self._days, np.int64)
        for entry, days in self._postings.items():
            if _matches(entry, giver, taker, kind):
                total += days
        return total

    def balance(self, party: str) -> Cents:
        """Return a party's money received less paid, each day, cents (b,)."""
        net = np.zeros(self._days, np.int64)
        for entry, days in self:
            if entry.kind not in CLAIM_KINDS:
                net += days * (_is(entry.taker, party) - _is(entry.giver, party))
        return net


@compiled
def _add_by_day(days: Cents, ordinals: Cents, amounts: Cents) -> tuple[int, int]:
    """Add amounts to their days (b,); return how many there were, and the sum of what is later."""
    within, later = 0, 0
    for i in range(len(ordinals)):
        if ordinals[i] < len(days):
            days[ordinals[i]] += amounts[i]
            within += 1
        else:
            later += amounts[i]
    return within, later


def _is(party: str, wanted: str) -> bool:
    return wanted in ("", party, sector(party))


def _matches(entry: Entry, giver: str, taker: str, kind: str) -> bool:
    return kind in ("", entry.kind) and _is(entry.giver, giver) and _is(entry.taker, taker)
