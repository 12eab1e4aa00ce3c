"""How a credit line works, to the cent."""

import numpy as np
import pytest

from simulator.book.lines import (
    clear,
    draw,
    free,
    headroom,
    note_drawing,
    part,
    set_limit,
    set_limits,
    still_carried,
)
from simulator.book.state import (
    CLAIMS,
    DRAWN,
    FREED,
    INSURED,
    LIMIT_CHANGE,
    NO_CARRIER,
    PUBLIC,
    SHARED,
)
from simulator.units import NEVER
from tests.book.rows import (
    OWN_RISK,
    a_day,
    a_reseller,
    a_stack,
    an_account,
    an_item,
    flows,
    the_lines,
)

PUBLISHER = 2


def test_headroom_adds_up_what_each_line_can_still_carry():
    own = the_lines([100, 0, 50, 10], used=[30, 0, 50, 1])
    assert headroom(an_account()[0], own, a_stack(), True) == 70 + 0 + 0 + 9


def test_a_limit_cut_below_what_is_used_gives_nothing_and_takes_nothing_from_the_others():
    own = the_lines([20, 0, 50, 0], used=[100, 0, 10, 0])
    assert headroom(an_account()[0], own, a_stack(), True) == 40, "and not 40 − 80"


def test_an_account_on_stop_has_no_headroom():
    assert headroom(an_account(stopped=True)[0], the_lines([100, 0, 0, 0]), a_stack(), True) == 0


def test_a_dedicated_line_counts_only_for_the_publishers_products():
    own, stack = the_lines([100, 0, 50, 10]), a_stack(dedicated=True)
    assert headroom(an_account()[0], own, stack, False) == 110
    assert headroom(an_account()[0], own, stack, True) == 160


def test_a_delivery_draws_the_lines_in_their_order_until_it_is_carried():
    own, carried, item = the_lines([100, 30, 50, 10]), np.zeros(4, np.int64), an_item(140)
    assert draw(item[0], own, a_stack(), carried, True) == 0
    assert own["used"].tolist() == [100, 30, 10, 0]
    assert item["carrier"] == SHARED
    assert carried.tolist() == [100, 30, 10, 0]


def test_another_order_of_the_lines_is_followed():
    own, carried, item = the_lines([100, 0, 50, 10]), np.zeros(4, np.int64), an_item(70)
    stack = a_stack(OWN_RISK, PUBLISHER, PUBLIC, INSURED)
    assert draw(item[0], own, stack, carried, True) == 0
    assert own["used"].tolist() == [10, 0, 50, 10]


def test_one_line_that_carries_all_is_noted_as_the_carrier():
    own, carried, item = the_lines([0, 0, 50, 10]), np.zeros(4, np.int64), an_item(50)
    draw(item[0], own, a_stack(), carried, True)
    assert item["carrier"] == PUBLISHER
    assert carried.tolist() == [0, 0, 0, 0], "the carrier says it all"
    assert [part(item[0], carried, place) for place in range(4)] == [0, 0, 50, 0]


def test_other_goods_pass_over_a_dedicated_line():
    own, carried, item = the_lines([20, 0, 50, 40]), np.zeros(4, np.int64), an_item(60)
    assert draw(item[0], own, a_stack(dedicated=True), carried, False) == 0
    assert carried.tolist() == [20, 0, 0, 40]


def test_what_no_line_carries_is_left_over():
    own, carried, item = the_lines([20, 0, 0, 5]), np.zeros(4, np.int64), an_item(60)
    assert draw(item[0], own, a_stack(), carried, True) == 35
    nothing = an_item(60)
    assert draw(nothing[0], own, a_stack(), np.zeros(4, np.int64), True) == 60
    assert nothing["carrier"] == NO_CARRIER


def split_item():
    """140: insured 100, publisher 30, own risk 10."""
    own, carried, item = the_lines([100, 0, 30, 10]), np.zeros(4, np.int64), an_item(140)
    draw(item[0], own, a_stack(), carried, True)
    return own, carried, item


