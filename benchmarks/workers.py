"""Throughput of worker processes, as users run them, and of threads: replications a second."""

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median

import simulator
from benchmarks.measuring import SEED, STUDY, describe_machine
from simulator.experiments.tasks import Bench, Job

GOAL = 1.8
Run = Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--replications", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    describe_machine()
    scenario = simulator.load(STUDY).scenario(programme="lines-only")
    bench = Bench(Job((scenario,), SEED))

    def processes(workers: int) -> Run:
        return lambda: simulator.run(scenario, asked.replications, SEED, workers, progress=False)

    def threads() -> None:
        with ThreadPoolExecutor(asked.workers) as pool:
            list(pool.map(bench.replicate, range(asked.replications)))

    ways: dict[str, Run] = {
        "1 process": processes(1),
        f"{asked.workers} processes": processes(asked.workers),
        f"{asked.workers} threads": threads,
    }
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(asked.rounds + 1):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            if number:
                seconds[name].append(time.perf_counter() - began)
    one = seconds["1 process"]
    for name, spent in seconds.items():
        print(
            f"{name:12s} best {asked.replications / min(spent):5.2f}, "
            f"median {asked.replications / median(spent):5.2f} replications a second; "
            f"over one: best {min(one) / min(spent):.2f}, median {median(one) / median(spent):.2f}"
        )
    print(f"goal for two processes: {GOAL}")


if __name__ == "__main__":
    main()
