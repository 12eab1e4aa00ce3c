"""How insurers cut and restore limits by dated acts: waves, faults, reliefs."""

import numpy as np

from simulator.book.reviews import triangulars
from simulator.book.state import (
    CUT_BY_INCIDENT,
    CUT_BY_WAVE,
    INSURED,
    NOT_CUT,
    Cents,
    Floats,
    Ints,
)
from simulator.processes.simulation import (
    FAULTS,
    RELIEFS,
    REPAIRS,
    WAVES,
    Process,
    Simulation,
    lowest_places,
    share_of_number,
)
from simulator.study.insurers import Incident, Insurer, Relief, Wave
from simulator.units import BILLION, NEVER, billionths, shares_of


def insured_accounts(simulation: Simulation, insurer: int, ordinal: int) -> Ints:
    """Return the accounts of living resellers to which the insurer grants a limit, in order."""
    granted = simulation.insured_limits(ordinal) > 0
    its_own = simulation.portfolio.account_insurer == insurer
    return np.flatnonzero(granted & its_own & simulation.book.lives()).astype(np.int32)


def cutting_in_a_wave(
    simulation: Simulation, code: int, insurer: Insurer, name: str, wave: Wave
) -> Process:
    """Decide on the first day, by rating and use, what is cut; each cut binds on its own day."""
    calendar = simulation.calendar
    first = simulation.ordinal(wave.starts)
    if first >= NEVER or calendar.number(wave.ends) < calendar.first_day:
        return
    days = calendar.business_days_between(wave.starts, wave.ends)
    days = days or [calendar.next_business_day(calendar.number(wave.starts))]
    yield from simulation.look(first, WAVES)
    rows = insured_accounts(simulation, code, first)
    stream = f"wave/{simulation.portfolio.insurers[code]}/{name}"
    uniforms = simulation.uniforms(stream, rows, 4)
    count = share_of_number(wave.share, len(rows))
    keys = -np.log(uniforms[:, 0]) / targeting_weights(simulation, rows, wave, first)
    order = lowest_places(keys, count)
    chosen, uniforms = rows[order], uniforms[order]
    kept = shares_kept(simulation, wave, uniforms)
    if not simulation.chance.enabled:
        days = days[:1]
    on = np.array(days)[np.floor(uniforms[:, 1] * len(days)).astype(np.int64)]
    share = simulation.book.accounts["share"]
    share[chosen] = shares_of(share[chosen], kept)
    binds = simulation.ordinals_from(on + insurer.notice_days)
    simulation.announce(chosen, CUT_BY_WAVE, first, binds)


def targeting_weights(simulation: Simulation, rows: Ints, wave: Wave, ordinal: int) -> Floats:
    """Return how much more likely than others the accounts in `rows` are to be cut, (k,)."""
    used = simulation.book.lines["used"][rows, INSURED]
    use = np.minimum(used / np.maximum(simulation.insured_limits(ordinal)[rows], 1), 1.0)
    rating = simulation.book.accounts["rating"][rows].astype(np.float64)
    exponent = wave.bad_rating_weight * (rating - 5) / 5 + wave.low_use_weight * (1 - use)
    weights: Floats = np.exp(exponent)
    return weights


def shares_kept(simulation: Simulation, wave: Wave, uniforms: Floats) -> Cents:
    """Return what the cuts leave of each limit, billionths (k,); the share cancelled is exact."""
    count = len(uniforms)
    low, mode, high = wave.cut_to
    if simulation.chance.enabled:
        depth = triangulars(low, mode, high, uniforms[:, 3])
    else:
        depth = np.full(count, mode)
    kept = np.rint(depth * BILLION).astype(np.int64)
    cancelled = lowest_places(uniforms[:, 2], share_of_number(wave.cancelled_share, count))
    kept[cancelled] = 0
    return kept


def failing_by_fault(simulation: Simulation, code: int, name: str, incident: Incident) -> Process:
    """Drop a share of the limits to zero by mistake, and restore them when the day comes.

    A fault that is repaired by the business day on which it would show does nothing.
    """
    first, end = simulation.ordinal(incident.on), repair_ordinal(simulation, incident)
    if first >= NEVER or end <= first:
        return
    yield from simulation.look(first, FAULTS)
    rows = insured_accounts(simulation, code, first)
    stream = f"incident/{simulation.portfolio.insurers[code]}/{name}"
    keys = simulation.uniforms(stream, rows)[:, 0]
    hit = simulation.lowest(keys, rows, share_of_number(incident.share, len(rows)))
    faults = simulation.book.accounts["faults"]
    faults[hit] += 1
    simulation.announce(hit, CUT_BY_INCIDENT, first, first)
    if end < NEVER:
        yield from simulation.look(end, REPAIRS)
        faults[hit] -= 1
        simulation.announce(hit, NOT_CUT, end, end)


def repair_ordinal(simulation: Simulation, incident: Incident) -> int:
    """Return the ordinal on which a fault is repaired, `NEVER` if it is not, or after the run."""
    if incident.restored_on is not None:
        return simulation.ordinal(incident.restored_on)
    if incident.restored_after_days is not None:
        day = simulation.calendar.number(incident.on) + incident.restored_after_days
        return simulation.calendar.ordinal_from(day)
    return NEVER


def relieving(simulation: Simulation, code: int, name: str, relief: Relief) -> Process:
    """Give back, on a date, part or all of what was cut on a share of the accounts."""
    first = simulation.ordinal(relief.on)
    if first >= NEVER:
        return
    yield from simulation.look(first, RELIEFS)
    book, portfolio = simulation.book, simulation.portfolio
    share = book.accounts["share"]
    wanted = (portfolio.account_insurer == code) & book.lives() & (share < BILLION)
    if not relief.cancelled_too:
        wanted &= share > 0
    if relief.distributors:
        its = [portfolio.distributors.index(d) for d in relief.distributors]
        wanted &= np.isin(portfolio.account_distributor, its)
    rows = np.flatnonzero(wanted).astype(np.int32)
    stream = f"relief/{portfolio.insurers[code]}/{name}"
    keys = simulation.uniforms(stream, rows)[:, 0]
    chosen = simulation.lowest(keys, rows, share_of_number(relief.share, len(rows)))
    given_back = shares_of(BILLION - share[chosen], billionths(relief.restored_share))
    share[chosen] += given_back
    simulation.announce(chosen, NOT_CUT, first, first)
