"""One run: prepare a scenario, draw a replication's chance, run it, measure it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import simpy

from simulator.book.checking import check_identities
from simulator.book.ledger import Ledger
from simulator.book.medians import usual_orders
from simulator.book.opening import Chances, open_book
from simulator.book.record import PERCENTILES, Record
from simulator.book.reviews import POSITIONS
from simulator.book.rules import number_of_months
from simulator.book.state import FIRST_PUBLISHER
from simulator.calendar import CLOSE, Calendar
from simulator.market.drawing import draw_orders
from simulator.market.failures import exogenous_days
from simulator.market.files import read_orders, read_portfolio
from simulator.market.levers import Ground, Levers, together
from simulator.market.orders import OrderBook
from simulator.market.placing import placed_orders
from simulator.market.population import draw_portfolio
from simulator.market.portfolio import Portfolio
from simulator.market.recorded import RecordedOrders
from simulator.measuring import measure
from simulator.outcomes.base import Measured
from simulator.processes.bearing_claims import ClaimsDesk, noticing_claims
from simulator.processes.cutting_limits import cutting_in_a_wave, failing_by_fault, relieving
from simulator.processes.granting_own_risk import granting_own_risk, within_budget
from simulator.processes.paying_suppliers import paying_premiums, paying_suppliers
from simulator.processes.posting_crowd import post_crowd
from simulator.processes.reviewing_limits import reviewing_limits
from simulator.processes.settling_rebates import settling_rebates
from simulator.processes.simulation import Process, Simulation
from simulator.processes.taking_accounts import (
    CashRecord,
    Trail,
    keeping_a_trail,
    taking_accounts,
)
from simulator.processes.topping_up import post_public_fees, topping_up
from simulator.processes.watching import Watch, watching
from simulator.processes.watching_limits import LimitWatch, limits_now, watching_limits
from simulator.streams import Chance
from simulator.units import Cents, billionths

if TYPE_CHECKING:
    from simulator.measures.base import LineMeasure, Measure
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


@dataclass(frozen=True)
class Prepared:
    """What a scenario's runs share: nothing here depends on the replication."""

    calendar: Calendar
    portfolio: Portfolio
    recorded: RecordedOrders | None


@dataclass(frozen=True)
class Draws:
    """A replication's chance, drawn before the run.

    Attributes:
        orders: the base order book: of normal demand, at list prices.
        usual_orders: each reseller's median order of it, cents, (resellers,).
        fails_on: day of each reseller's exogenous failure or `NEVER`, (resellers,).
        review_position: place of each account's review in a month, (accounts,).
        reviews: uniforms of the reviews, (months, accounts, 3).
        chance: the streams of whatever else is drawn by name.
    """

    orders: OrderBook
    usual_orders: Cents
    fails_on: npt.NDArray[np.int32]
    review_position: npt.NDArray[np.int8]
    reviews: npt.NDArray[np.float64]
    chance: Chance

    def uniforms(
        self, name: str, entities: npt.NDArray[np.uint64], count: int = 1
    ) -> npt.NDArray[np.float64]:
        """Return uniforms of the stream `name`, (len(entities), count); ½ without chance."""
        return self.chance.uniforms(name, entities, count)


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
    simulation = _set_stage(scenario, prepared, draws, orders, lines, levers)
    claims = _claims_desk(simulation, lines)
    cash = CashRecord()
    simulation.start(*_institutions(simulation, claims, cash))
    simulation.start(*_programme(simulation, scenario.measures, lines))
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


def _set_stage(
    scenario: "Scenario",
    prepared: Prepared,
    draws: Draws,
    orders: OrderBook,
    lines: "list[LineMeasure]",
    levers: Levers,
) -> Simulation:
    world, portfolio = scenario.world, prepared.portfolio
    own_risk = portfolio.own_risk_wish.copy()
    for code, name in enumerate(portfolio.distributors):
        its = portfolio.account_distributor == code
        own_risk[its] = within_budget(own_risk[its], world.distributors[name].own_risk_budget_eur)
    chances = Chances(draws.fails_on, draws.review_position, draws.reviews, draws.chance.enabled)
    book = open_book(
        world,
        prepared.calendar,
        portfolio,
        orders,
        chances,
        [m.dedicated for m in lines],
        own_risk,
        [m.most_lines for m in lines if m.most_lines],
        levers,
        draws.usual_orders,
    )
    return Simulation(
        env=simpy.Environment(initial_time=prepared.calendar.first_day),
        world=world,
        calendar=prepared.calendar,
        portfolio=portfolio,
        book=book,
        ledger=Ledger(prepared.calendar.business_days),
        chance=draws.chance,
        earning_places=tuple(
            FIRST_PUBLISHER + place for place, m in enumerate(lines) if m.most_lines
        ),
    )


def _claims_desk(simulation: Simulation, lines: "list[LineMeasure]") -> ClaimsDesk:
    return ClaimsDesk(
        simulation,
        coverage=np.array([billionths(m.coverage_share) for m in lines], np.int64),
        delays=tuple(m.claim_delay_days for m in lines),
        names=tuple(m.name for m in lines),
    )


def _institutions(simulation: Simulation, claims: ClaimsDesk, cash: CashRecord) -> list[Process]:
    world, portfolio = simulation.world, simulation.portfolio
    processes = [
        noticing_claims(claims),
        paying_premiums(simulation),
        paying_suppliers(simulation),
        settling_rebates(simulation),
        taking_accounts(simulation, cash),
        topping_up(simulation),
    ]
    for code, name in enumerate(portfolio.insurers):
        insurer = world.insurers[name]
        processes.append(reviewing_limits(simulation, code, insurer, claims))
        for wave_name, wave in sorted(insurer.waves.items()):
            processes.append(cutting_in_a_wave(simulation, code, insurer, wave_name, wave))
        for incident_name, incident in sorted(insurer.incidents.items()):
            processes.append(failing_by_fault(simulation, code, incident_name, incident))
        for relief_name, relief in sorted(insurer.reliefs.items()):
            processes.append(relieving(simulation, code, relief_name, relief))
    for code, name in enumerate(portfolio.distributors):
        processes.append(granting_own_risk(simulation, code, world.distributors[name]))
    return processes


def _programme(
    simulation: Simulation, measures: "tuple[Measure, ...]", lines: "list[LineMeasure]"
) -> list[Process]:
    places = dict(zip([m.name for m in lines], simulation.book.publisher_places, strict=True))
    return [m.unfolding(simulation, places.get(m.name, -1)) for m in measures]


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
