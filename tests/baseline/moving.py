"""What moved between recorded results and those of now."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose

from tests.baseline.recording import Rows, Run

CLOSE = 1e-9
"""Relative: two machines may round the last digits of a mean, a share or a percentile apart."""


@dataclass(frozen=True)
class Move:
    """One outcome of one run that is not what it was."""

    run: Run
    outcome: str
    was: str
    now: str

    @property
    def size(self) -> float:
        """How far it moved, relative to what it was; infinite where that says nothing."""
        try:
            was, now = float(self.was), float(self.now)
        except ValueError:
            return float("inf")
        return abs(now - was) / abs(was) if was else float("inf")

    def __str__(self) -> str:
        where = ", ".join((*self.run[:2], f"replication {self.run[2]}"))
        return f"{self.outcome}: {self.was or 'nothing'} → {self.now or 'nothing'} ({where})"


def moves(before: Rows, now: Rows) -> list[Move]:
    """Return everything that is not the same, run by run."""
    return [
        Move(run, outcome, was, text)
        for run in sorted(before.keys() | now.keys())
        for outcome, was, text in pairs(before.get(run, {}), now.get(run, {}))
        if not same(outcome, was, text)
    ]


def pairs(before: dict[str, str], now: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for outcome in sorted(before.keys() | now.keys()):
        yield outcome, before.get(outcome, ""), now.get(outcome, "")


def same(outcome: str, was: str, now: str) -> bool:
    """Return whether two texts say the same: whole cents and numbers exactly, others closely."""
    if was == now:
        return True
    if outcome == "cents" or not was or not now or is_whole(was) or is_whole(now):
        return False
    return isclose(float(was), float(now), rel_tol=CLOSE, abs_tol=0.0)


def is_whole(text: str) -> bool:
    """Return whether a text is a number of cents, days or things.

    >>> is_whole("12.05"), is_whole("0.333333333333")
    (True, False)
    """
    return len(text.partition(".")[2]) <= 2 and "e" not in text


def told(found: list[Move], runs: int) -> Iterator[str]:
    """Yield what moved, a line an outcome: in how many runs, and where by most."""
    if not found:
        yield "nothing moved"
    by_outcome: dict[str, list[Move]] = {}
    for move in found:
        by_outcome.setdefault(move.outcome, []).append(move)
    for its in by_outcome.values():
        yield f"{len(its)} of {runs} runs: {max(its, key=lambda move: move.size)}"
