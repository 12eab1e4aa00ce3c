"""The rules of a run as records: the lines' order, days, terms, products, insurers' stances."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache

import numpy as np

from simulator.book.financing import MOST_FINANCING_LEVERS
from simulator.book.reviews import POSITIONS
from simulator.book.state import (
    DAY,
    DISTRIBUTOR,
    FIRST_PUBLISHER,
    INSURED,
    INSURER,
    PRODUCT,
    PUBLIC,
    RULES,
    STACK,
    Floats,
    Ints,
    Records,
)
from simulator.calendar import Calendar
from simulator.market.levers import FinancingLever
from simulator.market.portfolio import Portfolio
from simulator.market.terms import FINANCED, financing_code
from simulator.study.insurers import Insurer
from simulator.study.lenders import Distributor
from simulator.study.schema import World
from simulator.units import BILLION, NEVER, billionths


def line_stack(world: World, dedicated: Sequence[bool]) -> Records:
    """Return the lines in the order in which an order draws them, (l,)."""
    last = FIRST_PUBLISHER + len(dedicated)
    places = {
        "insured": [INSURED],
        "public": [PUBLIC],
        "publisher": list(range(FIRST_PUBLISHER, last)),
        "own_risk": [last],
    }
    stack = np.zeros(last + 1, STACK)
    stack["place"] = [place for name in world.line_order for place in places[name]]
    stack["dedicated"][FIRST_PUBLISHER:last] = dedicated
    return stack


def business_days(calendar: Calendar) -> Records:
    """Return the business days, (b,)."""
    days = np.zeros(calendar.business_days, DAY)
    ordinals = np.arange(calendar.business_days)
    payrolls = np.append(np.where(calendar.month_end, ordinals, NEVER), NEVER)
    days["day"] = calendar.day_of
    days["payroll"] = calendar.month_end
    days["next_payroll"] = np.minimum.accumulate(payrolls[::-1])[::-1][1:]
    return days


def common_rules(
    world: World, calendar: Calendar, financing: Sequence[FinancingLever] = ()
) -> Records:
    """Return what holds for all resellers, (1,); a programme pays financed orders its own way."""
    assert len(financing) <= MOST_FINANCING_LEVERS
    rules = np.zeros(1, RULES)
    rules["first_day"] = calendar.first_day
    rules["after_days_overdue"] = world.failure.after_days_overdue
    rules["illiquid_days"] = world.failure.illiquid_days
    delays = rules["financed_delays"][0]
    delays[FINANCED] = world.financing.reseller_paid_in_days
    for k, lever in enumerate(financing):
        delays[financing_code(k, True) : financing_code(k + 1, True)] = lever.paid_in_days
    rules["prepayment"] = world.trading.prepayment
    return rules


def distributors_terms(distributors: Sequence[Distributor]) -> Records:
    """Return the distributors' terms, (d,)."""
    rows = np.zeros(len(distributors), DISTRIBUTOR)
    for row, distributor in zip(rows, distributors, strict=True):
        row["stop_after"] = distributor.stop_after_days
        row["bridging_days"] = distributor.bridging_days
        row["budgeted"] = distributor.own_risk_budget_eur is not None
        row["crowding_out"] = billionths(distributor.crowding_out_share)
    return rows


def due_days(calendar: Calendar, distributors: Sequence[Distributor]) -> Ints:
    """Return the day on which a delivery's invoice is due, (d, b)."""
    return np.array([_due_days(calendar, d.net_days, d.end_of_month_days) for d in distributors])


@lru_cache(maxsize=64)
def _due_days(calendar: Calendar, net_days: int | None, end_of_month_days: int | None) -> Ints:
    return calendar.due_days(net_days, end_of_month_days)


def products_terms(world: World, portfolio: Portfolio) -> Records:
    """Return the products' terms, (p,)."""
    products = np.zeros(len(portfolio.products), PRODUCT)
    for row, name in enumerate(portfolio.products):
        products[row]["distributor_margin"] = billionths(world.products[name].distributor_margin)
        products[row]["publisher"] = world.products[name].publisher
    return products


def insurers_stances(world: World, portfolio: Portfolio, chance: bool) -> Records:
    """Return the insurers' stances, (k,); without chance nobody reviews."""
    insurers = np.zeros(max(len(portfolio.insurers), 1), INSURER)
    insurers["factor"] = BILLION
    for row, name in enumerate(portfolio.insurers):
        insurers[row]["notice_days"] = world.insurers[name].notice_days
        if chance and world.insurers[name].review is not None:
            _state_review_rules(insurers[row], world.insurers[name])
    return insurers


def _state_review_rules(row: np.void, insurer: Insurer) -> None:
    review = insurer.review
    assert review is not None
    row["cancelled"] = review.cancelled_share
    row["cut_low"], row["cut_mode"], row["cut_high"] = review.cut_to
    row["overdue_cut_to"] = billionths(review.overdue_cut_to)
    row["restore_hazard"] = review.restore_hazard_per_month
    row["restored_share"] = billionths(review.restored_share)
    row["weights"] = review.rating_weights
    row["overdue_notice_days"] = review.overdue_notice_days
    after = review.downgrade_after_days
    row["downgrade_after_days"] = NEVER if after is None else after
    row["downgraded_to"] = downgrades(insurer.rating_factors)


def downgrades(factors: Sequence[float]) -> list[int]:
    """Return what a downgrade from each rating leaves of a limit, billionths, at most 1.

    >>> downgrades([1.2, 0.9, 1.0, 0.0, 0.5])
    [750000000, 1000000000, 0, 1000000000, 1000000000]
    """
    steps = zip(factors, [*factors[1:], factors[-1]], strict=True)
    return [billionths(min(new / old, 1.0)) if old > 0 else BILLION for old, new in steps]


def number_of_months(calendar: Calendar) -> int:
    """Return how many calendar months the run touches."""
    first, last = calendar.date_of(calendar.first_day), calendar.end
    return (last.year - first.year) * 12 + last.month - first.month + 1


@lru_cache(maxsize=32)
def review_days(calendar: Calendar) -> Ints:
    """Return the ordinals of reviews by place in the civil month, (positions, months + 1).

    −1: that day came before the run. `NEVER`: it comes after it.
    """
    count = number_of_months(calendar)
    days = np.full((POSITIONS, count + 1), NEVER, np.int32)
    month = calendar.date_of(calendar.first_day).replace(day=1)
    for column in range(count):
        following = (month + timedelta(days=31)).replace(day=1)
        numbers = calendar.business_days_between(month, following - timedelta(days=1))
        places = [numbers[at * len(numbers) // POSITIONS] for at in range(POSITIONS)]
        days[:, column] = [
            -1 if day < calendar.first_day else calendar.ordinal_from(day) for day in places
        ]
        month = following
    return days


def cut_hazards(world: World, portfolio: Portfolio, calendar: Calendar) -> Floats:
    """Return each insurer's hazard of a cut at a review, before the rating's weight, (k, b)."""
    hazards = np.zeros((max(len(portfolio.insurers), 1), calendar.business_days))
    for row, name in enumerate(portfolio.insurers):
        review = world.insurers[name].review
        if review is not None:
            hazards[row] = review.cut_hazard_per_month
            for since, factor in review.stress:
                from_here = calendar.day_of >= calendar.number(since)
                hazards[row, from_here] = review.cut_hazard_per_month * factor
    return hazards
