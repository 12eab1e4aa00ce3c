"""What holds at every close of every market, whatever is in it."""

import numpy as np
from hypothesis import given

from simulator import model
from simulator.book.ledger import sector
from simulator.book.state import FATES, NO_CARRIER, OPENING
from tests.effort import tried
from tests.plain.closing import run_of
from tests.plain.product import draws_of
from tests.plain.random_markets import market_of
from tests.plain.sketches import sketches
from tests.small_worlds import bytes_of

DELIVERED = ("on_credit", "prepaid", "after_wait")


def grown_beyond(limit, before, used):
    """Return which lines carry more than their limit, and more than they did before."""
    return used > np.maximum(limit, before)


def test_a_line_that_grew_beyond_its_limit_is_noticed_and_one_cut_below_its_use_is_not():
    before, limit = np.array([50, 50, 90]), np.array([60, 60, 60])
    assert grown_beyond(limit, before, np.array([60, 61, 90])).tolist() == [False, True, False]


@tried(350)
@given(sketch=sketches())
def test_the_book_balances_at_every_close_and_each_close_is_checked(sketch):
    closes = []
    record = run_of(market_of(sketch), lambda book: closes.append(book.closed))
    days = record.calendar.business_days
    assert closes == [*range(days), days - 1]


@tried(350)
@given(sketch=sketches())
def test_no_line_is_used_beyond_its_limit_but_where_the_limit_was_cut(sketch):
    """What is over a limit was used before, at a close or at the opening."""
    town = market_of(sketch)
    opening = town.prepared.portfolio.opening
    owed = np.zeros(town.prepared.portfolio.accounts, np.int64)
    np.add.at(owed, opening.account, opening.amount)
    before = [owed[:, np.newaxis]]

    def look(book):
        used = book.lines["used"].copy()
        assert not grown_beyond(book.lines["limit"], before[-1], used).any()
        before.append(used)

    run_of(town, look)
    assert len(before) > 1


@tried(350)
@given(sketch=sketches())
def test_no_reseller_or_wholesaler_has_cash_that_was_not_posted(sketch):
    record = run_of(market_of(sketch))
    cash = np.array([close.sum() for close in record.trail.cash])
    posted = record.book.opening_cash + np.cumsum(record.ledger.balance("resellers"))
    assert cash.tolist() == posted.tolist()
    daily = model.measure(record).daily
    for name in record.portfolio.distributors:
        opening = round(100 * record.world.distributors[name].opening_cash_eur)
        treasury = opening + np.cumsum(record.ledger.balance(f"distributors:{name}"))
        shown = 100 * daily[f"distributor_cash_eur:{name}"][1]
        assert np.rint(shown).tolist() == treasury[record.measured].tolist()


@tried(250)
@given(sketch=sketches())
def test_every_order_has_a_fate_and_every_cent_of_it_a_line(sketch):
    record = run_of(market_of(sketch))
    items = record.book.items
    orders = items[items["fate"] != OPENING]
    fates = np.array(FATES, object)[orders["fate"]]
    assert {*fates} <= {*DELIVERED, "lost_credit", "lost_failed", "waiting"}
    assert (np.isin(fates, DELIVERED) == (orders["delivered"] >= 0)).all()
    values = model.measure(record, audit=True)
    audit = values.audit["orders"]
    drawn = sum(
        np.rint(100 * audit[f"{line}_eur"])
        for line in ("insured", "public", "publisher", "own_risk")
    )
    on_credit = np.isin(fates, ("on_credit", "after_wait"))
    carried = on_credit & (orders["carrier"] != NO_CARRIER)
    assert (drawn == np.where(carried, orders["amount"], 0)).all()


@tried(250)
@given(sketch=sketches())
def test_a_claim_is_borne_to_the_cent_and_nobody_recovers_more_than_was_borne(sketch):
    record = run_of(market_of(sketch))
    written_off = record.ledger.daily(kind="write_off")
    items = record.book.items
    left = np.where(items["claimed"], items["amount"] - items["paid"], 0)
    assert written_off.sum() == left.sum() == record.claims.borne.sum()
    assert (record.claims.borne >= 0).all()
    noticed = sum(
        record.ledger.daily(kind=kind).sum()
        for kind in ("indemnity_noticed", "public_indemnity_noticed", "guarantee_noticed")
    )
    assert noticed + record.claims.borne[:, -1].sum() == written_off.sum()
    recovered = record.ledger.daily(kind="recovery").sum()
    assert 0 <= recovered <= written_off.sum()


@tried(200)
@given(sketch=sketches())
def test_all_sectors_together_neither_gain_nor_lose_money(sketch):
    record = run_of(market_of(sketch))
    parties = {party for entry, _ in record.ledger for party in (entry.giver, entry.taker)}
    balances = [record.ledger.balance(one) for one in sorted({sector(p) for p in parties})]
    assert not np.any(sum(balances))
    assert all((days >= 0).all() for _, days in record.ledger)


@tried(150)
@given(sketch=sketches())
def test_a_run_changes_nothing_that_it_was_given_and_comes_out_the_same_again(sketch):
    town = market_of(sketch)
    prepared = model.Prepared(town.prepared.calendar, town.prepared.portfolio, None)
    draws = draws_of(town)
    first = bytes_of(model.run(town, prepared, draws))
    assert bytes_of(model.run(town, prepared, draws)) == first
    assert bytes_of(run_of(market_of(sketch))) == first
