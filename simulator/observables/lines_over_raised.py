"""What the publisher's lines came to, over the limits that came back on a day."""

import numpy as np

from simulator.book.record import Record
from simulator.book.state import INSURED, PUBLIC
from simulator.observables.base import OnADay, accounts_of, cells_of, history_of
from simulator.outcomes.base import ratio
from simulator.study.fields import parameter


class LinesOverRaised(OnADay):
    """Highest close of the publisher's lines over what limits were raised by on a day."""

    distributor: str | None = parameter(
        None, unit="name", meaning="The wholesaler whose accounts are meant; none: all."
    )

    unit = "ratio"
    meaning = "Highest close of publisher lines' limits over the day's rises of other limits."

    def measure(self, record: Record) -> float:
        """Return it; NaN if no limit was raised on the day (or the next one with business)."""
        ordinal = record.calendar.ordinal_from(record.calendar.number(self.on))
        its = accounts_of(record, self.distributor)
        moves = [history_of(record).moved(ordinal, ordinal, line) for line in (INSURED, PUBLIC)]
        raised = sum(
            int(np.maximum(m["after"] - m["before"], 0)[its[m["account"]]].sum()) for m in moves
        )
        lines = record.limits[:, cells_of(record, self.distributor)][:, :, record.publisher_places]
        return ratio(int(lines.sum(axis=(1, 2)).max()), raised)
