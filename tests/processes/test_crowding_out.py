"""Insurers and desks that see a publisher's line lend less themselves, and give it back after."""

import numpy as np

from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.plain.product import product
from tests.small_worlds import Case, a_measure, crisis_world, postings_of, run_case

LINE = {
    "kind": "guaranteed_line",
    "amount_eur": 5_000.0,
    "starts": day(10),
    "ends": day(29),
    "requires_insured_limit": False,
}


def limits(line, insurer=None, desk=None, orders=(), days=60, measures=(LINE,), **account):
    """Return on(day): an account's line of that name, euros, and the tables."""
    credit = {"insured": 10_000, "own_risk": 3_000, "insurer": "sfac", **account}
    tables = product(
        market(
            [Shop("ada")],
            [Credit("ada", **credit)],
            list(orders),
            distributors={"north": {"net_days": 60, **(desk or {})}},
            insurers={"sfac": {"premium_rate": 0.0, **(insurer or {})}},
            measures=list(measures),
            days=days,
        )
    )
    return lambda n: tables.limits[day(n), "ada", "north", line] / 100, tables


# Insurers


def test_half_of_a_line_of_5_000_comes_off_the_insured_limit_while_it_lasts():
    on, _ = limits("insured", {"crowding_out_share": 0.5})
    assert [on(n) for n in (9, 10, 29, 30)] == [10_000, 7_500, 7_500, 10_000]


def test_it_is_a_cut_with_notice_and_its_end_has_none():
    on, _ = limits("insured", {"crowding_out_share": 0.5, "notice_days": 7})
    assert [on(n) for n in (10, 16, 17, 29, 30)] == [10_000, 10_000, 7_500, 7_500, 10_000]


def test_a_line_that_ends_before_the_notice_has_run_out_leaves_the_limit_as_it_was():
    on, _ = limits("insured", {"crowding_out_share": 0.5, "notice_days": 25})
    assert [on(n) for n in (10, 35, 59)] == [10_000] * 3


def test_what_one_insurer_does_without_crowding_out_is_the_limit_in_full():
    on, _ = limits("insured")
    assert on(10) == 10_000


def test_the_lines_of_several_measures_are_crowded_out_together():
    other = {**LINE, "name": "other", "amount_eur": 1_000.0, "starts": day(20), "ends": day(39)}
    on, _ = limits("insured", {"crowding_out_share": 0.5}, measures=(LINE, other))
    assert [on(n) for n in (19, 20, 30, 40)] == [7_500, 7_000, 9_500, 10_000]


def test_a_line_that_deliveries_earn_is_crowded_out_on_the_day_it_opens():
    firm = {
        "kind": "firm_order_line", "amount_eur": 5_000.0, "threshold_eur": 1_000.0,
        "line_days": 10, "starts": day(0),
    }  # fmt: skip
    orders = [Buys("a", "ada", 4, 1_000)]
    on, _ = limits("insured", {"crowding_out_share": 0.5}, orders=orders, measures=(firm,))
    assert [on(n) for n in (4, 5, 14, 15)] == [10_000, 7_500, 7_500, 10_000]


def test_a_wave_and_what_is_crowded_out_add_up():
    wave = {
        "starts": day(20), "ends": day(20), "share": 1.0, "cancelled_share": 0.0,
        "cut_to": [0.4, 0.4, 0.4],
    }  # fmt: skip
    on, _ = limits("insured", {"crowding_out_share": 0.5, "waves": {"w": wave}})
    assert [on(n) for n in (19, 20, 29, 30)] == [7_500, 1_500, 1_500, 4_000]


def test_an_account_under_a_fault_comes_back_to_what_is_not_crowded_out():
    fault = {"on": day(5), "share": 1.0, "restored_on": day(20)}
    on, _ = limits("insured", {"crowding_out_share": 0.5, "incidents": {"f": fault}})
    assert [on(n) for n in (5, 10, 20, 30)] == [0, 0, 7_500, 10_000]


