"""The plain model: one process a reseller, one an institution, one clock, exact amounts."""

from __future__ import annotations

from collections.abc import Generator
from statistics import median_low

import simpy

from tests.plain.book import Account
from tests.plain.diary import CLOSE, RECEIPTS
from tests.plain.founding import found_town
from tests.plain.record import Close, PlainRecord
from tests.plain.reseller import Reseller
from tests.plain.town import Chances, Prepared, Scenario, Town


def run(scenario: Scenario, prepared: Prepared, draws: Chances) -> PlainRecord:
    """Return the record of one scenario under one set of draws."""
    town = found_town(scenario, prepared.portfolio, draws)
    let_live(town)
    for order in town.record.orders:
        if not order.fate:
            order.from_living = order.reseller.alive
            order.fate = "waiting" if order.from_living else "lost_failed"
    return town.record


def let_live(town: Town) -> None:
    environment = town.diary.environment
    for insurer in town.insurers:
        environment.process(insurer.underwriting())
        environment.process(insurer.crowding())
        environment.process(insurer.reviewing())
    for distributor in town.distributors:
        environment.process(distributor.granting())
        environment.process(distributor.paying())
    for measure in town.measures:
        environment.process(measure.acting())
    for reseller in town.resellers:
        environment.process(reseller.living())
    environment.process(town.state.granting())
    environment.process(collecting(town))
    environment.process(taking_accounts(town))
    last = town.diary.days[-1]
    environment.run(until=town.diary.at(last, CLOSE + 1))


def collecting(town: Town) -> Generator[simpy.Event, None, None]:
    """The financing arm collects from customers what it paid to resellers."""
    for day in town.diary.days:
        yield town.diary.at(day, RECEIPTS)
        amount = town.financing.collects.pop(day, 0)
        town.record.post("customers", "financing", "financed_collection", amount)


def taking_accounts(town: Town) -> Generator[simpy.Event, None, None]:
    """Take every business day's accounts at its close."""
    medians = {r: usual_order(r) for r in town.resellers}
    for day in town.diary.days:
        yield town.diary.at(day, CLOSE)
        living = [r for r in town.resellers if r.alive]
        active = [r for r in living if r.last_order is not None and day - r.last_order <= 90]
        lines = {
            (a.reseller.id, a.distributor.name, line.name): line
            for a in town.accounts
            for line in a.lines
        }
        town.record.closes.append(
            Close(
                day=day,
                cash={r.id: r.cash for r in town.resellers},
                treasuries=town.record.distributor_cash,
                limits={key: line.limit for key, line in lines.items()},
                used={key: line.used for key, line in lines.items()},
                frozen=sum(headroom(r) < medians[r] for r in active),
                active=len(active),
                short=sum(r.cash < 0 for r in living),
                living=len(living),
                owed=sum(line.used for line in lines.values()),
                uninsured=sum(uninsured(town, a) for a in town.accounts),
            )
        )


def usual_order(reseller: Reseller) -> int:
    """Return the lower median of normal demand at list prices; 0 without any."""
    normal = [order.listed for order in reseller.wished if order.level < 1]
    return median_low(normal) if normal else 0


def headroom(reseller: Reseller) -> int:
    """Return the headroom open to any product, over a reseller's accounts not on stop."""
    open_to_any = [
        line
        for account in reseller.accounts
        if not account.stopped
        for line in account.lines
        if not line.dedicated
    ]
    return sum(line.headroom for line in open_to_any)


def uninsured(town: Town, account: Account) -> float:
    """Return what is owed on an account that nobody would indemnify."""
    total = 0.0
    for line in account.lines:
        covered = 0.0
        if line.kind == "insured":
            covered = account.distributor.terms.insured_percentage
        elif line.kind == "public":
            covered = town.world.public_cover.covered_share
        elif line.kind == "publisher":
            covered = town.measure(line.name).terms.coverage_share
        total += line.used * (1 - covered)
    return total
