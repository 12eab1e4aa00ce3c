"""A watch on one reseller: how its accounts and cash stand at every close."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.book.state import ALIVE, Cents
from simulator.calendar import CLOSE
from simulator.processes.simulation import Process, Simulation


@dataclass
class Watch:
    """How one reseller stands before the run (place 0) and at each close (place ordinal + 1).

    Attributes:
        reseller: its row.
        limits, used: its accounts' lines, (k, l) each, cents.
        stopped: whether each account is on stop, (k,).
        cut_by, faults: what lowered each insured limit last, and how many faults hold it, (k,).
        cash: cents.
        state: alive, or why it failed.
    """

    reseller: int
    limits: list[Cents] = field(default_factory=list)
    used: list[Cents] = field(default_factory=list)
    stopped: list[npt.NDArray[np.bool_]] = field(default_factory=list)
    cut_by: list[npt.NDArray[np.int8]] = field(default_factory=list)
    faults: list[npt.NDArray[np.int8]] = field(default_factory=list)
    cash: list[int] = field(default_factory=list)
    state: list[int] = field(default_factory=list)

    def look(self, simulation: Simulation) -> None:
        """Note how the reseller stands now."""
        book = simulation.book
        reseller = book.resellers[self.reseller]
        its = slice(int(reseller["first_account"]), int(reseller["end_account"]))
        accounts, lines = book.accounts[its], book.lines[its]
        alive = reseller["state"] == ALIVE
        self.limits.append(lines["limit"].copy())
        self.used.append(lines["used"].copy())
        self.stopped.append(accounts["stopped"] & alive)
        self.cut_by.append(accounts["cut_by"].copy())
        self.faults.append(accounts["faults"].copy())
        self.cash.append(int(reseller["cash"]))
        self.state.append(int(reseller["state"]))


def watching(simulation: Simulation, watch: Watch) -> Process:
    """Look at the reseller before the first business day and at every close."""
    watch.look(simulation)
    for ordinal in range(simulation.calendar.business_days):
        yield from simulation.look(ordinal, CLOSE)
        simulation.book.take_accounts()
        watch.look(simulation)
