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


def test_days_sales_outstanding_are_littles_law_with_the_tax_in_both():
    """Receivables summed over closes are each sale times its days, so DSO is their mean."""
    orders = [Buys(f"o{n}", "ada", n, 100 + n, pays_after=1 + n % 40) for n in range(120)]
    record = run_market(
        market(
            [Shop("ada", cash=50_000, margin=0.25)],
            [Credit("ada", own_risk=50_000)],
            orders,
            days=200,
        )
    )
    sold = [100 + n + share_of_cents(100 + n, 0.25) for n in range(120)]
    days = [1 + n % 40 for n in range(120)]
    expected = sum(s * d for s, d in zip(sold, days, strict=True)) / sum(sold)
    assert model.measure(record).values["dso_days"] == pytest.approx(expected, rel=1e-12)


def share_of_cents(euros, share):
    return round(100 * euros * share) / 100


def cleared(claims, estate):
    """Return Eisenberg and Noe's clearing payments (2001) of one estate to its creditors.

    Of one debtor the greatest fixed point is min(owed, estate), in proportion to what is owed.
    """
    return min(claims.sum(), estate) * claims / claims.sum()


def test_what_is_recovered_clears_an_estate_as_eisenberg_and_noe_do():
    """One debtor, two wholesalers' insurers, a guarantor and two own risks; to a cent a claim."""
    line = {"kind": "guaranteed_line", "amount_eur": 700, "coverage_share": 0.7}
    record = run_market(
        market(
            [Shop("ada", cash=0, fails_on=20)],
            [
                Credit("ada", "north", insured=1_000, own_risk=300, insurer="sfac"),
                Credit("ada", "south", insured=500, own_risk=900, insurer="sfac"),
            ],
            [Buys(f"o{n}", "ada", n, 307.77 + n) for n in range(12)],
            distributors={"north": {"net_days": 60}, "south": {"net_days": 60}},
            insurers={"sfac": {}},
            measures=[line | {"requires_insured_limit": False}],
            failure={"recovery_share": 0.23, "recovery_lag_days": 5},
            days=90,
        )
    )
    claims = record.claims
    assert len(claims.item) >= 8
    assert (claims.borne > 0).any(axis=0).sum() >= 3
    owed = claims.borne.sum(axis=0)
    estate = sum(round(0.23 * float(total)) for total in claims.borne.sum(axis=1))
    expected = cleared(owed.astype(float), float(estate))
    assert np.abs(claims.recovered.sum(axis=0) - expected).max() <= len(claims.item)
    each = [
        np.abs(got - cleared(np.asarray(borne, float), 0.23 * float(borne.sum()))).max()
        for got, borne in zip(claims.recovered, claims.borne, strict=True)
    ]
    assert max(each) <= 1
    recovered = sum(amount.sum() for entry, amount in record.ledger if entry.kind == "recovery")
    assert recovered == claims.recovered.sum()


def test_amounts_beyond_thirty_two_bits_of_cents_are_kept_to_the_cent():
    """Fifty million euros and a cent are ordered, delivered and paid for."""
    large = 50_000_000.01
    record = run_market(
        market(
            [Shop("ada", cash=60_000_000)],
            [Credit("ada", insured=large, insurer="sfac")],
            [Buys("o1", "ada", 0, large)],
            insurers={"sfac": {}},
        )
    )
    assert model.measure(record).values["demand_eur"] == large
    assert record.book.items["paid"].sum() == 5_000_000_001
    assert record.book.resellers["cash"][0] == 6_000_000_000 - 5_000_000_001
