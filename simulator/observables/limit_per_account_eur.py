"""The insured limit of an account on a day."""

from typing import Literal

import numpy as np

from simulator.book.record import Record
from simulator.book.state import INSURED
from simulator.observables.base import OnADay, close_of, history_of
from simulator.study.fields import parameter


class LimitPerAccount(OnADay):
    """Mean or median insured limit over the accounts that have one."""

    statistic: Literal["mean", "median"] = parameter(
        "mean", unit="name", meaning="Mean or median over accounts."
    )

    unit = "EUR"
    meaning = "Mean or median of the insured limits above zero at the day's close."

    def measure(self, record: Record) -> float:
        """Return it; NaN if no account has a limit."""
        limits = history_of(record).at(close_of(record, self.on), INSURED)
        granted = limits[limits > 0]
        if len(granted) == 0:
            return float("nan")
        middle = np.mean(granted) if self.statistic == "mean" else np.median(granted)
        return float(middle) / 100
