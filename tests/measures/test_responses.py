"""Where credit binds nobody, demand answers to each price as its elasticity says."""

from datetime import date

import numpy as np
import pytest

from simulator.book.tallies import BLOCKED
from simulator.study.inputs import merged
from tests.market.worlds import a_world
from tests.measures.every_kind import LIVELY, PRICES, usual
from tests.small_worlds import Case, run_case

ELASTICITY = -0.9
STARTS, ENDS = date(2009, 3, 2), date(2009, 5, 29)
FREE = {
    "end": date(2009, 9, 30),
    "population": {"resellers": 1_500},
    "distributors": {"north": {"stop_after_days": 3_650}, "south": {"stop_after_days": 3_650}},
    "insurers": {"sfac": {"buffer": 100.0, "least_limit_eur": 10_000_000.0}},
    "failure": {"after_days_overdue": 36_500, "illiquid_days": 36_500},
}
"""Changes of the small world after which no order is ever blocked."""
TABLES = {
    "open_discount": ({"discount": 0.2, "best_selling_share": 1.0}, 0.8**ELASTICITY),
    "software_assurance_promotion": ({"discount": 0.1, "pass_through": 0.5}, 0.95**ELASTICITY),
    "double_back_margin": (
        {"multiplier": 5.0, "pass_through": 1.0, "effort_elasticity": 0.5, "front_margin": 0.07},
        (1 - 0.12) ** ELASTICITY * (0.22 / 0.10) ** 0.5,
    ),
}
"""By kind: terms, and demand in the window over normal demand."""


@pytest.fixture(scope="module")
def world():
    return a_world(merged(LIVELY, FREE))


@pytest.fixture(scope="module")
def without(world):
    return run_case(Case(world))


def placed(record, first, last):
    """Return how many orders of OEM licences were placed from one date to another."""
    days = np.datetime64(record.calendar.start) + record.orders.day
    oem = record.portfolio.products.index("oem")
    between = (np.datetime64(first) <= days) & (days <= np.datetime64(last))
    return int((between & (record.orders.product == oem)).sum())


@pytest.mark.parametrize("kind", PRICES)
def test_a_price_response_matches_its_elasticity_within_sampling_error(kind, world, without):
    """Orders above normal demand are a Poisson process: their number is within four deviations."""
    fields, factor = TABLES[kind]
    record = run_case(Case(world, (usual(kind, starts=STARTS, ends=ENDS, **fields),)))
    for one in (without, record):
        assert one.totals[BLOCKED] == 0
    normal = placed(without, STARTS, ENDS)
    gained = placed(record, STARTS, ENDS) - normal
    expected = (factor - 1) * normal
    assert expected > 500
    assert abs(gained - expected) < 4 * np.sqrt(expected * factor)


def test_half_of_what_a_discount_gains_is_missing_in_the_quarter_after(world, without):
    fields = {"discount": 0.2, "best_selling_share": 1.0, "timing_share": 0.5, "timing_days": 91}
    measure = usual("open_discount", starts=STARTS, ends=ENDS, **fields)
    record = run_case(Case(world, (measure,)))
    normal = placed(without, STARTS, ENDS)
    gained = (0.8**ELASTICITY - 1) * normal
    after = date(2009, 6, 2), date(2009, 8, 31)  # 1 June is Whit Monday
    lost = placed(without, *after) - placed(record, *after)
    assert abs(lost - 0.5 * gained) < 4 * np.sqrt(gained)
    rest = date(2009, 9, 1), date(2009, 9, 30)
    assert placed(without, *rest) == placed(record, *rest)


def test_only_the_best_selling_share_answers(world, without):
    measure = usual("open_discount", starts=STARTS, ends=ENDS, discount=0.2, best_selling_share=0.4)
    record = run_case(Case(world, (measure,)))
    normal = placed(without, STARTS, ENDS)
    expected = 0.4 * (0.8**ELASTICITY - 1) * normal
    assert abs(placed(record, STARTS, ENDS) - normal - expected) < 4 * np.sqrt(expected * 1.3)
    items = record.book.items
    cheaper = record.orders.listed > record.orders.amount
    oem = record.portfolio.products.index("oem")
    days = record.calendar.dates(items["ordinal"])
    inside = (items["product"] == oem) & (days >= np.datetime64(STARTS))
    inside &= days <= np.datetime64(ENDS)
    # 0.4 × 1.22 of 1 + 0.4 × 0.22 orders are cheaper
    answer = 0.8**ELASTICITY
    share = 0.4 * answer / (0.6 + 0.4 * answer)
    assert cheaper[inside].mean() == pytest.approx(share, abs=4 * np.sqrt(0.25 / inside.sum()))
    assert not cheaper[~inside].any()
