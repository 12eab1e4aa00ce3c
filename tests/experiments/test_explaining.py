"""Explanations of small markets whose every step is known by hand."""

import json
from datetime import date

import numpy as np
import pytest

from simulator import load, model
from simulator.cli import main
from simulator.errors import InputError
from simulator.experiments.explaining import explain, explained_order, parting
from simulator.experiments.hurdles import accounts_at, cash_at
from simulator.experiments.stories import story
from simulator.experiments.watched import Watched
from simulator.processes.watching import Watch
from tests.experiments.small import write_study
from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.plain.product import draws_of

CUT = {"waves": {"feb": {"starts": day(10), "ends": day(10), "share": 1.0, "cut_to": [0.4] * 3}}}
KEEP_SOME = {"waves": {"feb": {**CUT["waves"]["feb"], "cancelled_share": 0.0}}}


def seen(a_market, shop="ada"):
    """Return a market's run with a watch on a shop."""
    portfolio = a_market.prepared.portfolio
    prepared = model.Prepared(a_market.prepared.calendar, portfolio, None)
    watch = Watch(int(np.flatnonzero(portfolio.reseller_ids == shop)[0]))
    record = model.run(a_market, prepared, draws_of(a_market), check=True, watch=watch)
    return Watched(a_market, 1, 0, record, watch)


def cut_market(orders, *, cash=0.0, reserve=0.0, insurer=None, accounts=None, **more):
    """Ada has 1,000 insured at north; a wave leaves 400 of it on day 10."""
    return market(
        [Shop("ada", cash=cash, reserve=reserve)],
        accounts or [Credit("ada", insured=1_000, insurer="sfac")],
        orders,
        insurers={"sfac": insurer or KEEP_SOME},
        **more,
    )


def test_an_order_is_held_up_by_the_limit_that_the_wave_cut_and_since_then():
    watched = seen(cut_market([Buys("a", "ada", 5, 300), Buys("b", "ada", 12, 500)]))
    account = accounts_at(watched, 1)[0]
    line = account.lines[0]
    assert (line.limit, line.used, line.headroom) == (40_000, 30_000, 10_000)
    assert (line.before, line.since, line.why) == (100_000, day(10), "wave")
    told = str(explained_order(watched, "b"))
    assert "blocked by: the insured limit (wave)" in told
    assert "1. north (home): headroom 100.00 EUR, 400.00 EUR missing" in told
    assert "limit 400.00 (1,000.00 before 2009-01-15: wave), used 300.00" in told


def test_what_was_drawn_later_on_the_day_is_not_held_against_an_earlier_order():
    orders = [Buys("a", "ada", 12, 500), Buys("b", "ada", 12, 150), Buys("c", "ada", 12, 400)]
    watched = seen(cut_market(orders))
    assert [accounts_at(watched, place)[0].lines[0].used for place in (0, 1, 2)] == [0, 0, 15_000]
    assert explained_order(watched, "c").accounts[0].headroom == 25_000


def test_the_till_is_as_it_was_before_the_order_and_its_reserve_is_named():
    orders = [Buys("a", "ada", 12, 450), Buys("b", "ada", 12, 500)]
    watched = seen(cut_market(orders, cash=900.0, reserve=100.0))
    assert watched.orders["carrier"][0] == -2
    assert cash_at(watched, 0) == (90_000, 10_000)
    assert cash_at(watched, 1) == (45_000, 10_000)
    told = str(explained_order(watched, "b"))
    assert "cash 450.00 EUR would leave -50.00, not enough for the reserve of 100.00" in told


def test_an_order_that_waits_has_its_end_told():
    orders = [Buys("a", "ada", 0, 400), Buys("b", "ada", 12, 300, patience=40)]
    cautious = cut_market(orders, cash=400.0, trading={"prepayment": False})
    explained = explained_order(seen(cautious), "b")
    assert "the scenario allows no prepayment" in str(explained)
    assert [(e.day, e.what) for e in explained.events] == [
        (day(12), "blocked"),
        (day(30), "delivered on credit after waiting"),
    ]
    assert explained.fate == "after_wait"


def test_an_account_on_stop_says_since_when():
    orders = [Buys("a", "ada", 0, 100, pays_after=300), Buys("b", "ada", 50, 10)]
    watched = seen(cut_market(orders, days=80))
    account = accounts_at(watched, 1)[0]
    # due on day 30, more than 15 days overdue from day 46 on
    assert account.stopped_since == day(46)
    assert account.headroom == 0
    assert "on stop since 2009-02-20" in str(explained_order(watched, "b"))


