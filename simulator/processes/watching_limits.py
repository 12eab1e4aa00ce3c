"""The eye on every account's insured and public limit, for what is told of the crisis account-wise.

It looks at each close and touches nothing.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.book.limit_history import BY_FAILURE, MOVE, WATCHED, LimitHistory, as_moves
from simulator.book.state import CUT_BY_INCIDENT, INSURED, Cents, Records
from simulator.calendar import CLOSE
from simulator.processes.simulation import Process, Simulation


@dataclass
class LimitWatch:
    """What was seen so far.

    Attributes:
        opening: limits before the first business day, (a, 2) cents.
        seen: `MOVE` records, one array a day on which something moved.
    """

    opening: Cents
    seen: list[Records] = field(default_factory=list)

    def history(self) -> LimitHistory:
        """Return all that was seen."""
        return LimitHistory(self.opening, np.concatenate([*self.seen, np.zeros(0, MOVE)]))


def limits_now(simulation: Simulation) -> Cents:
    """Return the watched limits, (a, 2) cents."""
    return np.array(simulation.book.lines["limit"][:, :WATCHED])


def watching_limits(simulation: Simulation, watch: LimitWatch) -> Process:
    """Note each insured or public limit that differs from the one of the close before."""
    before = watch.opening
    used = np.array(simulation.book.lines["used"][:, :WATCHED])
    for ordinal in range(simulation.calendar.business_days):
        yield from simulation.look(ordinal, CLOSE)
        now = limits_now(simulation)
        rows, lines = np.nonzero(now != before)
        if len(rows):
            moves = as_moves(ordinal, rows, lines)
            moves["before"], moves["after"] = before[rows, lines], now[rows, lines]
            moves["used"], moves["cause"] = used[rows, lines], _causes(simulation, moves)
            watch.seen.append(moves)
        before, used = now, np.array(simulation.book.lines["used"][:, :WATCHED])


def _causes(simulation: Simulation, moves: Records) -> npt.NDArray[np.int64]:
    """Return what moved each limit, a code of `CUT_BY` or `BY_FAILURE`, (k,)."""
    accounts = simulation.book.accounts[moves["account"]]
    faulty = (accounts["faults"] > 0) & (moves["line"] == INSURED)
    causes = np.where(faulty, CUT_BY_INCIDENT, accounts["cut_by"])
    lives = simulation.book.lives()[moves["account"]]
    return np.where(lives, causes, BY_FAILURE)
