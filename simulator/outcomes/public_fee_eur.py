"""What wholesalers owe the state for its public lines."""

import numpy as np

from simulator.book.public_fees import public_fees
from simulator.book.record import Record
from simulator.outcomes.base import Groups, Outcome
from simulator.units import euros


class PublicFee(Outcome):
    """What wholesalers owe the state for its public lines."""

    unit, better = "EUR", "lower"
    meaning = "Fees that wholesalers owe the state for the window's public lines, used or not."

    def measure(self, record: Record) -> float:
        """Return the fees for the days of the measured window, paid in it or later."""
        return euros(sum(by_distributor(record)))

    def groups(self, record: Record) -> Groups:
        """Return them by wholesaler."""
        return {"distributor": np.array(by_distributor(record)) / 100}


def by_distributor(record: Record) -> list[int]:
    """Return the fees for the days of the measured window by wholesaler, cents."""
    last = record.calendar.last_day
    return [
        sum(owed for _, owed in public_fees(record, code, 0, last))
        for code in range(len(record.portfolio.distributors))
    ]
