"""Accounts whose limit insurers revised downwards in a window."""

import numpy as np

from simulator.book.record import Record
from simulator.observables.base import OfRevisions


class AccountsRevised(OfRevisions):
    """Accounts whose limit was revised downwards once or more."""

    unit = "accounts"
    meaning = "Accounts whose insured limit fell once or more; at one wholesaler, its customers."

    def measure(self, record: Record) -> float:
        """Return their number."""
        return float(len(np.unique(self.revisions(record)["account"])))
