"""How the publisher settles back margins and rewards: a quarter at a time, long after its sales."""

from collections import defaultdict

from simulator.book.state import ALIVE
from simulator.calendar import CLOSE, RECEIPTS
from simulator.processes.simulation import Process, Simulation
from simulator.units import NEVER


def settling_rebates(simulation: Simulation) -> Process:
    """Pay each quarter's accruals with the receipts of its day; what is left falls due later."""
    rebates = simulation.book.rebates
    if not rebates.levers:
        return
    for quarter, settled_on in enumerate(rebates.settled_on.tolist()):
        if settled_on < NEVER:
            yield from simulation.look(settled_on, RECEIPTS)
        else:
            yield from simulation.look(simulation.calendar.business_days - 1, CLOSE)
        settle_quarter(simulation, quarter, settled_on)


def settle_quarter(simulation: Simulation, quarter: int, settled_on: int) -> None:
    """Pay living resellers, and the estates of others, what the quarter's deliveries accrued."""
    book = simulation.book
    accrued = book.rebates.accrued[:, quarter]
    lives = book.resellers["state"] == ALIVE
    if settled_on < NEVER:
        book.pay_rebates(accrued.sum(axis=1), settled_on)
    owed: dict[tuple[str, str], int] = defaultdict(int)
    for k, lever in enumerate(book.rebates.levers):
        owed["resellers", lever.kind] += int(accrued[lives, k].sum())
        owed["estates", lever.kind] += int(accrued[~lives, k].sum())
    for (taker, kind), amount in owed.items():
        if amount:
            simulation.ledger.post("publisher", taker, kind, settled_on, amount)
