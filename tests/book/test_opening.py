"""The position with which a run begins, and the rows in which it is laid out."""

from datetime import date

import pytest

from simulator.book.state import INSURED, OPENING
from simulator.units import NEVER
from tests.book.test_advancing import fresh_book
from tests.plain.markets import Buys, Credit, Owes, Shop, market
from tests.plain.product import product


def test_items_lie_reseller_by_reseller_opening_invoices_first():
    shops = [Shop("ada"), Shop("bob")]
    orders = [Buys("b1", "bob", 2, 20), Buys("a1", "ada", 1, 10), Buys("a2", "ada", 3, 30)]
    owes = [Owes("bob", 5, 9), Owes("bob", 6, 8)]
    book = fresh_book(market(shops, [Credit("ada"), Credit("bob")], orders, owes=owes))
    assert book.items["amount"].tolist() == [1_000, 3_000, 500, 600, 2_000]
    assert (book.items["fate"] == OPENING).tolist() == [False, False, True, True, False]
    assert book.resellers["first_item"].tolist() == [0, 2]
    assert book.resellers["first_order"].tolist() == [0, 4]
    assert book.resellers["end_item"].tolist() == [2, 5]
    assert book.ordered_on.tolist()[:2] == [1, 3]
    assert book.resellers["median_order"].tolist() == [1_000, 2_000], "of orders, not invoices"
    queue = book.payables[2:4]
    assert queue.tolist() == [(8, 3), (9, 2)], "by due day"


def test_opening_invoices_draw_the_lines_and_what_is_over_is_own_risk():
    credit = Credit("ada", insured=100, own_risk=30, insurer="sfac")
    owes = [Owes("ada", 90, 9), Owes("ada", 75, 9)]
    book = fresh_book(market([Shop("ada")], [credit], [], owes=owes, insurers={"sfac": {}}))
    assert book.lines["used"].tolist() == [[9_000 + 1_000, 0, 3_000 + 3_500]]
    assert book.lines["limit"].tolist() == [[10_000, 0, 3_000]]
    assert book.opening_used.sum() == 16_500


@pytest.mark.parametrize(
    ("fails_on", "ordinal"), [(0, 0), (-9, 0), (5, 5), (59, 59), (60, NEVER), (NEVER, NEVER)]
)
def test_a_failure_has_its_ordinal_and_none_after_the_run(fails_on, ordinal):
    book = fresh_book(market([Shop("ada", fails_on=fails_on)], [Credit("ada")], []))
    assert book.resellers["fails"].tolist() == [ordinal]


def test_lines_are_drawn_in_the_order_that_the_study_says():
    order = ["own_risk", "insured", "publisher", "public"]
    credit = Credit("ada", insured=100, own_risk=30, insurer="sfac")
    tables = product(
        market(
            [Shop("ada")],
            [credit],
            [Buys("a", "ada", 0, 50)],
            insurers={"sfac": {}},
            line_order=order,
        )
    )
    assert (tables.orders["a"].own_risk, tables.orders["a"].insured) == (3_000, 2_000)


def test_a_reference_limit_is_the_insured_limit_of_the_first_day():
    credit = Credit("ada", insured=123.45, insurer="sfac")
    book = fresh_book(market([Shop("ada")], [credit], [], insurers={"sfac": {}}))
    assert book.accounts["reference"].tolist() == [12_345]
    assert book.lines["limit"][:, INSURED].tolist() == [12_345]


def test_payroll_is_on_the_months_last_business_day():
    french = market([Shop("ada")], [Credit("ada")], [], days=60, calendar="french")
    book = fresh_book(french)
    payrolls = book.days["day"][book.days["payroll"]]
    dates = [french.prepared.calendar.date_of(int(day)) for day in payrolls]
    assert dates == [date(2009, 1, 30), date(2009, 2, 27)]
    assert book.days["next_payroll"][0] == 19, "the twentieth business day from 5 January"
