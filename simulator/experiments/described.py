"""What is known of an outcome by its name: its unit, and whether less or more of it is better."""

from collections.abc import Iterable, Sequence
from typing import cast

from simulator.catalogue import kinds
from simulator.errors import InputError
from simulator.experiments.statistics import Better
from simulator.outcomes.base import Outcome
from simulator.study.names import listed, nearest
from simulator.study.scenario import Scenario

_ENDINGS = (("_eur", "EUR"), ("_days", "days"), ("_share", "share"), ("_rate", "share"))


def unit_of(outcome: str) -> str:
    """Return an outcome's unit.

    >>> unit_of("cost_etc_line_eur")
    'EUR'
    """
    kind = kinds("outcomes").get(outcome)
    if kind is not None:
        return str(kind.unit)
    return next((unit for ending, unit in _ENDINGS if outcome.endswith(ending)), "count")


def better_of(outcome: str) -> Better:
    """Return whether less or more of an outcome is better; a cost is better low.

    >>> better_of("cost_etc_line_eur")
    'lower'
    """
    kind = kinds("outcomes").get(outcome)
    if kind is not None:
        return cast(Better, kind.better)
    return "lower" if outcome.startswith("cost_") or outcome == "programme_cost_eur" else "neither"


def outcomes_of(scenario: Scenario) -> list[str]:
    """Return the names of the outcomes that a scenario's runs have."""
    single = [name for name, kind in kinds("outcomes").items() if kind.values is Outcome.values]
    costs = [f"cost_{measure.name}_eur" for measure in scenario.measures]
    return [*single, *costs, "programme_cost_eur"]


def known_outcomes(scenarios: Iterable[Scenario]) -> list[str]:
    """Return the names of the outcomes that runs of any of the scenarios have, each once."""
    return list(dict.fromkeys(name for one in scenarios for name in outcomes_of(one)))


def refuse_unknown(outcome: str, known: Sequence[str], key: str, where: str = "") -> None:
    """Raise unless an outcome is known.

    Args:
        outcome: its name.
        known: the names that there are.
        key: the argument that gave the name.
        where: behind the name in the message, such as " in this sweep".
    """
    if outcome not in known:
        meant = nearest(outcome, known)
        allowed = "" if meant else listed(known)
        raise InputError.of(f"no outcome {outcome!r}{where}", allowed, meant, key=key)
