"""The stage of a run: what it is given, its book at the first moment, and everybody who acts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import simpy

from simulator.book.ledger import Ledger
from simulator.book.opening import Chances, open_book
from simulator.book.state import FIRST_PUBLISHER
from simulator.calendar import Calendar
from simulator.market.levers import Levers
from simulator.market.orders import OrderBook
from simulator.market.portfolio import Portfolio
from simulator.market.recorded import RecordedOrders
from simulator.processes.bearing_claims import ClaimsDesk, noticing_claims
from simulator.processes.cutting_limits import cutting_in_a_wave, failing_by_fault, relieving
from simulator.processes.granting_own_risk import granting_own_risk, within_budget
from simulator.processes.paying_suppliers import paying_premiums, paying_suppliers
from simulator.processes.reviewing_limits import reviewing_limits
from simulator.processes.settling_rebates import settling_rebates
from simulator.processes.simulation import Process, Simulation
from simulator.processes.taking_accounts import CashRecord, taking_accounts
from simulator.processes.topping_up import topping_up
from simulator.streams import Chance
from simulator.units import Cents, billionths

if TYPE_CHECKING:
    from simulator.measures.base import LineMeasure, Measure
    from simulator.study.scenario import Scenario


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


def set_stage(
    scenario: "Scenario",
    prepared: Prepared,
    draws: Draws,
    orders: OrderBook,
    lines: "list[LineMeasure]",
    levers: Levers,
) -> Simulation:
    """Return the stage before the first moment: the book opened, own-risk lines within budgets."""
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


def claims_desk(simulation: Simulation, lines: "list[LineMeasure]") -> ClaimsDesk:
    """Return the desk that settles claims; `lines` are the measures that guarantee some."""
    return ClaimsDesk(
        simulation,
        coverage=np.array([billionths(m.coverage_share) for m in lines], np.int64),
        delays=tuple(m.claim_delay_days for m in lines),
        names=tuple(m.name for m in lines),
    )


def institutions(simulation: Simulation, claims: ClaimsDesk, cash: CashRecord) -> list[Process]:
    """Return what insurers, wholesalers, the state and the courts do, as processes."""
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


def programme(
    simulation: Simulation, measures: "tuple[Measure, ...]", lines: "list[LineMeasure]"
) -> list[Process]:
    """Return what the publisher does, a process a measure."""
    places = dict(zip([m.name for m in lines], simulation.book.publisher_places, strict=True))
    return [m.unfolding(simulation, places.get(m.name, -1)) for m in measures]
