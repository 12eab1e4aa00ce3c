"""Where the answer tips: the value of one parameter at which an outcome crosses a level.

Every value is run with the same replications, so noise shifts the curve without roughening it: what
is sought is the root of a sample average (Shapiro 2003). Its interval holds the values at which the
level lies in the outcome's own 95 % interval (the inversion of a test, as Fieller 1954 has it): the
true crossing is among them as often as such an interval holds its mean.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.answers import Answer
from simulator.experiments.statistics import interval_of, mean

Floats = npt.NDArray[np.float64]
Replications = Callable[[Sequence[float]], list[Floats]]
"""The outcome at each value of the parameter, (replications,) each, the same ones in all."""

FIRST = 5
"""Values, evenly spread, that are run first: they show whether and how often the curve crosses."""
MOST = 14
"""Values that are run at most."""
FINEST = 1 / 256
"""Share of the range to which a crossing is closed in."""


@dataclass(frozen=True)
class Curve:
    """An outcome's mean at the values that were run, with its 95 % interval; all (values,)."""

    values: Floats
    means: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Crossing:
    """Where a curve crosses a level.

    Attributes:
        at: the value; NaN if it crosses nowhere.
        ci_low, ci_high: its 95 % interval; NaN if not available.
        open_low, open_high: whether the interval runs out of the range on that side.
        above, below: neighbours that were run, between which it crosses.
        times: how often the curve crosses.
    """

    at: float
    ci_low: float = math.nan
    ci_high: float = math.nan
    open_low: bool = False
    open_high: bool = False
    below: float = math.nan
    above: float = math.nan
    times: int = 0


class Tipping(Answer):
    """Where an outcome crosses a level as one parameter moves.

    Table `tipping`: a row a value that was run: `value, n, mean, ci_low, ci_high`.
    """

    chart, leads = "tipping_curve", "tipping"

    @property
    def at(self) -> float:
        """The parameter's value at the crossing; NaN if there is none in the range."""
        return float(self.found("at"))

    @property
    def interval(self) -> tuple[float, float]:
        """The crossing's 95 % interval, cut off at the range; NaN if not available."""
        return float(self.found("ci_low")), float(self.found("ci_high"))


def searched(
    run_at: Replications,
    low: float,
    high: float,
    level: float,
    *,
    event: bool = False,
    whole: bool = False,
    first: int = FIRST,
    most: int = MOST,
    known: dict[float, Floats] | None = None,
) -> tuple[Curve, Crossing, dict[float, Floats]]:
    """Return the curve, where it crosses, and what was run at each value.

    Values are halved where the mean crosses the level, and where an end of its interval does,
    the widest piece first.

    Args:
        run_at: runs values; called with those of a round together.
        event: whether the outcome is 0 or 1, so that its mean is a probability.
        whole: whether only whole values make sense.
        first, most: values that are run first, and at most.
        known: takes up what was run, so that it is there if the search is stopped.
    """
    known = {} if known is None else known
    wanted = _spread(low, high, first, whole)
    while wanted:
        known.update(zip(wanted, run_at(wanted), strict=True))
        left = most - len(known)
        wanted = _middles(curve_of(known, event), level, whole, (high - low) * FINEST)[:left]
    curve = curve_of(known, event)
    return curve, crossing_of(curve, level), known


def curve_of(known: dict[float, Floats], event: bool) -> Curve:
    """Return means and intervals at the values that were run."""
    values = sorted(known)
    bands = [interval_of(known[value], event=event) for value in values]
    return Curve(
        np.array(values),
        np.array([mean(known[value]) for value in values]),
        np.array([one for one, _ in bands]),
        np.array([one for _, one in bands]),
    )


def crossings(values: Floats, heights: Floats, level: float) -> list[tuple[int, float]]:
    """Return where straight lines through points cross a level: (piece, value), rising values.

    >>> crossings(np.array([0.0, 1.0, 2.0]), np.array([0.0, 2.0, 1.5]), 1.0)
    [(0, 0.5)]
    """
    above = heights - level
    found = [(0, float(values[0]))] if above[0] == 0 else []
    for place in range(len(values) - 1):
        one, other = above[place], above[place + 1]
        if one * other < 0 or (other == 0 and one != 0):
            share = one / (one - other)
            found.append(
                (place, float(values[place] + share * (values[place + 1] - values[place])))
            )
    return found


