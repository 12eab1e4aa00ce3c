"""Indemnities paid and noticed over premiums earned."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.book.state import DRAWN, INSURED, ledger_column
from simulator.outcomes.base import Groups, Outcome, ratio, ratios
from simulator.units import billionths, shares_of


def premiums(record: Record) -> list[int]:
    """Return the premium earned by each insurer on the window's insured turnover, cents."""
    turnover = record.flow(ledger_column(INSURED, DRAWN))[record.measured].sum(axis=0)
    by_insurer = turnover.reshape(record.book.cells).sum(axis=0)
    insurers = [record.world.insurers[name] for name in record.portfolio.insurers]
    rates = np.array([billionths(i.premium_rate) for i in insurers] or [0], np.int64)
    return [int(premium) for premium in shares_of(by_insurer, rates)]


def by_insurer(record: Record, stock: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return the insured line of a stock (b, c, l) by insurer at each close of the window, EUR."""
    insured = stock[record.measured, :, INSURED]
    cells = insured.reshape(len(insured), *record.book.cells)
    return np.asarray(cells.sum(axis=1) / 100)


class InsurerLossRatio(Outcome):
    """Indemnities paid and noticed over premiums earned."""

    unit, better = "ratio", "neither"
    meaning = "Indemnities paid and noticed over premiums earned in the window."

    def measure(self, record: Record) -> float:
        """Return the ratio over all insurers, NaN without premiums."""
        return ratio(record.borne(INSURED), sum(premiums(record)))

    def groups(self, record: Record) -> Groups:
        """Return the ratio by insurer."""
        its = record.claims_measured
        code = record.portfolio.account_insurer[record.claims.account[its]]
        noticed = np.zeros(record.book.cells[1])
        np.add.at(noticed, np.maximum(code, 0), record.claims.borne[its, INSURED])
        return {"insurer": ratios(noticed, premiums(record))}

    def daily(self, record: Record) -> dict[str, Any]:
        """Return what insurers grant, in all and each, and what of it is used, EUR."""
        limits = by_insurer(record, record.limits)
        names = record.portfolio.insurers
        return {
            "insured_limit_eur": limits.sum(axis=1),
            "insured_used_eur": by_insurer(record, record.used).sum(axis=1),
            **{f"insured_limit_eur:{name}": limits[:, code] for code, name in enumerate(names)},
        }
