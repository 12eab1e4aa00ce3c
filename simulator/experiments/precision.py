"""How many replications a wanted precision takes."""

import math
import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtrit

from simulator.errors import InputError
from simulator.experiments.comparison import outcome_of, pairs
from simulator.experiments.limits import MOST_REPLICATIONS
from simulator.experiments.results import Comparison, Results
from simulator.experiments.statistics import CONFIDENCE, interval, sd
from simulator.experiments.tables import LABELS, Label, by_scenario
from simulator.study.names import listed, nearest

NEEDED = (*LABELS, "outcome", "n", "half_width", "wanted", "needed")
NEEDED_PAIRED = ("reference", "programme", "assumptions", *NEEDED[2:])
_WIDTH = re.compile(r"[0-9]+(\.[0-9]+)?")


def replications_for(values: npt.ArrayLike, half_width: float) -> int | None:
    """Return how many replications give a mean ± `half_width` at 95 %, from those there are.

    (t s / half width)², with t of the replications there are, so that the interval of so many
    covers at least as often as it says where the outcome is normal (Stein 1945). None for fewer
    than two, or where more than a million are needed.

    >>> replications_for([1.0, 2.0, 3.0, 4.0], 0.5), replications_for([1.0], 0.5)
    (68, None)
    """
    found = np.asarray(values, np.float64)
    found = found[~np.isnan(found)]
    n = len(found)
    if n < 2:
        return None
    critical = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2))
    needed = max(2, math.ceil((critical * sd(found) / half_width) ** 2))
    return needed if needed <= MOST_REPLICATIONS else None


def replications_needed(
    source: Results | Comparison, outcome: str, half_width: float
) -> pd.DataFrame:
    """Return how many replications a wanted precision takes: one row a scenario, or a pair.

    Of results, columns `assumptions, programme, outcome, n, half_width, wanted, needed`: the mean
    of `n` replications is known to ± `half_width`, and ± `wanted` takes `needed` of them. Of a
    comparison the same of paired differences, with `reference` in front. NaN, and no number, for
    fewer than two replications; no number for more than a million.

    Args:
        source: results or a comparison of some replications, twenty or so.
        outcome: its name.
        half_width: half the width of the wanted 95 % interval, in the outcome's unit.

    Raises:
        InputError: there is no such outcome, or the width is not above 0.
    """
    results = source.results if isinstance(source, Comparison) else source
    replications, labels = results.replications, results.labels
    known = [str(name) for name in replications["outcome"].unique()]
    if outcome not in known:
        raise InputError.of(f"no outcome {outcome!r}", listed(known), nearest(outcome, known))
    positive_width(half_width)
    if isinstance(source, Comparison):
        rows = _of_pairs(by_scenario(replications), labels, outcome, half_width)
        return _frame(list(rows), NEEDED_PAIRED)
    return _frame(list(_of_each(by_scenario(replications), labels, outcome, half_width)), NEEDED)


def positive_width(half_width: float) -> float:
    """Return a half width that makes sense, or raise what is wrong with it."""
    number = type(half_width) in (int, float)
    if not number or not math.isfinite(half_width) or half_width <= 0:
        raise InputError.of(f"a half width of {half_width!r}", "above 0", key="half_width")
    return half_width


def wanted_widths(texts: Sequence[str], known: Sequence[str]) -> dict[str, float]:
    """Return half widths by outcome from texts such as `blockage_rate=0.001`.

    >>> wanted_widths(["blockage_rate=0.001"], ["blockage_rate", "lost_eur"])
    {'blockage_rate': 0.001}
    """
    wanted = {}
    for text in texts:
        outcome, _, width = text.partition("=")
        if not _WIDTH.fullmatch(width) or float(width) == 0:
            allowed = "OUTCOME=NUMBER above 0, such as blockage_rate=0.001"
            raise InputError.of(f"no half width in {text!r}", allowed, key="--precision")
        if outcome not in known:
            problem = f"no outcome {outcome!r}"
            raise InputError.of(problem, listed(known), nearest(outcome, known), key="--precision")
        wanted[outcome] = float(width)
    return wanted


def _of_each(
    values: dict[Label, pd.DataFrame], labels: Sequence[Label], outcome: str, half_width: float
) -> Iterator[tuple[Any, ...]]:
    for label in labels:
        if label in values and outcome in values[label]:
            found = values[label][outcome].to_numpy(np.float64)
            yield (*label, outcome, *_row(found, half_width))


def _of_pairs(
    values: dict[Label, pd.DataFrame], labels: Sequence[Label], outcome: str, half_width: float
) -> Iterator[tuple[Any, ...]]:
    for pair in pairs(labels):
        if pair.reference in values and pair.other in values:
            ours, theirs = values[pair.other], values[pair.reference]
            common = ours.index.intersection(theirs.index)
            change = outcome_of(ours.loc[common], outcome) - outcome_of(theirs.loc[common], outcome)
            assumptions, programme = pair.other
            names = (pair.reference_name, programme, assumptions, outcome)
            yield (*names, *_row(change, half_width))


def _row(values: npt.NDArray[np.float64], half_width: float) -> tuple[Any, ...]:
    defined = values[~np.isnan(values)]
    low, high = interval(defined)
    return len(defined), (high - low) / 2, half_width, replications_for(defined, half_width)


def _frame(rows: list[tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=pd.Index(columns))
    return frame.astype({"n": np.int64, "needed": "Int64"})
