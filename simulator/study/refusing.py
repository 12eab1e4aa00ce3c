"""What can be run, but only if asked for explicitly: too large, or far from anything usual."""

from collections.abc import Sequence
from typing import Any

from simulator.errors import RefusedError
from simulator.study.schema import World

BYTES_PER_RESELLER = 6_000
SECONDS_PER_RESELLER = 60e-6
"""Order of magnitude of one replication of a year, measured on the shipped study."""
MOST_TIMES_THE_USUAL = 100
"""A publisher's line of more than so many times an ordinary insured limit is probably a slip."""


def refusal(world: World, measures: Sequence[Any]) -> RefusedError | None:
    """Return why a scenario is not run without being asked for explicitly, or None."""
    reasons = [*_too_large(world), *(() if world.allow_unusual else _unusual(world, measures))]
    return RefusedError("\n".join(reasons)) if reasons else None


def _too_large(world: World) -> list[str]:
    population = world.population
    if population.source != "drawn" or population.resellers <= population.resellers_ceiling:
        return []
    years = ((world.end - world.start).days + world.warm_up_days + 1) / 365
    memory = population.resellers * BYTES_PER_RESELLER * years / 2**30
    hours = population.resellers * SECONDS_PER_RESELLER * years / 3600
    needs = f"about {memory:,.0f} GiB of memory and {hours:,.1f} hours a replication"
    most = f"at most {population.resellers_ceiling:,} unless population.resellers_ceiling is raised"
    return [f"population.resellers: {population.resellers:,} resellers need {needs}; {most}"]


def _unusual(world: World, measures: Sequence[Any]) -> list[str]:
    usual = usual_limit_eur(world)
    amounts = {m.name: getattr(m, "amount_eur", 0.0) for m in measures if m.grants_line}
    return [
        f"programme.{name}.amount_eur: a line of {amount:,.0f} EUR is {amount / usual:,.0f} × an "
        f"ordinary insured limit of {usual:,.0f} EUR; refused unless allow_unusual = true"
        for name, amount in amounts.items()
        if usual and amount > MOST_TIMES_THE_USUAL * usual
    ]


def usual_limit_eur(world: World) -> float:
    """Return about what limit the median reseller of the commonest kind has; 0 if it is unknown."""
    kinds = world.population.kinds.values()
    if world.population.source != "drawn" or not kinds:
        return 0.0
    commonest = max(kinds, key=lambda kind: kind.share_of_resellers)
    terms = [d.net_days or (d.end_of_month_days or 0) + 15 for d in world.distributors.values()]
    buffers = [insurer.buffer for insurer in world.insurers.values()] or [1.0]
    days, buffer = sum(terms) / len(terms), sum(buffers) / len(buffers)
    return commonest.purchases_median_eur * days / 365 * buffer
