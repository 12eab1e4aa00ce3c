"""One run: prepare a scenario, draw a replication's chance, run it, measure it."""

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from simulator.book.checking import check_identities
from simulator.book.medians import usual_orders
from simulator.book.record import PERCENTILES, Record
from simulator.book.reviews import POSITIONS
from simulator.book.rules import number_of_months
from simulator.calendar import CLOSE, Calendar
from simulator.market.drawing import draw_orders
from simulator.market.failures import exogenous_days
from simulator.market.files import read_orders, read_portfolio
from simulator.market.levers import Ground, together
from simulator.market.placing import placed_orders
from simulator.market.population import draw_portfolio
from simulator.measuring import measure
from simulator.outcomes.base import Measured
from simulator.processes.posting_crowd import post_crowd
from simulator.processes.simulation import Process, Simulation
from simulator.processes.taking_accounts import CashRecord, Trail, keeping_a_trail
from simulator.processes.topping_up import post_public_fees
from simulator.processes.watching import Watch, watching
from simulator.processes.watching_limits import LimitWatch, limits_now, watching_limits
from simulator.staging import (
    Draws,
    Prepared,
    claims_desk,
    institutions,
    programme,
    set_stage,
)
from simulator.streams import Chance

if TYPE_CHECKING:
    from simulator.study.scenario import Scenario

__all__ = [
    "Draws",
    "Measured",
    "Prepared",
    "Record",
    "draw",
    "measure",
    "prepare",
    "run",
    "same_draws",
]


def prepare(scenario: "Scenario") -> Prepared:
    """Return what all replications of a scenario share: calendar, portfolio, recorded orders."""
    return _prepared(_PreparedKey(scenario))


class _PreparedKey:
    """A scenario, equal to others with the same world, study folder and data."""

    def __init__(self, scenario: "Scenario") -> None:
        self.scenario = scenario
        self.key = (scenario.folder, scenario.world.model_dump_json())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _PreparedKey) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


@lru_cache(maxsize=8)
def _prepared(key: _PreparedKey) -> Prepared:
    world, folder = key.scenario.world, key.scenario.folder
    calendar = Calendar.between(world.start, world.end, world.warm_up_days, world.calendar)
    if world.population.source == "drawn":
        return Prepared(calendar, draw_portfolio(world), None)
    portfolio = read_portfolio(world, folder)
    return Prepared(calendar, portfolio, read_orders(world, folder, portfolio))


def draw(scenario: "Scenario", prepared: Prepared, seed: int, replication: int) -> Draws:
    """Return the chance of one replication, which no other replication shares."""
    world, calendar, portfolio = scenario.world, prepared.calendar, prepared.portfolio
    chance = Chance(seed, replication, world.chance.enabled)
    entities = portfolio.account_entities
    positions = chance.uniforms("review-day", entities)[:, 0] * POSITIONS
    orders = draw_orders(world, portfolio, calendar, seed, replication, recorded=prepared.recorded)
    return Draws(
        orders=orders,
        usual_orders=usual_orders(orders),
        fails_on=exogenous_days(world, portfolio, calendar, seed, replication),
        review_position=positions.astype(np.int8),
        reviews=chance.uniforms_by_group("review", entities, number_of_months(calendar), 3),
        chance=chance,
    )


def run(
    scenario: "Scenario",
    prepared: Prepared,
    draws: Draws,
    check: bool = False,
    audit: bool = False,
    watch: Watch | None = None,
    keep_limits: bool = False,
) -> Record:
    """Return what happens: a function of the scenario and the draws, and of nothing else.

    Args:
        check: verify the accounting identities at every close, not only at the last.
        audit: keep every close's cash and limits for the audit's tables.
        watch: filled with how one reseller stands at every close.
        keep_limits: keep each account's insured and public limits for observables.

    Raises:
        BrokenBookError: if an identity fails by a cent.
    """
    lines = [m for m in scenario.measures if m.grants_line]
    ground = Ground(scenario.world, prepared.calendar, prepared.portfolio, draws.chance)
    levers = together(m.levers(ground) for m in scenario.measures)
    orders = placed_orders(ground, draws.orders, levers)
    simulation = set_stage(scenario, prepared, draws, orders, lines, levers)
    claims = claims_desk(simulation, lines)
    cash = CashRecord()
    simulation.start(*institutions(simulation, claims, cash))
    simulation.start(*programme(simulation, scenario.measures, lines))
    if check:
        simulation.start(_checking(simulation))
    trail = Trail() if audit else None
    if trail is not None:
        simulation.start(keeping_a_trail(simulation, trail))
    if watch is not None:
        simulation.start(watching(simulation, watch))
    eye = LimitWatch(limits_now(simulation)) if keep_limits else None
    if eye is not None:
        simulation.start(watching_limits(simulation, eye))
    simulation.env.run()
    simulation.book.advance(simulation.calendar.business_days - 1)
    claims.notice()
    claims.pay()
    check_identities(simulation.book)
    record = Record(
        world=scenario.world,
        measures=scenario.measures,
        calendar=prepared.calendar,
        portfolio=prepared.portfolio,
        orders=orders,
        levers=levers,
        book=simulation.book,
        ledger=simulation.ledger,
        claims=claims.all(),
        cash_ordinals=np.array(cash.ordinals, np.int64),
        cash_percentiles=np.array(cash.percentiles).reshape(-1, len(PERCENTILES)),
        trail=trail,
        limit_history=None if eye is None else eye.history(),
    )
    post_crowd(record)
    for one in scenario.measures:
        for posting in one.postings(record):
            record.ledger.post(*posting)
    post_public_fees(record)
    return record


def _checking(simulation: Simulation) -> Process:
    """Verify the identities at the close of every business day."""
    for ordinal in range(simulation.calendar.business_days):
        yield from simulation.look(ordinal, CLOSE)
        check_identities(simulation.book)


def same_draws(one: "Scenario", other: "Scenario") -> bool:
    """Return whether two scenarios draw alike under one seed and replication.

    Draws depend on the market and what is assumed of it, and on no programme.
    """
    return bool(one.folder == other.folder and one.world == other.world)
