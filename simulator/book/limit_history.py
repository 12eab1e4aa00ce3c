"""What insurers and the state granted each account, close by close, if a run watches it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.state import Cents, Records

WATCHED = 2
"""Lines that are watched: the insured (place 0) and the public (place 1)."""
BY_FAILURE = -1
"""The cause of a move that closed a failed reseller's line."""
MOVE = np.dtype(
    [
        ("ordinal", "i4"),
        ("account", "i4"),
        ("line", "i1"),
        ("cause", "i1"),
        ("before", "i8"),
        ("after", "i8"),
        ("used", "i8"),
    ],
    align=True,
)
"""A limit that differs from the one of the close before: the business day's ordinal, the account,
the place of the line, what cut the insured limit (`CUT_BY`, or `BY_FAILURE`), the limits before and
after, and what was used of the line at the close before, cents."""


@dataclass(frozen=True)
class LimitHistory:
    """The limits of all accounts at every close.

    Attributes:
        opening: before the first business day, (a, 2) cents: insured, public.
        moves: `MOVE` records in the order of days, and of accounts within a day.
    """

    opening: Cents
    moves: Records

    def at(self, ordinal: int, line: int) -> Cents:
        """Return the limits of a line at the close of a business day, (a,) cents; −1: opening."""
        limits: Cents = self.opening[:, line].copy()
        its = self.moves[(self.moves["line"] == line) & (self.moves["ordinal"] <= ordinal)]
        limits[its["account"]] = its["after"]  # of several moves the last one stays
        return limits

    def moved(self, first: int, last: int, line: int) -> Records:
        """Return a line's moves from ordinal `first` to `last`, those of failed resellers apart."""
        moves = self.moves
        wanted = (moves["line"] == line) & (moves["cause"] != BY_FAILURE)
        its: Records = moves[wanted & (moves["ordinal"] >= first) & (moves["ordinal"] <= last)]
        return its


def as_moves(ordinal: int, rows: npt.NDArray[Any], lines: npt.NDArray[Any]) -> Records:
    """Return records of moves, (k,), of which only the day, the account and the line are filled."""
    moves = np.zeros(len(rows), MOVE)
    moves["ordinal"], moves["account"], moves["line"] = ordinal, rows, lines
    return moves
