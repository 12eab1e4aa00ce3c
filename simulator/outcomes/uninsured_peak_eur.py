"""Highest close of receivables that nobody would indemnify."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.outcomes.base import Outcome, peak


def receivables_of(record: Record, distributor: int) -> npt.NDArray[np.float64]:
    """Return what resellers owe a distributor at each close of the window, EUR."""
    insurers = record.book.cells[1]
    its = slice(distributor * insurers, (distributor + 1) * insurers)
    return np.asarray(record.used[record.measured, its].sum(axis=(1, 2)) / 100)


class UninsuredPeak(Outcome):
    """Highest close of receivables that nobody would indemnify."""

    unit, better = "EUR", "lower"
    meaning = "Highest close of receivables that nobody would indemnify."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return peak(record.uninsured[record.measured] / 100)

    def daily(self, record: Record) -> dict[str, Any]:
        """Return it at each close."""
        return {
            "uninsured_eur": record.uninsured[record.measured] / 100,
            "own_risk_limit_eur": record.limits[record.measured][:, :, -1].sum(axis=1) / 100,
            **{
                f"receivables_eur:{name}": receivables_of(record, code)
                for code, name in enumerate(record.portfolio.distributors)
            },
        }
