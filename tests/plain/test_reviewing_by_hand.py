"""How insurers review, choose and follow their losses: cases worked out by hand, to the cent."""

from datetime import date

from tests.plain.markets import INSURER, Buys, Credit, Shop, day, market

NEW_YEAR = date(2009, 1, 1)
REVIEW = {"cut_hazard_per_month": 0.01, "cut_to": [0.4, 0.4, 0.4], "restored_share": 0.5}


def test_an_account_is_reviewed_on_its_own_day_of_each_month(engine):
    """Position 10 of 20: the 16th of 31 days, the 15th of 28; cut to 0.4, then half comes back."""
    tables = engine(
        market(
            [Shop("ada", rating=5)],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [],
            insurers={"sfac": {**INSURER["sfac"], "review": REVIEW}},
            start=NEW_YEAR,
            days=80,
            chance=True,
            luck={
                "review-day": [0.5],
                "review": [0.0099, 0.31, 0.5, 0.951, 0.5, 0.5, 0.5, 0.5, 0.5],
            },
        )
    )
    dates = [date(2009, 1, 15), date(2009, 1, 16), date(2009, 2, 14), date(2009, 2, 15)]
    limits = [tables.limits[then, "ada", "north", "insured"] for then in dates]
    assert limits == [100_000, 40_000, 40_000, 70_000]
    assert tables.limits[date(2009, 3, 20), "ada", "north", "insured"] == 70_000


def test_a_review_cancels_where_the_second_draw_says_so(engine):
    tables = engine(
        market(
            [Shop("ada", rating=5)],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [Buys("a1", "ada", date(2009, 1, 1), 10)],
            insurers={"sfac": {**INSURER["sfac"], "review": REVIEW}},
            start=NEW_YEAR,
            days=10,
            chance=True,
            luck={"review-day": [0.049], "review": [0.0099, 0.29, 0.5]},
        )
    )
    assert tables.limits[NEW_YEAR, "ada", "north", "insured"] == 0
    assert tables.orders["a1"].blocked_cause == "review", "reviewed before the day's trading"


def test_a_review_cuts_an_account_that_is_notified_as_overdue(engine):
    """Due on the 6th and unpaid: so 10 days overdue at the review of the 16th."""

    def limit(overdue_notice_days: int) -> int:
        review = {**REVIEW, "overdue_notice_days": overdue_notice_days, "overdue_cut_to": 0.25}
        tables = engine(
            market(
                [Shop("ada")],
                [Credit("ada", insured=1_000, insurer="sfac")],
                [Buys("a1", "ada", NEW_YEAR, 10)],
                insurers={"sfac": {**INSURER["sfac"], "review": review}},
                distributors={"north": {"net_days": 5}},
                start=NEW_YEAR,
                days=20,
                chance=True,
                luck={"review-day": [0.5], "review": [0.5, 0.5, 0.5]},
            )
        )
        return tables.limits[date(2009, 1, 16), "ada", "north", "insured"]

    assert limit(overdue_notice_days=9) == 25_000
    assert limit(overdue_notice_days=10) == 100_000


def test_a_wave_hits_bad_ratings_and_unused_lines_first(engine):
    """Without chance the heaviest weights are cut, and the first of them are cancelled.

    With weights exp((rating - 5) / 5 + (1 - use)): ada exp(0 + 1), bob exp(0.8 + 1), cyd
    exp(0.8 + 0.1), dan exp(-0.8 + 1). Half of four are cut: bob and ada; one of two cancelled: bob.
    """
    ratings = {"ada": 5, "bob": 9, "cyd": 9, "dan": 1}
    wave = {"starts": day(2), "ends": day(6), "share": 0.5, "cancelled_share": 0.5}
    tables = engine(
        market(
            [Shop(name, rating=rating) for name, rating in ratings.items()],
            [Credit(name, insured=1_000, insurer="sfac") for name in ratings],
            [Buys("c1", "cyd", 0, 900)],
            insurers={"sfac": {**INSURER["sfac"], "waves": {"feb": wave}}},
            days=8,
        )
    )
    limits = {name: tables.limits[day(2), name, "north", "insured"] for name in ratings}
    assert limits == {"ada": 40_000, "bob": 0, "cyd": 100_000, "dan": 100_000}


