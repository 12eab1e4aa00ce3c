"""On what terms orders are placed, by hand: prices to the cent, and who pays when."""

from dataclasses import replace

import pytest

from simulator.errors import InputError
from simulator.market.terms import FINANCED, financing_code
from tests.market.books import (
    GOODS,
    MONDAY,
    OEM,
    a_book,
    demand,
    discount,
    everybody,
    fast,
    ground,
    ids,
    made_of,
    only,
    order,
    passed_on,
)
from tests.market.books import WITHOUT_CHANCE as ITS

# Prices


def test_a_discount_is_rounded_once_and_split_between_reseller_and_customer():
    """15 % of 1,000.50 is 150.075, so 150.08; 60 % of it, 90.05, reaches the customer."""
    its = made_of(a_book(order(MONDAY, 1_000.50)), prices=[discount(ITS, 0.15, 0.6)])
    assert its.listed.tolist() == [1_000_50]
    assert its.amount.tolist() == [850_42]
    assert its.price_change.tolist() == [60_03]


def test_discounts_add_up_each_taken_of_the_list_price():
    """10 % of 333.33 is 33.33, 5 % is 16.67; the reseller keeps 16.66 of the one, all the other."""
    levers = [discount(ITS, 0.1, 0.5), discount(ITS, 0.05, 0.0)]
    its = made_of(a_book(order(MONDAY, 333.33)), prices=levers)
    assert its.amount.tolist() == [333_33 - 33_33 - 16_67]
    assert its.price_change.tolist() == [33_33 - 16_66 + 16_67]


def test_a_discount_that_is_passed_on_whole_changes_nothing_beyond_the_amount():
    its = made_of(a_book(order(MONDAY, 200)), prices=[discount(ITS, 0.25)])
    assert its.amount.tolist() == [150_00]
    assert its.price_change is None


def test_a_rebate_that_is_passed_on_is_taken_of_what_the_reseller_pays():
    """2 % of 900 (of 1,000 less 10 %) is 18 off the customer's price; other goods bring none."""
    book = a_book(order(MONDAY, 1_000), order(MONDAY, 1_000, GOODS))
    its = made_of(book, prices=[discount(ITS, 0.1)], passed_on=[passed_on(ITS, 0.02, 0.0)])
    assert its.amount.tolist() == [900_00, 1_000_00]
    assert its.price_change.tolist() == [-18_00, 0]


def test_a_rebate_alone_leaves_amounts_as_they_were():
    its = made_of(a_book(order(MONDAY, 1_000)), passed_on=[passed_on(ITS, 0.0125, 0.0)])
    assert its.listed is None
    assert its.amount.tolist() == [1_000_00]
    assert its.price_change.tolist() == [-12_50]


def test_prices_alone_keep_every_order_and_its_place():
    book = a_book(order(MONDAY, 100), order(MONDAY, 100, GOODS), order(MONDAY, 100, reseller=7))
    its = made_of(book, prices=[discount(ITS, 0.1, resellers=only(ITS, 7))])
    assert its.amount.tolist() == [100_00, 100_00, 90_00]
    assert its.listed is book.amount
    assert its.source is None
    assert ids(its) == "ABC"
    assert [column.tolist() for column in its.identities()] == [[0, 0, 0], [1, 2, 1]]


def test_a_price_holds_for_orders_of_its_window():
    book = a_book(*(order(MONDAY + day, 100) for day in range(4)))
    its = made_of(book, prices=[discount(ITS, 0.1, first=2, after=4)])
    assert its.amount.tolist() == [100_00, 90_00, 90_00, 100_00]
    its = made_of(book, passed_on=[passed_on(ITS, 0.1, 0.0, first=2, after=4)])
    assert its.price_change.tolist() == [0, -10_00, -10_00, 0]


def test_an_order_costs_a_cent_at_least():
    """Of a cent 60 % would be a cent."""
    its = made_of(a_book(order(MONDAY, 0.01)), prices=[discount(ITS, 0.6, 0.5)])
    assert its.amount.tolist() == [1]
    assert its.price_change.tolist() == [0]


def test_no_customer_is_paid_for_buying():
    its = made_of(a_book(order(MONDAY, 10)), passed_on=[passed_on(ITS, 0.7, 0)] * 2)
    assert its.price_change.tolist() == [-10_00]


def test_prices_and_levels_change_together():
    book = a_book(order(MONDAY, 100, mark=0.9), order(MONDAY, 200), order(MONDAY, 400, mark=1.1))
    its = made_of(book, demand=[demand(ITS, 0.8)], prices=[discount(ITS, 0.1, 0.0)])
    assert ids(its) == "B"
    assert (its.listed.tolist(), its.amount.tolist()) == ([200_00], [180_00])
    assert its.price_change.tolist() == [20_00]