def test_what_the_insured_limit_before_the_crisis_would_have_carried_is_blocked_by_crowding():
    dedicated = {**LINE, "dedicated": True}
    orders = [Buys("a", "ada", 12, 9_000, "other_goods")]
    _, tables = limits(
        "insured", {"crowding_out_share": 0.5}, orders=orders, measures=(dedicated,), own_risk=0
    )
    order = tables.orders["a"]
    assert (order.fate, order.blocked_by, order.blocked_cause) == (
        "lost_credit", "insured", "crowding",
    )  # fmt: skip


def test_the_state_sees_the_limit_before_the_insurer_sees_the_publishers_lines():
    scheme = {"grants": "top_up", "starts": day(10), "ends": day(58), "take_up_share": 1.0}
    tables = product(
        market(
            [Shop("ada")],
            [Credit("ada", insured=10_000, insurer="sfac")],
            [],
            insurers={"sfac": {"crowding_out_share": 0.5}},
            measures=[{**LINE, "ends": day(58)}],
            public_cover={"schemes": {"cap": scheme}},
        )
    )
    on = [tables.limits[day(n), "ada", "north", "public"] / 100 for n in (10, 26, 27)]
    assert on == [0, 0, 2_500]


# Desks


def test_a_desk_sees_a_publishers_line_on_the_next_business_day():
    on, _ = limits("own_risk", desk={"crowding_out_share": 0.5})
    assert [on(n) for n in (10, 11, 30, 31)] == [3_000, 500, 500, 3_000]


def test_a_desk_takes_off_no_more_than_it_would_lend():
    on, _ = limits("own_risk", desk={"crowding_out_share": 1.0})
    assert [on(n) for n in (10, 11, 30, 31)] == [3_000, 0, 0, 3_000]


def test_a_desk_with_a_budget_divides_it_by_what_is_left_of_the_wishes():
    shops = [Shop("ada"), Shop("bob")]
    accounts = [Credit("ada", "north", own_risk=3_000), Credit("bob", "north", own_risk=1_000)]
    only_ada = {**LINE, "reseller_kinds": ["reseller"], "ratings": [5]}
    shops[1] = Shop("bob", rating=6)
    tables = product(
        market(
            shops,
            accounts,
            [],
            distributors={
                "north": {
                    "net_days": 30,
                    "own_risk_budget_eur": 1_200.0,
                    "crowding_out_share": 0.5,
                    "bridging_days": 5,
                }
            },
            measures=[only_ada],
        )
    )
    on = [
        [tables.limits[day(n), shop, "north", "own_risk"] / 100 for shop in ("ada", "bob")]
        for n in (10, 11, 30, 31)
    ]
    # 3,000 and 1,000 of 1,200; then 500 and 1,000
    assert on == [[900, 300], [400, 800], [400, 800], [900, 300]]


def test_a_desk_that_sits_monthly_sees_the_lines_at_its_sitting():
    desk = {"crowding_out_share": 0.5, "own_risk_budget_eur": 99_000.0}
    on, _ = limits("own_risk", desk=desk)
    assert [on(n) for n in (11, 26, 27, 30, 54, 55)] == [3_000, 3_000, 500, 500, 500, 3_000]


def test_a_bridge_carries_what_is_crowded_out_of_the_insured_limit_from_the_next_day():
    on, _ = limits("own_risk", {"crowding_out_share": 0.5}, {"bridging_days": 10})
    assert [on(n) for n in (10, 11, 20, 21)] == [3_000, 5_500, 5_500, 3_000]


def test_without_crowding_out_a_programme_leaves_every_insured_and_own_risk_limit_alone():
    line = (a_measure("guaranteed_line", requires_insured_limit=False),)
    none, some = run_case(Case(crisis_world())), run_case(Case(crisis_world(), line))
    assert postings_of(none) != postings_of(some)
    ends = [record.book.accounts["crowded_out"] for record in (none, some)]
    assert not np.any(ends)
