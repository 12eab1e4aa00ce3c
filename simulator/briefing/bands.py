"""A daily series of a briefing as a band over replications."""

from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Band:
    """A daily series over replications: the 10th, 50th and 90th percentile at each date."""

    low: pd.Series
    middle: pd.Series
    high: pd.Series

    @property
    def dates(self) -> list[date]:
        """The dates of the series."""
        return [day.date() for day in self.middle.index]
