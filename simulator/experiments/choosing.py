"""Which scenarios are meant: programmes under assumptions, with parameters replaced."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from simulator.errors import InputError, Mistake
from simulator.study.scenario import Scenario
from simulator.study.study import Study


def scenarios_of(
    study: Study,
    programmes: Sequence[str],
    assumptions: Sequence[str],
    overrides: Mapping[str, Any] | None = None,
) -> list[Scenario]:
    """Return every programme under every set of assumptions, each set's programmes together.

    An override is laid over the scenarios that have its parameter, since one programme's measure
    is not in another; one that no scenario has is a mistake.

    Raises:
        InputError: names, files or overrides are wrong; everything that is.
    """
    mistakes: list[Mistake] = []
    plain = [
        found
        for under in assumptions
        for programme in programmes
        if (found := _scenario(study, programme, under, mistakes)) is not None
    ]
    unknown = [path for path in overrides or {} if not any(one.knows(path) for one in plain)]
    chosen = [found for one in plain if (found := _with(one, overrides, unknown, mistakes))]
    if mistakes:
        raise InputError(mistakes)
    return chosen


def _scenario(
    study: Study, programme: str, assumptions: str, mistakes: list[Mistake]
) -> Scenario | None:
    try:
        return study.scenario(programme=programme, assumptions=assumptions)
    except InputError as error:
        mistakes += error.mistakes
        return None


def _with(
    scenario: Scenario,
    overrides: Mapping[str, Any] | None,
    unknown: Iterable[str],
    mistakes: list[Mistake],
) -> Scenario | None:
    values = {p: v for p, v in (overrides or {}).items() if p in unknown or scenario.knows(p)}
    try:
        return scenario.with_(values) if values else scenario
    except InputError as error:
        mistakes += error.mistakes
        return None
