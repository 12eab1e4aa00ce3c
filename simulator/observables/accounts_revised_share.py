"""The share of insured accounts whose limit was revised downwards in a window."""

import numpy as np

from simulator.book.record import Record
from simulator.book.state import INSURED
from simulator.observables.base import OfRevisions, accounts_of, history_of, ordinals_in
from simulator.outcomes.base import ratio


class AccountsRevisedShare(OfRevisions):
    """Share of insured accounts whose limit was revised downwards once or more."""

    unit = "share"
    meaning = "Accounts revised in the window over those with a limit at the close before it."

    def measure(self, record: Record) -> float:
        """Return it; NaN if no account had a limit."""
        first, _ = ordinals_in(record, self.starts, self.ends)
        granted = history_of(record).at(first - 1, INSURED) > 0
        insured = int((granted & accounts_of(record, self.distributor)).sum())
        revised = len(np.unique(self.revisions(record)["account"]))
        return ratio(revised, insured)
