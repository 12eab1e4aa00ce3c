"""A wholesaler's credit desk: its own-risk lines, and bridges over limits that were lost."""

import numpy as np

from simulator.book.state import INSURED, Cents
from simulator.processes.simulation import DESKS, Process, Simulation
from simulator.study.lenders import Distributor
from simulator.units import NEVER, cents, pro_rata


def within_budget(wishes: Cents, budget_eur: float | None) -> Cents:
    """Return what is granted of wishes (cents): all of them, or the budget pro rata."""
    if budget_eur is None or int(wishes.sum()) <= cents(budget_eur):
        return wishes
    return pro_rata(cents(budget_eur), wishes)


class CreditDesk:
    """One distributor's desk: what it saw at its last sitting, and the bridges it carries.

    Attributes:
        rows: the distributor's accounts, (k,).
        seen: their insured limits at the last sitting, cents.
        before: the insured limits before the first cut of a bridge, cents.
        until: the last day of each bridge; before the run where there is none.
    """

    def __init__(self, simulation: Simulation, code: int, distributor: Distributor) -> None:
        """Open the desk before the first business day."""
        self.simulation, self.code, self.distributor = simulation, code, distributor
        self.rows = np.flatnonzero(simulation.portfolio.account_distributor == code)
        self.rows = self.rows.astype(np.int32)
        self.own = simulation.portfolio.own_risk_wish[self.rows]
        self.seen = simulation.book.lines["limit"][self.rows, INSURED].copy()
        self.before = np.zeros(len(self.rows), np.int64)
        self.until = np.full(len(self.rows), -NEVER, np.int64)

    def sit(self, ordinal: int) -> None:
        """See which insured limits fell, and grant own-risk lines and bridges within the budget."""
        book, today = self.simulation.book, int(self.simulation.calendar.day_of[ordinal])
        now = book.lines["limit"][self.rows, INSURED].copy()
        if self.distributor.bridging_days > 0:
            fell = now < self.seen
            fresh = fell & (self.until < today)
            self.before[fresh] = self.seen[fresh]
            self.until[fell] = today + self.distributor.bridging_days
        self.seen = now
        bridge = np.where(self.until >= today, np.maximum(self.before - now, 0), 0)
        wishes = np.where(book.lives()[self.rows], self.own + bridge, 0)
        book.accounts["wish"][self.rows] = wishes
        granted = within_budget(wishes, self.distributor.own_risk_budget_eur)
        book.set_limits(self.rows, book.own_risk_place, granted, ordinal)

    def next_end(self, ordinal: int) -> int:
        """Return the ordinal of the day after the next bridge ends; `NEVER` without one."""
        today = int(self.simulation.calendar.day_of[ordinal])
        running = self.until[self.until >= today]
        if len(running) == 0:
            return NEVER
        return self.simulation.calendar.ordinal_from(int(running.min()) + 1)


def granting_own_risk(
    simulation: Simulation, code: int, distributor: Distributor
) -> Process:
    """Sit weekly, when dated acts move insured limits, and when a bridge ends."""
    desk = CreditDesk(simulation, code, distributor)
    if not desk.own.any() and distributor.bridging_days == 0:
        return
    weeks = [*simulation.week_starts(), NEVER]
    at = 0
    while at < simulation.calendar.business_days:
        yield from simulation.look(at, DESKS)
        desk.sit(at)
        planned = min(next(week for week in weeks if week > at), desk.next_end(at))
        moved = simulation.limits_moved.setdefault(code, simulation.env.event())
        if planned < simulation.calendar.business_days:
            yield simulation.at(planned, DESKS) | moved
        else:
            yield moved
        at = planned
        if moved.triggered:
            at = simulation.calendar.ordinal_from(int(np.floor(simulation.env.now)))
            simulation.limits_moved.pop(code, None)
