"""A wholesaler's credit desk with a budget: own-risk lines and bridges, scaled to what there is.

Without a budget the desk's rule concerns one account at a time, and the kernel applies it each day
(see `book.own_risk`). A budget is shared by the whole book, so here the desk sits itself.
"""

import numpy as np

from simulator.book.own_risk import see_limits
from simulator.book.state import Cents
from simulator.processes.simulation import DESKS, Process, Simulation
from simulator.study.lenders import Distributor
from simulator.units import cents, pro_rata


def within_budget(wishes: Cents, budget_eur: float | None) -> Cents:
    """Return what is granted of wishes (cents): all of them, or the budget pro rata."""
    if budget_eur is None or int(wishes.sum()) <= cents(budget_eur):
        return wishes
    return pro_rata(cents(budget_eur), wishes)


def granting_own_risk(simulation: Simulation, code: int, distributor: Distributor) -> Process:
    """Divide the budget each business day if the desk bridges, else at each month's start."""
    if distributor.own_risk_budget_eur is None:
        return
    rows = np.flatnonzero(simulation.portfolio.account_distributor == code).astype(np.int32)
    book, bridges = simulation.book, distributor.bridging_days > 0
    sittings = range(simulation.calendar.business_days) if bridges else simulation.month_starts()
    for ordinal in sittings:
        yield from simulation.look(ordinal, DESKS)
        day = int(simulation.calendar.day_of[ordinal])
        see_limits(book.accounts, book.lines, rows, book.distributors[code], ordinal, day)
        wishes = np.where(book.lives()[rows], book.accounts["wish"][rows], 0)
        granted = within_budget(wishes, distributor.own_risk_budget_eur)
        book.set_limits(rows, book.own_risk_place, granted, ordinal)
