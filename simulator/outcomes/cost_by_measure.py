"""What each measure costs the publisher."""

from typing import Any

import numpy as np

from simulator.book.record import Record
from simulator.outcomes.base import Outcome
from simulator.units import euros


class CostByMeasure(Outcome):
    """What each measure costs the publisher."""

    unit, better = "EUR", "lower"
    meaning = (
        "Discounts given, rebates and rewards accrued, funding and losses of fast payment, "
        "guarantees claimed less recoveries."
    )

    def values(self, record: Record, name: str) -> dict[str, float]:
        """Return `cost_<measure>_eur` for each measure."""
        return {
            f"cost_{measure}_eur": euros(int(costs.cents.sum()))
            for measure, costs in record.costs.items()
        }

    def daily(self, record: Record) -> dict[str, Any]:
        """Return what each measure has cost so far at each close."""
        days = record.calendar.business_days
        series = {}
        for measure, costs in record.costs.items():
            arisen = np.zeros(days, np.int64)
            np.add.at(arisen, costs.accrued_on, costs.cents)
            series[f"cost_accrued_eur:{measure}"] = np.cumsum(arisen)[record.measured] / 100
        return series
