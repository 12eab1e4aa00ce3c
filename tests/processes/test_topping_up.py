"""Public lines: what a sitting grants, when, and to whom."""

import numpy as np
import pytest

from simulator.model import measure
from simulator.processes.topping_up import public_line
from simulator.study.public import Scheme
from tests.plain.markets import Buys, Credit, Owes, Shop, day, market
from tests.plain.product import product
from tests.small_worlds import run_market

CAP = {"grants": "top_up", "starts": day(10), "ends": day(80), "take_up_share": 1.0}
CAP_PLUS = {**CAP, "grants": "restore"}


def cut(to, on=5, cancelled=0.0, share=1.0):
    """Return an insurer that cuts all limits to a share on a day."""
    wave = {"starts": day(on), "ends": day(on), "share": share, "cancelled_share": cancelled}
    return {"premium_rate": 0.0, "waves": {"w": {**wave, "cut_to": [to, to, to]}}}


def a_market(insurer, schemes, shops=None, accounts=None, orders=(), days=100, **options):
    shops = shops or [Shop("ada")]
    accounts = accounts or [Credit(s.id, insured=100_000, insurer="sfac") for s in shops]
    cover = {"schemes": schemes, **options.pop("cover", {})}
    options = {"insurers": {"sfac": insurer}, "days": days, "public_cover": cover, **options}
    return market(shops, accounts, list(orders), **options)


def public_limits(insurer, schemes, **options):
    """Return on(day): the public lines of the shops in their order, euros."""
    chosen = a_market(insurer, schemes, **options)
    tables, names = product(chosen), list(chosen.prepared.portfolio.reseller_ids)
    return lambda n: [tables.limits[day(n), name, "north", "public"] / 100 for name in names]


# What a sitting grants


def granted(left, reference=100_000, **fields):
    """Return the line that a scheme grants, euros, on a limit of which so much is left."""
    scheme = Scheme.model_validate({**CAP, "ceiling_eur": 10**6, **fields})
    amounts = [np.array([round(100 * x)], np.int64) for x in (left, reference)]
    return int(public_line(scheme, *amounts)[0]) / 100


@pytest.mark.parametrize(
    ("left", "line"),
    [(40_000, 40_000), (70_000, 30_000), (50_000, 50_000), (0, 0), (100_000, 0), (0.01, 0.01)],
)
def test_a_top_up_doubles_what_is_left_up_to_the_limit_before(left, line):
    assert granted(left) == line


@pytest.mark.parametrize(("left", "line"), [(0, 100_000), (0.01, 0), (40_000, 0), (100_000, 0)])
def test_restoring_gives_back_what_was_cancelled_and_nothing_else(left, line):
    assert granted(left, grants="restore") == line


def test_no_line_is_above_the_ceiling():
    assert granted(40_000, ceiling_eur=15_000) == 15_000
    assert granted(0, ceiling_eur=15_000, grants="restore") == 15_000


def test_a_scheme_may_grant_a_share_only_rounded_once():
    assert granted(40_000.01, most_share=0.5) == 20_000  # 20,000.005 goes to the even cent
    assert granted(0, 30_000, most_share=0.8, grants="restore") == 24_000
    assert granted(0, 0, grants="restore") == 0, "there was nothing to restore"


# When


def test_lines_open_on_the_first_day_and_close_on_the_first_business_day_after_the_window():
    on = public_limits(cut(0.4), {"cap": CAP})
    assert [on(n) for n in (9, 10, 80, 81)] == [[0], [40_000], [40_000], [0]]


def test_a_window_from_before_the_run_to_after_it_is_open_all_the_time():
    on = public_limits(cut(0.4, on=0), {"cap": {**CAP, "starts": day(-9), "ends": day(500)}})
    assert [on(n) for n in (0, 99)] == [[40_000], [40_000]]


@pytest.mark.parametrize("starts", [-20, 200])
def test_a_window_outside_the_run_does_nothing(starts):
    on = public_limits(cut(0.4, on=0), {"cap": {**CAP, "starts": day(starts), "ends": day(starts)}})
    assert on(0) == on(99) == [0]


def test_what_is_cut_later_is_topped_up_at_the_next_months_sitting():
    # Monday 2 March is day 56; its month begins on Sunday 1 March, business every day
    on = public_limits(cut(0.4, on=30), {"cap": CAP})
    assert [on(n) for n in (30, 54, 55)] == [[0], [0], [40_000]]


def test_a_sitting_follows_the_calendar_of_business_days():
    on = public_limits(cut(0.4, on=29), {"cap": CAP}, calendar="french")
    assert [on(n) for n in (53, 56)] == [[0], [40_000]]


def test_a_sitting_sees_a_cut_that_binds_that_day():
    on = public_limits(cut(0.4, on=55), {"cap": CAP})
    assert on(55) == [40_000]


def test_a_line_ends_at_the_sitting_after_the_limit_has_come_back():
    relief = {"on": day(30), "share": 1.0, "restored_share": 1.0}
    on = public_limits({**cut(0.4), "reliefs": {"r": relief}}, {"cap": CAP})
    assert [on(n) for n in (30, 54, 55)] == [[40_000], [40_000], [0]]