def test_discounts_that_leave_nothing_to_pay_are_refused():
    levers = [discount(ITS, 0.6, name="spring"), discount(ITS, 0.4, first=9, name="sale")]
    with pytest.raises(InputError) as caught:
        made_of(a_book(order(MONDAY, 100)), prices=levers)
    assert str(caught.value) == (
        "programme.sale.discount: with the discounts of spring, sale nothing is left to pay for "
        "oem; discounts that can meet sum to less than 1"
    )


@pytest.mark.parametrize(
    "other",
    [
        discount(ITS, 0.6, product=GOODS),
        discount(ITS, 0.6, first=100),
        discount(ITS, 0.6, resellers=~only(ITS, 0)),
        discount(ITS, 0.39),
    ],
    ids=["another product", "later", "other resellers", "little enough"],
)
def test_discounts_that_do_not_meet_may_sum_to_more(other):
    one = discount(ITS, 0.6, resellers=only(ITS, 0), after=100)
    assert len(made_of(a_book(order(MONDAY, 100)), prices=[one, other])) == 1


# Financing

ROWS = (
    order(MONDAY, 2_500),
    order(MONDAY, 2_500, financed=FINANCED),
    order(MONDAY, 2_499.99),
    order(MONDAY, 9_000, GOODS),
    order(MONDAY, 9_000, GOODS, financed=FINANCED),
)


def test_without_chance_more_is_financed_only_where_more_than_half_would_be():
    book = a_book(*ROWS)
    assert made_of(book, financing=[fast(ITS, 0.5)]).financed.tolist() == [0, 2, 0, 0, 2]
    assert made_of(book, financing=[fast(ITS, 0.51)]).financed.tolist() == [3, 2, 0, 0, 2]


def test_the_increase_is_of_those_who_would_not_finance_anyway():
    """0.3 of all orders are 0.6 of the half that is not financed: more than ½."""
    its = ground({"chance": {"enabled": False}, "financing": {"take_up_share": 0.5}}, chance=False)
    assert made_of(a_book(*ROWS), its, financing=[fast(its, 0.3)]).financed[0] == 3
    assert made_of(a_book(*ROWS), its, financing=[fast(its, 0.25)]).financed[0] == 0


def test_where_everybody_finances_already_an_increase_takes_up_what_a_file_left():
    its = ground({"chance": {"enabled": False}, "financing": {"take_up_share": 1.0}}, chance=False)
    assert made_of(a_book(*ROWS), its, financing=[fast(its, 0.1)]).financed.tolist() == [
        3, 2, 0, 0, 2,
    ]  # fmt: skip


def test_the_programmes_first_measure_pays_fast_where_several_would():
    book = a_book(*ROWS[:2], *(replace_reseller(row, 1) for row in ROWS[:2]))
    levers = [fast(ITS, 0.9, resellers=only(ITS, 1), name="one"), fast(ITS, 0.9, name="two")]
    assert made_of(book, financing=levers).financed.tolist() == [5, 4, 3, 2]
    levers[0] = replace(levers[0], resellers=everybody(ITS), take_up_increase=0.0)
    assert made_of(book, financing=levers).financed.tolist() == [5, 2, 5, 2]


def replace_reseller(row, reseller):
    return (reseller, *row[1:])


def test_codes_say_which_measure_pays_and_whether_it_made_the_difference():
    codes = [financing_code(lever, anyway) for lever in range(3) for anyway in (True, False)]
    assert codes == [2, 3, 4, 5, 6, 7]


def test_fast_payment_is_for_orders_of_its_window():
    book = a_book(*(order(MONDAY + day, 3_000, financed=1) for day in range(4)))
    its = made_of(book, financing=[fast(ITS, first=2, after=4)])
    assert its.financed.tolist() == [1, 2, 2, 1]
    assert its.price_change is None
    assert its.listed is None


def test_a_financed_order_is_measured_by_its_list_price():
    its = made_of(
        a_book(order(MONDAY, 2_500)), prices=[discount(ITS, 0.2)], financing=[fast(ITS, 0.9)]
    )
    assert (its.amount.tolist(), its.financed.tolist()) == ([2_000_00], [3])


def test_fast_payment_and_levels_change_together():
    book = a_book(order(MONDAY, 3_000, OEM, 0.9, 1), order(MONDAY, 3_000, OEM, 0.3, 1))
    its = made_of(book, demand=[demand(ITS, 0.5)], financing=[fast(ITS)])
    assert (ids(its), its.financed.tolist()) == ("B", [2])
