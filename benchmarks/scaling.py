"""CPU time for each reseller in markets of 1,000 to 1,000,000, each in a fresh process."""

import argparse
import json
import time
from typing import Any

import simulator
from benchmarks.measuring import (
    SEED,
    STUDY,
    cpu_times,
    describe_machine,
    in_a_process,
    machine_memory_megabytes,
    peak_megabytes,
)
from simulator import model

SIZES = {1_000: 9, 10_000: 7, 100_000: 3, 1_000_000: 1}
"""Numbers of resellers, and how many replications of each are timed."""
HEADROOM = 1.2
"""How much more memory than estimated must be free."""


def one(resellers: int, repetitions: int) -> dict[str, Any]:
    """Return the CPU seconds and the memory of replications of a market of this size."""
    base = simulator.load(STUDY).scenario(programme="none")
    scenario = base.with_({"population.resellers": resellers})
    began = time.process_time()
    prepared = model.prepare(scenario)
    preparing = time.process_time() - began
    orders = []

    def replicate(number: int) -> None:
        draws = model.draw(scenario, prepared, SEED, number)
        orders.append(len(draws.orders))
        model.measure(model.run(scenario, prepared, draws))

    if resellers <= min(SIZES):
        replicate(0)
    times = cpu_times(replicate, repetitions, warm_up=int(repetitions > 1))
    return {
        "preparing": preparing,
        "least": times.least,
        "middle": times.middle,
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
        "  resellers      orders  prepare    CPU: min  median   per reseller  to linear   peak MB"
    )
    first, last = None, None
    for resellers, repetitions in SIZES.items():
        if resellers > asked.largest:
            break
        if last is not None:
            needed = HEADROOM * last["peak"] * resellers / last["resellers"]
            if needed > machine_memory_megabytes():
                print(f"{resellers:11,d}  needs about {needed:,.0f} MB, more than is free")
                break
        last = in_a_process("benchmarks.scaling", ["--one", str(resellers), str(repetitions)])
        last["resellers"] = resellers
        each = last["least"] / resellers
        first = first or each
        print(
            f"{resellers:11,d} {last['orders']:11,d} {last['preparing']:7.2f} s "
            f"{last['least']:9.3f} {last['middle']:7.3f} s {1e6 * each:10.1f} µs "
            f"{each / first:9.2f} {last['peak']:11,.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
