"""What a board lets its user move: parameters of a scenario, each with a range."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from simulator.errors import InputError
from simulator.study.names import nearest
from simulator.study.register import Parameter, parameters
from simulator.study.scenario import Scenario

MOST_MEASURES = 6
"""Measures of a programme that have a slider unless others are asked for."""
LEVERS = (
    *("joins_probability", "amount_eur", "discount", "multiplier"),
    *("take_up_increase", "reward_rate"),
)
"""What a measure is turned up by, the first that it has."""
STEPS = 50
"""Steps of a slider from end to end, more or less."""


@dataclass(frozen=True)
class Slider:
    """A parameter that can be moved.

    Attributes:
        path: its dotted path.
        meaning: what it is, in a sentence.
        unit: of its value.
        low, high: the ends; the value that the study assumes lies within.
        step: the least move.
        start: the value that the study assumes.
    """

    path: str
    meaning: str
    unit: str
    low: float
    high: float
    step: float
    start: float

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers are allowed."""
        return isinstance(self.start, int)

    @property
    def is_lever(self) -> bool:
        """Whether it belongs to the programme, and not to the world."""
        return self.path.startswith("programme.")


def sliders_of(
    scenario: Scenario, asked: Sequence[str] | Mapping[str, tuple[float, float]] | None = None
) -> tuple[Slider, ...]:
    """Return the sliders of a scenario's board, the world's before the programme's.

    Args:
        scenario: whose parameters they are.
        asked: dotted paths, with their ends or without; None for a handful that matters. Paths of
            a measure that the programme does not have are passed over.

    Raises:
        InputError: there is no such parameter, it is no number, or no range is known for it.
    """
    known = {one.path: one for one in parameters(scenario)}
    if asked is None:
        paths = (*_uncertain(scenario), *_levers(scenario))
        return tuple(_slider(known[path]) for path in paths if _ends(known[path]) is not None)
    ends: Mapping[str, tuple[float, float]] = asked if isinstance(asked, Mapping) else {}
    return tuple(_asked(known, path, ends.get(path)) for path in _at_hand(asked, known))


def _uncertain(scenario: Scenario) -> Iterator[str]:
    """Yield what is least sure of the world: the deepest wave of cuts, and customers' terms."""
    waves = {
        f"insurers.{insurer}.waves.{wave}": found.share
        for insurer, table in scenario.world.insurers.items()
        for wave, found in table.waves.items()
    }
    if waves:
        deepest = max(waves, key=lambda path: waves[path])
        yield f"{deepest}.share"
        yield f"{deepest}.cancelled_share"
    yield "customers.terms_days"


def _levers(scenario: Scenario) -> Iterator[str]:
    """Yield one parameter a measure: what it is turned up by."""
    for measure in scenario.measures[:MOST_MEASURES]:
        lever = next((key for key in LEVERS if getattr(measure, key, None)), None)
        if lever is not None:
            yield f"programme.{measure.name}.{lever}"


def _at_hand(asked: Iterable[str], known: Mapping[str, Parameter]) -> Iterator[str]:
    """Yield the paths that are not those of a measure of another programme."""
    measures = {path.rsplit(".", 1)[0] for path in known}
    for path in asked:
        if not path.startswith("programme.") or path.rsplit(".", 1)[0] in measures:
            yield path


def _asked(known: Mapping[str, Parameter], path: str, ends: tuple[float, float] | None) -> Slider:
    if path not in known:
        raise InputError.of("no such parameter", "", nearest(path, known), key=path)
    found = known[path]
    if not _is_number(found.value):
        problem = f"{found.value!r} cannot be slid"
        raise InputError.of(problem, "a parameter whose value is one number", key=path)
    if ends is None and _ends(found) is None:
        allowed = f'give its ends: sliders={{"{path}": (low, high)}}'
        raise InputError.of("no range is known to slide over", allowed, key=path)
    return _slider(found, ends)


def _slider(found: Parameter, ends: tuple[float, float] | None = None) -> Slider:
    low, high = ends or _ends(found) or (0.0, 1.0)
    value = found.value
    whole = isinstance(value, int)
    low, high = min(low, value), max(high, value)
    step = _step(high - low, 1.0 if whole else 0.0)
    return Slider(found.path, found.meaning, found.unit, low, high, step, value)


def _ends(found: Parameter) -> tuple[float, float] | None:
    """Return the plausible range of a parameter; else from nothing to a multiple of its value."""
    if not _is_number(found.value):
        return None
    if found.plausible:
        return min(found.plausible), max(found.plausible)
    if found.value <= 0:
        return None
    low = 0.0 if found.low is None else found.low
    high = found.value * (4 if found.unit == "EUR" else 2)
    return max(low, 0.0), high if found.high is None else min(high, found.high)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _step(width: float, least: float) -> float:
    """Return a round step (1, 2 or 5 times a power of ten) of about a fiftieth of a width.

    >>> _step(20_000, 0), _step(0.46, 0), _step(35, 1), _step(140, 1)
    (500.0, 0.01, 1.0, 5.0)
    """
    if width <= 0:
        return least or 1.0
    power = 10.0 ** math.floor(math.log10(width / STEPS))
    nice = next(n for n in (1, 2, 5, 10) if n * power >= width / STEPS * (1 - 1e-9))
    return max(round(nice * power, 12), least)
