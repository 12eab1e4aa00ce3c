"""The stage on which institutions act: the clock, the book, the ledger, and chance."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import simpy

from simulator.book.book import Book
from simulator.book.ledger import Ledger
from simulator.book.state import Cents, Ints
from simulator.calendar import CLOSE, COVER, Calendar
from simulator.market.portfolio import Portfolio
from simulator.streams import Chance
from simulator.study.schema import World

Process = Generator[simpy.Event, Any, None]

(
    BOOKKEEPING,
    FACTORS,
    WAVES,
    REPAIRS,
    FAULTS,
    RELIEFS,
    DESKS,
    MEASURES,
    PUBLIC_COVER,
) = (COVER + step / 100 for step in range(9))
"""The cover phase in order: claims and premiums are booked, insurers set factors, decide waves,
repair faults, commit them, relieve; desks sit; measures act; the state grants public lines."""


@dataclass
class Simulation:
    """One run in progress.

    Attributes:
        env: SimPy's clock, in days; a business day's phases are times within it.
        earning_places: places of the publisher lines that deliveries can earn.
    """

    env: simpy.Environment
    world: World
    calendar: Calendar
    portfolio: Portfolio
    book: Book
    ledger: Ledger
    chance: Chance
    earning_places: tuple[int, ...] = ()

    def at(self, ordinal: int, phase: float) -> simpy.Event:
        """Return the event of a phase of a business day; one that is past happens at once."""
        moment = float(self.calendar.day_of[ordinal]) + phase
        return self.env.timeout(max(0.0, moment - self.env.now))

    def look(self, ordinal: int, phase: float) -> Process:
        """Wait for a phase of a business day and bring the crowd up to it."""
        yield self.at(ordinal, phase)
        self.book.advance(ordinal if phase >= CLOSE else ordinal - 1)

    def ordinal(self, day: date) -> int:
        """Return the ordinal of a date or of the next business day; 0 before the run."""
        return self.calendar.ordinal_from(self.calendar.number(day))

    def ordinals_after(self, ordinals: Ints, days: int) -> Ints:
        """Return the ordinals of the business days `days` after others, `NEVER` after the run."""
        return self.ordinals_from(self.calendar.day_of[ordinals] + days)

    def ordinals_from(self, days: npt.NDArray[np.integer[Any]]) -> Ints:
        """Return the ordinals of days, or else of the next business days; `NEVER` after the run."""
        return self.calendar.ordinals_from(days)

    def month_starts(self) -> list[int]:
        """Return the ordinals of the first business day of each month of the run."""
        months = self.calendar.dates().astype("datetime64[M]")
        return [0, *(np.flatnonzero(months[1:] != months[:-1]) + 1).tolist()]

    def start(self, *processes: Process) -> None:
        """Let processes begin."""
        for process in processes:
            self.env.process(process)

    def insured_limits(self, ordinal: int) -> Cents:
        """Return the insured limits that bind on a day, notices that run out too, (a,) cents."""
        return self.book.insured_limits(ordinal)

    def announce(self, rows: Ints, cause: int, ordinal: int, binds: Ints | int) -> None:
        """Let an insurer's new view of accounts bind: a cut from the ordinals `binds` on."""
        self.book.announce_limits(rows, cause, ordinal, binds)

    def let_deliveries_earn(
        self,
        place: int,
        *,
        eligible: npt.NDArray[np.bool_],
        product: int,
        threshold: int,
        amount: int,
        line_days: int,
        accumulate: bool,
        renew: bool,
        most: int,
        window: tuple[int, int],
    ) -> None:
        """Let deliveries earn the publisher line at `place`: the lever of firm orders.

        Args:
            eligible: (accounts,) whose deliveries count, beside those who already may earn it.
            product: code.
            threshold, amount: what earns a line, and its limit, cents.
            line_days: how long a line lasts from the business day on which it opens.
            accumulate: whether deliveries add up to the threshold.
            renew: whether an earning renews the one line instead of adding one.
            most: how many lines an account may have at a time.
            window: ordinals of the first business day that counts and of the first that does not.
        """
        at = self.earning_places.index(place)
        rule = self.book.earnings[at]
        rule["place"], rule["product"], rule["line_days"] = place, product, line_days
        rule["threshold"], rule["amount"] = threshold, amount
        rule["first"], rule["after"] = window
        rule["accumulate"], rule["renew"], rule["most"] = accumulate, renew, most
        self.book.earned["eligible"][:, at] |= eligible

    def lowest(self, keys: npt.NDArray[np.float64], rows: Ints, count: int) -> Ints:
        """Return the `count` of `rows` (ascending) with the smallest keys, ties to the earlier."""
        return np.asarray(rows)[lowest_places(keys, count)]

    def uniforms(self, name: str, rows: Ints, count: int = 1) -> npt.NDArray[np.float64]:
        """Return the accounts' uniforms of the stream `name`, (len(rows), count)."""
        return self.chance.uniforms(name, self.portfolio.account_entities[rows], count)


def lowest_places(keys: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.int64]:
    """Return the places of the `count` smallest keys in ascending order, ties to the earlier."""
    if not 0 < count < len(keys):
        return np.argsort(keys, kind="stable")[: max(count, 0)]
    candidates = np.flatnonzero(keys <= np.partition(keys, count - 1)[count - 1])
    return candidates[np.argsort(keys[candidates], kind="stable")[:count]]


def share_of_number(share: float, number: int) -> int:
    """Return a share of a number of accounts, rounded half to even.

    >>> share_of_number(0.5, 5)
    2
    """
    return round(share * number)


def insurer_name(simulation: Simulation, code: int) -> str:
    """Return the ledger's name of an insurer."""
    return f"insurers:{simulation.portfolio.insurers[code]}"


def distributor_names(simulation: Simulation) -> Iterator[tuple[int, str]]:
    """Iterate over distributors by code, with the ledger's names."""
    for code, name in enumerate(simulation.portfolio.distributors):
        yield code, f"distributors:{name}"


def cells_of(simulation: Simulation, distributor: int) -> slice:
    """Return the ledger's cells of a distributor, one an insurer."""
    insurers = simulation.book.cells[1]
    return slice(distributor * insurers, (distributor + 1) * insurers)
