"""How a parameter is declared: once, with unit, range, default, meaning and source."""

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from simulator.units import LARGEST_AMOUNT_EUR


class Table(BaseModel):
    """A TOML table: strict types, no unknown key, no infinite number, frozen once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def parameter(
    default: Any = ...,
    *,
    unit: str,
    meaning: str,
    low: float | None = None,
    high: float | None = None,
    source: str = "",
    grade: str = "",
    plausible: tuple[float, float, float] | None = None,
    example: Any = None,
) -> Any:
    """Return the declaration of a parameter (`default` omitted: required).

    Args:
        default: the value where a study says nothing.
        unit: "EUR", "days", "share", "per year", "count", "date", "name", ...
        meaning: one sentence that a credit manager understands.
        low, high: the range allowed, both ends included.
        source: where the default comes from.
        grade: A read in the source, B recalled, C estimated; empty for a convention.
        plausible: low, central and high for a sweep.
        example: what a required key might hold.
    """
    extra: dict[str, Any] = {"unit": unit, "source": source, "grade": grade}
    if plausible is not None:
        extra["plausible"] = list(plausible)
    if example is not None:
        extra["example"] = example
    return Field(default, ge=low, le=high, description=meaning, json_schema_extra=extra)


def _whole_cents(value: float) -> float:
    if Decimal(str(value)) * 100 % 1 != 0:
        raise ValueError("an amount in whole cents, at most two decimals")
    return value


def _rising_quantiles(table: list[list[float]]) -> list[list[float]]:
    if not table or any(len(row) != 2 for row in table):
        raise ValueError("a list of [share of cases, days] pairs, such as [[0.33, 0], [1.0, 30]]")
    shares, days = zip(*table, strict=True)
    if any(not 0 <= s <= 1 for s in shares) or any(d < 0 or d > 3650 for d in days):
        raise ValueError("shares in [0, 1] and days from 0 to 3,650")
    if any(b <= a for a, b in pairwise(shares)):
        raise ValueError("shares that rise from pair to pair")
    if any(b < a for a, b in pairwise(days)):
        raise ValueError("days that never fall from pair to pair")
    if shares[-1] != 1:
        raise ValueError("a last pair with share 1, for all cases")
    return table


def _ordered_range(values: list[float]) -> list[float]:
    if len(values) != 3 or not values[0] <= values[1] <= values[2]:
        raise ValueError("three numbers [low, central, high] in rising order")
    if values[0] < 0 or values[2] > 1:
        raise ValueError("shares in [0, 1]; 80 % is 0.80")
    return values


def _ordered_days(values: list[int]) -> list[int]:
    if len(values) != 3 or not 0 <= values[0] <= values[1] <= values[2] <= 3650:
        raise ValueError("three numbers of days [low, central, high] in rising order, 0 to 3,650")
    return values


def _dated_path(path: list[list[Any]]) -> list[list[Any]]:
    for row in path:
        if len(row) != 2 or type(row[0]) is not date or type(row[1]) not in (int, float):
            raise ValueError("a list of [date, factor] pairs, such as [[2009-02-01, 1.5]]")
        if not 0 <= row[1] <= 1000:
            raise ValueError("factors from 0 to 1,000")
    days = [row[0] for row in path]
    if any(b <= a for a, b in pairwise(days)):
        raise ValueError("dates that rise from pair to pair")
    return path


def _mix(shares: dict[str, float]) -> dict[str, float]:
    if any(not 0 <= s <= 1 for s in shares.values()):
        raise ValueError("shares in [0, 1]; 80 % is 0.80")
    total = sum(shares.values())
    if abs(total - 1) > 1e-9:
        raise ValueError(f"shares that sum to 1 (they sum to {total:.9g})")
    return shares


def _months(values: list[float]) -> list[float]:
    if len(values) != 12 or any(not 0 <= v <= 100 for v in values):
        raise ValueError("twelve factors from 0 to 100, January first")
    if abs(sum(values) / 12 - 1) > 1e-9:
        raise ValueError(f"twelve factors with mean 1 (their mean is {sum(values) / 12:.9g})")
    return values


def _by_rating(values: list[float]) -> list[float]:
    if len(values) != 10 or any(not 0 <= v <= 1000 for v in values):
        raise ValueError("ten numbers from 0 to 1,000, one for each rating, the best first")
    return values


def _hazards(values: list[float]) -> list[float]:
    if len(values) != 10 or any(not 0 <= v <= 1 for v in values):
        raise ValueError("ten rates per year in [0, 1], the best rating first; 3.3 % is 0.033")
    return values


Euros = Annotated[float, Field(ge=0, le=LARGEST_AMOUNT_EUR), AfterValidator(_whole_cents)]
Share = Annotated[float, Field(ge=0, le=1)]
Quantiles = Annotated[list[list[float]], AfterValidator(_rising_quantiles)]
"""[[share of cases, days], ...]: days at that share, straight lines between, 0 days at share 0
(a first pair [s, d] means that d is reached at s; a jump is written by two close shares)."""
ShareRange = Annotated[list[float], AfterValidator(_ordered_range)]
"""[low, central, high] of a triangular distribution of shares."""
DayRange = Annotated[list[int], AfterValidator(_ordered_days)]
"""[low, central, high] of a triangular distribution of days."""
DatedPath = Annotated[list[list[Any]], AfterValidator(_dated_path)]
"""[[date, factor], ...]: a step function that is 1 before the first date."""
Mix = Annotated[dict[str, float], AfterValidator(_mix)]
Months = Annotated[list[float], AfterValidator(_months)]
ByRating = Annotated[list[float], AfterValidator(_by_rating)]
Hazards = Annotated[list[float], AfterValidator(_hazards)]
"""Rates per year by rating, 1 (best) first."""
