"""The state's cover: cases worked out by hand, to the cent."""

import pytest

from tests.plain.markets import INSURER, Buys, Credit, Shop, day, market

SCHEME = {"starts": day(3), "ends": day(40), "take_up_share": 1.0, "ceiling_eur": 100_000.0}
TOP_UP = {**SCHEME, "grants": "top_up"}
RESTORE = {**SCHEME, "grants": "restore"}


def cut(to: float, **more):
    """Return an insurer that cuts all limits to a share on day 2."""
    wave = {
        "starts": day(2),
        "ends": day(2),
        "share": 1.0,
        "cancelled_share": 0.0 if to else 1.0,
        "cut_to": [to, to, to],
    }
    return {"sfac": {**INSURER["sfac"], "waves": {"feb": wave}, **more}}


def covered(engine, schemes, insurers, orders=(), shop=None, limit=1_000.0, **world):
    cover = {"schemes": schemes, **world.pop("cover", {})}
    return engine(
        market(
            [shop or Shop("ada", overdraft=1.0)],
            [Credit("ada", insured=limit, insurer="sfac")],
            list(orders),
            insurers=insurers,
            public_cover=cover,
            **world,
        )
    )


def public(tables, *days: int):
    return [tables.limits[day(n), "ada", "north", "public"] for n in days]


@pytest.mark.parametrize(
    ("left", "terms", "line"),
    [
        (0.3, {}, 30_000),
        (0.3, {"most_share": 0.5}, 15_000),
        (0.8, {}, 20_000),
        (0.3, {"ceiling_eur": 123.45}, 12_345),
        (1.0, {}, 0),
        (0.0, {}, 0),
        (0.3, {"worst_rating": 4}, 0),
        (0.3, {"worst_rating": 5}, 30_000),
        (0.3, {"take_up_share": 0.5}, 0),
    ],
)
def test_a_top_up_doubles_a_limit_that_is_left_up_to_the_old_one(engine, left, terms, line):
    """Of 1,000 the wave leaves a share; without chance every account draws a half."""
    tables = covered(engine, {"cap": {**TOP_UP, **terms}}, cut(left))
    assert public(tables, 2, 3, 40, 41) == [0, line, line, 0]


@pytest.mark.parametrize(
    ("left", "terms", "line"),
    [(0.0, {}, 100_000), (0.0, {"most_share": 0.25}, 25_000), (0.3, {}, 0)],
)
def test_restoring_gives_back_what_was_cancelled(engine, left, terms, line):
    tables = covered(engine, {"cap_plus": {**RESTORE, **terms}}, cut(left))
    assert public(tables, 2, 3) == [0, line]


def test_an_account_without_an_insurer_or_a_limit_before_gets_nothing(engine):
    """Its wholesaler carries it, but there was no limit to restore."""
    tables = engine(
        market(
            [Shop("ada"), Shop("bob")],
            [Credit("ada", insured=0, insurer="sfac"), Credit("bob")],
            [],
            insurers=INSURER,
            public_cover={"schemes": {"cap_plus": RESTORE}},
        )
    )
    assert not any(tables.limits[day(n), who, "north", "public"] for n in (3, 30) for who in WHO)


WHO = ("ada", "bob")


def test_a_line_is_judged_anew_each_month(engine):
    """A relief gives the limit back on day 10; the line stands until 1 February, day 27."""
    reliefs = {"may": {"on": day(10), "share": 1.0}}
    tables = covered(engine, {"cap": TOP_UP}, cut(0.5, reliefs=reliefs))
    assert public(tables, 3, 26, 27) == [50_000, 50_000, 0]


def test_the_larger_of_two_lines_counts_and_the_other_remains(engine):
    """From day 10 the second scheme grants 400 where the first grants 250; it ends on day 20."""
    schemes = {
        "cap": {**TOP_UP, "most_share": 0.5},
        "more": {**TOP_UP, "most_share": 0.8, "starts": day(10), "ends": day(20)},
    }
    tables = covered(engine, schemes, cut(0.5))
    assert public(tables, 9, 10, 20, 21) == [25_000, 40_000, 40_000, 25_000]


def test_a_public_line_carries_orders_and_the_state_bears_its_share_of_a_loss(engine):
    """Of 700 the insurer carries 500 and the state 200; ada fails on day 10.

    The insurer bears 80 % of 500, the state 70 % of 200, the wholesaler the rest.
    """
    tables = covered(
        engine,
        {"cap": TOP_UP},
        cut(0.5),
        [Buys("a1", "ada", 3, 700)],
        Shop("ada", fails_on=10),
        cover={"covered_share": 0.7, "waiting_days": 30, "fee_rate": 0.0},
        distributors={"north": {"net_days": 30, "insured_percentage": 0.8}},
        failure={"recovery_share": 0.1, "recovery_lag_days": 20},
    )
    assert tables.orders["a1"].insured, tables.orders["a1"].public == (50_000, 20_000)
    assert tables.flows["state", "distributors", "public_indemnity"] == 14_000
    assert tables.flows["insurers", "distributors", "indemnity"] == 40_000
    assert tables.flows["estates", "state", "recovery"] == 1_400
    assert tables.values["distributor_losses_eur"] == 160 - 16
    assert public(tables, 9, 10) == [50_000, 0]


def test_the_state_pays_after_its_waiting_days(engine):
    def paid(days: int):
        tables = covered(
            engine,
            {"cap": TOP_UP},
            cut(0.5),
            [Buys("a1", "ada", 3, 700)],
            Shop("ada", fails_on=10),
            cover={"covered_share": 0.7, "waiting_days": 30, "fee_rate": 0.0},
            days=days,
        )
        return tables.flows.get(("state", "distributors", "public_indemnity"), 0)

    assert paid(40) == 0
    assert paid(41) == 14_000


def test_the_wholesaler_pays_the_fee_after_the_quarter_on_what_was_granted(engine):
    """500 from day 3 to day 40, 38 days: 2.4 % × 500 × 38 / 365 is 1.2493; on 1 April, day 86."""

    def fee(days: int):
        tables = covered(engine, {"cap": TOP_UP}, cut(0.5), days=days)
        flow = tables.flows.get(("distributors", "state", "public_fee"), 0)
        assert tables.distributor_cash["north"] == -flow
        return flow

    assert fee(86) == 0
    assert fee(87) == 125


def test_a_day_without_business_has_the_lines_of_the_last_close(engine):
    """On the French calendar day 3 is Thursday, 8 January, and day 40 a Saturday: 1.2493 too.

    The lines close on Monday, day 42, so they stand on Sunday as well: 39 days, 1.2822.
    """
    tables = covered(engine, {"cap": TOP_UP}, cut(0.5), days=90, calendar="french")
    assert tables.flows["distributors", "state", "public_fee"] == 128
