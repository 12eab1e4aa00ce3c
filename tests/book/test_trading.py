"""An order's way: on credit, elsewhere, prepaid, after a wait, lost; and what blocked it."""

import pytest

from simulator.book.state import BY_INSURED, BY_LIMIT, BY_OWN_RISK, BY_PUBLISHER
from simulator.book.trading import eased_headroom
from tests.book.rows import a_stack, an_account, the_lines
from tests.plain.markets import Buys, Credit, Owes, Shop, day, market
from tests.plain.product import product

RICH = {"cash": 1_000_000.0}
CREDIT_ONLY = {"trading": {"prepayment": False}}
FRENCH = {"calendar": "french"}


def fates(orders, shop=None, accounts=None, **options):
    """Return orders by id; by default one shop has one account with an own-risk line of 1,000."""
    accounts = accounts or [Credit("ada", own_risk=1_000)]
    return product(market([shop or Shop("ada")], accounts, orders, **options)).orders


def test_what_fits_exactly_is_delivered_on_credit_that_day():
    order = fates([Buys("a", "ada", 3, 1_000)])["a"]
    assert (order.fate, order.delivered_on, order.own_risk) == ("on_credit", day(3), 100_000)
    assert order.blocked_by == ""


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        ({"net_days": 30}, 30),
        ({"net_days": 40}, 42),  # Saturday 14 February: Monday 16
        ({"end_of_month_days": 0}, 28),  # Saturday 31 January: Monday 2 February
        ({"end_of_month_days": 45}, 56),  # 19 February, so Saturday 28: Monday 2 March
        ({"end_of_month_days": 27}, 56),  # Sunday 1 February already
    ],
)
def test_an_invoice_is_due_net_or_so_many_days_and_then_the_end_of_that_month(terms, due):
    crowd = market(
        [Shop("ada")],
        [Credit("ada", own_risk=9)],
        [Buys("a", "ada", 0, 9)],
        distributors={"north": terms},
        **FRENCH,
    )
    assert product(crowd).invoice("a").due_on == day(due)


def test_one_cent_too_much_is_blocked_and_no_part_of_it_is_delivered():
    order = fates([Buys("a", "ada", 3, 1_000.01, patience=90)])["a"]
    assert (order.fate, order.delivered_on, order.own_risk) == ("waiting", None, 0)


def test_the_lines_of_two_accounts_are_not_added_up():
    accounts = [Credit("ada", "north", own_risk=600), Credit("ada", "south", own_risk=600)]
    two = {"north": {"net_days": 30}, "south": {"net_days": 30}}
    orders = fates([Buys("a", "ada", 3, 700)], accounts=accounts, distributors=two)
    assert orders["a"].fate == "lost_credit"


def test_the_home_account_comes_first_and_the_next_takes_what_does_not_fit_there():
    accounts = [Credit("ada", "south", own_risk=500), Credit("ada", "north", own_risk=900)]
    two = {"north": {"net_days": 30}, "south": {"net_days": 30}}
    book = [Buys("small", "ada", 3, 400), Buys("big", "ada", 3, 900), Buys("tiny", "ada", 3, 100)]
    orders = fates(book, accounts=accounts, distributors=two)
    where = {name: (order.fate, order.distributor) for name, order in orders.items()}
    assert where == {
        "small": ("on_credit", "south"),
        "big": ("on_credit", "north"),
        "tiny": ("on_credit", "south"),
    }


@pytest.mark.parametrize(("cash", "fate"), [(2_300, "prepaid"), (2_299.99, "lost_credit")])
def test_a_reseller_prepays_while_its_reserve_stays_whole(cash, fate):
    shop = Shop("ada", cash=cash, reserve=300)
    assert fates([Buys("a", "ada", 3, 2_000)], shop)["a"].fate == fate


def test_credit_is_drawn_before_cash():
    assert fates([Buys("a", "ada", 3, 1_000)], Shop("ada", **RICH))["a"].fate == "on_credit"


def test_where_prepayment_is_not_allowed_cash_does_not_help():
    order = fates([Buys("a", "ada", 3, 2_000)], Shop("ada", **RICH), **CREDIT_ONLY)["a"]
    assert order.fate == "lost_credit"


