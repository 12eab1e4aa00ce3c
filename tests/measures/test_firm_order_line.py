"""The firm-order line: what is delivered earns a line from the next business day on."""

from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.plain.product import product

TWO = {"north": {"net_days": 90}, "south": {"net_days": 90}}


def lines(orders, shop=None, accounts=None, days=60, calendar="every-day", **measure):
    """Return (on, orders): the publisher's line of each day, euros, and the orders by id."""
    usual = {"kind": "firm_order_line", "amount_eur": 5_000.0, "line_days": 20}
    tables = product(
        market(
            [shop or Shop("ada", cash=10**6)],
            accounts or [Credit("ada", own_risk=3_000)],
            orders,
            distributors=TWO,
            measures=[{**usual, **measure}],
            days=days,
            calendar=calendar,
        )
    )

    def on(n, distributor="north"):
        return tables.limits[day(n), "ada", distributor, "publisher"] / 100

    return on, tables.orders


def test_a_line_opens_on_the_next_business_day_and_lasts_its_days():
    on, _ = lines([Buys("a", "ada", 3, 1_000)])
    assert [on(n) for n in (3, 4, 23, 24)] == [0, 5_000, 5_000, 0]


def test_a_friday_earns_a_line_from_monday_on():
    on, _ = lines([Buys("a", "ada", 4, 1_000)], calendar="french")
    assert [on(n) for n in (4, 7)] == [0, 5_000]


def test_the_line_that_an_order_earns_does_not_help_that_order():
    _, orders = lines(
        [Buys("a", "ada", 3, 1_000), Buys("b", "ada", 3, 2_500), Buys("c", "ada", 4, 2_500)],
        Shop("ada"),
    )
    assert [orders[name].fate for name in "abc"] == ["on_credit", "lost_credit", "on_credit"]
    assert (orders["c"].publisher, orders["c"].own_risk) == (250_000, 0)


def test_orders_add_up_to_the_threshold():
    on, _ = lines([Buys("a", "ada", 3, 600), Buys("b", "ada", 5, 500)])
    assert [on(n) for n in (4, 5, 6)] == [0, 0, 5_000]
    on, _ = lines([Buys("a", "ada", 3, 600), Buys("b", "ada", 5, 500)], accumulate=False)
    assert on(6) == 0


def test_what_is_blocked_earns_nothing_and_what_is_delivered_late_earns_then():
    book = [
        Buys("first", "ada", 0, 3_000, "other_goods"),
        Buys("waits", "ada", 3, 1_000, patience=90),
    ]
    shop = Shop("ada", cash=900, reserve=900)
    on, orders = lines([*book, Buys("sold", "ada", 1, 0.01, pays_after=3)], shop)
    assert orders["waits"].fate == "waiting"
    assert on(50) == 0


def test_a_prepaid_order_earns_a_line_at_the_home_account():
    accounts = [Credit("ada", "south"), Credit("ada", "north")]
    on, orders = lines([Buys("a", "ada", 3, 1_000)], accounts=accounts)
    assert orders["a"].fate == "prepaid"
    assert (on(4, "south"), on(4, "north")) == (5_000, 0)


def test_a_switched_order_earns_a_line_where_it_was_delivered():
    accounts = [Credit("ada", "south"), Credit("ada", "north", own_risk=1_000)]
    on, _ = lines([Buys("a", "ada", 3, 1_000)], accounts=accounts)
    assert (on(4, "south"), on(4, "north")) == (0, 5_000)


def test_only_its_product_earns():
    assert lines([Buys("a", "ada", 3, 1_000, "other_goods")])[0](4) == 0


def test_a_delivery_of_the_windows_last_day_earns_and_one_of_the_next_day_does_not():
    window = {"starts": day(2), "ends": day(10)}
    assert lines([Buys("a", "ada", 10, 1_000)], **window)[0](11) == 5_000
    assert lines([Buys("a", "ada", 11, 1_000)], **window)[0](12) == 0
    assert lines([Buys("a", "ada", 1, 1_000)], **window)[0](3) == 0


def test_a_further_earning_renews_the_term():
    on, _ = lines([Buys("a", "ada", 3, 1_000), Buys("b", "ada", 13, 2_000)])
    assert [on(n) for n in (14, 24, 33, 34)] == [5_000, 5_000, 5_000, 0]


def test_lines_that_stack_end_one_by_one():
    stack = {"stacking": "stack", "max_lines": 2}
    on, _ = lines([Buys("a", "ada", 3, 1_000), Buys("b", "ada", 13, 2_000)], **stack)
    assert [on(n) for n in (13, 14, 23, 24, 33, 34)] == [5_000, 10_000, 10_000, 5_000, 5_000, 0]
