"""Blocked value by what blocked it: it adds up to the cent, in all, by group and by day."""

import numpy as np
import pytest

from simulator import model
from simulator.book.state import (
    BLOCK_CAUSES,
    BLOCKED_BY,
    BY_INSURED,
    CUT_BY,
    ITEM,
    NOT_BLOCKED,
)
from simulator.book.tallies import BLOCKED, BLOCKED_BY_CAUSE, cause_of_block
from simulator.catalogue import kinds
from tests.outcomes.naive import Naive
from tests.plain.markets import Buys, Credit, Owes, Shop, day, market
from tests.small_worlds import Case, a_measure, crisis_world, run_case, run_market

NAMES = [f"blocked_{cause}_eur" for cause in BLOCK_CAUSES]


def item(blocked, cause=0):
    row = np.zeros(1, ITEM)
    row["blocked"], row["blocked_cause"] = blocked, cause
    return row[0]


@pytest.fixture(scope="module")
def crisis():
    """A drawn market in which every institution acts, and a dedicated line that few may draw."""
    measures = (
        a_measure("guaranteed_line", amount_eur=2_000.0, dedicated=True),
        a_measure("firm_order_line", "firm", amount_eur=1_000.0),
    )
    return run_case(Case(crisis_world(), measures), seed=2, audit=True)


@pytest.fixture(scope="module")
def by_hand():
    """Seven shops, each blocked by something else; all but the last buy other vendors' goods."""
    goods = "other_goods"
    cancelled = {"starts": day(3), "ends": day(3), "share": 1.0, "cancelled_share": 1.0}
    line = {
        "kind": "guaranteed_line",
        "amount_eur": 200.0,
        "dedicated": True,
        "requires_insured_limit": False,
    }
    return run_market(
        market(
            [Shop(name) for name in ("ada", "bob", "cyd", "dee", "eve", "fay", "gil")],
            [
                Credit("ada", insured=1_000, insurer="sfac"),
                Credit("bob", insured=1_000, insurer="coface"),
                Credit("cyd", own_risk=500),
                Credit("dee"),
                Credit("eve", insured=1_000, insurer="atradius"),
                Credit("fay"),
                Credit("gil"),
            ],
            [
                Buys("wave", "ada", 10, 700.25, goods),
                Buys("fault", "bob", 10, 800.50, goods),
                Buys("budget", "cyd", 10, 450, goods),
                Buys("closed", "dee", 11, 150, goods),
                Buys("stopped", "eve", 12, 900, goods),
                Buys("large", "fay", 12, 5_000, goods),
                Buys("larger", "gil", 20, 6_000),
            ],
            owes=[Owes("eve", 1, -20)],
            distributors={"north": {"net_days": 30, "own_risk_budget_eur": 100.0}},
            insurers={
                "sfac": {"waves": {"feb": cancelled}},
                "coface": {"incidents": {"fault": {"on": day(2), "share": 1.0}}},
                "atradius": {},
            },
            measures=[line],
            days=40,
        )
    )


def test_each_cause_has_its_outcome():
    assert set(NAMES) == {
        kind for kind in kinds("outcomes") if kind.startswith("blocked_") and kind != "blocked_eur"
    }


def test_each_cut_and_each_other_obstacle_is_a_cause_of_its_own():
    assert len(set(BLOCK_CAUSES)) == len(BLOCK_CAUSES)
    for code, name in enumerate(BLOCKED_BY):
        if code not in (NOT_BLOCKED, BY_INSURED):
            assert BLOCK_CAUSES[cause_of_block(item(code))] == name
    for code, name in enumerate(CUT_BY):
        assert BLOCK_CAUSES[cause_of_block(item(BY_INSURED, code))] == name


def test_each_order_counts_under_what_blocked_it(by_hand):
    values = model.measure(by_hand).values
    assert {name: values[name] for name in NAMES} == {
        "blocked_stop_eur": 900,
        "blocked_incident_eur": 800.50,
        "blocked_wave_eur": 700.25,
        "blocked_review_eur": 0,
        "blocked_crowding_eur": 0,
        "blocked_publisher_eur": 150,
        "blocked_own_risk_eur": 450,
        "blocked_limit_eur": 11_000,
    }
    assert values["blocked_eur"] == 14_000.75


def test_each_group_has_its_causes(by_hand):
    groups = {(name, of, group): v for name, of, group, v in model.measure(by_hand).groups}
    assert groups["blocked_limit_eur", "product", "oem"] == 6_000
    assert groups["blocked_limit_eur", "product", "other_goods"] == 5_000
    assert groups["blocked_wave_eur", "insurer", "sfac"] == 700.25
    assert groups["blocked_wave_eur", "insurer", "coface"] == 0


def test_each_day_has_its_causes(by_hand):
    daily = model.measure(by_hand).daily
    assert daily["blocked_eur:wave"][1][[9, 10, 11]].tolist() == [0, 700.25, 0]
    assert daily["blocked_eur:limit"][1][[12, 20]].tolist() == [5_000, 6_000]


def test_in_a_crisis_the_causes_agree_with_plain_loops_over_the_audit(crisis):
    values, naive = model.measure(crisis).values, Naive(crisis)
    seen = 0
    for cause in BLOCK_CAUSES:
        blocked = naive.value(naive.demanded(), blocked_cause=[cause])
        assert values[f"blocked_{cause}_eur"] == pytest.approx(blocked, abs=0.005), cause
        seen += blocked > 0
    assert seen >= 6


def test_causes_add_up_to_the_cent_in_all_and_by_each_group(crisis):
    tallies = crisis.tallies
    for table in (tallies.by_product, tallies.by_kind, tallies.by_distributor, tallies.by_decile):
        assert (table[:, BLOCKED_BY_CAUSE:].sum(axis=1) == table[:, BLOCKED]).all()
    insurers = tallies.by_insurer
    assert (insurers[:, BLOCKED_BY_CAUSE:].sum(axis=1) == insurers[:, BLOCKED]).all()
    assert int(crisis.totals[BLOCKED]) > 0


def test_causes_add_up_to_the_cent_on_each_day(crisis):
    daily = {name: np.rint(s * 100) for name, (_, s) in model.measure(crisis).daily.items()}
    causes = sum(daily[f"blocked_eur:{cause}"] for cause in BLOCK_CAUSES)
    assert (causes == daily["blocked_eur"]).all()
