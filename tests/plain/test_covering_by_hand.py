"""What insurers take away and wholesalers bridge: cases worked out by hand, to the cent."""

from simulator.units import NEVER
from tests.plain.markets import INSURER, Buys, Credit, Shop, day, market


def test_a_limit_cut_below_what_is_used_recalls_nothing_and_blocks_the_next_order(engine):
    tables = engine(
        market(
            [Shop("ada", cash=0, overdraft=2_000)],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [Buys("a1", "ada", 0, 600), Buys("a2", "ada", 3, 100, patience=5)],
            insurers={
                "sfac": {
                    **INSURER["sfac"],
                    "waves": {
                        "feb": {
                            "starts": day(2),
                            "ends": day(2),
                            "share": 1.0,
                            "cancelled_share": 0.0,
                            "cut_to": [0.5, 0.5, 0.5],
                        }
                    },
                }
            },
        )
    )
    assert tables.limits[day(1), "ada", "north", "insured"] == 100_000
    assert tables.limits[day(2), "ada", "north", "insured"] == 50_000
    assert tables.invoice("a1").paid == 60_000
    assert tables.invoice("a1").settled_on == day(30)
    assert tables.orders["a2"].fate == "lost_credit"
    assert tables.orders["a2"].blocked_by == "insured"
    assert tables.orders["a2"].blocked_cause == "wave"


def test_a_wholesaler_bridges_a_lost_limit_within_its_budget(engine):
    """On day 8 limits of 1,000 and 500 are cancelled; wishes are 100 + 1,000 and 0 + 500.

    A budget of 800 for 1,600 grants half: 550 and 250. The bridge carries days 8 to 17.
    """
    tables = engine(
        market(
            [Shop("ada"), Shop("bob")],
            [
                Credit("ada", insured=1_000, own_risk=100, insurer="sfac"),
                Credit("bob", insured=500, insurer="sfac"),
            ],
            [Buys("a1", "ada", 8, 600)],
            insurers={
                "sfac": {
                    **INSURER["sfac"],
                    "waves": {
                        "feb": {
                            "starts": day(8),
                            "ends": day(9),
                            "share": 1.0,
                            "cancelled_share": 1.0,
                        }
                    },
                }
            },
            distributors={
                "north": {"net_days": 30, "own_risk_budget_eur": 800.0, "bridging_days": 10}
            },
        )
    )

    def own_risk(number: int):
        return [tables.limits[day(number), r, "north", "own_risk"] for r in ("ada", "bob")]

    assert own_risk(0) == own_risk(7) == [10_000, 0]
    assert own_risk(8) == own_risk(17) == [55_000, 25_000]
    assert own_risk(18) == [10_000, 0]
    assert tables.orders["a1"].blocked_by == "insured"


def test_a_cut_binds_after_its_notice_and_a_rise_at_once(engine):
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [],
            insurers={
                "sfac": {
                    **INSURER["sfac"],
                    "notice_days": 5,
                    "waves": {
                        "one": {
                            "starts": day(2),
                            "ends": day(2),
                            "share": 1.0,
                            "cancelled_share": 0.0,
                            "cut_to": [0.5, 0.5, 0.5],
                        },
                        "two": {
                            "starts": day(4),
                            "ends": day(4),
                            "share": 1.0,
                            "cancelled_share": 0.0,
                            "cut_to": [0.4, 0.4, 0.4],
                        },
                    },
                    "reliefs": {"may": {"on": day(12), "share": 1.0, "restored_share": 0.5}},
                }
            },
        )
    )
    limits = [tables.limits[day(n), "ada", "north", "insured"] for n in (6, 7, 11, 12)]
    assert limits == [100_000, 20_000, 20_000, 60_000], "20 %, then 20 % + half of 80 %"


def test_an_incident_drops_limits_at_once_and_they_come_back(engine):
    tables = engine(
        market(
            [Shop("ada"), Shop("bob"), Shop("cyd")],
            [Credit(name, insured=1_000, insurer="sfac") for name in ("ada", "bob", "cyd")],
            [Buys("a1", "ada", 3, 10, patience=5), Buys("c1", "cyd", 3, 10)],
            insurers={
                "sfac": {
                    **INSURER["sfac"],
                    "notice_days": 5,
                    "incidents": {"fault": {"on": day(3), "share": 0.6, "restored_after_days": 4}},
                }
            },
        )
    )
    dropped = [
        r for r in ("ada", "bob", "cyd") if tables.limits[day(3), r, "north", "insured"] == 0
    ]
    assert dropped == ["ada", "bob"], "0.6 of 3 is 2; without chance the first ones"
    assert tables.limits[day(7), "ada", "north", "insured"] == 100_000
    assert tables.orders["a1"].blocked_cause == "incident"
    assert tables.orders["a1"].delivered_on == day(7)
    assert tables.orders["c1"].fate == "on_credit"


def test_a_line_used_beyond_its_limit_takes_no_headroom_from_the_others(engine):
    """After the cut 600 are drawn on a limit of 500; the own-risk line still carries its 50."""
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", insured=1_000, own_risk=50, insurer="sfac")],
            [Buys("a1", "ada", 0, 600), Buys("a2", "ada", 3, 50)],
            insurers={
                "sfac": {
                    **INSURER["sfac"],
                    "waves": {
                        "feb": {
                            "starts": day(2),
                            "ends": day(2),
                            "share": 1.0,
                            "cancelled_share": 0.0,
                            "cut_to": [0.5, 0.5, 0.5],
                        }
                    },
                }
            },
        )
    )
    assert tables.orders["a2"].fate == "on_credit"
    assert tables.orders["a2"].own_risk == 5_000


def test_a_wave_counts_only_accounts_that_have_a_limit_and_are_alive(engine):
    """Of five accounts two have a limit and are alive: half of them is one, the worse rated."""
    ratings = {"ada": 9, "bob": 9, "cyd": 5, "dan": 6, "eva": 9}
    limits = {"ada": 0, "bob": 0, "cyd": 100, "dan": 100, "eva": 100}
    wave = {"starts": day(2), "ends": day(2), "share": 0.5, "cancelled_share": 1.0}
    tables = engine(
        market(
            [Shop(r, rating=n, fails_on=1 if r == "eva" else NEVER) for r, n in ratings.items()],
            [Credit(name, insured=limit, insurer="sfac") for name, limit in limits.items()],
            [],
            insurers={"sfac": {**INSURER["sfac"], "waves": {"feb": wave}}},
            days=4,
        )
    )
    left = [tables.limits[day(2), name, "north", "insured"] for name in limits]
    assert left == [0, 0, 10_000, 0, 0]
