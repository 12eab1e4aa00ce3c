"""The search for an optimum: settings of levers proposed and told apart, within a budget of runs.

NSGA-II (Deb et al. 2002, as optuna has it) proposes settings of the levers, a generation at a
time; each is run with few replications, the same for all. What is left of the budget goes, round by
round, to the settings whose standing is undecided: those near the front for the noise they have,
and in turn the cheapest of which it is not known whether they hold the limits (after Chen et al.
2000).
"""

import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.experiments.factors import Factor
from simulator.experiments.holding import (
    LEAST_FOR_TAIL,
    Limit,
    Setting,
    levelled,
    over,
    paired_interval,
    pilot_of,
    standing_of,
)

Floats = npt.NDArray[np.float64]
Evaluate = Callable[
    [Sequence[tuple[Mapping[str, Any], Sequence[int]]]], list[list[dict[str, float]]]
]
"""Outcomes of settings (levers by name) in replications with these numbers; empty: it failed."""

FIRST = 4
"""Replications that every setting gets, and that a round adds."""
SHARE_OF_SEARCH = 0.6
"""Share of the budget that is spent on finding settings; the rest tells them apart."""
GENERATION = 12
"""Settings that are proposed before the next ones learn from them."""
AS_IT_IS = -1
"""The number of the programme as its file has it."""
NEAREST = 12
"""Settings near the front that a round may add to."""


