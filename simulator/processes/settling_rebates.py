"""How the publisher settles back margins and rewards: a quarter at a time, long after its sales."""

from collections import defaultdict

from simulator.book.state import ALIVE
from simulator.calendar import CLOSE, RECEIPTS
from simulator.processes.simulation import Process, Simulation
from simulator.units import NEVER


def settling_rebates(simulation: Simulation) -> Process:
    """Pay each quarter's accruals with the receipts of its day; what is left falls due later."""
    book, last = simulation.book, simulation.calendar.business_days - 1
    if not book.rebates.levers:
        return
    for settled_on, first, after in book.rebates.quarters():
        if settled_on < NEVER:
            yield from simulation.look(settled_on, RECEIPTS)
        else:
            yield from simulation.look(last, CLOSE)
        settle_quarter(simulation, settled_on, first, after)


def settle_quarter(simulation: Simulation, settled_on: int, first: int, after: int) -> None:
    """Pay resellers, or their estates, what deliveries from `first` and before `after` accrued."""
    book = simulation.book
    accrued = book.accrued(first, after)
    lives = book.resellers["state"] == ALIVE
    if settled_on < NEVER:
        book.pay_rebates(accrued.sum(axis=0), settled_on)
    owed: dict[tuple[str, str], int] = defaultdict(int)
    for lever, amounts in zip(book.rebates.levers, accrued, strict=True):
        owed["resellers", lever.kind] += int(amounts[lives].sum())
        owed["estates", lever.kind] += int(amounts[~lives].sum())
    for (taker, kind), amount in owed.items():
        if amount:
            simulation.ledger.post("publisher", taker, kind, settled_on, amount)
