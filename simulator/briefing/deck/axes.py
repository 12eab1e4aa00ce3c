"""Axes of native charts: round steps, and formats that leave values in the results' units."""

import math

STEPS = (1, 2, 5)


def ticks(low: float, high: float) -> tuple[float, float, float]:
    """Return an axis' lower and upper end and its step: a round one, of which four to nine fit.

    >>> ticks(0.0, 0.045)
    (0.0, 0.05, 0.01)
    """
    spread = max(high - low, 1e-12)
    power = 10.0 ** math.floor(math.log10(spread / 4))
    step = max(s * power for s in STEPS if s * power <= spread / 4 * (1 + 1e-9))
    ends = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    return round(ends[0], 12), round(ends[1], 12) or step, round(step, 12)


def number_format(unit: str, step: float, largest: float) -> str:
    r"""Return the format of an axis, whose values stay in the unit of the results.

    >>> number_format("EUR", 500_000, 2_000_000), number_format("share", 0.01, 0.05)
    ('#,##0.0,,"\xa0M€"', '0"\xa0"%')
    """
    factor, ending = 1.0, ""
    if unit == "EUR":
        thousands = 2 if largest >= 1e6 else 1 if largest >= 1e4 else 0
        factor = 1000.0**-thousands
        ending = "," * thousands + ('"\xa0€"', '"\xa0k€"', '"\xa0M€"')[thousands]
    elif unit == "share":
        factor, ending = 100.0, '"\xa0"%'
    decimals = max(0, -math.floor(math.log10(step * factor) + 1e-9))
    whole = "0" if ending == '"\xa0"%' else "#,##0"
    return whole + ("." + "0" * decimals if decimals else "") + ending
