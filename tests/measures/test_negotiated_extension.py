"""The negotiated extension: who joins, when, and what its accounts get from then on."""

import pytest

from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.plain.product import product

TWO = {"north": {"net_days": 90}, "south": {"net_days": 90}}
JOIN = {"joins_probability": 1.0, "joins_after_days": [0, 5, 10]}


def on(luck=None, orders=(), days=90, **measure):
    """Return on(day, distributor): the publisher's line, euros; it starts on day 10."""
    usual = {"kind": "negotiated_extension", "requires_insured_limit": False, "amount_eur": 5_000}
    tables = product(
        market(
            [Shop("ada", cash=10**6)],
            [Credit("ada", "north", own_risk=9_000), Credit("ada", "south")],
            list(orders),
            distributors=TWO,
            measures=[{**usual, **JOIN, "starts": day(10), "ends": day(69), **measure}],
            days=days,
            chance=luck is not None,
            luck=None if luck is None else {"joins/measure": luck},
        )
    )
    limits = tables.limits
    return lambda n, where="north": limits.get((day(n), "ada", where, "publisher"), 0) / 100


def test_without_chance_it_joins_if_that_is_certain_after_the_most_likely_days():
    line = on()
    assert [line(n) for n in (14, 15, 69, 70)] == [0, 5_000, 5_000, 0]
    never = on(joins_probability=0.99)
    assert [never(n) for n in (15, 69)] == [0, 0]


def test_it_joins_if_its_luck_is_below_the_probability():
    assert on([0.49, 0.5], joins_probability=0.5)(69) == 5_000
    assert on([0.5, 0.5], joins_probability=0.5)(69) == 0


def test_the_day_is_a_triangular_draw_rounded_to_whole_days():
    # the quantile of 0.02 between 0, 5 and 10 is sqrt(0.02 × 10 × 5) = 1
    line = on([0.0, 0.02])
    assert [line(n) for n in (10, 11)] == [0, 5_000]
    # of 0.98: 10 - 1 = 9
    line = on([0.0, 0.98])
    assert [line(n) for n in (18, 19)] == [0, 5_000]


def test_only_its_own_wholesalers_join():
    line = on(distributors=["south"])
    assert (line(20, "north"), line(20, "south")) == (0, 5_000)


def test_a_wholesaler_that_joins_after_the_window_grants_nothing():
    line = on(joins_after_days=[60, 60, 60])
    assert [line(n) for n in (69, 70, 89)] == [0, 0, 0]


def test_earned_lines_count_deliveries_from_the_day_of_joining():
    terms = {"terms": "earned", "threshold_eur": 1_000.0, "line_days": 20}
    early = on(orders=[Buys("a", "ada", 14, 1_000)], **terms)
    assert [early(n) for n in (15, 16)] == [0, 0]
    line = on(orders=[Buys("a", "ada", 15, 1_000)], **terms)
    assert [line(n) for n in (15, 16, 35, 36)] == [0, 5_000, 5_000, 0]


def test_two_wholesalers_join_on_their_own_days_under_earned_terms():
    terms = {"terms": "earned", "threshold_eur": 1_000.0, "line_days": 20}
    line = on(orders=[Buys("a", "ada", 15, 1_000)], **terms)
    assert (line(16, "north"), line(16, "south")) == (5_000, 0)


def test_enrolment_is_repeated_at_the_first_business_day_of_a_month():
    wave = {"starts": day(2), "ends": day(2), "share": 1.0, "cancelled_share": 1.0}
    relief = {"may": {"on": day(40), "share": 1.0}}
    tables = product(
        market(
            [Shop("ada")],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [],
            distributors=TWO,
            insurers={"sfac": {"waves": {"feb": wave}, "reliefs": relief}},
            measures=[{"kind": "negotiated_extension", **JOIN, "starts": day(10), "ends": day(69)}],
            days=90,
        )
    )
    limits = [tables.limits[day(n), "ada", "north", "publisher"] / 100 for n in (15, 54, 55)]
    assert limits == [0, 0, 5_000]  # 1 March is day 55


@pytest.mark.parametrize("stacking", ["renew", "stack"])
def test_only_earned_terms_need_room_for_lines_that_are_earned(stacking):
    from tests.small_worlds import a_measure

    fields = {"stacking": stacking, "max_lines": 3}
    earned = a_measure("negotiated_extension", terms="earned", **fields)
    assert earned.most_lines == (3 if stacking == "stack" else 1)
    assert a_measure("negotiated_extension", **fields).most_lines == 0
