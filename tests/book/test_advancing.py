"""A reseller's days: phases in their order, sleep, and who is counted at the close."""

import pytest

from simulator.book.opening import Chances, open_book
from simulator.book.state import ACTIVE, FROZEN, LIVING, SHORT
from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.plain.product import draws_of, product
from tests.small_worlds import run_market

JANUARY_31 = 26
"""Its day number."""


def closes(record, column, opening=0):
    return (opening + record.book.market[:, column].cumsum()).tolist()


def test_a_payment_in_the_morning_frees_the_line_for_the_same_days_trading():
    book = [Buys("a", "ada", 0, 500), Buys("b", "ada", 30, 500)]
    tables = product(market([Shop("ada", cash=500)], [Credit("ada", own_risk=500)], book))
    assert tables.orders["b"].fate == "on_credit"


def test_a_customers_money_of_the_morning_pays_an_invoice_of_the_same_day():
    book = [Buys("a", "ada", 0, 500, pays_after=30)]
    tables = product(market([Shop("ada")], [Credit("ada", own_risk=500)], book))
    assert tables.invoice("a").settled_on == day(30)


def test_payroll_comes_before_invoices():
    book = [Buys("a", "ada", 0, 500)]
    shop, terms = Shop("ada", cash=500, costs=200), {"north": {"net_days": JANUARY_31}}
    tables = product(market([shop], [Credit("ada", own_risk=500)], book, distributors=terms))
    assert tables.invoice("a").paid == 30_000
    assert tables.cash[day(JANUARY_31), "ada"] == 0


def test_a_reseller_is_active_for_ninety_days_after_its_order():
    record = run_market(market([Shop("ada")], [Credit("ada")], [Buys("a", "ada", 3, 1)], days=120))
    assert closes(record, ACTIVE) == [0] * 3 + [1] * 91 + [0] * 26


def test_a_reseller_is_frozen_while_its_headroom_is_under_its_median_order():
    book = [Buys("a", "ada", 0, 600), Buys("b", "ada", 40, 600)]
    shop, credit = Shop("ada", cash=10_000), Credit("ada", own_risk=1_100)
    record = run_market(market([shop], [credit], book, days=72))
    # 500 is left while the invoice is open, closes 0 to 29; so again from day 40
    assert closes(record, FROZEN) == [1] * 30 + [0] * 10 + [1] * 30 + [0] * 2


def test_headroom_of_all_accounts_counts_and_dedicated_lines_do_not():
    two = {"north": {"net_days": 30}, "south": {"net_days": 30}}
    accounts = [Credit("ada", "north", own_risk=300), Credit("ada", "south", own_risk=300)]
    line = {
        "kind": "guaranteed_line",
        "amount_eur": 5_000.0,
        "dedicated": True,
        "requires_insured_limit": False,
    }
    book = [Buys("a", "ada", 0, 600, "other_goods", patience=90)]
    enough = run_market(market([Shop("ada")], accounts, book, distributors=two, measures=[line]))
    assert closes(enough, FROZEN)[0] == 0, "600 over both, though the order fits on neither"
    book = [Buys("a", "ada", 0, 601, "other_goods", patience=90)]
    short = run_market(market([Shop("ada")], accounts, book, distributors=two, measures=[line]))
    assert closes(short, FROZEN)[0] == 1


def test_a_reseller_is_short_of_cash_while_it_is_below_zero():
    shop = Shop("ada", cash=100, overdraft=1_000, costs=150)
    book = [Buys("a", "ada", 0, 10, pays_after=32)]
    record = run_market(market([shop], [Credit("ada", own_risk=10)], book, days=40))
    # −50 on Saturday 31 January (business every day), −60 when the invoice is paid, −50 on day 32
    assert closes(record, SHORT) == [0] * 26 + [1] * 14


def test_the_failed_are_neither_living_nor_active_nor_frozen_nor_short():
    shop = Shop("ada", cash=-5.0, fails_on=4)
    book = [Buys("a", "ada", 0, 10, patience=90)]
    record = run_market(market([shop], [Credit("ada")], book, days=8))
    assert closes(record, LIVING, 1) == [1] * 4 + [0] * 4
    for column in (ACTIVE, FROZEN, SHORT):
        assert closes(record, column) == [1] * 4 + [0] * 4


def test_a_failed_reseller_keeps_its_cash_and_receives_no_more():
    shop = Shop("ada", cash=100, fails_on=4)
    book = [Buys("a", "ada", 0, 50, pays_after=10)]
    tables = product(market([shop], [Credit("ada", own_risk=50)], book, days=20))
    assert tables.cash[day(19), "ada"] == 10_000
    assert tables.flows["customers", "estates", "estate_collection"] == 5_000


@pytest.mark.parametrize("through", [(59,), (10, 25, 59), tuple(range(60))])
def test_in_how_many_steps_the_crowd_is_advanced_changes_nothing(through):
    book = [Buys(f"a{n}", "ada", n, 170 + n, pays_after=20 + n % 7, patience=5) for n in range(50)]
    shop = Shop("ada", cash=300, overdraft=200, costs=40, margin=0.1)
    crowd = market([shop], [Credit("ada", own_risk=900)], book)
    record = run_market(crowd)
    again = fresh_book(crowd)
    for ordinal in through:
        again.advance(ordinal)
    again.take_accounts()
    assert (again.items["fate"] == record.book.items["fate"]).all()
    assert (again.resellers["cash"] == record.book.resellers["cash"]).all()
    assert (again.ledger == record.book.ledger).all()
    assert (again.market == record.book.market).all()


def fresh_book(crowd):
    """Return the book of a market at its first moment."""
    draws, portfolio = draws_of(crowd), crowd.prepared.portfolio
    chances = Chances(draws.fails_on, draws.review_position, draws.reviews, False)
    return open_book(
        crowd.world,
        crowd.prepared.calendar,
        portfolio,
        draws.orders,
        chances,
        [],
        portfolio.own_risk_wish,
    )
