"""What publisher lines crowd out, and downgrades: cases worked out by hand, to the cent."""

from datetime import date

from tests.plain.markets import INSURER, Buys, Credit, Owes, Shop, day, market

LINE = {
    "kind": "guaranteed_line",
    "amount_eur": 500.0,
    "requires_insured_limit": False,
    "starts": day(5),
    "ends": day(10),
}


def crowded(engine, insurer=None, distributor=None, orders=(), own_risk=0.0, **line):
    return engine(
        market(
            [Shop("ada")],
            [Credit("ada", insured=1_000, own_risk=own_risk, insurer="sfac")],
            list(orders),
            insurers={"sfac": {**INSURER["sfac"], **(insurer or {})}},
            distributors={"north": {"net_days": 30, **(distributor or {})}},
            measures=[{**LINE, **line}],
        )
    )


def limits(tables, kind: str, *days: int):
    return [tables.limits[day(n), "ada", "north", kind] for n in days]


def test_an_insurer_takes_a_share_of_the_publishers_line_off_its_limit_while_it_lasts(engine):
    """A third of 500.00 is 166.50: 833.50 are left."""
    tables = crowded(engine, {"crowding_out_share": 0.333})
    assert limits(tables, "insured", 4, 5, 10, 11) == [100_000, 83_350, 83_350, 100_000]


def test_no_limit_falls_below_zero(engine):
    tables = crowded(engine, {"crowding_out_share": 1.0}, amount_eur=2_500.0)
    assert limits(tables, "insured", 5, 11) == [0, 100_000]


def test_what_is_crowded_out_binds_after_the_notice_and_comes_back_at_once(engine):
    tables = crowded(engine, {"crowding_out_share": 0.5, "notice_days": 3})
    assert limits(tables, "insured", 7, 8, 10, 11) == [100_000, 75_000, 75_000, 100_000]


def test_a_cut_announced_is_dropped_if_the_line_ends_before_it_binds(engine):
    tables = crowded(engine, {"crowding_out_share": 0.5, "notice_days": 8})
    assert set(limits(tables, "insured", *range(20))) == {100_000}


def test_an_order_that_the_crowded_limit_blocks_says_so(engine):
    """Other goods of 900 do not fit in 750, with a line for the publisher's products alone."""
    orders = [Buys("a1", "ada", 6, 900, "other_goods")]
    tables = crowded(engine, {"crowding_out_share": 0.5}, None, orders, dedicated=True)
    assert tables.orders["a1"].blocked_by == "insured"
    assert tables.orders["a1"].blocked_cause == "crowding"


def test_a_wave_hits_the_share_and_the_crowding_stays_as_it_is(engine):
    """Half of 1,000 less 250 on day 7; 500 again when the line is over."""
    wave = {
        "starts": day(7),
        "ends": day(7),
        "share": 1.0,
        "cancelled_share": 0.0,
        "cut_to": [0.5, 0.5, 0.5],
    }
    tables = crowded(engine, {"crowding_out_share": 0.5, "waves": {"feb": wave}})
    assert limits(tables, "insured", 6, 7, 11) == [75_000, 25_000, 50_000]


def test_a_desk_takes_its_share_off_its_wish_from_the_next_day_on(engine):
    """Half of 500 off 300: 50 on days 6 to 11, since a desk sees the lines of the close before."""
    tables = crowded(engine, None, {"crowding_out_share": 0.5}, own_risk=300.0)
    assert limits(tables, "own_risk", 5, 6, 11, 12) == [30_000, 5_000, 5_000, 30_000]


def test_a_bridge_comes_on_top_of_a_wish_that_is_crowded_out(engine):
    """The wish of 100 falls to 0; the insurer's 1,000 fall by 500, which the desk bridges."""
    tables = crowded(
        engine,
        {"crowding_out_share": 1.0},
        {"crowding_out_share": 1.0, "bridging_days": 3, "own_risk_budget_eur": None},
        own_risk=100.0,
    )
    assert limits(tables, "insured", 5, 6) == [50_000, 50_000]
    assert limits(tables, "own_risk", 5, 6, 8, 9) == [10_000, 50_000, 50_000, 0]


def test_the_publishers_lines_add_up_before_they_crowd_out(engine):
    """Two lines of 0.05 and a share of 0.5: 5 cents of 10, not twice 2 (of 2.5, to the even)."""
    line = {**LINE, "amount_eur": 0.05}
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [],
            insurers={"sfac": {**INSURER["sfac"], "crowding_out_share": 0.5}},
            measures=[{**line, "name": "one"}, {**line, "name": "two"}],
        )
    )
    assert limits(tables, "insured", 6) == [99_995]


def downgraded(engine, shop: Shop, days: int = 60, **review):
    terms = {
        "overdue_notice_days": 100,
        "downgrade_after_days": 8,
        "cut_hazard_per_month": 0.0,
        "restore_hazard_per_month": 0.0,
        **review,
    }
    return engine(
        market(
            [shop],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [],
            owes=[Owes("ada", 100, 5)],
            insurers={"sfac": {**INSURER["sfac"], "review": terms}},
            start=date(2009, 1, 1),
            days=days,
            chance=True,
            luck={"review-day": [0.5], "review": [0.5] * 12},
        )
    )


def test_a_review_downgrades_an_account_that_is_late_and_again_the_month_after(engine):
    """Due on the 6th, reviewed on the 16th and on 15 February: ten days late, then forty.

    From rating 5 to 6 a limit falls from 1.0 to 0.95 of the average, and to 0.85 then; 85/95 in
    billionths of 0.95 is 0.85.
    """
    tables = downgraded(engine, Shop("ada", rating=5))
    dates = [date(2009, 1, 15), date(2009, 1, 16), date(2009, 2, 14), date(2009, 2, 15)]
    found = [tables.limits[then, "ada", "north", "insured"] for then in dates]
    assert found == [100_000, 95_000, 95_000, 85_000]


def limit_after(engine, rating: int, **review) -> int:
    tables = downgraded(engine, Shop("ada", rating=rating), days=20, **review)
    return tables.limits[date(2009, 1, 16), "ada", "north", "insured"]


def test_a_downgrade_waits_for_the_days_given_and_yields_to_a_notice(engine):
    assert limit_after(engine, 5, downgrade_after_days=10) == 100_000
    assert limit_after(engine, 5, downgrade_after_days=9) == 95_000
    assert limit_after(engine, 5, downgrade_after_days=None) == 100_000
    assert limit_after(engine, 5, overdue_notice_days=9, overdue_cut_to=0.1) == 10_000


def test_the_worst_rating_is_reviewed_as_before_and_a_factor_of_zero_cancels(engine):
    assert limit_after(engine, 10) == 100_000
    assert limit_after(engine, 9) == 0
