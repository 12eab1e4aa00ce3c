"""What the programme costs the publisher: the sum of its measures' costs."""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.costs import Costs, together
from simulator.book.record import Record
from simulator.outcomes.base import Groups, Outcome
from simulator.units import euros


class ProgrammeCost(Outcome):
    """What the programme costs the publisher: the sum of its measures' costs."""

    unit, better = "EUR", "lower"
    meaning = "All that the measures cost the publisher: the sum of their costs."

    def measure(self, record: Record) -> float:
        """Return it over the measured window, EUR."""
        return euros(int(together(list(record.costs.values())).cents.sum()))

    def groups(self, record: Record) -> Groups:
        """Return it by product and reseller: kind, home distributor and insurer, decile, EUR."""
        costs = together(list(record.costs.values()))
        book, portfolio = record.book, record.portfolio
        reseller = np.searchsorted(book.resellers["first_item"], costs.items, side="right") - 1
        home = book.resellers["first_account"][reseller]
        distributors, insurers = book.cells
        places = {
            "product": (book.items["product"][costs.items], len(portfolio.products)),
            "kind": (portfolio.kind[reseller], len(portfolio.kinds)),
            "distributor": (book.accounts["distributor"][home], distributors),
            "insurer": (book.accounts["insurer"][home], insurers),
            "decile": (record.decile[reseller], 10),
        }
        return {name: _summed(costs, *place) for name, place in places.items()}


def _summed(costs: Costs, codes: npt.NDArray[Any], size: int) -> npt.NDArray[np.float64]:
    sums = np.zeros(size, np.int64)
    np.add.at(sums, codes, costs.cents)
    return sums / 100
