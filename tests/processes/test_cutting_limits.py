"""Waves, faults, reliefs and notice: whom they reach, how deep they cut, when they bind."""

from datetime import date

import numpy as np
import pytest

from simulator.book.reviews import triangular
from simulator.streams import Stream
from tests.plain.markets import Buys, Credit, Owes, Shop, day, market
from tests.plain.product import product

NAMES = [f"s{n:02}" for n in range(20)]
TARGETED = {"bad_rating_weight": 0.0, "low_use_weight": 0.0}


def insured_limits(insurer, shops=None, owes=None, days=60, **options):
    """Return {day: limits in euros of the shops in their order} of accounts of 1,000."""
    shops = shops or [Shop(name) for name in NAMES]
    accounts = [Credit(shop.id, insured=1_000, insurer="sfac") for shop in shops]
    tables = product(
        market(shops, accounts, [], owes=owes, insurers={"sfac": insurer}, days=days, **options)
    )

    def on(number):
        keys = [(day(number), shop.id, "north", "insured") for shop in shops]
        return [tables.limits[key] / 100 for key in keys]

    return on


def a_wave(**fields):
    usual = {"starts": day(10), "ends": day(19), "share": 0.5, "cut_to": [0.2, 0.4, 0.5]}
    return {"waves": {"feb": {**usual, **TARGETED, **fields}}}


# Waves without chance


def test_a_wave_cuts_the_exact_share_on_its_first_day_and_cancels_the_exact_share_of_those():
    on = insured_limits(a_wave(share=0.45, cancelled_share=0.3))
    assert on(9) == [1_000] * 20
    assert on(10) == [0] * 3 + [400] * 6 + [1_000] * 11  # 9 of 20, of which 2.7 → 3
    assert on(59) == on(10)


@pytest.mark.parametrize(("share", "number"), [(0.125, 2), (0.175, 4), (0.0, 0), (1.0, 20)])
def test_half_an_account_goes_to_the_even_number(share, number):
    on = insured_limits(a_wave(share=share, cancelled_share=0.0))
    assert on(10).count(400) == number


def test_bad_ratings_are_hit_first():
    shops = [Shop(name, rating=1 + n % 10) for n, name in enumerate(NAMES)]
    on = insured_limits(a_wave(share=0.2, cancelled_share=0.5, bad_rating_weight=1.0), shops)
    # ratings 10 and 9 are the last of each ten; the two 10s are the first chosen, so cancelled
    assert [n for n, limit in enumerate(on(10)) if limit == 0] == [9, 19]
    assert [n for n, limit in enumerate(on(10)) if limit == 400] == [8, 18]


def test_little_used_lines_are_hit_first():
    owes = [Owes(name, 1_000 - 50 * n, 400) for n, name in enumerate(NAMES)]
    on = insured_limits(a_wave(share=0.2, cancelled_share=0.0, low_use_weight=1.0), owes=owes)
    assert [n for n, limit in enumerate(on(10)) if limit == 400] == [16, 17, 18, 19]


def test_a_line_used_beyond_its_limit_counts_as_fully_used():
    shops = [Shop("a"), Shop("b")]
    owes = [Owes("a", 1_000, 400), Owes("b", 5_000, 400)]
    on = insured_limits(a_wave(cancelled_share=0.0, low_use_weight=1.0), shops, owes)
    assert on(10) == [400, 1_000], "a tie goes to the earlier"


def test_only_living_accounts_with_a_limit_are_counted():
    shops = [Shop(name, fails_on=5 if n < 10 else 10**6) for n, name in enumerate(NAMES)]
    on = insured_limits(a_wave(share=0.5, cancelled_share=0.0), shops)
    assert on(10) == [0] * 10 + [400] * 5 + [1_000] * 5


def test_a_second_wave_cuts_what_the_first_has_left():
    waves = a_wave(share=1.0, cancelled_share=0.0)["waves"]
    waves["mar"] = {**waves["feb"], "starts": day(30), "ends": day(30), "cut_to": [0.5, 0.5, 0.5]}
    on = insured_limits({"waves": waves})
    assert (on(29)[0], on(30)[0]) == (400, 200)


