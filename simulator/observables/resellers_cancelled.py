"""Resellers with a limit that is cancelled outright on a day."""

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
from simulator.study.fields import parameter


class ResellersCancelled(OnADay):
    """Living resellers with an account whose insured limit is cancelled."""

    distributor: str | None = parameter(
        None, unit="name", meaning="The wholesaler whose accounts are meant; none: all."
    )

    unit = "resellers"
    meaning = "Living resellers with an account whose insured limit is at zero and was not before."

    def measure(self, record: Record) -> float:
        """Return their number at the day's close; a limit that a fault keeps at zero counts."""
        ordinal = close_of(record, self.on)
        limits = history_of(record).at(ordinal, INSURED)
        cancelled = (reference_of(record) > 0) & (limits == 0)
        cancelled &= accounts_of(record, self.distributor)
        return float((any_account(record, cancelled) & lives_at(record, ordinal)).sum())
