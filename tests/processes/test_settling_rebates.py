"""Back margins and rewards: accrued on delivery, paid a quarter at a time, to the cent."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from simulator.market.levers import Levers, RebateLever
from simulator.measures.base import Measure
from simulator.units import billionths, cents
from tests.plain.markets import START, Buys, Credit, Shop, market
from tests.small_worlds import run_market, tables_of

MARCH, APRIL = date(2009, 3, 12), date(2009, 4, 9)
PAID_ON = "2009-06-02"
"""31 March and 60 days is Saturday 30 May; 1 June is Whit Monday."""


class Accrues(Measure):
    """A measure that does nothing but let deliveries accrue."""

    rates: dict[str, float]
    least: float = 0.0
    what: str = "rebate"
    whom: tuple[str, ...] = ()

    def levers(self, ground: Any) -> Levers:
        portfolio = ground.portfolio
        names = portfolio.reseller_ids
        return Levers(
            rebates=(
                RebateLever(
                    measure=self.name,
                    kind=self.what,
                    rates=np.array([billionths(self.rates.get(p, 0)) for p in portfolio.products]),
                    resellers=np.isin(names, self.whom) if self.whom else np.ones(len(names), bool),
                    least_amount=cents(self.least),
                    first=ground.calendar.ordinal_from(ground.calendar.number(self.starts)),
                    after=ground.calendar.ordinal_from(ground.calendar.number(self.ends) + 1),
                ),
            )
        )


def accrues(name="more", **fields):
    usual = {"starts": START, "ends": date(2009, 12, 31), "rates": {"oem": 0.03}}
    return Accrues(kind="accrues", name=name, **usual | fields)


def run(orders, measures=(), shops=None, accounts=None, rate=0.03, lag_days=60, **options):
    chosen = market(
        shops or [Shop("ada", cash=10_000)],
        accounts or [Credit("ada", own_risk=99_000)],
        orders,
        rebates={"rate": rate, "lag_days": lag_days},
        **{"days": 300, "calendar": "french", "distributors": {"north": {"net_days": 330}}}
        | options,
    )
    return run_market(replace(chosen, measures=tuple(measures)))


def paid(record, kind="rebate", to="resellers"):
    """Return {date: euros}."""
    dates = record.calendar.dates().astype(str).tolist()
    amounts = record.ledger.daily("publisher", to, kind).tolist()
    return {day: amount / 100 for day, amount in zip(dates, amounts, strict=True) if amount}


def cash(record, on, shop="ada"):
    table = tables_of(record)["cash"].pivot_table(
        index="date", columns="reseller_id", values="cash_eur"
    )
    return table.loc[on, shop]


def test_a_back_margin_gives_no_cash_in_its_quarter_and_is_paid_so_many_days_after_it():
    record = run([Buys("a", "ada", MARCH, 1_000)])
    assert cash(record, "2009-05-29") == 10_000
    assert cash(record, PAID_ON) == 10_030
    assert paid(record) == {PAID_ON: 30}


def test_the_settlement_is_put_off_over_a_weekend_and_a_public_holiday():
    assert paid(run([Buys("a", "ada", MARCH, 1_000)], calendar="every-day")) == {"2009-05-30": 30}
    assert paid(run([Buys("a", "ada", MARCH, 1_000)], lag_days=62)) == {"2009-06-02": 30}
    assert paid(run([Buys("a", "ada", MARCH, 1_000)], lag_days=64)) == {"2009-06-03": 30}


def test_prepaid_orders_accrue_too_and_other_vendors_goods_do_not():
    orders = [Buys("a", "ada", MARCH, 1_000), Buys("b", "ada", MARCH, 500, "other_goods")]
    record = run(orders, accounts=[Credit("ada")])
    assert set(tables_of(record)["orders"]["fate"]) == {"prepaid"}
    assert paid(record) == {PAID_ON: 30}


def test_each_order_is_rounded_once_half_to_even():
    orders = [Buys(f"a{n}", "ada", MARCH, 1.50) for n in range(2)]
    assert paid(run(orders)) == {PAID_ON: 0.08}, "twice 4.5 cents, to 4, and not 9"
    assert paid(run([Buys("a", "ada", MARCH, 0.50)])) == {PAID_ON: 0.02}, "1.5 cents, to 2"


def test_a_delivery_counts_in_the_calendar_quarter_of_its_day():
    orders = [
        Buys("last", "ada", date(2009, 3, 31), 1_000),
        Buys("first", "ada", date(2009, 4, 1), 500),
    ]
    # 30 June and 60 days is Saturday 29 August
    assert paid(run(orders)) == {PAID_ON: 30, "2009-08-31": 15}


def test_an_order_that_waited_counts_when_it_is_delivered():
    orders = [
        Buys("full", "ada", date(2009, 3, 2), 1_000),
        Buys("late", "ada", date(2009, 3, 25), 800, patience=60),
    ]
    terms = {"north": {"net_days": 31}}  # the first is paid on 2 April, and then there is room
    accounts = [Credit("ada", own_risk=1_000)]
    shops = [Shop("ada", cash=2_000, reserve=2_000)]
    record = run(orders, shops=shops, accounts=accounts, distributors=terms)
    delivered = tables_of(record)["orders"].set_index("order_id")["delivered_on"]
    assert str(delivered["late"].date()) == "2009-04-02"
    assert paid(record) == {PAID_ON: 30, "2009-08-31": 24}


def test_the_warm_up_accrues_as_well():
    record = run([Buys("a", "ada", date(2008, 12, 30), 1_000)], warm_up_days=30)
    # 31 December and 60 days is Sunday 1 March
    assert paid(record) == {"2009-03-02": 30}


@pytest.mark.parametrize("lag_days", [0, 1])
def test_without_a_lag_the_quarters_last_day_is_settled_on_the_next_business_day(lag_days):
    record = run([Buys("a", "ada", date(2009, 3, 31), 1_000)], lag_days=lag_days)
    assert paid(record) == {"2009-04-01": 30}


def test_what_is_settled_after_the_run_falls_due_later():
    orders = [Buys("a", "ada", MARCH, 1_000), Buys("b", "bob", APRIL, 2_000)]
    shops = [Shop("ada", cash=10), Shop("bob", fails_on=100)]
    accounts = [Credit("ada", own_risk=9_000), Credit("bob", own_risk=9_000)]
    record = run(orders, shops=shops, accounts=accounts, days=120)
    assert paid(record) == {}
    assert record.ledger.later("publisher", "resellers", "rebate") == 30_00
    assert record.ledger.later("publisher", "estates", "rebate") == 60_00


def test_the_estate_gets_what_a_reseller_that_failed_before_the_days_receipts_would_have():
    first = (date(2009, 6, 2) - START).days
    for fails_on, taker in ((first - 1, "estates"), (first, "resellers")):
        shops = [Shop("ada", cash=10_000, fails_on=fails_on)]
        order = Buys("a", "ada", MARCH, 1_000)
        record = run([order], shops=shops, calendar="every-day", lag_days=63)
        assert paid(record, to=taker) == {PAID_ON: 30}
        assert cash(record, "2009-08-31") == (10_000 if taker == "estates" else 10_030)


def test_a_rebate_pays_an_invoice_that_is_due_and_an_order_that_waits_on_its_day():
    orders = [
        Buys("due", "ada", MARCH, 1_000),
        Buys("waits", "ada", date(2009, 6, 1), 20, patience=30),
    ]
    shops = [Shop("ada", cash=5, reserve=0), Shop("bob", cash=5)]
    accounts = [Credit("ada", own_risk=1_000), Credit("bob")]
    record = run(orders, shops=shops, accounts=accounts)
    fates = tables_of(record)["orders"].set_index("order_id")
    assert str(fates.loc["waits", "delivered_on"].date()) == PAID_ON
    assert cash(record, PAID_ON) == 5 + 30 - 20

    terms = {"north": {"net_days": 60, "stop_after_days": 99}}
    record = run(orders[:1], shops=shops, accounts=accounts, distributors=terms)
    invoice = tables_of(record)["invoices"].iloc[0]
    assert invoice["paid_eur"] == 5 + 30
    assert cash(record, PAID_ON) == 0


def test_a_doubled_rate_accrues_as_much_again_in_its_window():
    window = {"starts": date(2009, 3, 1), "ends": date(2009, 3, 31)}
    orders = [
        Buys("before", "ada", date(2009, 2, 27), 100),
        Buys("first", "ada", date(2009, 3, 2), 1_000),
        Buys("last", "ada", date(2009, 3, 31), 10_000),
        Buys("after", "ada", date(2009, 4, 1), 200),
    ]
    record = run(orders, [accrues("double", **window)])
    assert paid(record) == {PAID_ON: 3 + 2 * 30 + 2 * 300, "2009-08-31": 6}
    double, base = record.accrued("double"), record.accrued("")
    assert double.cents.tolist() == [30_00, 300_00]
    assert base.cents.tolist() == [3_00, 30_00, 300_00, 6_00]
    assert record.calendar.dates(double.accrued_on).astype(str).tolist() == [
        "2009-03-02",
        "2009-03-31",
    ]
    assert set(record.calendar.dates(double.paid_on).astype(str)) == {PAID_ON}


def test_a_reward_is_posted_apart_and_asks_for_a_least_amount_and_a_reseller_that_is_reached():
    orders = [
        Buys("small", "ada", MARCH, 999.99),
        Buys("large", "ada", MARCH, 1_000),
        Buys("other", "bob", MARCH, 5_000),
    ]
    shops = [Shop("ada"), Shop("bob")]
    accounts = [Credit("ada", own_risk=9_000), Credit("bob", own_risk=9_000)]
    reward = accrues("project", what="reward", least=1_000, whom=("ada",), rates={"oem": 0.05})
    record = run(orders, [reward], shops=shops, accounts=accounts)
    assert paid(record, "reward") == {PAID_ON: 50}
    assert paid(record) == {PAID_ON: 30 + 30 + 150}
    assert record.accrued("project").cents.tolist() == [50_00]


def test_two_levers_of_one_measure_are_each_rounded_and_add_up():
    record = run([Buys("a", "ada", MARCH, 0.50)], [accrues("one"), accrues("two")], rate=0)
    assert paid(record) == {PAID_ON: 0.04}, "1.5 cents twice, each to 2"
    assert record.accrued("").cents.tolist() == []
    both = run([Buys("a", "ada", MARCH, 0.50)], [accrues("one"), accrues("one")], rate=0)
    assert both.accrued("one").cents.tolist() == [2, 2]


def test_rebates_of_every_size_keep_all_identities_in_a_market_that_lacks_cash():
    shops = [Shop(f"s{n}", cash=40 * n, overdraft=90, costs=15, margin=0.04) for n in range(6)]
    shops[3] = replace(shops[3], fails_on=120)
    accounts = [Credit(shop.id, own_risk=700) for shop in shops]
    orders = [
        Buys(f"{shop.id}-{n}", shop.id, 3 * n, 150 + 7 * n, patience=9, pays_after=40)
        for shop in shops
        for n in range(60)
    ]
    terms = {"north": {"net_days": 30}}
    options = {"shops": shops, "accounts": accounts, "distributors": terms}
    record = run(orders, [accrues()], rate=0.2, **options)
    flows = {(e.giver, e.taker, e.kind): days for e, days in record.ledger}
    assert flows["publisher", "estates", "rebate"].sum() > 0
    assert flows["publisher", "resellers", "rebate"].sum() > 0
    opening = sum(cents(shop.cash) for shop in shops)
    total = opening + record.ledger.balance("resellers").sum()
    assert record.book.resellers["cash"].sum() == total
    assert sum(record.ledger.balance(p).sum() for p in parties(record)) == 0


def parties(record):
    return sorted({party for entry, _ in record.ledger for party in (entry.giver, entry.taker)})


def test_where_nothing_accrues_nothing_is_settled():
    record = run([Buys("a", "ada", MARCH, 1_000)], rate=0)
    assert record.book.rebates.levers == ()
    assert paid(record) == {}
    assert START + timedelta(days=299) > date(2009, 10, 1), "past two settlements"
