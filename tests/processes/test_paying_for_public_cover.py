"""What public lines cost the wholesalers, quarter by quarter, and what the state bears."""

from datetime import date

import pytest

from simulator.model import measure
from tests.plain.markets import Buys, Credit, Shop, day
from tests.processes.test_paying_suppliers import postings
from tests.processes.test_topping_up import CAP, a_market, cut
from tests.small_worlds import run_market

# Fees


def fees(insurer, schemes, **options):
    record = run_market(a_market(insurer, schemes, **options))
    return postings(record, "distributors:north", "state", "public_fee"), record


QUARTER = {"starts": date(2009, 4, 1), "ends": date(2009, 6, 29)}  # 90 days


def test_ten_thousand_euros_over_ninety_days_cost_59_18_euros_used_or_not():
    # 10,000 × 2.4 % × 90 / 365 = 59.178…
    for drawn in (0, 5_000):
        orders = [Buys("a", "ada", 100, 40_000 + drawn)] if drawn else []
        paid, record = fees(
            cut(0.4), {"cap": {**CAP, **QUARTER, "ceiling_eur": 10_000}}, orders=orders, days=200
        )
        assert paid == {177: 59.18}  # Wednesday 1 July 2009
        assert measure(record).daily["public_line_drawn_eur"][1].max() == drawn
        assert measure(record).values["public_fee_eur"] == 59.18


def test_each_quarter_is_paid_on_its_own_and_the_rest_after_the_run():
    paid, record = fees(cut(0.4), {"cap": {**CAP, "ends": day(300), "ceiling_eur": 10_000}})
    # from 15 January to 31 March are 76 days: 10,000 × 2.4 % × 76 / 365 = 49.97
    assert paid == {86: 49.97}
    # from 1 to 14 April, where the run ends, are 14 days: 9.21
    assert record.ledger.later("distributors:north", "state", "public_fee") == 921
    assert measure(record).values["public_fee_eur"] == 49.97 + 9.21


def test_days_without_business_cost_what_the_last_close_had():
    # from Friday 16 January to Sunday 18: open three days, closed on Monday
    week_end = {**CAP, "starts": day(11), "ends": day(13), "ceiling_eur": 36_500}
    paid, _ = fees(cut(0.4), {"cap": week_end}, calendar="french")
    assert paid == {86: 7.20}  # 36,500 × 2.4 % × 3 / 365, on Wednesday 1 April


def test_the_fee_is_rounded_once_a_wholesaler():
    shops = [Shop("ada"), Shop("bob")]
    accounts = [Credit(s.id, insured=100.0, insurer="sfac") for s in shops]
    one_day = {**CAP, "starts": day(10), "ends": day(10), "ceiling_eur": 1.82}
    cover = {"fee_rate": 0.9}
    # 2 × 1.82 × 0.9 / 365 = 0.00897…: one cent, where each alone (0.0045) would be none
    paid, _ = fees(cut(0.4), {"cap": one_day}, shops=shops, accounts=accounts, cover=cover)
    assert paid == {86: 0.01}
    alone, _ = fees(cut(0.4), {"cap": one_day}, accounts=accounts[:1], cover=cover)
    assert alone == {}


def test_each_wholesaler_pays_for_its_own_accounts_and_only_the_window_counts_in_the_outcome():
    accounts = [Credit("ada", d, insured=10_000, insurer="sfac") for d in ("north", "south")]
    record = run_market(
        a_market(
            cut(0.4, on=-40, cancelled=0.5),
            {"cap": {**CAP, "starts": day(-35), "ends": day(9)}},
            accounts=accounts,
            distributors={d: {"net_days": 30} for d in ("north", "south")},
            warm_up_days=60,
        )
    )
    # south keeps 4,000 and gets as much: 31 days of 2008 cost 8.15, to 14 January 14 days 3.68
    assert postings(record, "distributors:south", "state", "public_fee") == {-4: 8.15, 86: 3.68}
    assert postings(record, "distributors:north", "state", "public_fee") == {}
    assert measure(record).values["public_fee_eur"] == 2.63  # ten days from 5 January
    assert measure(record).values["public_line_granted_peak_eur"] == 4_000


# Claims


def test_a_claim_is_borne_by_insurer_state_publisher_and_wholesaler_and_a_recovery_pro_rata():
    """Bob owes 1,000: insured 400, public 400, publisher 150, own risk 50."""
    line = {
        "kind": "guaranteed_line",
        "name": "plan",
        "amount_eur": 150.0,
        "coverage_share": 0.5,
        "claim_delay_days": 12,
    }
    record = run_market(
        a_market(
            {**cut(0.4), "waiting_days": 30},
            {"cap": CAP},
            shops=[Shop("bob", fails_on=20)],
            accounts=[Credit("bob", insured=1_000, own_risk=50, insurer="sfac")],
            orders=[Buys("a", "bob", 12, 1_000)],
            distributors={"north": {"net_days": 60, "insured_percentage": 0.8}},
            failure={"recovery_share": 0.1, "recovery_lag_days": 40},
            measures=[line],
            cover={"covered_share": 0.7, "waiting_days": 50, "fee_rate": 0.0},
        )
    )
    north = "distributors:north"
    assert postings(record, "insurers:sfac", north, "indemnity") == {50: 320}
    assert postings(record, "state", north, "public_indemnity_noticed") == {20: 280}
    assert postings(record, "state", north, "public_indemnity") == {70: 280}
    assert postings(record, "publisher", north, "guarantee") == {32: 75}
    # a tenth of 320, 280, 75 and of the wholesaler's 325
    assert postings(record, "estates", "insurers:sfac", "recovery") == {60: 32}
    assert postings(record, "estates", "state", "recovery") == {60: 28}
    assert postings(record, "estates", "publisher", "recovery") == {60: 7.5}
    assert postings(record, "estates", north, "recovery") == {60: 32.5}
    values = measure(record).values
    assert values["public_claims_eur"] == 280
    assert values["distributor_losses_eur"] == 325 - 32.5
    # 80 of the insured part, 120 of the public one, 75 of the publisher's, and the own risk
    assert values["uninsured_peak_eur"] == pytest.approx(80 + 120 + 75 + 50)
    measured = measure(record).daily
    assert measured["public_line_drawn_eur"][1][[11, 12, 19, 20]].tolist() == [0, 400, 400, 0]
    assert measured["public_line_granted_eur"][1][[9, 10, 19, 20]].tolist() == [0, 400, 400, 0]
