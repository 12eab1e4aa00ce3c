"""Limits that a programme must hold: on the mean or the shortfall of an outcome, with doubt."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.experiments.described import refuse_unknown, unit_of
from simulator.experiments.statistics import CONFIDENCE, interval, interval_of, mean
from simulator.experiments.tails import expected_shortfall, fewest, shortfall_interval
from simulator.study.names import listed, nearest

Floats = npt.NDArray[np.float64]
Standing = Literal["yes", "no", "undecided"]

STATISTICS = ("mean", "es95")
TAIL = 95
LEAST_FOR_TAIL = fewest(TAIL)
"""Replications of which the worst reaches the 95 % quantile with 95 % confidence (0.95^59 < 0.05,
Wilks 1941); with fewer, nothing is known of the worst 5 %."""
EVENT = "0/1"
_LIMIT = re.compile(r"\s*(?:(\w+)\(\s*(\w+)\s*\)|(\w+))\s*(<=|>=)\s*(\S+)\s*")


@dataclass(frozen=True)
class Limit:
    """What must hold: a statistic of an outcome is at most, or at least, a value.

    Attributes:
        outcome: such as "seizure".
        statistic: "mean" (of a 0/1 outcome its probability) or "es95", the mean of the worst 5 %.
        bound: the value.
        most: whether it is the highest value allowed; else the lowest.
    """

    outcome: str
    statistic: str
    bound: float
    most: bool = True

    @property
    def name(self) -> str:
        """Return the limit as it is written."""
        what = self.outcome if self.statistic == "mean" else f"{self.statistic}({self.outcome})"
        return f"{what}{'<=' if self.most else '>='}{self.bound:g}"

    @property
    def estimate(self) -> str:
        """Return what the limit's estimate is called in a table."""
        return self.outcome if self.statistic == "mean" else f"{self.statistic}_{self.outcome}"


def limit_of(text: str, outcomes: Sequence[str]) -> Limit:
    """Return a limit from its text.

    >>> limit_of("es95(programme_cost_eur) <= 2e6", ["programme_cost_eur"]).name
    'es95(programme_cost_eur)<=2e+06'

    Raises:
        InputError: it is no limit, or of no known outcome.
    """
    found = _LIMIT.fullmatch(text)
    allowed = "OUTCOME<=VALUE, OUTCOME>=VALUE or es95(OUTCOME)<=VALUE"
    if found is None:
        raise InputError.of(f"{text!r} is no limit", allowed, key="subject")
    statistic, inner, plain, sign, number = found.groups()
    statistic, outcome = statistic or "mean", inner or plain
    if statistic not in STATISTICS:
        meant = nearest(statistic, STATISTICS)
        raise InputError.of(f"no statistic {statistic!r}", listed(STATISTICS), meant, key="subject")
    refuse_unknown(outcome, outcomes, "subject")
    try:
        bound = float(number)
    except ValueError:
        bound = math.nan
    if not math.isfinite(bound):
        raise InputError.of(f"{number!r} is no finite number", allowed, key="subject")
    if statistic == "es95" and sign == ">=":
        problem = "es95 is the mean of the worst 5 %, from above"
        raise InputError.of(problem, "es95(OUTCOME)<=VALUE", key="subject")
    return Limit(outcome, statistic, bound, sign == "<=")


@dataclass
class Setting:
    """One setting of the levers, and its replications so far."""

    number: int
    levers: Mapping[str, Any]
    runs: list[dict[str, float]] = field(default_factory=list)

    def values(self, outcome: str) -> Floats:
        """Return an outcome in the replications that have it, (n,).

        A measure's cost is 0 where the programme does not have it.
        """
        missing = 0.0 if outcome.startswith("cost_") else math.nan
        found = np.array([run.get(outcome, missing) if run else math.nan for run in self.runs])
        defined: Floats = found[~np.isnan(found)]
        return defined

    def mean(self, outcome: str) -> float:
        """Return an outcome's mean; NaN where no replication has it."""
        return mean(self.values(outcome))

    def interval(self, outcome: str) -> tuple[float, float]:
        """Return the 95 % interval of an outcome's mean."""
        return interval_of(self.values(outcome), event=unit_of(outcome) == EVENT)


