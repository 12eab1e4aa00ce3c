"""What became of all orders, summed by group and by day, by hand."""

import pytest

from simulator.book.state import (
    BLOCK_CAUSES,
    BY_INSURED,
    BY_LIMIT,
    BY_OWN_RISK,
    BY_PUBLISHER,
    BY_STOP,
    CUT_BY_WAVE,
    NOT_CUT,
)
from simulator.book.tallies import (
    BLOCKED,
    CUSTOMERS_TO_ESTATES,
    DAY_BLOCKED_BY_CAUSE,
    DELAY,
    DELIVERED,
    DEMAND,
    FINANCING_COLLECTS,
    FINANCING_TO_ESTATES,
    LOST,
    LOST_AFTER_FAILURE,
    LOST_BY_FAILURE,
    REVENUE,
    SALES,
    SALES_TO_ESTATES,
    STILL_WAITING,
    cause_of_block,
)
from tests.book.rows import an_item
from tests.plain.markets import Buys, Credit, Shop, market
from tests.small_worlds import run_market


@pytest.fixture(scope="module")
def record():
    """Two shops: ada trades on a line of 1,000, bob fails on day 20."""
    orders = [
        Buys("warm", "ada", -5, 1_000),  # before the window, due on day 5
        Buys("lost", "ada", 0, 700, patience=2),
        Buys("late", "ada", 1, 400, "other_goods", patience=9),  # delivered on day 5
        Buys("then", "ada", 6, 600, pays_after=4),
        Buys("over", "ada", 39, 5_000, patience=9),  # still waits at the end
        Buys("sold", "bob", 2, 100, pays_after=30),
        Buys("lent", "bob", 3, 200, financed=True, pays_after=12),
        Buys("bank", "bob", 19, 50, financed=True, pays_after=40),
        Buys("stuck", "bob", 18, 9_000, patience=90),
        Buys("after", "bob", 25, 300),
    ]
    return run_market(
        market(
            [Shop("ada", cash=9_000, margin=0.1, reserve=9_000), Shop("bob", fails_on=20)],
            [Credit("ada", own_risk=1_000), Credit("bob", own_risk=900)],
            orders,
            distributors={"north": {"net_days": 10}},
            products={
                "oem": {"distributor_margin": 0.05},
                "other_goods": {"publisher": False, "distributor_margin": 0.1},
            },
            days=40,
            warm_up_days=10,
        )
    )


def euros(cents):
    return (cents / 100).tolist()


def by_product(record, column):
    return euros(record.tallies.by_product[:, column])


def test_the_warm_up_counts_in_nothing(record):
    assert sum(by_product(record, DEMAND)) == 700 + 400 + 600 + 5_000 + 100 + 200 + 50 + 9_000


def test_each_column_by_product(record):
    assert by_product(record, BLOCKED) == [700 + 5_000 + 9_000, 400]
    assert by_product(record, LOST) == [700, 0]
    assert by_product(record, DELIVERED) == [600 + 100 + 200 + 50, 400]
    assert by_product(record, STILL_WAITING) == [5_000, 0]
    assert by_product(record, LOST_BY_FAILURE) == [9_000 + 300, 0]
    assert by_product(record, LOST_AFTER_FAILURE) == [300, 0]
    assert by_product(record, DELAY) == [0, 400 * 4]
    assert by_product(record, REVENUE) == [950 * 0.95, 0], "the publisher's goods at cost"


def test_the_other_dimensions_hold_the_same_sums(record):
    tallies = record.tallies
    for table in (tallies.by_kind, tallies.by_distributor, tallies.by_insurer, tallies.by_decile):
        assert (table.sum(axis=0) == tallies.by_product.sum(axis=0)).all()


def test_resellers_of_equal_size_have_deciles_in_their_order(record):
    assert record.decile.tolist() == [0, 5]
    assert euros(record.tallies.by_decile[[0, 5], DEMAND]) == [6_700, 9_350]


