"""What distributors pay: premiums each month, and their suppliers on their terms."""

from itertools import pairwise

import numpy as np

from simulator.book.state import DRAWN, INSURED, OTHER_COST, PUBLISHER_COST, ledger_column
from simulator.processes.simulation import (
    BOOKKEEPING,
    Process,
    Simulation,
    cells_of,
    distributor_names,
    insurer_name,
)
from simulator.units import billionths, shares_of


def paying_premiums(simulation: Simulation) -> Process:
    """Pay each insurer its rate on the insured turnover of the month before."""
    turnover = simulation.book.ledger[:, :, ledger_column(INSURED, DRAWN)]
    starts, insurers = simulation.month_starts(), simulation.portfolio.insurers
    rates = [billionths(simulation.world.insurers[name].premium_rate) for name in insurers]
    for first, ordinal in pairwise(starts):
        yield from simulation.look(ordinal, BOOKKEEPING)
        for code, name in distributor_names(simulation):
            month = turnover[first:ordinal, cells_of(simulation, code)].sum(axis=0)
            premiums = shares_of(month[: len(insurers)], np.array(rates, np.int64))
            for place, premium in enumerate(premiums.tolist()):
                simulation.ledger.post(
                    name, insurer_name(simulation, place), "premium", ordinal, premium
                )


def paying_suppliers(simulation: Simulation) -> Process:
    """Settle, month by month, the purchase price of what was delivered, on each one's terms."""
    starts = [*simulation.month_starts()[1:], simulation.calendar.business_days]
    seen = 0
    for until in starts:
        if until < simulation.calendar.business_days:
            yield from simulation.look(until, BOOKKEEPING)
        else:
            yield from simulation.look(until - 1, 0.9)
        days = np.arange(seen, until, dtype=np.int32)
        seen = until
        for code, name in distributor_names(simulation):
            terms = simulation.world.distributors[simulation.portfolio.distributors[code]]
            when = simulation.ordinals_after(days, terms.pays_suppliers_after_days)
            costs = simulation.book.ledger[days][:, cells_of(simulation, code)].sum(axis=1)
            simulation.ledger.post(name, "publisher", "supplies", when, costs[:, PUBLISHER_COST])
            simulation.ledger.post(name, "suppliers", "supplies", when, costs[:, OTHER_COST])
