"""One figure of a briefing: its value, its interval, and where it stands in the results folder."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from simulator.charts.base import Estimate, Words
from simulator.charts.base.findings import between, shown
from simulator.charts.base.words import Scale


@dataclass(frozen=True)
class Place:
    """Where a figure stands in the results folder.

    Attributes:
        table: the file's name without its ending, such as "summary" or "split/summary".
        row: what its columns hold in that row.
        column: where the value stands.
        low, high: where the ends of its interval stand; empty where it has none.
    """

    table: str
    row: Mapping[str, str | float]
    column: str
    low: str = ""
    high: str = ""

    def __str__(self) -> str:
        """Return the place in words, such as "summary.parquet: programme = none: mean"."""
        row = ", ".join(f"{name} = {value}" for name, value in self.row.items())
        return f"{self.table}.parquet: {row}: {self.column}"


@dataclass(frozen=True)
class Figure:
    """A number that a briefing shows.

    Attributes:
        name: the outcome, or the column of another table.
        programme: of which programme.
        estimate: value, 95 % interval and n, in the outcome's unit.
        unit: "EUR", "share", "days", "count".
        place: where it stands in the results folder.
        is_difference: whether it is a paired difference from the reference.
    """

    name: str
    programme: str
    estimate: Estimate
    unit: str
    place: Place
    is_difference: bool = False

    @property
    def decided(self) -> bool:
        """Whether the interval leaves zero out; never without an interval."""
        return self.estimate.decided

    def scale(self, words: Words) -> Scale:
        """Return how its value and interval are written."""
        return words.scale(self.unit, shown(self.estimate), difference=self.is_difference)

    def text(self, words: Words) -> str:
        """Return the value with its unit, and of a difference with its sign."""
        scale = self.scale(words)
        value = self.estimate.value
        return scale.signed(value) if self.is_difference else scale.text(value)

    def interval(self, words: Words) -> str:
        """Return "3.1 to 3.7"; a dash where there is no interval."""
        if not self.estimate.has_interval:
            return "–"
        scale, to = self.scale(words), words.say(en="to", fr="à")
        return f"{scale.bare(self.estimate.low)} {to} {scale.bare(self.estimate.high)}"

    def in_full(self, words: Words) -> str:
        """Return the value with its interval in words."""
        return f"{self.text(words)} ({between(self.estimate, self.scale(words))})"

    def verdict(self, words: Words) -> str:
        """Return what a difference comes to in a word, such as "better" or "undecided"."""
        return verdict(self.estimate, words)


def verdict(difference: Estimate, words: Words) -> str:
    """Return what a difference comes to in a word; "undecided" where its interval spans zero."""
    say = words.say
    if difference.value == difference.low == difference.high == 0:
        return say(en="no change", fr="inchangé")
    if not difference.decided:
        return say(en="undecided", fr="indécis")
    if math.isnan(difference.p_better):
        more = difference.value > 0
        return say(en="higher" if more else "lower", fr="plus" if more else "moins")
    better = difference.p_better > 0.5
    return say(en="better" if better else "worse", fr="mieux" if better else "moins bien")
