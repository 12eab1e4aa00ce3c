"""How an insurer's own losses move its limits, month by month."""

from simulator.processes.bearing_claims import ClaimsDesk
from simulator.processes.simulation import (
    FACTORS,
    Process,
    Simulation,
    insurer_name,
)
from simulator.study.insurers import Insurer, LossRatioRule
from simulator.units import BILLION

YEAR = 365


def reviewing_limits(
    simulation: Simulation, code: int, insurer: Insurer, claims: ClaimsDesk
) -> Process:
    """Set the general factor at each month's first business day; accounts meet it on their days."""
    rule = insurer.loss_ratio_rule
    if insurer.review is None or rule is None or not simulation.chance.enabled:
        return
    row = simulation.book.insurers[code : code + 1]
    for ordinal in simulation.month_starts():
        yield from simulation.look(ordinal, FACTORS)
        claims.notice()
        row["factor"] = general_factor(simulation, code, rule, ordinal)


def general_factor(simulation: Simulation, code: int, rule: LossRatioRule, ordinal: int) -> int:
    """Return what the insurer's losses of the last 365 days leave of its limits, billionths.

    A doubling of the loss ratio lowers cover by 1 − 2^(−elasticity) (van der Veer 2019: 11 %).
    """
    ratio = rolling_loss_ratio(simulation, code, ordinal)
    if ratio <= rule.normal_loss_ratio:
        return BILLION
    factor: float = (ratio / rule.normal_loss_ratio) ** -rule.elasticity
    return round(max(factor, rule.least_factor) * BILLION)


def rolling_loss_ratio(simulation: Simulation, code: int, ordinal: int) -> float:
    """Return indemnities noticed over premiums earned, 365 days before `ordinal`; 0 at first."""
    days = simulation.calendar.day_of
    recent = (days > days[ordinal] - YEAR - 1) & (days < days[ordinal])
    name = insurer_name(simulation, code)
    premiums = int(simulation.ledger.daily("", name, "premium")[recent].sum())
    if premiums == 0:
        return 0.0
    noticed = int(simulation.ledger.daily(name, "", "indemnity_noticed")[recent].sum())
    return noticed / premiums
