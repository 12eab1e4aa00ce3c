"""What turns uniforms into draws for a whole market at once: each draw is a quantile of its own."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from simulator.compiling import compiled, compiled_with_memory
from simulator.streams import normal

Floats = npt.NDArray[np.float64]


@compiled_with_memory
def normals(u: Floats) -> Floats:
    """Return the standard normal quantiles of `u` in (0, 1), shape (n,)."""
    z = np.empty(u.shape[0])
    for i in range(u.shape[0]):
        z[i] = normal(u[i])
    return z


def triangular(u: Floats, low: Floats, mode: Floats, high: Floats) -> Floats:
    """Return the quantiles of `u` of triangular distributions, all of shape (n,).

    >>> triangular(*(np.array([x]) for x in (0.5, 0.0, 0.5, 1.0))).tolist()
    [0.5]
    """
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u * (high - low) < mode - low, rising, falling)


def table_of(pairs: Sequence[Sequence[float]]) -> Floats:
    """Return quantile pairs (share of cases, days) as an array (k, 2) that begins at share 0."""
    table = np.array(pairs, np.float64)
    return table if table[0, 0] == 0 else np.vstack([[0.0, 0.0], table])


@compiled
def days_at(table: Floats, u: float) -> int:
    """Return the whole days, rounded to nearest, at quantile `u` of a `table` (k, 2)."""
    k = 1
    while table[k, 0] < u:
        k += 1
    slope = (table[k, 1] - table[k - 1, 1]) / (table[k, 0] - table[k - 1, 0])
    return int(np.rint(table[k - 1, 1] + (u - table[k - 1, 0]) * slope))


@compiled_with_memory
def days_of(table: Floats, u: Floats) -> npt.NDArray[np.int16]:
    """Return the whole days at each quantile `u` (n,) of a `table` (k, 2)."""
    days = np.empty(u.shape[0], np.int16)
    for i in range(u.shape[0]):
        days[i] = days_at(table, u[i])
    return days


def mean_of(table: Floats) -> float:
    """Return the mean of the days that a `table` (k, 2) describes.

    >>> mean_of(table_of([[0.5, 0], [1.0, 30]]))
    7.5
    """
    return float(np.trapezoid(table[:, 1], table[:, 0]))
