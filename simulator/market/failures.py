"""When resellers fail of causes outside the model: a one-factor Gaussian copula.

A reseller's latent variable is X = √ρ Z + √(1 − ρ) ε, with one Z for the market; it fails on the
day on which the default probability of its rating reaches Φ(X) (Vasicek 2002).
"""

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from simulator.calendar import Calendar
from simulator.compiling import compiled_with_memory
from simulator.market.portfolio import Portfolio
from simulator.market.quantiles import normals
from simulator.streams import Stream, normal
from simulator.study.schema import World
from simulator.units import NEVER, Days

Floats = npt.NDArray[np.float64]

DAYS_A_YEAR = 365


def exogenous_days(
    world: World, portfolio: Portfolio, calendar: Calendar, seed: int, replication: int
) -> Days:
    """Return the day on which each reseller fails of outside causes, or `NEVER`, shape (n,), int32.

    What a file dates comes true as well, and the earlier of the two counts.
    """
    hazard = np.array(world.failure.annual_hazard)[portfolio.rating - 1]
    if not world.chance.enabled or not hazard.any():
        return portfolio.fails_on
    z = normal(Stream(seed, replication, "failures/market").uniform())
    u = Stream(seed, replication, "failures").uniforms(portfolio.entities)[:, 0]
    correlation = world.failure.asset_correlation
    latent = math.sqrt(correlation) * z + math.sqrt(1 - correlation) * normals(u)
    with np.errstate(divide="ignore", over="ignore"):
        years = survived_hazard(latent) / hazard
    stressed = cumulated_stress(world, calendar)
    reached = np.searchsorted(stressed, years)
    days = np.where(reached < len(stressed), calendar.first_day + reached, NEVER)
    return np.minimum(days.astype(np.int32), portfolio.fails_on)


@compiled_with_memory
def survived_hazard(latent: Floats) -> Floats:
    """Return the cumulated hazard at which resellers with `latent` X fail: −ln(1 − Φ(X))."""
    hazard = np.empty(latent.shape[0])
    for i in range(latent.shape[0]):
        hazard[i] = -math.log(0.5 * math.erfc(latent[i] / math.sqrt(2.0)))
    return hazard


def cumulated_stress(world: World, calendar: Calendar) -> Floats:
    """Return the stressed time, in years, from the run's first day to the end of each day.

    Shape (days of the run,): the integral of the macro stress, a step function of the date.
    """
    first, last = calendar.first_day, calendar.last_day
    path = [(calendar.number(day), float(factor)) for day, factor in world.failure.macro_stress]
    steps = [(first, 1.0), *path, (last + 1, 1.0)]
    stress = np.ones(last - first + 1)
    for (since, factor), (until, _) in pairwise(steps):
        stress[max(since - first, 0) : max(until - first, 0)] = factor
    return np.cumsum(stress) / DAYS_A_YEAR
