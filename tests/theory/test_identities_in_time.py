"""Identities and dates that theory gives without any statistics."""

import numpy as np
import pytest

from simulator import model
from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.plain.product import product
from tests.small_worlds import Case, a_measure, crisis_world, run_case, run_market, tables_of

EVERY_DAY = {"calendar": "every-day", "failure": {"annual_hazard": [0.0] * 10}}


def test_littles_law_holds_to_the_cent():
    """What is owed, summed over closes, is each invoice's amount times the closes it is open."""
    orders = [Buys(f"o{n}", "ada", n, 100 + n, pays_after=n % 40) for n in range(120)]
    record = run_market(
        market(
            [Shop("ada", cash=50_000)],
            [Credit("ada", insured=2_000, own_risk=1_000, insurer="sfac")],
            orders,
            insurers={"sfac": {}},
            days=200,
        )
    )
    invoices = tables_of(record)["invoices"]
    assert invoices["settled_on"].notna().all()
    delivered = tables_of(record)["orders"].set_index("order_id")["delivered_on"]
    days = (invoices["settled_on"] - invoices["order_id"].map(delivered)).dt.days
    assert (days == 30).all(), "cash is ample, so each is paid at term"
    euro_days = (invoices["amount_eur"] * days).sum()
    assert record.payables.sum() / 100 == pytest.approx(euro_days, abs=0.005)


def test_littles_law_gives_the_mean_delay_of_those_that_waited():
    """With endless patience, value waiting summed over closes is value × days of delay."""
    orders = [Buys(f"o{n}", "ada", n, 100, patience=3_000) for n in range(40)]
    terms = {"north": {"net_days": 5}}
    record = run_market(
        market(
            [Shop("ada", cash=10**6, reserve=10**6)],
            [Credit("ada", own_risk=400)],
            orders,
            distributors=terms,
            days=120,
        )
    )
    # four lines of 100, five days each: the n-th order is delivered on day n + n // 4
    delays = [n // 4 for n in range(40)]
    values = model.measure(record).values
    assert values["mean_delay_days"] == sum(delays) / 40
    assert record.waiting.sum() == 100_00 * sum(delays)


def test_money_is_conserved_at_every_close_between_all_sectors():
    case = Case(crisis_world(EVERY_DAY), (a_measure("guaranteed_line"),))
    record = run_case(case, check=True)
    balances = [record.ledger.balance(s) for s in sectors(record)]
    assert (np.sum(balances, axis=0) == 0).all()
    resellers = np.cumsum(record.ledger.balance("resellers"))[-1]
    assert record.book.opening_cash + resellers == record.book.resellers["cash"].sum()


def sectors(record):
    parties = {p for entry, _ in record.ledger for p in (entry.giver, entry.taker)}
    return sorted({party.split(":")[0] for party in parties})


def test_claims_are_indemnities_guarantees_and_distributors_losses():
    case = Case(crisis_world(), (a_measure("guaranteed_line", coverage_share=0.7),))
    record = run_case(case)
    written_off = record.ledger.daily(kind="write_off").sum()
    assert written_off > 0
    assert record.claims.borne.sum() == written_off
    noticed = [record.ledger.daily(kind=f"{k}_noticed").sum() for k in ("indemnity", "guarantee")]
    assert record.claims.borne[:, -1].sum() == written_off - sum(noticed)


@pytest.mark.parametrize(
    ("cash", "overdraft", "short_on", "fails_on"),
    [
        # costs of 100 fall on 31 January (day 26), 28 February (54), 31 March (85)
        (250.0, 0.0, 85, 85 + 31),
        (150.0, 0.0, 54, 54 + 31),
        (150.0, 100.0, 54, 85 + 31),
        (0.0, 0.0, 26, 26 + 31),
    ],
)
def test_a_reseller_that_sells_nothing_runs_out_on_a_date_that_can_be_counted(
    cash, overdraft, short_on, fails_on
):
    shop = Shop("ada", cash=cash, overdraft=overdraft, costs=100)
    tables = product(market([shop], [Credit("ada")], [], days=140))
    balances = [tables.cash[day(n), "ada"] for n in range(140)]
    assert next(n for n, balance in enumerate(balances) if balance < 0) == short_on
    assert tables.failures["ada"] == (day(fails_on), "illiquid")


def test_independent_failures_are_binomial_and_clustered_ones_have_the_fatter_tail():
    names, chance = 400, 1 - np.exp(-0.1)

    def failures(correlation):
        world = crisis_world(
            {
                "population": {"resellers": names},
                "start": crisis_world().start,
                "end": crisis_world().start.replace(year=2009, month=12, day=31),
                "warm_up_days": 0,
                "failure": {"annual_hazard": [0.1] * 10, "asset_correlation": correlation},
            }
        )
        case = Case(world)
        prepared = model.prepare(case)
        return np.array(
            [(model.draw(case, prepared, 5, n).fails_on <= 364).sum() for n in range(200)]
        )

    alone, together = failures(0.0), failures(0.12)
    error = np.sqrt(names * chance * (1 - chance) / 200)
    assert abs(alone.mean() - names * chance) <= 4 * error
    assert alone.var(ddof=1) == pytest.approx(names * chance * (1 - chance), rel=0.4)
    assert together.var(ddof=1) > 5 * alone.var(ddof=1)
    assert np.quantile(together, 0.99) > 1.5 * np.quantile(alone, 0.99)