def test_a_dedicated_line_is_shown_as_closed_to_other_goods():
    measure = {"kind": "guaranteed_line", "name": "line", "amount_eur": 5_000, "dedicated": True}
    measure |= {"requires_insured_limit": False}
    a_market = cut_market([Buys("a", "ada", 12, 1_200, product="other_goods")], measures=[measure])
    explained = explained_order(seen(a_market), "a")
    line = explained.accounts[0].lines[2]
    assert (line.open_to_it, line.headroom) == (False, 500_000)
    assert explained.accounts[0].headroom == 40_000
    assert explained.blocked_by == "publisher"
    assert "dedicated to the publisher's products" in str(explained)


def test_a_story_has_each_day_in_its_order():
    failing = Shop("ada", cash=50.0, costs=200.0, fails_on=40)
    a_market = market(
        [failing],
        [Credit("ada", insured=1_000, insurer="sfac")],
        [Buys("a", "ada", 10, 300, pays_after=200), Buys("b", "ada", 45, 5)],
        insurers={"sfac": KEEP_SOME},
    )
    told = [(e.day, e.kind, e.what) for e in story(seen(a_market))]
    assert told == [
        (day(10), "limit", "cut"),
        (day(10), "order", "delivered on credit"),
        (date(2009, 1, 31), "cash", "falls below zero"),
        (day(40), "failure", "fails"),
        (day(45), "order", "lost: its reseller has failed"),
    ]


def test_a_fault_and_its_repair_are_told_apart_from_cuts():
    fault = {"incidents": {"bug": {"on": day(3), "share": 1.0, "restored_on": day(8)}}}
    told = [
        (e.day, e.what, e.why)
        for e in story(seen(cut_market([], insurer=fault)))
        if e.kind == "limit"
    ]
    assert told == [(day(3), "cut", "incident"), (day(8), "raised", "fault repaired")]


def test_equal_programmes_do_not_part_and_a_line_parts_them_on_its_first_day():
    orders = [Buys("a", "ada", 25, 600)]
    line = {"kind": "guaranteed_line", "name": "line", "amount_eur": 5_000, "starts": day(20)}
    plain, helped = cut_market(orders), cut_market(orders, measures=[line])
    for one, name in ((plain, "none"), (helped, "lines")):
        object.__setattr__(one, "programme", name)
    assert parting(seen(plain), seen(plain)).on is None
    apart = parting(seen(plain), seen(helped))
    assert apart.on == day(20)
    assert [(which, event.what) for which, event in apart.cause] == [("lines", "raised")]
    assert [(which, event.day, event.what) for which, event in apart.followed] == [
        ("none", day(25), "blocked"),
        ("lines", day(25), "delivered on credit"),
        ("none", day(26), "lost: it outlived its customer's patience"),
    ]
    assert "none and lines part on 2009-01-25" in str(apart)


def test_an_order_of_a_failed_reseller_was_never_tried():
    a_market = market(
        [Shop("ada", fails_on=5)], [Credit("ada", own_risk=99)], [Buys("a", "ada", 9, 1)]
    )
    explained = explained_order(seen(a_market), "a")
    assert explained.tried_on is None
    assert explained.accounts == ()
    assert "never tried" in str(explained)


def test_a_study_explains_by_ids_and_unknown_ones_name_the_nearest(tmp_path):
    scenario = load(str(write_study(tmp_path / "small"))).scenario()
    name = str(model.prepare(scenario).portfolio.reseller_ids[0])
    told = explain(scenario, reseller=name)
    assert told.table().columns.tolist()[0] == "day"
    order = next(e.about for e in told.events if e.kind == "order")
    assert explain(scenario, order=order).plain()["order_id"] == order
    for asked, message in (
        ({"reseller": name[:-1] + "x"}, "no reseller"),
        ({"order": f"{name}-999999"}, f"no order {name}-999999"),
        ({"order": "nobody-1"}, "no order nobody-1"),
        ({}, "--order ID or --reseller ID"),
        ({"reseller": name, "order": order}, "--order ID or --reseller ID"),
        ({"order": order, "against": scenario}, "compares resellers"),
    ):
        with pytest.raises(InputError, match=message):
            explain(scenario, **asked)
    assert explain(scenario, reseller=name, against=scenario).on is None


def test_the_command_tells_it_in_words_and_as_data(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("simulator.cli.app._take_termination_as_an_interrupt", lambda: None)
    study = str(write_study(tmp_path / "small"))
    name = str(model.prepare(load(study).scenario()).portfolio.reseller_ids[0])

    def typed(*arguments):
        with pytest.raises(SystemExit) as ended:
            main(["explain", study, *arguments])
        return ended.value.code or 0, capsys.readouterr()

    status, told = typed("--reseller", name)
    assert (status, told.out.splitlines()[0].split(",")[0]) == (0, f"Reseller {name}")
    status, told = typed("--reseller", name, "--json")
    assert json.loads(told.out)["reseller_id"] == name
    status, told = typed("--reseller", "nobody")
    assert status == 2
    assert told.err.startswith("--reseller: no reseller nobody; ids of the market's")
    status, told = typed("--reseller", name, "--against", "none")
    assert "are the same to the cent" in told.out
