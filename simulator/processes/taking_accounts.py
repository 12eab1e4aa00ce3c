"""The closes at which accounts are taken: resellers' cash at each month's end, all for an audit."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.book.record import PERCENTILES
from simulator.book.state import ALIVE
from simulator.calendar import CLOSE
from simulator.processes.simulation import Process, Simulation


@dataclass
class CashRecord:
    """Percentiles of living resellers' cash at the close of each month.

    Attributes:
        ordinals: business days.
        percentiles: rows of `PERCENTILES`, cents (not whole: between two resellers).
    """

    ordinals: list[int] = field(default_factory=list)
    percentiles: list[tuple[float, ...]] = field(default_factory=list)


def taking_accounts(simulation: Simulation, record: CashRecord) -> Process:
    """Take the percentiles of cash on the last business day of each month in the window."""
    last = simulation.calendar.business_days - 1
    closes = sorted({*(first - 1 for first in simulation.month_starts() if first > 0), last})
    for ordinal in closes:
        if simulation.calendar.day_of[ordinal] < 0:
            continue
        yield from simulation.look(ordinal, CLOSE)
        simulation.book.take_accounts()
        resellers = simulation.book.resellers
        cash = resellers["cash"][resellers["state"] == ALIVE]
        values = (
            np.percentile(cash, PERCENTILES) if len(cash) else np.full(len(PERCENTILES), np.nan)
        )
        record.ordinals.append(ordinal)
        record.percentiles.append(tuple(values.tolist()))


@dataclass
class Trail:
    """What an audit keeps of every close.

    Attributes:
        cash: one array (n,) a business day, cents.
        moved: one (ordinal, account rows, places, limits in cents) a day on which limits moved;
            the first holds all that are not zero.
    """

    cash: list[npt.NDArray[np.int64]] = field(default_factory=list)
    moved: list[tuple[int, npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]] = (
        field(default_factory=list)
    )


def keeping_a_trail(simulation: Simulation, trail: Trail) -> Process:
    """Keep all cash balances, and the limits that moved, at every close."""
    before = np.zeros(simulation.book.lines.shape, np.int64)
    for ordinal in range(simulation.calendar.business_days):
        yield from simulation.look(ordinal, CLOSE)
        simulation.book.take_accounts()
        trail.cash.append(simulation.book.resellers["cash"].copy())
        now = simulation.book.lines["limit"].copy()
        rows, places = np.nonzero(now != before)
        if len(rows):
            trail.moved.append((ordinal, rows, places, now[rows, places]))
        before = now