def test_a_restored_limit_gets_a_top_up_at_the_next_sitting():
    relief = {"on": day(30), "share": 1.0, "restored_share": 0.3}
    on = public_limits(
        {**cut(0, cancelled=1.0), "reliefs": {"r": relief}}, {"cap": CAP, "plus": CAP_PLUS}
    )
    # nothing is left: all of it; then 30,000 are back: as much again
    assert [on(n) for n in (10, 54, 55)] == [[100_000], [100_000], [30_000]]


def test_of_several_schemes_the_largest_line_counts_also_when_one_ends():
    small = {**CAP, "most_share": 0.25, "starts": day(20), "ends": day(90)}
    on = public_limits(cut(0.4), {"cap": CAP, "small": small})
    assert [on(n) for n in (20, 80, 81, 90, 91)] == [
        [40_000], [40_000], [10_000], [10_000], [0],
    ]  # fmt: skip


def test_a_sitting_of_one_scheme_settles_the_lines_of_all():
    later = {**CAP, "ceiling_eur": 1.0, "starts": day(40), "ends": day(90)}
    on = public_limits(cut(0.4, on=30), {"cap": CAP, "later": later})
    assert [on(n) for n in (39, 40)] == [[0], [40_000]]


def test_a_line_that_closes_recalls_nothing():
    orders = [Buys("a", "ada", 11, 70_000), Buys("b", "ada", 81, 10_000)]
    tables = product(
        a_market(
            cut(0.4), {"cap": CAP}, orders=orders, days=120,
            distributors={"north": {"net_days": 90}},
        )
    )  # fmt: skip
    assert (tables.orders["a"].insured, tables.orders["a"].public) == (4_000_000, 3_000_000)
    assert tables.orders["b"].fate == "lost_credit"
    assert tables.invoice("a").due_on == day(101)


def test_the_public_line_is_drawn_before_the_publishers():
    line = {"kind": "guaranteed_line", "amount_eur": 5_000.0}
    tables = product(
        a_market(cut(0.4), {"cap": CAP}, orders=[Buys("a", "ada", 11, 82_000)], measures=[line])
    )
    order = tables.orders["a"]
    assert (order.insured, order.public, order.publisher) == (4_000_000, 4_000_000, 200_000)


# To whom


def test_a_rating_too_bad_a_failure_and_an_account_without_an_insurer_are_out_of_reach():
    shops = [Shop("a", rating=7), Shop("b", rating=8), Shop("c", fails_on=8), Shop("d")]
    accounts = [Credit(s.id, insured=1_000, insurer="sfac") for s in shops[:3]]
    accounts.append(Credit("d", insured=0))
    on = public_limits(
        cut(0.4), {"cap": {**CAP, "worst_rating": 7}}, shops=shops, accounts=accounts
    )
    assert on(10) == [400, 0, 0, 0]


def test_the_line_of_a_reseller_that_fails_closes_and_stays_closed():
    small = {**CAP, "most_share": 0.25, "ends": day(90)}
    on = public_limits(cut(0.4), {"a": CAP, "b": small}, shops=[Shop("ada", fails_on=70)])
    assert [on(n) for n in (69, 70, 81)] == [[40_000], [0], [0]]


def test_those_whose_uniform_is_under_the_take_up_share_are_asked_for():
    cap = {**CAP, "take_up_share": 0.3}
    assert public_limits(cut(0.4), {"cap": cap}, luck={"public/cap": [0.29]})(10) == [40_000]
    assert public_limits(cut(0.4), {"cap": cap}, luck={"public/cap": [0.3]})(10) == [0]


def test_a_scheme_that_nobody_asks_for_is_no_scheme():
    orders = [Buys("a", "ada", 11, 70_000)]
    none = run_market(a_market(cut(0.4), {}, orders=orders))
    empty = run_market(a_market(cut(0.4), {"cap": {**CAP, "take_up_share": 0.0}}, orders=orders))
    assert none.book.ledger.tobytes() == empty.book.ledger.tobytes()
    assert measure(empty).values["public_line_granted_peak_eur"] == 0


# What must follow


def test_a_longer_window_never_lowers_the_public_lines_granted():
    # a line follows from the limits of its own sitting, and a longer window has all the sittings
    # of a shorter one that begins on the same day; what is drawn moves no insured limit here
    insurer = {**cut(0.3, on=30), "reliefs": {"r": {"on": day(60), "share": 0.5}}}
    shops = [Shop(f"s{n}") for n in range(6)]
    paths = [
        public_limits(insurer, {"cap": {**CAP, "ends": day(end)}}, shops=shops)
        for end in (40, 70, 95)
    ]
    for n in range(100):
        short, longer, longest = (np.array(on(n)) for on in paths)
        assert (short <= longer).all(), n
        assert (longer <= longest).all(), n
    assert paths[2](95) != paths[0](95)


def test_an_opening_invoice_draws_no_public_line():
    record = run_market(
        a_market(cut(0.4), {"cap": {**CAP, "starts": day(0)}}, owes=[Owes("ada", 120_000, 95)])
    )
    assert record.used[0, 0, 1] == 0