def test_a_wave_of_another_insurer_cuts_nobody_here():
    shops = [Shop("a"), Shop("b")]
    accounts = [Credit("a", insured=9, insurer="sfac"), Credit("b", insured=9, insurer="coface")]
    insurers = {"sfac": a_wave(share=1.0, cancelled_share=1.0), "coface": {}}
    tables = product(market(shops, accounts, [], insurers=insurers))
    assert tables.limits[day(10), "a", "north", "insured"] == 0
    assert tables.limits[day(10), "b", "north", "insured"] == 900


# Waves with chance


def test_every_account_is_cut_on_its_own_day_and_to_its_own_depth():
    crowd_seed = 7
    on = insured_limits(
        a_wave(share=0.5, cancelled_share=0.3, cut_to=[0.2, 0.3, 0.6]),
        chance=True,
        seed=crowd_seed,
    )
    u = Stream(crowd_seed, 0, "wave/sfac/feb").uniforms(entities(), 4)
    chosen = sorted(np.argsort(-np.log(u[:, 0]), kind="stable")[:10].tolist())
    cancelled = sorted(chosen, key=lambda n: u[n, 2])[:3]
    for n in range(20):
        binds = 10 + int(u[n, 1] * 10)
        kept = 0.0 if n in cancelled else triangular(0.2, 0.3, 0.6, u[n, 3])
        left = round(1_000 * kept, 2) if n in chosen else 1_000
        assert on(binds - 1)[n] == 1_000
        assert on(binds)[n] == pytest.approx(left, abs=0.011)
        assert on(59)[n] == on(binds)[n]


def entities():
    """Return the numbers under which the accounts of `NAMES` draw."""
    crowd = market([Shop(n) for n in NAMES], [Credit(n) for n in NAMES], [])
    return crowd.prepared.portfolio.account_entities


def luck(u_day):
    return {"wave/sfac/feb": [0.5, u_day, 0.5, 0.5]}


@pytest.mark.parametrize(("u", "binds"), [(0.0, 10), (0.49, 14), (0.99, 19)])
def test_the_days_of_a_wave_are_spread_evenly_from_its_first_to_its_last(u, binds):
    wave = a_wave(share=1.0, cancelled_share=1.0)
    on = insured_limits(wave, [Shop("a")], chance=True, luck=luck(u))
    assert (on(binds - 1), on(binds)) == ([1_000], [0])


def test_a_cut_of_a_wave_binds_after_the_notice_from_its_own_day():
    wave = a_wave(share=1.0, cancelled_share=1.0) | {"notice_days": 7}
    on = insured_limits(wave, [Shop("a")], chance=True, luck=luck(0.99))
    assert (on(25), on(26)) == ([1_000], [0])


def test_on_a_french_calendar_the_days_are_business_days():
    # 15 to 24 January 2009 has seven: Thursday 15 … Friday 23; the last seventh is the 23rd
    wave = a_wave(share=1.0, cancelled_share=1.0)
    on = insured_limits(wave, [Shop("a")], chance=True, luck=luck(0.99), calendar="french")
    assert (on(17), on(18)) == ([1_000], [0])
    assert day(18) == date(2009, 1, 23)


# Notice


def test_a_cut_with_notice_on_a_sunday_binds_on_monday():
    wave = a_wave(share=1.0, cancelled_share=1.0, starts=day(9)) | {"notice_days": 4}
    on = insured_limits(wave, [Shop("a")], calendar="french")
    assert (on(11), on(14)) == ([1_000], [0])  # from Wednesday the 14th, four days: Sunday the 18th


def test_goods_are_delivered_on_the_old_limit_until_the_notice_has_run_out():
    orders = [Buys("in-time", "a", 13, 500), Buys("late", "a", 14, 500)]
    insurer = a_wave(share=1.0, cancelled_share=1.0) | {"notice_days": 4}
    tables = product(
        market(
            [Shop("a")],
            [Credit("a", insured=1_000, insurer="sfac")],
            orders,
            insurers={"sfac": insurer},
        )
    )
    assert tables.orders["in-time"].fate == "on_credit"
    assert (tables.orders["late"].fate, tables.orders["late"].blocked_cause) == (
        "lost_credit",
        "wave",
    )