def test_a_wave_cuts_each_account_on_its_own_day_to_its_own_depth(engine):
    """u2 = 0.7 of 5 days is the fourth; the median of a triangle 0.2, 0.4, 0.4 at 0.25 is 0.3."""
    wave = {
        "starts": day(2),
        "ends": day(6),
        "share": 1.0,
        "cancelled_share": 0.0,
        "cut_to": [0.2, 0.4, 0.4],
    }
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [],
            insurers={"sfac": {**INSURER["sfac"], "waves": {"feb": wave}}},
            days=8,
            chance=True,
            luck={"wave/sfac/feb": [0.5, 0.7, 0.5, 0.25]},
        )
    )
    limits = [tables.limits[day(n), "ada", "north", "insured"] for n in (4, 5)]
    assert limits == [100_000, 30_000]


def test_a_relief_gives_back_part_of_what_was_cut_and_may_leave_the_cancelled(engine):
    """Ada's limit is cut to 0.4 of 1,000 and bob's is cancelled; half of the cut comes back."""

    def relieved(cancelled_too: bool) -> list[int]:
        relief = {"on": day(4), "share": 1.0, "restored_share": 0.5, "cancelled_too": cancelled_too}
        wave = {"starts": day(1), "ends": day(1), "share": 1.0}
        insurers = {
            name: {
                **INSURER["sfac"],
                "waves": {"feb": {**wave, "cancelled_share": cancelled}},
                "reliefs": {"relief": relief},
            }
            for name, cancelled in {"sfac": 0.0, "coface": 1.0}.items()
        }
        tables = engine(
            market(
                [Shop("ada"), Shop("bob")],
                [
                    Credit("ada", insured=1_000, insurer="sfac"),
                    Credit("bob", insured=1_000, insurer="coface"),
                ],
                [],
                insurers=insurers,
                days=6,
            )
        )
        return [tables.limits[day(4), name, "north", "insured"] for name in ("ada", "bob")]

    assert relieved(cancelled_too=False) == [70_000, 0]
    assert relieved(cancelled_too=True) == [70_000, 50_000]


def test_a_share_of_accounts_is_rounded_half_to_even(engine):
    """Half of one account is none; half of three is two."""

    def dropped(names: list[str]) -> int:
        fault = {"on": day(1), "share": 0.5}
        tables = engine(
            market(
                [Shop(name) for name in names],
                [Credit(name, insured=1_000, insurer="sfac") for name in names],
                [],
                insurers={"sfac": {**INSURER["sfac"], "incidents": {"fault": fault}}},
                days=3,
            )
        )
        return sum(tables.limits[day(1), name, "north", "insured"] == 0 for name in names)

    assert dropped(["ada"]) == 0
    assert dropped(["ada", "bob", "cyd"]) == 2


def test_an_insurer_that_loses_cuts_everybody_at_the_next_reviews(engine):
    """Premium 100 on January's 1,000, paid on 1 February; 200 noticed on 10 February.

    The loss ratio 2 is four times the normal 0.5: with elasticity ½ limits are halved in March.
    """
    rule = {"elasticity": 0.5, "normal_loss_ratio": 0.5, "least_factor": 0.1}
    tables = engine(
        market(
            [Shop("ada"), Shop("bob", fails_on=40, cash=750)],
            [Credit(name, insured=1_000, insurer="sfac") for name in ("ada", "bob")],
            [Buys("b1", "bob", 0, 750), Buys("b2", "bob", 0, 250)],
            insurers={"sfac": {"premium_rate": 0.1, "review": REVIEW, "loss_ratio_rule": rule}},
            distributors={"north": {"net_days": 20, "insured_percentage": 0.8}},
            start=NEW_YEAR,
            days=80,
            chance=True,
            luck={"review-day": [0.5], "review": [0.5] * 9},
        )
    )
    assert tables.failures == {"bob": (date(2009, 2, 10), "exogenous")}
    assert tables.limits[date(2009, 3, 15), "ada", "north", "insured"] == 100_000
    assert tables.limits[date(2009, 3, 16), "ada", "north", "insured"] == 50_000
    assert tables.values["insurer_loss_ratio"] == 2


