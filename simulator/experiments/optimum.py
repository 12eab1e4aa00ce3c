"""The cheapest programme that keeps the market open: levers searched, within a budget of runs.

NSGA-II (Deb et al. 2002, as optuna has it) proposes settings of the levers; each is run with few
replications, the same for all. What is left of the budget goes, round by round, to the settings whose
standing is undecided: those near the front or near a limit for the noise they have. A setting is
*feasible* if its estimates hold the limits, and *undecided* while an interval crosses one.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.factors import Factor
from simulator.experiments.statistics import interval, mean

Floats = npt.NDArray[np.float64]
Evaluate = Callable[[Mapping[str, Any], Sequence[int]], list[dict[str, float]]]
"""Outcomes of a setting (levers by name) in replications with these numbers, one dict each."""

FIRST = 4
"""Replications that every setting gets."""
SHARE_OF_SEARCH = 0.6
"""Share of the budget that is spent on finding settings; the rest tells them apart."""
GENERATION = 12
"""Settings that are proposed before the next ones learn from them."""


@dataclass(frozen=True)
class Limit:
    """What must hold: a statistic of an outcome is at most a value.

    Attributes:
        outcome: such as "seizure".
        statistic: "mean" (of a 0/1 outcome its probability) or "es95", the mean of the worst 5 %.
        most: the highest value allowed.
    """

    outcome: str
    statistic: str
    most: float

    @property
    def name(self) -> str:
        """Return the limit in words."""
        return f"{self.statistic}({self.outcome}) <= {self.most:g}"


@dataclass
class Setting:
    """One setting of the levers, and its replications so far."""

    number: int
    levers: dict[str, Any]
    runs: list[dict[str, float]] = field(default_factory=list)

    def values(self, outcome: str) -> Floats:
        """Return an outcome in the replications so far, (n,)."""
        return np.array([run.get(outcome, math.nan) for run in self.runs])


@dataclass(frozen=True)
class Optimum:
    """What a search found.

    Attributes:
        table: a row a setting: `setting`, the levers, `n`, each objective's mean and interval, each
            limit's estimate, `feasible` ("yes", "no", "undecided"), `on_front`, `cheapest`.
        spent: runs.
        said: in words.
    """

    table: pd.DataFrame
    spent: int
    said: str


def optimum(
    evaluate: Evaluate,
    levers: Sequence[Factor],
    objectives: Sequence[str],
    limits: Sequence[Limit],
    budget: int,
    seed: int = 2009,
) -> Optimum:
    """Return the settings on the front of the objectives (all to be low), limits held.

    Args:
        evaluate: runs a setting; called with settings in the same order for equal arguments.
        levers: what may be set, and in which range.
        objectives: outcomes to be low; the first one decides which setting is cheapest.
        limits: what must hold.
        budget: runs (setting × replication) that may be spent.
        seed: of the search.

    Raises:
        InputError: no lever, no objective, or a budget for fewer than two settings.
    """
    if not levers or not objectives:
        raise InputError.of("nothing to search", "a lever and an objective")
    if budget < 2 * FIRST:
        raise InputError.of(f"a budget of {budget} runs", f"at least {2 * FIRST}", key="budget")
    settings = _searched(evaluate, levers, objectives, limits, budget, seed)
    spent = sum(len(one.runs) for one in settings)
    while spent < budget and (wanted := _undecided(settings, objectives, limits)):
        for setting in wanted[: max(1, (budget - spent) // FIRST)]:
            more = range(len(setting.runs), len(setting.runs) + min(FIRST, budget - spent))
            setting.runs += evaluate(setting.levers, list(more))
            spent += len(more)
    return _told(settings, levers, objectives, limits, spent)


def _searched(
    evaluate: Evaluate,
    levers: Sequence[Factor],
    objectives: Sequence[str],
    limits: Sequence[Limit],
    budget: int,
    seed: int,
) -> list[Setting]:
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    count = max(2, int(budget * SHARE_OF_SEARCH / FIRST))
    settings: dict[tuple[Any, ...], Setting] = {}

    def constraints(trial: Any) -> Sequence[float]:
        found: Sequence[float] = trial.user_attrs["over"]
        return found

    sampler = optuna.samplers.NSGAIISampler(
        population_size=min(GENERATION, count), seed=seed % 2**32, constraints_func=constraints
    )
    study = optuna.create_study(directions=["minimize"] * len(objectives), sampler=sampler)
    for corner in ("low", "high"):
        study.enqueue_trial({one.name: _corner(one, corner) for one in levers})

    def tried(trial: Any) -> tuple[float, ...]:
        chosen = {one.name: _suggested(trial, one) for one in levers}
        key = tuple(chosen.values())
        if key not in settings:
            setting = Setting(len(settings), chosen)
            setting.runs = evaluate(chosen, list(range(FIRST)))
            settings[key] = setting
        setting = settings[key]
        trial.set_user_attr("over", [_statistic(setting, one) - one.most for one in limits])
        return tuple(float(np.mean(setting.values(name))) for name in objectives)

    for _ in range(4 * count):
        study.optimize(tried, n_trials=1)
        if len(settings) >= count:
            break
    return list(settings.values())


def _corner(lever: Factor, corner: str) -> Any:
    if lever.values:
        return 0 if corner == "low" else len(lever.values) - 1
    return getattr(lever, corner)


def _suggested(trial: Any, lever: Factor) -> Any:
    if lever.values:
        place: int = trial.suggest_int(lever.name, 0, len(lever.values) - 1)
        return lever.values[place]
    log = lever.distribution == "log-uniform"
    return lever.rounded(float(trial.suggest_float(lever.name, lever.low, lever.high, log=log)))


def _statistic(setting: Setting, limit: Limit) -> float:
    """Return the estimate of what a limit bounds."""
    values = setting.values(limit.outcome)
    return expected_shortfall(values, 0.95) if limit.statistic == "es95" else float(values.mean())


def expected_shortfall(values: Floats, level: float) -> float:
    """Return the mean of the worst 1 − level of equally likely values, the atom at the edge split.

    >>> expected_shortfall(np.arange(1.0, 11.0), 0.85)
    9.666666666666666
    """
    ordered = np.sort(values)[::-1]
    weight = (1 - level) * len(ordered)
    whole = int(weight + 1e-12)
    total = float(ordered[:whole].sum())
    if whole < len(ordered):
        total += (weight - whole) * float(ordered[whole])
    return total / weight


def _undecided(
    settings: Sequence[Setting], objectives: Sequence[str], limits: Sequence[Limit]
) -> list[Setting]:
    """Return settings whose standing more replications could change, the least decided first.

    Those on the front of feasible and undecided settings, or so near it that an interval reaches
    over it, and of these the ones with the fewest replications.
    """
    open_ones = [one for one in settings if _feasible(one, limits) != "no"]
    if not open_ones:
        open_ones = sorted(settings, key=lambda one: _distance(one, limits))[:3]
    means = _means(open_ones, objectives)
    slack = np.array([[_half(one.values(name)) for name in objectives] for one in open_ones])
    near = [
        one
        for place, one in enumerate(open_ones)
        if not _dominated(means[place] - slack[place], np.delete(means + slack, place, axis=0))
    ]
    return sorted(near, key=lambda one: (len(one.runs), one.number))


def _distance(setting: Setting, limits: Sequence[Limit]) -> float:
    return max((_statistic(setting, one) - one.most) / (abs(one.most) or 1.0) for one in limits)


def _half(values: Floats) -> float:
    low, high = interval(values)
    return 0.0 if math.isnan(low) else (high - low) / 2


def _means(settings: Sequence[Setting], objectives: Sequence[str]) -> Floats:
    return np.array([[float(one.values(name).mean()) for name in objectives] for one in settings])


def _dominated(one: Floats, others: Floats) -> bool:
    """Return whether some other is no worse in every objective, and better in one."""
    if len(others) == 0:
        return False
    no_worse = (others <= one).all(axis=1)
    return bool((no_worse & (others < one).any(axis=1)).any())


def _feasible(setting: Setting, limits: Sequence[Limit]) -> str:
    """Return whether a setting holds the limits: "yes", "no", or "undecided" for the noise."""
    standing = "yes"
    for limit in limits:
        estimate = _statistic(setting, limit)
        half = _half(setting.values(limit.outcome)) if limit.statistic == "mean" else 0.0
        if estimate - half > limit.most:
            return "no"
        if estimate + half > limit.most:
            standing = "undecided"
    return standing


def _told(
    settings: Sequence[Setting],
    levers: Sequence[Factor],
    objectives: Sequence[str],
    limits: Sequence[Limit],
    spent: int,
) -> Optimum:
    standing = [_feasible(one, limits) for one in settings]
    held = [all(_statistic(one, limit) <= limit.most for limit in limits) for one in settings]
    means = _means(settings, objectives)
    front = [
        held[place]
        and not _dominated(
            means[place],
            np.array([m for at, m in enumerate(means) if held[at] and at != place]).reshape(
                -1, len(objectives)
            ),
        )
        for place in range(len(settings))
    ]
    candidates = [place for place in range(len(settings)) if held[place]]
    cheapest = min(candidates, key=lambda at: (means[at][0], at), default=None)
    rows = []
    for place, one in enumerate(settings):
        row: dict[str, Any] = {"setting": one.number, **one.levers, "n": len(one.runs)}
        for name in objectives:
            values = one.values(name)
            low, high = interval(values)
            row |= {name: mean(values), f"{name}_ci_low": low, f"{name}_ci_high": high}
        row |= {limit.name: _statistic(one, limit) for limit in limits}
        row |= {
            "feasible": standing[place],
            "on_front": front[place],
            "cheapest": place == cheapest,
        }
        rows.append(row)
    table = pd.DataFrame(rows)
    return Optimum(table, spent, _in_words(settings, cheapest, means, objectives, standing, levers))


def _in_words(
    settings: Sequence[Setting],
    cheapest: int | None,
    means: Floats,
    objectives: Sequence[str],
    standing: Sequence[str],
    levers: Sequence[Factor],
) -> str:
    if cheapest is None:
        return f"none of {len(settings)} settings holds the limits"
    chosen = settings[cheapest]
    said = ", ".join(f"{one.name} = {chosen.levers[one.name]}" for one in levers)
    doubt = "" if standing[cheapest] == "yes" else "; whether it holds the limits is undecided"
    return (
        f"the lowest {objectives[0]} that holds the limits: {means[cheapest][0]:,.6g} "
        f"({len(chosen.runs)} replications) with {said}{doubt}"
    )
