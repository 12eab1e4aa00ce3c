"""The guaranteed line: it opens on eligible accounts, expires, and recalls nothing."""

from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.plain.product import product

TWO = {"north": {"net_days": 90}, "south": {"net_days": 90}}


def publisher_limits(tables, shop="ada", distributor="north"):
    """Return on(day): the publisher's line on an account, euros."""
    return lambda n: tables.limits[day(n), shop, distributor, "publisher"] / 100


def run(shops, accounts, orders=(), insurer=None, days=90, **measure):
    usual = {"kind": "guaranteed_line", "amount_eur": 5_000.0, "starts": day(10), "ends": day(69)}
    return product(
        market(
            shops,
            accounts,
            list(orders),
            distributors=TWO,
            insurers={"sfac": insurer or {}},
            measures=[{**usual, "requires_insured_limit": False, **measure}],
            days=days,
        )
    )


def test_it_opens_on_its_first_day_and_its_last_day_is_included():
    on = publisher_limits(run([Shop("ada")], [Credit("ada")]))
    assert [on(n) for n in (9, 10, 69, 70)] == [0, 5_000, 5_000, 0]


def test_a_window_that_begins_before_the_run_opens_on_the_first_day():
    on = publisher_limits(run([Shop("ada")], [Credit("ada")], starts=day(-20)))
    assert on(0) == 5_000


def test_what_it_carries_when_it_ends_is_not_recalled_and_carries_no_more():
    orders = [Buys("a", "ada", 20, 3_000), Buys("b", "ada", 70, 1)]
    tables = run([Shop("ada", cash=0.0)], [Credit("ada")], orders, days=105)
    assert tables.orders["a"].publisher == 300_000
    assert tables.orders["b"].fate == "lost_credit"
    assert tables.invoice("a").due_on == day(110)
    assert tables.values["guarantee_drawn_peak_eur"] == 3_000
    assert tables.values["guarantee_granted_peak_eur"] == 5_000


def test_an_account_whose_limit_was_cancelled_is_left_out_until_a_month_begins_with_a_limit():
    wave = {"starts": day(5), "ends": day(5), "share": 1.0, "cancelled_share": 1.0}
    relief = {"may": {"on": day(40), "share": 1.0}}
    insurer = {"waves": {"feb": wave}, "reliefs": relief}
    credit = Credit("ada", insured=1_000, insurer="sfac")
    strict = publisher_limits(
        run([Shop("ada")], [credit], (), insurer, requires_insured_limit=True)
    )
    assert [strict(n) for n in (10, 40, 54, 55)] == [0, 0, 0, 5_000]  # 1 March is day 55
    lenient = publisher_limits(run([Shop("ada")], [credit], (), insurer))
    assert lenient(10) == 5_000


def test_a_limit_that_is_cancelled_later_does_not_close_the_line():
    wave = {"starts": day(30), "ends": day(30), "share": 1.0, "cancelled_share": 1.0}
    credit = Credit("ada", insured=1_000, insurer="sfac")
    insurer = {"waves": {"mar": wave}}
    on = publisher_limits(run([Shop("ada")], [credit], (), insurer, requires_insured_limit=True))
    assert [on(n) for n in (29, 30, 60, 69)] == [5_000] * 4


def test_it_reaches_its_wholesalers_kinds_and_ratings_only():
    shops = [
        Shop("ada", kind="services_firm", rating=3),
        Shop("bob", kind="reseller", rating=3),
        Shop("eve", kind="services_firm", rating=9),
    ]
    accounts = [Credit(s.id, d) for s in shops for d in TWO]
    tables = run(
        shops, accounts, distributors=["south"], reseller_kinds=["services_firm"], ratings=[3, 4]
    )
    granted = {key[1:3] for key, limit in tables.limits.items() if limit and key[3] == "publisher"}
    assert granted == {("ada", "south")}


def test_a_failed_reseller_gets_no_line_and_loses_the_one_it_has():
    shops = [Shop("ada", fails_on=5), Shop("bob", fails_on=30)]
    tables = run(shops, [Credit("ada"), Credit("bob")])
    ada, bob = publisher_limits(tables), publisher_limits(tables, "bob")
    assert [ada(n) for n in (10, 60)] == [0, 0]
    assert [bob(n) for n in (29, 30, 60)] == [5_000, 0, 0]


def test_without_chance_a_half_takes_part_in_more_than_a_half_share():
    shops = [Shop("ada")]
    assert publisher_limits(run(shops, [Credit("ada")], take_part_share=0.51))(10) == 5_000
    assert publisher_limits(run(shops, [Credit("ada")], take_part_share=0.5))(10) == 0
