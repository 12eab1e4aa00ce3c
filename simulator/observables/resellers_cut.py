"""Resellers whose limit is cut by more than so much on a day."""

from typing import Literal

import numpy as np

from simulator.book.record import Record
from simulator.book.state import INSURED
from simulator.observables.base import (
    OnADay,
    accounts_of,
    any_account,
    close_of,
    history_of,
    lives_at,
    reference_of,
)
from simulator.study.fields import Share, parameter


class ResellersCut(OnADay):
    """Living resellers with an account whose insured limit is cut by more than a share."""

    cut_by_more_than: Share = parameter(
        0.5, unit="share", meaning="Of the limit before the crisis, what more than which is gone."
    )
    accounts: Literal["any", "home"] = parameter(
        "any", unit="name", meaning="Whether any account counts, or the home account only."
    )
    distributor: str | None = parameter(
        None, unit="name", meaning="The wholesaler whose accounts are meant; none: all."
    )

    unit = "resellers"
    meaning = "Living resellers with an account whose insured limit is cut by more than a share."

    def measure(self, record: Record) -> float:
        """Return their number at the day's close; a limit that a fault keeps at zero is cut."""
        ordinal, reference = close_of(record, self.on), reference_of(record)
        limits = history_of(record).at(ordinal, INSURED)
        cut = (reference > 0) & (reference - limits > self.cut_by_more_than * reference)
        cut &= accounts_of(record, self.distributor)
        if self.accounts == "home":
            home = np.zeros(len(cut), bool)
            home[record.book.resellers["first_account"]] = True
            cut &= home
        return float((any_account(record, cut) & lives_at(record, ordinal)).sum())