def paired_interval(one: Setting, other: Setting, outcome: str) -> tuple[float, float]:
    """Return the 95 % interval of one less the other over the replications that both have."""
    return interval(differences(one, other, outcome))


def differences(one: Setting, other: Setting, outcome: str) -> Floats:
    """Return an outcome of one less the other, in the replications in which both have it."""
    both = [
        (a[outcome], b[outcome])
        for a, b in zip(one.runs, other.runs, strict=False)
        if outcome in a and outcome in b
    ]
    found = np.array(both, np.float64).reshape(-1, 2)
    defined: Floats = (found[:, 0] - found[:, 1])[~np.isnan(found).any(axis=1)]
    return defined


def pilot_of(settings: Sequence[Setting]) -> Setting:
    """Return the setting with the most replications, by whose luck all are measured."""
    return max(settings, key=lambda one: (len(one.runs), -one.number))


def levelled(one: Setting, pilot: Setting, outcome: str) -> tuple[float, float, float]:
    """Return an outcome's mean and its 95 % interval, as if with all of the pilot's luck.

    Settings have different numbers of replications, and so met different luck: the mean is the
    pilot's, plus the mean difference on shared luck (a control variate, double sampling).
    """
    low, high = one.interval(outcome)
    apart = differences(one, pilot, outcome)
    if one.number == pilot.number or len(apart) < 2 or len(one.runs) >= len(pilot.runs):
        return one.mean(outcome), low, high
    ends = (interval(apart), pilot.interval(outcome))
    half = math.hypot(*((high - low) / 2 for low, high in ends))
    centre = pilot.mean(outcome) + mean(apart)
    return centre, centre - half, centre + half


def estimate_of(setting: Setting, limit: Limit, pilot: Setting | None = None) -> float:
    """Return the estimate of what a limit bounds, by the pilot's luck; NaN where it is not known.

    Probabilities and shortfalls are those of the setting's own luck.
    """
    values = setting.values(limit.outcome)
    if not len(values):
        return math.nan
    if limit.statistic == "es95":
        return expected_shortfall(np.sort(values), TAIL)
    if pilot is None or unit_of(limit.outcome) == EVENT:
        return mean(values)
    return levelled(setting, pilot, limit.outcome)[0]


def bounds_of(setting: Setting, limit: Limit, pilot: Setting | None = None) -> tuple[float, float]:
    """Return the 95 % interval of what a limit bounds; infinite where it is not known.

    The mean of the worst 5 % is at least the mean; with fewer replications than tell the tail,
    nothing bounds it from above.
    """
    ends = setting.interval(limit.outcome)
    if pilot is not None and limit.statistic == "mean" and unit_of(limit.outcome) != EVENT:
        ends = levelled(setting, pilot, limit.outcome)[1:]
    low, high = (_known(one) for one in zip(ends, (-1, 1), strict=True))
    if limit.statistic == "mean":
        return low, high
    values = setting.values(limit.outcome)
    if len(values) < LEAST_FOR_TAIL:
        return low, math.inf
    _, low, high = shortfall_interval(np.sort(values), TAIL)
    return low, high


def _known(end: tuple[float, int]) -> float:
    value, side = end
    return side * math.inf if math.isnan(value) else value


def over(setting: Setting, limit: Limit, pilot: Setting | None = None) -> float:
    """Return by how much an estimate breaks a limit; negative where it holds it."""
    found = estimate_of(setting, limit, pilot)
    if math.isnan(found):
        return math.inf
    return found - limit.bound if limit.most else limit.bound - found


def standing_of(
    setting: Setting, limits: Sequence[Limit], pilot: Setting | None = None
) -> Standing:
    """Return whether a setting holds all limits: as far as 95 % intervals can tell."""
    standing: Standing = "yes"
    for limit in limits:
        low, high = bounds_of(setting, limit, pilot)
        best, worst = (low, high) if limit.most else (-high, -low)
        bound = limit.bound if limit.most else -limit.bound
        if best > bound:
            return "no"
        if worst > bound:
            standing = "undecided"
    return standing


def replications_for(share: float) -> int:
    """Return how many replications without an event show that its probability is no higher.

    >>> replications_for(0.05)
    72
    """
    if share <= 0:
        return 0
    tail = (1 - CONFIDENCE) / 2
    return math.ceil(math.log(tail) / math.log1p(-min(share, 1 - 1e-12)))