def test_a_review_that_cuts_nothing_does_not_bring_an_announced_cut_forward(engine):
    """The wave decides on 2 January and cuts on the 9th; the review of the 3rd finds nothing."""
    wave = {"starts": date(2009, 1, 2), "ends": date(2009, 1, 11), "share": 1.0}
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [],
            insurers={"sfac": {**INSURER["sfac"], "review": REVIEW, "waves": {"jan": wave}}},
            start=NEW_YEAR,
            days=31,
            chance=True,
            luck={
                "review-day": [0.1],
                "review": [0.5] * 3,
                "wave/sfac/jan": [0.5, 0.7, 0.5, 0.5],
            },
        )
    )
    limits = [tables.limits[date(2009, 1, n), "ada", "north", "insured"] for n in (3, 4, 8, 9)]
    assert limits == [100_000, 100_000, 100_000, 0]


def test_accounts_are_reviewed_even_if_the_run_begins_on_the_last_weekend_of_a_month(engine):
    """The run begins on Saturday 31 January 2009; Monday 2 February is the 1st of 20 days."""
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [],
            insurers={"sfac": {**INSURER["sfac"], "review": REVIEW}},
            start=date(2009, 1, 31),
            days=40,
            calendar="french",
            chance=True,
            luck={"review-day": [0.0], "review": [0.5, 0.5, 0.5, 0.001, 0.9, 0.5, 0.5, 0.5, 0.5]},
        )
    )
    assert tables.limits[date(2009, 2, 2), "ada", "north", "insured"] == 40_000


def test_a_review_knows_the_stress_of_its_day(engine):
    """From 16 January the hazard of 0.01 is doubled: a uniform of 0.015 cuts on the 16th."""
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [],
            insurers={
                "sfac": {
                    **INSURER["sfac"],
                    "review": {**REVIEW, "stress": [[date(2009, 1, 16), 2.0]]},
                }
            },
            start=NEW_YEAR,
            days=31,
            chance=True,
            luck={"review-day": [0.5], "review": [0.015, 0.9, 0.5]},
        )
    )
    assert tables.limits[date(2009, 1, 16), "ada", "north", "insured"] == 40_000


def test_a_longer_run_begins_like_a_shorter_one(engine):
    """Neither the last month's reviews nor a wave that is under way depend on the run's end."""
    wave = {"starts": date(2009, 1, 12), "ends": date(2009, 2, 10), "share": 1.0}

    def limits(days: int) -> list[int]:
        tables = engine(
            market(
                [Shop(name) for name in ("ada", "bob")],
                [
                    Credit("ada", insured=1_000, insurer="sfac"),
                    Credit("bob", insured=1_000, insurer="coface"),
                ],
                [],
                insurers={
                    "sfac": {**INSURER["sfac"], "waves": {"jan": wave}},
                    "coface": {**INSURER["sfac"], "review": REVIEW},
                },
                start=NEW_YEAR,
                days=days,
                chance=True,
                luck={
                    "review-day": [0.5],
                    "review": [0.001, 0.9, 0.5] * 2,
                    "wave/sfac/jan": [0.5, 0.4, 0.5, 0.5],
                },
            )
        )
        return [
            tables.limits[date(2009, 1, n), name, "north", "insured"]
            for name in ("ada", "bob")
            for n in range(1, 21)
        ]

    assert limits(days=20) == limits(days=59)
