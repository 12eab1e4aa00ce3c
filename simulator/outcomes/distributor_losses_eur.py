"""Own-risk and uninsured parts of claims, less recoveries."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.outcomes.base import Groups, Outcome
from simulator.units import cents, euros


def cash_of(record: Record, distributor: str) -> npt.NDArray[np.int64]:
    """Return a distributor's cash at each close, (b,) cents: negative where it needs funding."""
    opening = cents(record.world.distributors[distributor].opening_cash_eur)
    return opening + np.cumsum(record.ledger.balance(f"distributors:{distributor}"))


class DistributorLosses(Outcome):
    """Own-risk and uninsured parts of claims, less recoveries."""

    unit, better = "EUR", "lower"
    meaning = "Own-risk and uninsured parts of claims, less recoveries expected and paid."

    def measure(self, record: Record) -> float:
        """Return it over the measured window."""
        return euros(record.borne(-1) - record.recovered(-1))

    def daily(self, record: Record) -> dict[str, Any]:
        """Return it at each close."""
        return {
            f"distributor_cash_eur:{name}": cash_of(record, name)[record.measured] / 100
            for name in record.portfolio.distributors
        }

    def groups(self, record: Record) -> Groups:
        """Return it by group."""
        claims, its = record.claims, record.claims_measured
        net = claims.borne[its, -1] - claims.recovered[its, -1]
        code = record.portfolio.account_distributor[claims.account[its]]
        losses = np.zeros(len(record.portfolio.distributors))
        np.add.at(losses, code, net / 100)
        return {"distributor": losses}
