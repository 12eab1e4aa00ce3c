"""Every plan in every state: what somebody chooses, and what nobody does.

A *state* is assumptions and the values of uncertainties at a point. A *plan* is a programme and the
values of those levers that it has: a lever of one programme is no lever of another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from simulator.errors import InputError
from simulator.experiments.asking import Failing, known_outcome, refused
from simulator.experiments.swept import KEYS, Swept

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Field:
    """An outcome of every plan in every state.

    Attributes:
        plans, states: their names.
        values: (states, plans, replications).
        uncertain: of each state, `assumptions` and the uncertainties' values.
        dropped: states that were left out.
    """

    plans: tuple[str, ...]
    states: tuple[str, ...]
    values: Floats
    uncertain: pd.DataFrame
    dropped: int = 0

    @property
    def means(self) -> Floats:
        """The outcome's means over replications, (states, plans)."""
        found: Floats = self.values.mean(axis=2)
        return found


def field_of(swept: Swept, outcome: str, failed: Failing = "refuse") -> Field:
    """Return an outcome of every plan in every state of a sweep.

    Raises:
        InputError: there is one plan only, or a plan did not meet a state.
        RefusedError: a run failed and was not to be dropped.
    """
    known_outcome(outcome, swept.outcomes)
    levers = [one["name"] for one in swept.factors if one["role"] == "lever"]
    others = [one["name"] for one in swept.factors if one["role"] != "lever"]
    runs = swept.runs[[*KEYS, outcome]].merge(swept.points, on="point", sort=False)
    keys = runs.drop_duplicates(["point", "assumptions", "programme"])
    knows = _known(swept, levers)
    plans, states = dict[tuple[Any, ...], str](), dict[tuple[Any, ...], str]()
    uncertain: dict[str, dict[str, Any]] = {}
    for row in keys.to_dict("records"):
        own = knows[str(row["programme"])]
        plan = _name(str(row["programme"]), {name: row[name] for name in levers if name in own})
        state = _name(str(row["assumptions"]), {name: row[name] for name in others})
        place = (row["point"], row["assumptions"], row["programme"])
        plans[place], states[place] = plan, state
        uncertain[state] = {name: row[name] for name in ("assumptions", *others)}
    places = [*zip(runs["point"], runs["assumptions"], runs["programme"], strict=True)]
    runs["plan"] = [plans[place] for place in places]
    runs["state"] = [states[place] for place in places]
    values, plan_names, state_names = _cube(runs, outcome)
    _one_of_each(runs, values, plan_names)
    whole = np.asarray(~np.isnan(values).any(axis=(1, 2)))
    if failed == "refuse" and not whole.all():
        raise refused(int((~whole).sum()), len(whole), "states", outcome)
    if not whole.any():
        raise InputError.of(f"no state in which every plan has {outcome}", "one or more")
    kept_states = [name for name, one in zip(state_names, whole, strict=True) if one]
    table = pd.DataFrame([uncertain[name] for name in kept_states])
    return Field(tuple(plan_names), tuple(kept_states), values[whole], table, int((~whole).sum()))


def _known(swept: Swept, levers: Sequence[str]) -> dict[str, set[str]]:
    """Return the levers that each programme has, under whichever assumptions."""
    known: dict[str, set[str]] = {}
    for one in swept.manifest["scenarios"]:
        own = known.setdefault(str(one["programme"]), set())
        own |= {name for name in levers if name in one["factors"]}
    return known


def _name(first: str, values: dict[str, Any]) -> str:
    return ", ".join([first, *(f"{key}={value}" for key, value in values.items())])


def _cube(runs: pd.DataFrame, outcome: str) -> tuple[Floats, list[str], list[str]]:
    plans, states = list(dict.fromkeys(runs["plan"])), list(dict.fromkeys(runs["state"]))
    numbers = sorted(runs["replication"].unique())
    at = {name: place for names in (plans, states) for place, name in enumerate(names)}
    values = np.full((len(states), len(plans), len(numbers)), np.nan)
    luck = np.searchsorted(numbers, runs["replication"])
    plan = runs["plan"].map({name: at[name] for name in plans}).to_numpy()
    state = runs["state"].map({name: place for place, name in enumerate(states)}).to_numpy()
    values[state, plan, luck] = runs[outcome].to_numpy(np.float64)
    return values, plans, states


def _one_of_each(runs: pd.DataFrame, values: Floats, plans: Sequence[str]) -> None:
    """Raise unless there are plans to choose between, each met by every state."""
    if len(plans) < 2:
        raise InputError.of("one plan only", "programmes or levers to choose between")
    met = runs.drop_duplicates(["plan", "state"])
    missing = values.shape[0] * values.shape[1] - len(met)
    if missing:
        raise InputError.of(
            f"{missing} of {values.shape[0] * values.shape[1]} pairs of plan and state were "
            "not run: levers and uncertainties moved together",
            "a grid, or programmes as plans and a design of uncertainties only",
        )