def test_a_prepaid_order_opens_no_invoice_and_its_customer_pays_as_any_other():
    book = [Buys("a", "ada", 3, 2_000, pays_after=10)]
    tables = product(market([Shop("ada", cash=2_000, margin=0.1)], [Credit("ada")], book, days=30))
    assert tables.invoices == []
    assert [tables.cash[day(n), "ada"] for n in (2, 3, 12, 13)] == [200_000, 0, 0, 220_000]


def test_what_waits_is_tried_each_day_and_delivered_when_a_payment_frees_the_line():
    book = [Buys("first", "ada", 0, 1_000), Buys("second", "ada", 5, 800, patience=40)]
    orders = fates(book, Shop("ada", **RICH), **CREDIT_ONLY)
    assert (orders["second"].fate, orders["second"].delivered_on) == ("after_wait", day(30))


def test_an_order_that_waited_and_is_then_prepaid_was_delivered_after_a_wait():
    book = [
        Buys("sold", "ada", 0, 900, pays_after=10),
        Buys("waits", "ada", 1, 1_500, patience=40),
    ]
    shop = Shop("ada", cash=100, margin=1.0)
    order = fates(book, shop)["waits"]
    assert (order.fate, order.delivered_on, order.own_risk) == ("after_wait", day(10), 0)


@pytest.mark.parametrize(
    ("patience", "fate"), [(26, "after_wait"), (25, "after_wait"), (24, "lost_credit")]
)
def test_an_order_is_lost_once_it_is_older_than_its_patience(patience, fate):
    book = [Buys("first", "ada", 0, 1_000), Buys("second", "ada", 5, 800, patience=patience)]
    assert fates(book, Shop("ada", **RICH), **CREDIT_ONLY)["second"].fate == fate


def test_an_order_without_patience_is_lost_the_next_day_even_if_it_would_fit_then():
    book = [Buys("first", "ada", 0, 1_000), Buys("second", "ada", 29, 800, patience=0)]
    assert fates(book, Shop("ada", **RICH), **CREDIT_ONLY)["second"].fate == "lost_credit"


def test_of_two_that_wait_the_older_is_tried_first():
    book = [
        Buys("first", "ada", 0, 1_000),
        Buys("older", "ada", 5, 700, patience=90),
        Buys("newer", "ada", 6, 700, patience=90),
    ]
    orders = fates(book, Shop("ada", **RICH), days=35, **CREDIT_ONLY)
    assert orders["older"].delivered_on == day(30)
    assert orders["newer"].fate == "waiting"


def test_one_that_does_not_fit_does_not_hold_back_a_later_one():
    book = [
        Buys("first", "ada", 0, 1_000),
        Buys("too-big", "ada", 5, 5_000, patience=90),
        Buys("fits", "ada", 6, 1_000, patience=90),
    ]
    orders = fates(book, Shop("ada", **RICH), days=35, **CREDIT_ONLY)
    assert orders["too-big"].fate == "waiting"
    assert (orders["fits"].fate, orders["fits"].delivered_on) == ("after_wait", day(30))


def test_what_waits_comes_before_the_days_new_orders():
    book = [
        Buys("first", "ada", 0, 1_000),
        Buys("waits", "ada", 5, 600, patience=90),
        Buys("new", "ada", 30, 600, patience=0),
    ]
    orders = fates(book, Shop("ada", **RICH), **CREDIT_ONLY)
    assert (orders["waits"].fate, orders["new"].fate) == ("after_wait", "lost_credit")


def test_orders_of_one_day_are_tried_in_book_order():
    book = [Buys("z", "ada", 3, 600), Buys("a", "ada", 3, 600)]
    orders = fates(book)
    assert (orders["z"].fate, orders["a"].fate) == ("on_credit", "lost_credit")


def test_an_order_of_a_saturday_trades_on_monday_and_its_age_counts_from_then():
    book = [
        Buys("first", "ada", 0, 1_000),  # Monday 5 January, due Wednesday 4 February
        Buys("second", "ada", 26, 800, patience=2),  # Saturday 31 January
    ]
    orders = fates(book, Shop("ada", **RICH), **CREDIT_ONLY, **FRENCH)
    assert orders["second"].ordered_on == day(26)
    assert (orders["second"].fate, orders["second"].delivered_on) == ("after_wait", day(30))


