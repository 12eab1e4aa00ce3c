"""One replication of the full market: CPU time by stage, orders, memory."""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from statistics import median
from typing import Any

import simulator
from benchmarks.measuring import (
    SEED,
    STUDY,
    calendar_days,
    cpu_times,
    describe_machine,
    in_a_process,
    peak_megabytes,
)
from simulator import model, staging
from simulator.book.book import Book

GOAL_SECONDS, GOAL_MEGABYTES = 0.4, 500
INSIDE = (
    (model, "placed_orders"),
    (staging, "open_book"),
    (Book, "advance"),
    (model, "check_identities"),
    (model, "post_crowd"),
)
"""Parts of a run that are timed from outside; the rest is institutions and SimPy."""


class Stages:
    """CPU seconds by stage, one list entry a replication."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.inside: dict[str, float] = {}

    def replicate(self, scenario: Any, prepared: Any, number: int) -> int:
        """Draw, run and measure one replication; return its number of orders."""
        self.inside = {name: 0.0 for _, name in INSIDE}
        marks = [time.process_time()]
        draws = model.draw(scenario, prepared, SEED, number)
        marks.append(time.process_time())
        record = model.run(scenario, prepared, draws)
        marks.append(time.process_time())
        model.measure(record)
        marks.append(time.process_time())
        draw, run, measure = (after - before for before, after in pairwise(marks))
        for stage, seconds in {
            "draw": draw,
            "run": run,
            **{f"  {name}": spent for name, spent in self.inside.items()},
            "  institutions": run - sum(self.inside.values()),
            "measure": measure,
        }.items():
            self.seconds[stage].append(seconds)
        return len(draws.orders)

    def watch(self) -> None:
        """Put a stop-watch around the parts of a run."""
        for owner, name in INSIDE:
            setattr(owner, name, self._timed(name, getattr(owner, name)))

    def _timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                self.inside[name] += time.process_time() - began

        return timed


def once(programme: str) -> None:
    """Run one replication in this process and print its peak memory, before and after."""
    scenario = simulator.load(STUDY).scenario(programme=programme)
    prepared, before = model.prepare(scenario), peak_megabytes()
    Stages().replicate(scenario, prepared, 0)
    print(json.dumps([before, peak_megabytes()]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programme", default="lines-only")
    parser.add_argument("--repetitions", type=int, default=10)
    parser.add_argument("--once", action="store_true", help="used for the memory")
    asked = parser.parse_args()
    if asked.once:
        once(asked.programme)
        return
    describe_machine()
    scenario = simulator.load(STUDY).scenario(programme=asked.programme)
    prepared, stages, orders = model.prepare(scenario), Stages(), []
    stages.watch()
    times = cpu_times(
        lambda k: orders.append(stages.replicate(scenario, prepared, k)), asked.repetitions
    )
    resellers, days = prepared.portfolio.resellers, calendar_days(prepared.calendar)
    print(f"{STUDY}, {asked.programme}: {resellers:,} resellers, {days} days")
    print(f"orders       {median(orders):,.0f}")
    print(f"CPU          {times}; goal {GOAL_SECONDS} s")
    for stage, seconds in stages.seconds.items():
        counted = seconds[1:]
        print(
            f"  {stage:20s} min {1e3 * min(counted):6.1f} ms, median {1e3 * median(counted):6.1f}"
        )
    print(f"reseller-days {resellers * days / times.least / 1e6:.1f} million a CPU second")
    before, after = in_a_process(
        "benchmarks.replication", ["--once", f"--programme={asked.programme}"]
    )
    print(
        f"peak memory  {after:.0f} MB, {before:.0f} of it before the draws; goal {GOAL_MEGABYTES}"
    )


if __name__ == "__main__":
    main()
