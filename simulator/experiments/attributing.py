"""What each measure is worth: its Shapley value in what the programme changes.

A programme changes an outcome by more or less than its measures alone would: they help or replace
each other. A measure's Shapley value is what it adds on average over all orders in which measures
may be put together (Shapley 1953); the values of all measures sum to what the whole programme
changes, in every replication. All subsets are run, or orders are drawn, each with its reverse
(Mitchell et al. 2022).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial, nan
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.experiments.tasks import Model, shipped
from simulator.outcomes.base import Measured
from simulator.streams import Stream
from simulator.study.scenario import Scenario

MEASURE = "measure"
"""The dimension of the groups in which shares are kept."""

Floats = npt.NDArray[np.float64]
Subset = frozenset[int]


class _Record(NamedTuple):
    values: dict[Subset, dict[str, float]]
    names: tuple[str, ...]


@dataclass(frozen=True)
class Attributing:
    """A model of a programme whose outcomes are its measures' shares in what it changes.

    Attributes:
        outcomes: which.
        orders: how many orders of measures are drawn; 0: all subsets are run.
        model: what runs; None for the shipped one.
    """

    outcomes: tuple[str, ...]
    orders: int = 0
    model: Model | None = None

    def prepare(self, scenario: Scenario) -> Any:
        """Return what the model prepares; a programme is no part of it."""
        return self._model.prepare(scenario)

    def draw(self, scenario: Scenario, prepared: Any, seed: int, replication: int) -> Any:
        """Return the chance that all runs of a replication share, and which orders are drawn."""
        count = len(scenario.measures)
        orders = drawn_orders(count, self.orders, seed, replication)
        return self._model.draw(scenario, prepared, seed, replication), orders

    def run(
        self,
        scenario: Scenario,
        prepared: Any,
        draws: Any,
        check: bool = False,
        audit: bool = False,
    ) -> Any:
        """Return the outcomes of every subset of measures that is needed."""
        del audit
        chance, orders = draws
        count = len(scenario.measures)
        subsets = prefixes(orders) if self.orders else every_subset(count)
        values = {}
        for subset in subsets:
            some = tuple(m for place, m in enumerate(scenario.measures) if place in subset)
            record = self._model.run(replace(scenario, measures=some), prepared, chance, check)
            measured = self._model.measure(record).values
            values[subset] = {name: _worth(measured, name) for name in self.outcomes}
        return _Record(values, tuple(m.name for m in scenario.measures)), orders

    def measure(self, record: Any, audit: bool = False) -> Measured:
        """Return each measure's share of each outcome's change, and the change of the whole."""
        del audit
        run, orders = record
        count = len(run.names)
        rows, values = [], {}
        for outcome in self.outcomes:
            worth = {subset: one[outcome] for subset, one in run.values.items()}
            shares = sampled_shares(worth, orders) if self.orders else exact_shares(worth, count)
            whole = worth[frozenset(range(count))] - worth[frozenset()]
            rows += [
                (outcome, MEASURE, name, float(share))
                for name, share in zip(run.names, shares, strict=True)
            ]
            values[outcome] = whole
        return Measured(values, {}, rows, [], {})

    @property
    def _model(self) -> Model:
        return self.model or shipped()


def _worth(values: dict[str, float], outcome: str) -> float:
    """Return an outcome of a subset; a measure that is not in it costs nothing."""
    return values.get(outcome, 0.0 if outcome.startswith("cost_") else nan)


def every_subset(count: int) -> list[Subset]:
    """Return all subsets of so many measures, the smaller ones first."""
    return [
        frozenset(chosen)
        for size in range(count + 1)
        for chosen in combinations(range(count), size)
    ]


def exact_shares(worth: dict[Subset, float], count: int) -> Floats:
    """Return each measure's Shapley value from the worth of all subsets, (count,).

    >>> exact_shares(
    ...     {frozenset(): 0.0, frozenset({0}): 1.0, frozenset({1}): 2.0, frozenset({0, 1}): 4.0}, 2
    ... ).tolist()
    [1.5, 2.5]
    """
    shares = np.zeros(count)
    for place in range(count):
        for subset, value in worth.items():
            if place not in subset:
                size = len(subset)
                weight = factorial(size) * factorial(count - size - 1) / factorial(count)
                shares[place] += weight * (worth[subset | {place}] - value)
    return shares


def drawn_orders(count: int, orders: int, seed: int, replication: int) -> list[list[int]]:
    """Return orders of measures, each followed by its reverse."""
    pairs = -(-orders // 2)
    if pairs == 0:
        return []
    uniforms = Stream(seed, replication, "shapley").uniforms(
        np.arange(pairs, dtype=np.uint64), count
    )
    found: list[list[int]] = []
    for row in uniforms:
        order = np.argsort(row, kind="stable").tolist()
        found += [order, order[::-1]]
    return found


def prefixes(orders: Sequence[Sequence[int]]) -> list[Subset]:
    """Return what is together at each step of each order, each subset once."""
    steps = (frozenset(order[:size]) for order in orders for size in range(len(order) + 1))
    return list(dict.fromkeys(steps))


def sampled_shares(worth: dict[Subset, float], orders: Sequence[Sequence[int]]) -> Floats:
    """Return each measure's mean contribution over orders; they sum to the whole's exactly."""
    shares = np.zeros(len(orders[0]))
    for order in orders:
        for size, place in enumerate(order):
            shares[place] += worth[frozenset(order[: size + 1])] - worth[frozenset(order[:size])]
    return shares / len(orders)
