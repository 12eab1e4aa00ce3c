"""What each measure costs on orders that came anyway, and on orders that it brought.

A replication is run with the programme and, for each measure, with the programme less that measure,
on the same draws. A cost is *deadweight* if the order to which it belongs is delivered in the run
without the measure, else *incremental*.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.book.record import Record
from simulator.book.state import OPENING
from simulator.experiments.tasks import Model, shipped
from simulator.outcomes.base import Measured
from simulator.study.scenario import Scenario
from simulator.units import euros

PARTS = ("cost", "deadweight", "incremental")


class Parts(NamedTuple):
    """What a measure cost in one replication, cents; deadweight + incremental = cost."""

    cost: int
    deadweight: int
    incremental: int


@dataclass(frozen=True)
class Splitting:
    """A model of a programme whose outcomes are its measures' costs, split.

    Attributes:
        model: what runs; None for the shipped one.
    """

    model: Model | None = None

    def prepare(self, scenario: Scenario) -> Any:
        """Return what the model prepares; a programme is no part of it."""
        return self._model.prepare(scenario)

    def draw(self, scenario: Scenario, prepared: Any, seed: int, replication: int) -> Any:
        """Return the chance that all runs of a replication share."""
        return self._model.draw(scenario, prepared, seed, replication)

    def run(
        self,
        scenario: Scenario,
        prepared: Any,
        draws: Any,
        check: bool = False,
        audit: bool = False,
    ) -> dict[str, Parts]:
        """Return each measure's cost and its parts: one run with all, one without each."""
        whole = self._model.run(scenario, prepared, draws, check, audit)
        split = {}
        for name, costs in whole.costs.items():
            without = whole
            if len(costs.items):
                without = self._model.run(less(scenario, name), prepared, draws, check, audit)
            split[name] = parts_of(whole, without, name)
        return split

    def measure(self, record: dict[str, Parts], audit: bool = False) -> Measured:
        """Return the parts of each measure's cost, and of the programme's, EUR; no audit."""
        del audit
        groups = list(_rows(record))
        totals = {
            f"programme_{part}_eur": euros(sum(getattr(one, part) for one in record.values()))
            for part in PARTS
        }
        named = {f"{part}_{measure}_eur": value for part, _, measure, value in groups}
        return Measured({**named, **totals}, {}, groups, [], {})

    @property
    def _model(self) -> Model:
        return self.model or shipped()


def _rows(split: dict[str, Parts]) -> Iterator[tuple[str, str, str, float]]:
    for measure, parts in split.items():
        for part in PARTS:
            yield part, "measure", measure, euros(getattr(parts, part))


def less(scenario: Scenario, name: str) -> Scenario:
    """Return a scenario without one of its measures, for a run; it says nothing of its inputs."""
    return replace(scenario, measures=tuple(m for m in scenario.measures if m.name != name))


def parts_of(whole: Record, without: Record, name: str) -> Parts:
    """Return what a measure cost in a run, by whether the order came in the run without it too."""
    costs = whole.costs[name]
    ours, theirs = orders_of(whole), orders_of(without)
    came = np.flatnonzero(without.book.items["delivered"] >= 0)
    came = came[without.book.items["fate"][came] != OPENING]
    width = ours.max(axis=0, initial=0)
    width = 1 + np.maximum(width, theirs.max(axis=0, initial=0))
    anyway = np.isin(_numbers(ours[costs.items], width), _numbers(theirs[came], width))
    cost, deadweight = int(costs.cents.sum()), int(costs.cents[anyway].sum())
    return Parts(cost, deadweight, cost - deadweight)


def orders_of(record: Record) -> npt.NDArray[np.int64]:
    """Return what is one order in all programmes of a replication, (items, 3).

    The reseller's row, the layer of further orders from which it comes (0: the base book), and its
    number there; opening invoices have −1 for a layer.
    """
    resellers, items = record.book.resellers, record.book.items
    counts = resellers["end_item"] - resellers["first_item"]
    owners = np.repeat(np.arange(len(resellers)), counts)
    known = np.stack([owners, np.full(len(items), -1), np.zeros(len(items), np.int64)], axis=1)
    is_order, orders = items["fate"] != OPENING, record.orders
    if orders.source is None or orders.number is None:
        number = np.arange(len(items)) - resellers["first_order"][owners] + 1
        known[is_order, 1], known[is_order, 2] = 0, number[is_order]
    else:
        known[is_order, 1], known[is_order, 2] = orders.source, orders.number
    return known


def _numbers(orders: npt.NDArray[np.int64], width: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return one number for each order (k, 3), no two alike below `width` (3,)."""
    reseller, layer, number = orders.T
    return np.asarray((reseller * width[1] + layer) * width[2] + number, np.int64)