def test_orders_of_a_failed_reseller_are_lost_with_it():
    book = [Buys("waits", "ada", 3, 2_000, patience=90), Buys("later", "ada", 9, 10)]
    orders = fates(book, Shop("ada", fails_on=6))
    assert {order.fate for order in orders.values()} == {"lost_failed"}
    assert orders["waits"].blocked_by == "limit"
    assert orders["later"].blocked_by == "", "nobody tried it"


def test_on_the_day_of_its_failure_a_reseller_buys_nothing():
    assert fates([Buys("a", "ada", 6, 10)], Shop("ada", fails_on=6))["a"].fate == "lost_failed"
    assert fates([Buys("a", "ada", 5, 10)], Shop("ada", fails_on=6))["a"].fate == "on_credit"


# What blocked it

INCIDENT = {"fault": {"on": day(2), "share": 1.0}}
WAVE = {"feb": {"starts": day(3), "ends": day(3), "share": 1.0, "cancelled_share": 1.0}}


def blocked(amount=1_000, on=10, product="oem", credit=None, insurer=None, **options):
    orders = fates(
        [Buys("a", "ada", on, amount, product)],
        accounts=[credit or Credit("ada", insurer="sfac", insured=1_000)],
        insurers={"sfac": insurer or {}},
        **options,
    )
    return orders["a"].blocked_by, orders["a"].blocked_cause


def test_an_order_over_any_line_there_ever_was_is_blocked_by_the_limit():
    assert blocked(1_001) == ("limit", "limit")


def test_a_cut_that_made_the_difference_names_what_cut():
    assert blocked(insurer={"waves": WAVE}) == ("insured", "wave")
    assert blocked(insurer={"incidents": INCIDENT}) == ("insured", "incident")


def test_while_a_fault_lasts_it_is_to_blame_whatever_was_cut_before():
    late = {"fault": {"on": day(5), "share": 1.0}}
    part = {"feb": {**WAVE["feb"], "cancelled_share": 0.0, "cut_to": [0.5, 0.5, 0.5]}}
    assert blocked(insurer={"waves": part, "incidents": late}) == ("insured", "incident")


def test_a_stop_comes_before_a_cut():
    overdue = {"owes": [Owes("ada", 1, -20)]}
    stop = blocked(999, credit=Credit("ada", insured=1_000, insurer="sfac"), **overdue)
    assert stop == ("stop", "stop")


def test_a_stop_that_was_not_all_is_not_to_blame():
    overdue = {"owes": [Owes("ada", 1, -20)]}
    assert blocked(1_000, insurer={"waves": WAVE}, **overdue)[0] == "limit"


def test_a_dedicated_line_that_would_have_carried_it_is_named():
    line = {
        "kind": "guaranteed_line",
        "amount_eur": 2_000.0,
        "dedicated": True,
        "requires_insured_limit": False,
    }
    assert blocked(2_500, product="other_goods", measures=[line]) == ("publisher", "publisher")
    assert blocked(2_500, product="oem", measures=[line]) == ("", "")


def test_an_own_risk_wish_that_was_not_granted_in_full_is_named():
    budget = {"north": {"net_days": 30, "own_risk_budget_eur": 100.0}}
    credit = Credit("ada", own_risk=500, insurer="sfac", insured=1_000)
    assert blocked(1_500, credit=credit, distributors=budget) == ("own_risk", "own_risk")
    assert blocked(1_100, credit=credit, distributors=budget) == ("", "")


@pytest.mark.parametrize(
    ("eased", "headroom"),
    [(BY_LIMIT, 10), (BY_INSURED, 100), (BY_OWN_RISK, 10 - 1 + 50), (BY_PUBLISHER, 10 + 7)],
)
def test_only_the_line_that_is_eased_is_seen_as_it_would_be(eased, headroom):
    """The insured line was cut from 100 to 9, of own risk 1 is there of 50 wished."""
    account, own = an_account(reference=99, wish=50), the_lines([9, 0, 7, 1])
    stack = a_stack(dedicated=True)
    assert eased_headroom(account[0], own, stack, False, eased) == headroom