def test_daily_sums_fall_on_the_day_on_which_it_happened(record):
    first = record.calendar.first_measured
    days = {
        name: {n - first: amount / 100 for n, amount in enumerate(column) if amount}
        for name, column in zip(
            ("demand", "blocked", "lost", "lost waiting", "delivered"),
            record.tallies.days[:, :DAY_BLOCKED_BY_CAUSE].T.tolist(),
            strict=True,
        )
    }
    assert days["demand"] == {
        0: 700, 1: 400, 2: 100, 3: 200, 6: 600, 18: 9_000, 19: 50, 39: 5_000,
    }  # fmt: skip
    assert days["blocked"] == {0: 700, 1: 400, 18: 9_000, 39: 5_000}
    assert days["lost"] == {3: 700}
    assert days["lost waiting"] == {20: 9_000}
    assert days["delivered"] == {2: 100, 3: 200, 5: 400, 6: 600, 19: 50}


def test_what_waits_at_each_close_is_demand_less_what_went(record):
    waiting = euros(record.waiting)
    assert waiting[:6] == [700, 1_100, 1_100, 400, 400, 0]
    assert (waiting[18], waiting[20], waiting[39]) == (9_000, 0, 5_000)


def test_sales_are_at_the_customers_price_and_pass_to_the_estate_what_is_not_yet_in(record):
    money, first = record.tallies.money, record.calendar.first_measured
    sums = dict(enumerate(euros(money.sum(axis=0))))
    assert sums[SALES] == 1_100 + 440 + 660 + 100 + 200 + 50
    # day 20: "sold" is unpaid, and the arm, which pays in two days, still owes "bank"
    assert sums[SALES_TO_ESTATES] == 150
    assert sums[CUSTOMERS_TO_ESTATES] == 100
    assert sums[FINANCING_TO_ESTATES] == 50
    assert euros(money[first + 32, [CUSTOMERS_TO_ESTATES]]) == [100]
    assert euros(money[first + 21, [FINANCING_TO_ESTATES]]) == [50]
    assert sums[FINANCING_COLLECTS] == 200, "on the customer's own date; the other is due later"


def test_nobody_was_helped_where_the_publisher_granted_nothing(record):
    assert record.tallies.helped.tolist() == [False, False]
    assert not record.tallies.leaked[record.publisher_places].any()


def test_what_is_ordered_after_the_last_business_day_waits_or_is_lost_with_its_reseller():
    """Friday 16 January 2009 is the last business day, the run ends on the Sunday after it."""
    shops = [Shop("ada"), Shop("bob", fails_on=8)]
    orders = [Buys("a", "ada", 12, 100), Buys("b", "bob", 12, 300)]
    accounts = [Credit("ada", own_risk=500), Credit("bob", own_risk=500)]
    its = run_market(market(shops, accounts, orders, calendar="french", days=14))
    assert by_product(its, DEMAND) == by_product(its, STILL_WAITING) == [100, 0]
    assert by_product(its, LOST_AFTER_FAILURE) == [300, 0]
    assert by_product(its, DELIVERED) == [0, 0]


def test_an_order_of_the_first_day_is_delivered_like_any_other():
    accounts, orders = [Credit("ada", own_risk=100)], [Buys("a", "ada", 0, 100)]
    its = run_market(market([Shop("ada")], accounts, orders, days=5))
    assert by_product(its, DELIVERED) == by_product(its, REVENUE) == [100, 0]


@pytest.mark.parametrize(
    ("blocked", "cut", "cause"),
    [
        (BY_STOP, CUT_BY_WAVE, "stop"),
        (BY_INSURED, CUT_BY_WAVE, "wave"),
        (BY_INSURED, NOT_CUT, "limit"),
        (BY_PUBLISHER, CUT_BY_WAVE, "publisher"),
        (BY_OWN_RISK, NOT_CUT, "own_risk"),
        (BY_LIMIT, NOT_CUT, "limit"),
    ],
)
def test_what_cut_the_limit_stands_in_for_the_insured_line(blocked, cut, cause):
    item = an_item(1, blocked=blocked, blocked_cause=cut)
    assert BLOCK_CAUSES[cause_of_block(item[0])] == cause