def crossing_of(curve: Curve, level: float) -> Crossing:
    """Return where the mean first crosses a level, and the values that its interval allows."""
    roots = crossings(curve.values, curve.means, level)
    if not roots:
        return Crossing(math.nan)
    piece, at = roots[0]
    below, above = float(curve.values[piece]), float(curve.values[piece + 1])
    if np.isnan(curve.low).any():
        return Crossing(at, below=below, above=above, times=len(roots))
    edges = sorted(
        value
        for band in (curve.low, curve.high)
        for _, value in crossings(curve.values, band, level)
    )
    before = [value for value in edges if value <= at]
    after = [value for value in edges if value >= at]
    return Crossing(
        at,
        before[-1] if before else float(curve.values[0]),
        after[0] if after else float(curve.values[-1]),
        not before, not after, below, above, len(roots),
    )  # fmt: skip


def _spread(low: float, high: float, count: int, whole: bool) -> list[float]:
    values = np.linspace(low, high, count)
    return sorted({float(round(v)) if whole else float(v) for v in values})


def _middles(curve: Curve, level: float, whole: bool, finest: float) -> list[float]:
    """Return the middles of the pieces in which the mean or its interval cross, widest first."""
    if not (roots := crossings(curve.values, curve.means, level)):
        return []
    pieces = {roots[0][0]}
    for band in (curve.low, curve.high):
        places = crossings(curve.values, band, level)
        pieces |= {min(places, key=lambda one: abs(one[1] - roots[0][1]))[0]} if places else set()
    widths = np.diff(curve.values)
    found = []
    for piece in sorted(pieces, key=lambda one: (-widths[one], one)):
        middle = float(curve.values[piece] + widths[piece] / 2)
        middle = float(round(middle)) if whole else middle
        if widths[piece] > finest and middle not in curve.values:
            found.append(middle)
    return found


def in_words(
    path: str, what: str, level: float, curve: Curve, found: Crossing, *, whole: bool = False
) -> list[str]:
    """Return where an outcome tips, in sentences."""
    first, last = curve.values[0], curve.values[-1]
    if math.isnan(found.at):
        side = "above" if curve.means[0] > level else "below"
        return [
            (
                f"{what} stays {side} {level:g} from {path} = {first:g} to {last:g}: "
                f"it goes from {curve.means[0]:.4g} to {curve.means[-1]:.4g}"
            )
        ]
    rises = curve.means[np.searchsorted(curve.values, found.above)] > level
    way = "rises above" if rises else "falls below"
    at = (
        f"between {path} = {found.below:g} and {found.above:g}"
        if whole
        else f"at {path} = {found.at:.4g}"
    )
    said = [f"{what} {way} {level:g} {at} ({_between(found)})"]
    if found.times > 1:
        said.append(f"it crosses {level:g} {found.times} times; told is the first crossing")
    return said


def _between(found: Crossing) -> str:
    if math.isnan(found.ci_low):
        return "one replication: no interval"
    if found.open_low and found.open_high:
        return "95 % interval: the whole range; more replications are needed"
    if found.open_low:
        return f"95 % interval: up to {found.ci_high:.4g}, open to the range's lower end"
    if found.open_high:
        return f"95 % interval: from {found.ci_low:.4g}, open to the range's upper end"
    return f"95 % interval {found.ci_low:.4g} to {found.ci_high:.4g}"


def table_of(curve: Curve, n: int) -> pd.DataFrame:
    """Return the curve as a table."""
    return pd.DataFrame(
        {
            "value": curve.values,
            "n": np.full(len(curve.values), n, np.int64),
            "mean": curve.means,
            "ci_low": curve.low,
            "ci_high": curve.high,
        }
    )


def checked_range(path: str, low: float, high: float, level: float) -> None:
    """Raise unless there is a range to search and a level to cross."""
    if not all(math.isfinite(one) for one in (low, high, level)):
        raise InputError.of(
            f"from {low:g} to {high:g}, level {level:g}", "finite numbers", key=path
        )
    if not low < high:
        raise InputError.of(f"low = {low:g} is not under high = {high:g}", "low < high", key=path)
