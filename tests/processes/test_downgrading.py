"""A review that finds an account late downgrades it: its rating for good, and its limit."""

from tests.plain.markets import Buys, Credit, Owes, Shop, day, market
from tests.plain.product import product
from tests.small_worlds import run_market

FACTORS = [1.2, 1.15, 1.1, 1.05, 1.0, 0.95, 0.85, 0.7, 0.4, 0.0]


def late(due, rating=5, days=100, orders=(), **review):
    """Return a market in which ada's opening invoice of 100 falls due on a day and is not paid."""
    quiet = {
        "cut_hazard_per_month": 0.0,
        "restore_hazard_per_month": 0.0,
        "overdue_notice_days": 60,
        "downgrade_after_days": 30,
    }
    return market(
        [Shop("ada", rating=rating)],
        [Credit("ada", insured=1_000, insurer="sfac")],
        list(orders),
        owes=[Owes("ada", 100, due)],
        distributors={"north": {"net_days": 30, "stop_after_days": 400}},
        insurers={"sfac": {"rating_factors": FACTORS, "review": {**quiet, **review}}},
        failure={"after_days_overdue": 400, "illiquid_days": 400},
        chance=True,
        luck={"review-day": [0.0], "review": [0.5] * 12},
        days=days,
    )


def insured(chosen):
    tables = product(chosen)
    return lambda n: tables.limits[day(n), "ada", "north", "insured"] / 100


# Reviews fall on the first day of the month: days 27 (1 February), 55 (1 March), 86 (1 April).


def test_an_account_late_by_more_than_the_days_is_downgraded_at_its_review():
    assert insured(late(due=25))(55) == 1_000  # 30 days
    assert insured(late(due=24))(55) == 950  # 31 days: 5 becomes 6, 0.95 of 1.00
    assert insured(late(due=24))(54) == 1_000


def test_a_second_downgrade_counts_from_the_rating_that_the_first_has_left():
    on = insured(late(due=24, overdue_notice_days=400))
    # 0.95, then 0.85 / 0.95 = 0.894736842…: 850.00 in all
    assert [on(n) for n in (55, 86)] == [950, 850]


def test_a_downgrade_is_for_good_and_a_notice_comes_before_it():
    record = run_market(late(due=24))
    assert record.book.accounts["rating"][0] == 6
    assert record.portfolio.rating[0] == 5, "its failure hazard is drawn from the first day's"
    assert insured(late(due=24))(86) == 0  # 62 days: notified


def test_the_worst_rating_cannot_worsen():
    assert insured(late(due=24, rating=10))(55) == 1_000
    assert insured(late(due=24, rating=9))(55) == 0  # 0.0 of 0.4


def test_an_insurer_without_the_rule_downgrades_nobody():
    assert insured(late(due=24, downgrade_after_days=None))(55) == 1_000


def test_a_downgrade_takes_the_place_of_the_months_draw():
    certain = {"cut_hazard_per_month": 1.0, "cancelled_share": 1.0, "rating_weights": [1.0] * 10}
    assert insured(late(due=24, **certain))(27) == 0
    spared = insured(late(due=-8, **certain))  # 35 days late on 1 February
    assert [spared(n) for n in (26, 27)] == [1_000, 950]


def test_a_worse_rating_raises_the_hazard_of_later_reviews():
    review = {
        "cut_hazard_per_month": 0.3,
        "cancelled_share": 1.0,
        "rating_weights": [1.0] * 5 + [2.0] * 5,
    }
    # what customers pay on day 40 settles the opening invoice; on 1 March ada is 25 days late
    orders = [Buys("a", "ada", 0, 200, pays_after=40)]
    on = insured(late(due=-8, orders=orders, **review))
    assert [on(27), on(55)] == [950, 0]  # the draw of ½ is under 0.3 × 2
    untouched = insured(late(due=-8, orders=orders, downgrade_after_days=None, **review))
    assert [untouched(27), untouched(55)] == [1_000, 1_000]
