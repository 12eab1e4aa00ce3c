"""What every outcome has, and what the measuring of one run gives."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Series = tuple[npt.NDArray[np.datetime64], npt.NDArray[np.float64]]
"""Dates (datetime64[D]) and values, one a close."""


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
