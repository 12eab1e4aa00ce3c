"""Percentiles of cash at the months' last closes, and the trail of an audit."""

import numpy as np
import pytest

from tests.plain.markets import Buys, Credit, Shop, market
from tests.small_worlds import run_market, tables_of

PERCENTS = (5, 25, 50, 75, 95)


@pytest.fixture(scope="module")
def record():
    shops = [Shop(f"s{n}", cash=100 * n, overdraft=90, costs=10) for n in range(5)]
    shops += [Shop("s9", cash=10**6, fails_on=30)]
    accounts = [Credit(shop.id, own_risk=50) for shop in shops]
    orders = [Buys("a", "s1", 0, 50, pays_after=31)]
    return run_market(market(shops, accounts, orders, days=80, warm_up_days=30, calendar="french"))


def test_cash_is_taken_on_the_last_business_day_of_each_month_of_the_window_and_at_its_end(record):
    dates = record.calendar.dates(record.cash_ordinals).astype(str).tolist()
    assert dates == ["2009-01-30", "2009-02-27", "2009-03-25"]


def test_percentiles_are_over_living_resellers_after_the_days_payroll(record):
    january, february, march = record.cash_percentiles
    # paid on 31 December and 30 January: 100 n − 20, and the rich one
    living = [-20, 80, 180, 280, 380, 10**6]
    assert january.tolist() == pytest.approx(np.percentile(np.array(living) * 100, PERCENTS))
    # s1 sold at cost: its customer pays on Thursday 5 February, and it pays on the 4th
    assert february[2] == march[2] == 17_000


def test_the_trail_holds_all_cash_at_every_close_and_each_limit_that_moved(record):
    tables = tables_of(record)
    cash = tables["cash"].pivot_table(index="date", columns="reseller_id", values="cash_eur")
    assert cash.shape == (record.calendar.business_days, 6)
    assert cash.loc["2009-01-29", "s1"] == 90
    assert cash.loc["2009-01-30", "s1"] == 80
    limits = tables["limits"]
    assert len(limits) == 6 + 1, "six on the first close, and the one that the failure closed"
    assert limits.iloc[-1].to_dict() | {"date": None} == {
        "date": None,
        "reseller_id": "s9",
        "distributor_id": "north",
        "line": "own_risk",
        "limit_eur": 0.0,
    }


def test_percentiles_of_nobody_are_not_a_number():
    record = run_market(market([Shop("ada", fails_on=3)], [Credit("ada")], [], days=40))
    assert np.isnan(record.cash_percentiles).all()
