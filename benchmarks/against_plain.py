"""The product against the plain implementation of the same rules: reseller-days a CPU second."""

import argparse

import simulator
from benchmarks.measuring import SEED, STUDY, Times, cpu_times, describe_machine
from simulator import model
from tests.plain import model as plain
from tests.plain.benchmark import year
from tests.plain.product import draws_of

GOAL = 300


def rate(resellers: int, business_days: int, seconds: float) -> float:
    """Return reseller-days (business days) a CPU second."""
    return resellers * business_days / seconds


def plain_times(resellers: int, repetitions: int) -> tuple[Times, int, int]:
    """Return times of the plain implementation on a town, its business days and orders."""
    town = year(resellers, SEED)
    times = cpu_times(lambda _: plain.run(town, town.prepared, town.draws), repetitions, warm_up=0)
    return times, town.prepared.calendar.business_days, len(town.draws.orders)


def town_times(resellers: int, repetitions: int) -> tuple[Times, int]:
    """Return times of the product on a town made alike, and its orders; draws are not included."""
    town = year(resellers, SEED)
    prepared = model.Prepared(town.prepared.calendar, town.prepared.portfolio, None)
    draws = draws_of(town)
    times = cpu_times(lambda _: model.measure(model.run(town, prepared, draws)), repetitions)
    return times, len(draws.orders)


def france_times(repetitions: int) -> tuple[Times, int, int]:
    """Return times of the full market, draws included, its resellers and business days."""
    scenario = simulator.load(STUDY).scenario(programme="lines-only")
    prepared = model.prepare(scenario)

    def replicate(number: int) -> None:
        draws = model.draw(scenario, prepared, SEED, number)
        model.measure(model.run(scenario, prepared, draws))

    times = cpu_times(replicate, repetitions)
    return times, prepared.portfolio.resellers, prepared.calendar.business_days


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plain-resellers", type=int, default=300)
    parser.add_argument("--resellers", type=int, default=10_000)
    parser.add_argument("--repetitions", type=int, default=5)
    asked = parser.parse_args()
    describe_machine()
    slow, days, orders = plain_times(asked.plain_resellers, asked.repetitions)
    base = rate(asked.plain_resellers, days, slow.least)
    print(f"plain, town of {asked.plain_resellers:,}: {orders:,} orders, {slow}")
    print(f"  {base:,.0f} reseller-days a CPU second")
    fast, orders = town_times(asked.resellers, asked.repetitions)
    same = rate(asked.resellers, days, fast.least)
    print(f"product, town of {asked.resellers:,}: {orders:,} orders, {fast}")
    print(f"  {same:,.0f} reseller-days a CPU second: {same / base:.0f} times")
    full, resellers, business_days = france_times(asked.repetitions)
    france = rate(resellers, business_days, full.least)
    print(f"product, {STUDY} with draws: {full}")
    print(f"  {france:,.0f} reseller-days a CPU second: {france / base:.0f} times; goal {GOAL}")


if __name__ == "__main__":
    main()