# Faults


@pytest.mark.parametrize(
    "back", [{"restored_on": day(17)}, {"restored_after_days": 7}], ids=["on", "after"]
)
def test_a_fault_drops_limits_at_once_and_they_come_back(back):
    insurer = {"incidents": {"x": {"on": day(10), "share": 0.25, **back}}, "notice_days": 9}
    on = insured_limits(insurer)
    assert on(9) == [1_000] * 20
    assert on(10) == [0] * 5 + [1_000] * 15
    assert on(16) == on(10)
    assert on(17) == [1_000] * 20


def test_a_fault_that_nobody_repairs_stays():
    on = insured_limits({"incidents": {"x": {"on": day(10), "share": 1.0}}})
    assert on(59) == [0] * 20


def test_a_fault_hits_the_accounts_with_the_smallest_draws():
    on = insured_limits({"incidents": {"x": {"on": day(10), "share": 0.3}}}, chance=True, seed=5)
    u = Stream(5, 0, "incident/sfac/x").uniforms(entities(), 1)[:, 0]
    assert [n for n in range(20) if on(10)[n] == 0] == sorted(np.argsort(u)[:6].tolist())


def test_what_was_cut_during_a_fault_binds_when_it_is_repaired():
    insurer = a_wave(share=1.0, cancelled_share=0.0)
    insurer["incidents"] = {"x": {"on": day(8), "share": 0.5, "restored_on": day(12)}}
    on = insured_limits(insurer)
    # the wave counts accounts that have a limit: those at fault have none and are spared
    assert on(10) == [0] * 10 + [400] * 10
    assert on(12) == [1_000] * 10 + [400] * 10


def test_of_two_faults_that_overlap_the_last_repair_gives_the_limit_back():
    faults = {
        "x": {"on": day(10), "share": 1.0, "restored_on": day(20)},
        "y": {"on": day(5), "share": 1.0, "restored_on": day(15)},
    }
    on = insured_limits({"incidents": faults}, [Shop("a")])
    # the second finds no account with a limit, so it hits nobody
    assert [on(n)[0] for n in (4, 5, 14, 15, 20)] == [1_000, 0, 0, 1_000, 1_000]


def test_a_fault_over_a_week_end_that_is_repaired_by_monday_does_nothing():
    fault = {"on": day(5), "share": 1.0, "restored_on": day(6)}  # Saturday to Sunday
    on = insured_limits({"incidents": {"x": fault}}, calendar="french")
    assert on(7) == [1_000] * 20


# Reliefs


def relieved(**fields):
    insurer = a_wave(share=1.0, cancelled_share=0.5)
    insurer["reliefs"] = {"may": {"on": day(30), "share": 1.0, **fields}}
    return insurer


def test_a_relief_gives_back_a_share_of_what_was_cut():
    on = insured_limits(relieved(restored_share=0.5))
    assert on(29) == [0] * 10 + [400] * 10
    assert on(30) == [500] * 10 + [700] * 10


def test_a_relief_may_leave_the_cancelled_limits_alone():
    on = insured_limits(relieved(cancelled_too=False))
    assert on(30) == [0] * 10 + [1_000] * 10


def test_a_relief_reaches_its_share_of_the_accounts_that_were_cut():
    on = insured_limits(relieved(share=0.25))
    assert on(30) == [1_000] * 5 + [0] * 5 + [400] * 10


def test_a_relief_may_be_limited_to_some_wholesalers():
    two = {"north": {"net_days": 30}, "south": {"net_days": 30}}
    accounts = [Credit("a", d, insured=1_000, insurer="sfac") for d in two]
    insurer = relieved(distributors=["south"])
    tables = product(
        market([Shop("a")], accounts, [], distributors=two, insurers={"sfac": insurer})
    )
    after = [tables.limits[day(30), "a", name, "insured"] / 100 for name in two]
    before = [tables.limits[day(29), "a", name, "insured"] / 100 for name in two]
    assert before == [0, 400]
    assert after == [0, 1_000]


def test_a_relief_of_a_cut_that_is_announced_ends_it():
    insurer = relieved() | {"notice_days": 25}
    on = insured_limits(insurer)
    assert on(59) == [1_000] * 20