def test_payments_in_part_free_the_last_line_drawn_first():
    own, carried, item = split_item()
    day, seen = a_day(), []
    for payment in (4, 16, 119, 1):
        free(item[0], own, a_stack(), carried, payment, day)
        seen.append(own["used"].tolist())
    assert seen == [[100, 0, 30, 6], [100, 0, 20, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    assert item["paid"] == 140
    assert flows(day, FREED) == [100, 0, 30, 10]
    assert carried.tolist() == [100, 0, 30, 10], "what was drawn at delivery stays on record"


@pytest.mark.parametrize(
    ("paid", "left"),
    [
        (0, [100, 0, 30, 10]),
        (10, [100, 0, 30, 0]),
        (25, [100, 0, 15, 0]),
        (60, [80, 0, 0, 0]),
        (140, [0, 0, 0, 0]),
    ],
)
def test_what_is_still_carried_is_the_part_less_what_was_freed(paid, left):
    own, carried, item = split_item()
    free(item[0], own, a_stack(), carried, paid, a_day())
    assert [still_carried(item[0], a_stack(), carried, place) for place in range(4)] == left
    assert own["used"].tolist() == left


def test_freeing_follows_the_reverse_of_whatever_order_was_drawn():
    own, carried, item = the_lines([100, 0, 30, 10]), np.zeros(4, np.int64), an_item(120)
    stack = a_stack(OWN_RISK, PUBLISHER, INSURED, PUBLIC)
    draw(item[0], own, stack, carried, True)
    assert own["used"].tolist() == [80, 0, 30, 10]
    free(item[0], own, stack, carried, 90, a_day())
    assert own["used"].tolist() == [0, 0, 20, 10]


def test_a_claim_clears_what_is_left_on_every_line():
    own, carried, item = split_item()
    free(item[0], own, a_stack(), carried, 25, a_day())
    day = a_day()
    clear(item[0], own, a_stack(), carried, day)
    assert own["used"].tolist() == [0, 0, 0, 0]
    assert flows(day, CLAIMS) == [100, 0, 15, 0]


def test_a_drawing_is_counted_by_line():
    _, carried, item = split_item()
    day = a_day()
    note_drawing(item[0], carried, day)
    note_drawing(item[0], carried, day)
    assert flows(day, DRAWN) == [200, 0, 60, 20]


def test_a_new_limit_is_noted_as_the_change_it_makes():
    own, day, account = the_lines([100, 0, 0, 0], used=[60, 0, 0, 0]), a_day(), an_account()
    set_limit(account[0], own, INSURED, 40, day)
    set_limit(account[0], own, OWN_RISK, 15, day)
    set_limit(account[0], own, INSURED, 70, day)
    assert own["limit"].tolist() == [70, 0, 0, 15]
    assert own["used"].tolist() == [60, 0, 0, 0], "nothing is recalled"
    assert flows(day, LIMIT_CHANGE) == [-30, 0, 0, 15]
    assert not account["granted"][0]


def test_only_a_publisher_line_above_nothing_makes_an_account_granted():
    account = an_account()
    set_limit(account[0], the_lines([0, 0, 9, 0]), PUBLISHER, 0, a_day())
    assert not account["granted"][0]
    set_limit(account[0], the_lines([0, 0, 0, 0]), PUBLISHER, 1, a_day())
    assert account["granted"][0]


def test_resellers_whose_limits_move_look_again_that_day_and_no_others():
    accounts = np.concatenate([an_account(reseller=r, cell=r) for r in range(2)])
    resellers = np.concatenate([a_reseller(cover_on=NEVER) for _ in range(2)])
    lines = np.stack([the_lines([100, 0, 0, 0]), the_lines([70, 0, 0, 0])])
    wake, ledger = np.array([50, 50], np.int32), np.zeros((9, 2, 6 + 16), np.int64)
    both = np.array([0, 1], np.int32)
    limits = np.array([100, 30], np.int64)
    set_limits(accounts, lines, resellers, wake, ledger, both, INSURED, limits, 7)
    assert wake.tolist() == [50, 7]
    assert resellers["cover_on"].tolist() == [NEVER, 7]
    assert flows(ledger[7, 1], LIMIT_CHANGE) == [-40, 0, 0, 0]
    assert not ledger[7, 0].any()
