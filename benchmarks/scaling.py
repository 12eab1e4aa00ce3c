"""CPU time for each reseller in markets of 1,000 to 1,000,000, each in a fresh process."""

import argparse
import json
import os
from typing import Any

import simulator
from benchmarks.measuring import (
    SEED,
    STUDY,
    cpu_times,
    describe_machine,
    free_megabytes,
    in_a_process,
    peak_megabytes,
)
from simulator import model

SIZES = {1_000: 9, 10_000: 7, 100_000: 3, 1_000_000: 2}
"""Numbers of resellers, and how many replications of each are timed."""
BASES = 1_000, 10_000
"""Sizes with whose time for each reseller the others are compared."""
HEADROOM = 1.2
"""How much more memory than estimated must be free."""


def one(resellers: int, repetitions: int) -> dict[str, Any]:
    """Return the CPU seconds and the memory of replications of a market of this size."""
    base = simulator.load(STUDY).scenario(programme="none")
    scenario = base.with_({"population.resellers": resellers})
    prepared = model.prepare(scenario)
    orders, system = [], []

    def replicate(number: int) -> None:
        before = os.times().system
        draws = model.draw(scenario, prepared, SEED, number)
        orders.append(len(draws.orders))
        model.measure(model.run(scenario, prepared, draws))
        system.append(os.times().system - before)

    times = cpu_times(replicate, repetitions, warm_up=int(repetitions > 1))
    best = times.seconds.index(times.least) - repetitions
    return {
        "least": times.least,
        "middle": times.middle,
        "system": system[best],
        "orders": orders[-1],
        "peak": peak_megabytes(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=100_000, help="up to 1,000,000")
    parser.add_argument("--one", type=int, nargs=2, help="resellers, repetitions: used within")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(one(*asked.one)))
        return
    describe_machine()
    print(
        "  resellers      orders   CPU: min    median  each reseller  of it system  "
        "to 1,000  to 10,000  peak MB"
    )
    each: dict[int, float] = {}
    peak = 0.0
    for resellers, repetitions in SIZES.items():
        needed = HEADROOM * peak * resellers / max(each, default=resellers)
        if resellers > asked.largest:
            break
        if needed > free_megabytes():
            print(f"{resellers:11,d}  needs about {needed:,.0f} MB, more than is free")
            break
        took = in_a_process("benchmarks.scaling", ["--one", str(resellers), str(repetitions)])
        each[resellers], peak = took["least"] / resellers, took["peak"]
        ratios = [f"{each[resellers] / each[n]:.2f}" if n in each else "" for n in BASES]
        print(
            f"{resellers:11,d} {took['orders']:11,d} "
            f"{took['least']:8.3f} s {took['middle']:7.3f} s "
            f"{1e6 * each[resellers]:11.1f} µs {1e6 * took['system'] / resellers:10.1f} µs "
            f"{ratios[0]:>9} {ratios[1]:>10} {peak:8,.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
