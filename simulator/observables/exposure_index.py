"""Insurers' exposure on a day, an earlier day's being 100."""

from datetime import date
from typing import Self

from pydantic import model_validator

from simulator.book.record import Record
from simulator.book.state import INSURED, Cents
from simulator.observables.base import OnADay, close_of
from simulator.outcomes.base import ratio
from simulator.study.fields import parameter


class ExposureIndex(OnADay):
    """Sum of insured limits at a day's close, an earlier day's being 100."""

    base_on: date = parameter(
        unit="date", meaning="The day whose sum is 100.", example="2008-09-30"
    )

    unit = "index"
    meaning = "Sum of the insured limits of all accounts at the day's close, the base's being 100."

    @model_validator(mode="after")
    def _after_its_base(self) -> Self:
        if self.on < self.base_on:
            raise ValueError(f"on ({self.on}) is before base_on ({self.base_on})")
        return self

    def measure(self, record: Record) -> float:
        """Return it; failed resellers have no limit any more."""
        granted: Cents = record.limits[:, :, INSURED].sum(axis=1)
        now, base = (int(granted[max(close_of(record, d), 0)]) for d in (self.on, self.base_on))
        return ratio(100.0 * now, base)
