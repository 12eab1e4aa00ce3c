"""The state's public lines: sittings that grant them, windows that end, fees (CAP and CAP+)."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from simulator.book.public_fees import public_fees
from simulator.book.record import Record
from simulator.book.state import ALIVE, PUBLIC, Cents, Ints
from simulator.processes.simulation import PUBLIC_COVER, Process, Simulation
from simulator.study.public import Scheme
from simulator.units import billionths, cents, shares_of


@dataclass(frozen=True)
class Window:
    """When a scheme grants, and to whom.

    Attributes:
        first, after: ordinals of its first business day and of the first one after it.
        asked: whether the wholesaler asks for the account, (a,).
    """

    scheme: Scheme
    first: int
    after: int
    asked: npt.NDArray[np.bool_]


def topping_up(simulation: Simulation) -> Process:
    """At each sitting grant each account the largest line of the schemes that are open."""
    book, portfolio = simulation.book, simulation.portfolio
    windows = open_windows(simulation)
    asked = np.any([window.asked for window in windows], axis=0) if windows else []
    rows = np.flatnonzero(asked).astype(np.int32)
    sittings = {day for window in windows for day in sittings_of(simulation, window)}
    last = simulation.calendar.business_days
    closings = {window.after for window in windows if window.after < last}
    granted = np.zeros((len(windows), len(rows)), np.int64)
    for ordinal in sorted(sittings | closings):
        yield from simulation.look(ordinal, PUBLIC_COVER)
        for window, lines in zip(windows, granted, strict=True):
            if not window.first <= ordinal < window.after:
                lines[:] = 0
            elif ordinal in sittings:
                lines[:] = lines_granted(simulation, window, rows, ordinal)
        lives = book.resellers["state"][portfolio.account_reseller[rows]] == ALIVE
        book.set_limits(rows, PUBLIC, np.where(lives, granted.max(axis=0), 0), ordinal)


def open_windows(simulation: Simulation) -> list[Window]:
    """Return the schemes that have a business day in the run and a wholesaler that asks."""
    insured = simulation.portfolio.account_insurer >= 0
    every = np.arange(len(insured), dtype=np.int32)
    windows, last = [], simulation.calendar.business_days
    for name, scheme in sorted(simulation.world.public_cover.schemes.items()):
        first = min(simulation.ordinal(scheme.starts), last)
        after = min(simulation.ordinal(scheme.ends + timedelta(days=1)), last)
        if first < after and scheme.take_up_share > 0:
            uniforms = simulation.uniforms(f"public/{name}", every)[:, 0]
            asked = insured & (uniforms < scheme.take_up_share)
            windows.append(Window(scheme, first, after, asked))
    return windows


def sittings_of(simulation: Simulation, window: Window) -> list[int]:
    """Return the ordinals of the window's first business day and of each month's in it."""
    months = simulation.month_starts()
    return [window.first, *(day for day in months if window.first < day < window.after)]


def lines_granted(simulation: Simulation, window: Window, rows: Ints, ordinal: int) -> Cents:
    """Return the line that the scheme grants the accounts in `rows` at a sitting, (k,) cents."""
    accounts, scheme = simulation.book.accounts, window.scheme
    reached = window.asked[rows] & (accounts["rating"][rows] <= scheme.worst_rating)
    left, reference = simulation.insured_limits(ordinal)[rows], accounts["reference"][rows]
    return np.where(reached, public_line(scheme, left, reference), 0)


def public_line(scheme: Scheme, left: Cents, reference: Cents) -> Cents:
    """Return the line that follows from the limits that are left and from the reference limits.

    A top-up doubles what is left, at most up to the reference limit; restoring gives back a share
    of what was cancelled. Shapes (k,), cents.
    """
    most, ceiling = billionths(scheme.most_share), cents(scheme.ceiling_eur)
    if scheme.grants == "top_up":
        wanted = (left > 0) & (left < reference)
        line = np.minimum(shares_of(left, most), reference - left)
    else:
        wanted = (left == 0) & (reference > 0)
        line = shares_of(reference, most)
    return np.where(wanted, np.minimum(line, ceiling), 0)


def post_public_fees(record: Record) -> None:
    """Post each quarter's fees on the first business day after it: nobody decides by them."""
    calendar = record.calendar
    for code, name in enumerate(record.portfolio.distributors):
        for end, owed in public_fees(record, code, calendar.first_day, calendar.last_day):
            paid_on = calendar.ordinal_from(end + 1)
            record.ledger.post(f"distributors:{name}", "state", "public_fee", paid_on, owed)