def searched(
    evaluate: Evaluate,
    levers: Sequence[Factor],
    objectives: Sequence[str],
    limits: Sequence[Limit],
    budget: int,
    seed: int,
    as_it_is: Mapping[str, Any] | None = None,
    settings: list[Setting] | None = None,
) -> list[Setting]:
    """Return settings with their replications, as far as the budget goes.

    Args:
        evaluate: runs settings; asked for the same in the same order for equal arguments.
        levers: what may be set, and in which range.
        objectives: outcomes to be low; the first one decides which setting is cheapest.
        limits: what must hold.
        budget: runs (setting × replication) that may be spent.
        seed: of the search.
        as_it_is: the levers of the programme that is to be beaten, if there is one.
        settings: takes up what was run, so that it is there if the search is stopped.

    Raises:
        InputError: no lever, no objective, or a budget that cannot decide anything.
    """
    _enough(levers, objectives, limits, budget)
    settings = [] if settings is None else settings
    if as_it_is is not None:
        own = [Setting(AS_IT_IS, as_it_is)]
        _add(evaluate, own, FIRST)
        settings += own
    left = budget - FIRST * len(settings)
    for proposed in _proposed(evaluate, levers, objectives, limits, left, seed):
        settings += proposed
    turn = 0
    while (left := budget - sum(len(one.runs) for one in settings)) > 0:
        wanted = _undecided(settings, objectives, limits, turn)
        if not wanted:
            break
        fewest = min(len(one.runs) for one in wanted)
        chosen = [one for one in wanted if len(one.runs) == fewest][: max(1, left // FIRST)]
        _add(evaluate, chosen, min(FIRST, left))
        turn += 1
    return settings


def _enough(
    levers: Sequence[Factor], objectives: Sequence[str], limits: Sequence[Limit], budget: int
) -> None:
    if not levers:
        raise InputError.of("nothing to set", 'factors with role = "lever", or programmes')
    if not objectives:
        raise InputError.of("nothing to be low", "one outcome or more", key="minimise")
    least = 3 * FIRST
    if any(limit.statistic == "es95" for limit in limits):
        least = math.ceil((2 * LEAST_FOR_TAIL) / (1 - SHARE_OF_SEARCH))
    if budget < least:
        raise InputError.of(f"a budget of {budget} runs", f"at least {least}", key="budget")


def _add(evaluate: Evaluate, settings: Sequence[Setting], count: int) -> None:
    asked = [(one.levers, range(len(one.runs), len(one.runs) + count)) for one in settings]
    for setting, runs in zip(settings, evaluate(asked), strict=True):
        setting.runs += runs


def _proposed(
    evaluate: Evaluate,
    levers: Sequence[Factor],
    objectives: Sequence[str],
    limits: Sequence[Limit],
    budget: int,
    seed: int,
) -> Iterator[list[Setting]]:
    """Yield the settings that were proposed, a generation each, with their first replications."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    count = max(2, int(budget * SHARE_OF_SEARCH / FIRST))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.NSGAIISampler(
            population_size=min(GENERATION, count),
            seed=seed % 2**32,
            constraints_func=lambda trial: trial.user_attrs["over"],
        )
    study = optuna.create_study(directions=["minimize"] * len(objectives), sampler=sampler)
    for corner in (0.0, 1.0):
        study.enqueue_trial({one.name: _corner(one, corner) for one in levers})
    settings: dict[tuple[Any, ...], Setting] = {}
    for _ in range(4 * -(-count // GENERATION)):
        trials = [study.ask() for _ in range(min(GENERATION, count))]
        asked = [{one.name: _suggested(trial, one) for one in levers} for trial in trials]
        new: dict[tuple[Any, ...], Setting] = {}
        for chosen in asked:
            key = tuple(chosen.values())
            if key not in settings and key not in new and len(settings) + len(new) < count:
                new[key] = Setting(len(settings) + len(new), chosen)
        if new:
            _add(evaluate, list(new.values()), FIRST)
            settings |= new
            yield list(new.values())
        for trial, chosen in zip(trials, asked, strict=True):
            setting = settings.get(tuple(chosen.values()))
            means = [math.nan] if setting is None else [setting.mean(name) for name in objectives]
            if setting is None or any(math.isnan(value) for value in means):
                study.tell(trial, state=optuna.trial.TrialState.FAIL)
                continue
            trial.set_user_attr("over", [over(setting, limit) for limit in limits])
            study.tell(trial, means)
        if len(settings) >= count:
            return


def _corner(lever: Factor, corner: float) -> Any:
    if lever.values:
        return 0 if corner == 0 else len(lever.values) - 1
    return lever.high if corner else lever.low


def _suggested(trial: Any, lever: Factor) -> Any:
    if lever.values:
        return lever.values[trial.suggest_int(lever.name, 0, len(lever.values) - 1)]
    log = lever.distribution == "log-uniform"
    return lever.rounded(float(trial.suggest_float(lever.name, lever.low, lever.high, log=log)))


def _undecided(
    settings: Sequence[Setting], objectives: Sequence[str], limits: Sequence[Limit], turn: int
) -> list[Setting]:
    """Return settings whose standing more replications could change.

    In even turns those that none on the front surely beats, on shared luck; in odd ones the
    cheapest of which it is not known whether it holds the limits. The programme as it is comes
    along, to be compared on as many replications.
    """
    able = [one for one in settings if not math.isnan(one.mean(objectives[0]))]
    if not able:
        return []
    pilot = pilot_of(able)
    standing = {one.number: standing_of(one, limits, pilot) for one in able}
    able = [one for one in able if standing[one.number] != "no"]
    if not able:
        return []
    doubtful = [one for one in able if standing[one.number] == "undecided"]
    if turn % 2 and doubtful:
        cheap = sorted(
            doubtful, key=lambda one: (levelled(one, pilot, objectives[0])[0], one.number)
        )
        return cheap[:1]
    means = np.array([[levelled(one, pilot, name)[0] for name in objectives] for one in able])
    front = [
        place
        for place in range(len(able))
        if not dominated(means[place], np.delete(means, place, axis=0))
    ]
    near = [
        one
        for place, one in enumerate(able)
        if one.number == AS_IT_IS
        or not any(
            _surely(able[other], one, objectives)
            for other in front
            if (means[other] <= means[place]).all()
        )
    ]
    if len(near) < 2 and not doubtful:
        return []
    near.sort(key=lambda one: (len(one.runs), one.mean(objectives[0]), one.number))
    return near[:NEAREST]


def _surely(one: Setting, other: Setting, objectives: Sequence[str]) -> bool:
    """Return whether a setting beats another in every objective, beyond 95 % paired intervals."""
    if one.number == other.number:
        return False
    ends = [paired_interval(one, other, name) for name in objectives]
    return all(high <= 0 for _, high in ends) and any(high < 0 for _, high in ends)


def dominated(one: Floats, others: Floats) -> bool:
    """Return whether some other is no worse in every objective, and better in one."""
    if len(others) == 0:
        return False
    no_worse = (others <= one).all(axis=1)
    return bool((no_worse & (others < one).any(axis=1)).any())
