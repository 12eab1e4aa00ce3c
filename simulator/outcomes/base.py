"""What every outcome has, and what the measuring of one run gives."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.book.state import BLOCK_CAUSES
from simulator.book.tallies import BLOCKED_BY_CAUSE, DAY_BLOCKED_BY_CAUSE, Tallies
from simulator.units import NEVER, euros

Series = tuple[npt.NDArray[np.datetime64], npt.NDArray[np.float64]]
"""Dates (datetime64[D]) and values, one a close."""
Groups = dict[str, npt.NDArray[np.float64]]
"""By dimension (product, kind, distributor, insurer, decile): one value a group."""


@dataclass(frozen=True)
class Measured:
    """What one replication of one scenario came to.

    Attributes:
        values: headline outcomes by name; NaN where one is not defined (no demand, no premium).
        daily: series by name; a name may end in `:<group>`.
        groups: (outcome, dimension, group, value) rows.
        flows: (from sector, to sector, kind, cents) over the measured window.
        audit: the tables of the audit by name, empty unless asked for.
    """

    values: dict[str, float]
    daily: dict[str, Series]
    groups: list[tuple[str, str, str, float]]
    flows: list[tuple[str, str, str, int]]
    audit: dict[str, Any]


class Outcome:
    """One outcome: a pure function of the record, with a unit and a better direction."""

    unit: ClassVar[str]
    better: ClassVar[Literal["lower", "higher", "neither"]]
    meaning: ClassVar[str]

    def measure(self, record: Record) -> float:
        """Return the outcome over the measured window."""
        raise TypeError(f"{type(self).__name__} does not measure one number")

    def values(self, record: Record, name: str) -> dict[str, float]:
        """Return the outcome under its name; an outcome of many numbers names them itself."""
        return {name: self.measure(record)}

    def daily(self, record: Record) -> dict[str, npt.NDArray[Any]]:
        """Return the series that belong to the outcome, one value a business day of the window."""
        return {}

    def groups(self, record: Record) -> Groups:
        """Return the outcome by group, for each dimension in which it is defined."""
        return {}


class BlockedByOneCause(Outcome):
    """The part of blocked value that one cause blocked; the causes' parts add up to all of it."""

    unit, better = "EUR", "lower"
    cause: ClassVar[str]

    def measure(self, record: Record) -> float:
        """Return the value, EUR."""
        return euros(int(record.totals[BLOCKED_BY_CAUSE + BLOCK_CAUSES.index(self.cause)]))

    def groups(self, record: Record) -> Groups:
        """Return the value by group, EUR."""
        cents = tallied(record, BLOCKED_BY_CAUSE + BLOCK_CAUSES.index(self.cause))
        return {name: values / 100 for name, values in cents.items()}

    def daily(self, record: Record) -> dict[str, npt.NDArray[Any]]:
        """Return the day's value, EUR."""
        day = record.day(DAY_BLOCKED_BY_CAUSE + BLOCK_CAUSES.index(self.cause))
        return {f"blocked_eur:{self.cause}": day / 100}


def tallied(record: Record, column: int) -> Groups:
    """Return a column of the tallies by each dimension, cents."""
    return {name: table[:, column].astype(np.float64) for name, table in _tables(record.tallies)}


def tallied_ratio(record: Record, column: int, over: int) -> Groups:
    """Return one column of the tallies over another by each dimension, NaN where over nothing."""
    return {
        name: ratios(table[:, column], table[:, over]) for name, table in _tables(record.tallies)
    }


def _tables(tallies: Tallies) -> list[tuple[str, npt.NDArray[np.int64]]]:
    return [
        ("product", tallies.by_product),
        ("kind", tallies.by_kind),
        ("distributor", tallies.by_distributor),
        ("insurer", tallies.by_insurer),
        ("decile", tallies.by_decile),
    ]


def ratios(parts: npt.ArrayLike, wholes: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return parts / wholes, NaN where the whole is 0."""
    part, whole = np.asarray(parts, np.float64), np.asarray(wholes, np.float64)
    out = np.full(part.shape, np.nan)
    np.divide(part, whole, out=out, where=whole != 0)
    return out


def ratio(part: float, whole: float) -> float:
    """Return part / whole, NaN if the whole is 0."""
    return float(part) / float(whole) if whole else float("nan")


def counted(record: Record, resellers: npt.NDArray[np.bool_]) -> Groups:
    """Return how many resellers are chosen (n,), by kind, home distributor, insurer and decile."""
    home = record.book.resellers["first_account"]
    accounts, (distributors, insurers) = record.book.accounts, record.book.cells
    places = {
        "kind": (record.portfolio.kind, len(record.portfolio.kinds)),
        "distributor": (accounts["distributor"][home], distributors),
        "insurer": (accounts["insurer"][home], insurers),
        "decile": (record.decile, 10),
    }
    return {
        name: np.bincount(codes[resellers], minlength=size).astype(np.float64)
        for name, (codes, size) in places.items()
    }


def failed(record: Record, cause: int | None = None) -> npt.NDArray[np.bool_]:
    """Return which resellers failed in the window, of one cause or of any, (n,)."""
    resellers = record.book.resellers
    inside = (resellers["failed_on"] >= record.calendar.first_measured) & (
        resellers["failed_on"] < NEVER
    )
    return np.asarray(inside if cause is None else inside & (resellers["state"] == cause))


def peak(values: npt.NDArray[np.float64]) -> float:
    """Return the highest of a series, NaN if it has no value."""
    known = values[~np.isnan(values)]
    return float(known.max()) if len(known) else float("nan")


def publisher_lines(record: Record, stock: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the publisher's lines of a stock (b, c, l) at each close, by measure: (window, m) EUR.

    Args:
        stock: `record.limits` or `record.used`, cents.
    """
    cents = stock[record.measured][:, :, record.publisher_places].sum(axis=1)
    return np.asarray(cents / 100)


def by_measure(
    record: Record, name: str, stock: npt.NDArray[np.int64]
) -> dict[str, npt.NDArray[Any]]:
    """Return the series `name` of the publisher's lines, and `name:<measure>` for each, EUR."""
    lines = publisher_lines(record, stock)
    measures = [measure.name for measure in record.measures if measure.grants_line]
    parts = {f"{name}:{m}": lines[:, code] for code, m in enumerate(measures)}
    return {name: lines.sum(axis=1), **parts}
