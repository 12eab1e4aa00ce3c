"""What limits were raised by on a day."""

import numpy as np

from simulator.book.record import Record
from simulator.book.state import INSURED, PUBLIC
from simulator.observables.base import OnADay, accounts_of, history_of
from simulator.study.fields import parameter


class LimitsRaised(OnADay):
    """What insurers and the state raised limits by on a business day."""

    distributor: str | None = parameter(
        None, unit="name", meaning="The wholesaler whose accounts are meant; none: all."
    )

    unit = "EUR"
    meaning = "Sum of the rises of insured and public limits on the day, falls not set off."

    def measure(self, record: Record) -> float:
        """Return it; a day without business stands for the next one with business."""
        ordinal = record.calendar.ordinal_from(record.calendar.number(self.on))
        its, raised = accounts_of(record, self.distributor), 0
        for line in (INSURED, PUBLIC):
            moves = history_of(record).moved(ordinal, ordinal, line)
            rises = np.maximum(moves["after"] - moves["before"], 0)
            raised += int(rises[its[moves["account"]]].sum())
        return raised / 100
