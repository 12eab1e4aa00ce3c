"""Claims after failures: noticed on the day, paid after their delays, recovered after the lag."""

from simulator.model import measure
from tests.plain.markets import Buys, Credit, Shop, market
from tests.processes.test_paying_suppliers import postings
from tests.small_worlds import run_market

LINE = {
    "kind": "guaranteed_line",
    "name": "plan",
    "amount_eur": 500.0,
    "coverage_share": 0.5,
    "claim_delay_days": 12,
    "requires_insured_limit": False,
}


def run(fails_on=20, days=90, failure=None, **insurer):
    """Bob owes 1,700 when he fails: insured 1,000, publisher 500, own risk 200."""
    return run_market(
        market(
            [Shop("bob", fails_on=fails_on)],
            [Credit("bob", insured=1_000, own_risk=200, insurer="sfac")],
            [Buys("a", "bob", 2, 1_700)],
            distributors={"north": {"net_days": 60, "insured_percentage": 0.8}},
            insurers={"sfac": {"waiting_days": 30, "premium_rate": 0.0, **insurer}},
            failure={"recovery_share": 0.1, "recovery_lag_days": 40, **(failure or {})},
            measures=[LINE],
            days=days,
        )
    )


def test_each_payer_pays_its_part_after_its_own_delay():
    record, north = run(), "distributors:north"
    assert postings(record, "insurers:sfac", north, "indemnity_noticed") == {20: 800}
    assert postings(record, "insurers:sfac", north, "indemnity") == {50: 800}
    assert postings(record, "publisher", north, "guarantee_noticed") == {20: 250}
    assert postings(record, "publisher", north, "guarantee") == {32: 250}
    assert postings(record, "resellers", north, "write_off") == {20: 1_700}


def test_a_recovery_goes_to_the_payers_pro_rata():
    record = run()
    # 170 over 800, 250 and 650 of 1,700: exactly a tenth of each
    assert postings(record, "estates", "insurers:sfac", "recovery") == {60: 80}
    assert postings(record, "estates", "publisher", "recovery") == {60: 25}
    assert postings(record, "estates", "distributors:north", "recovery") == {60: 65}


def test_costs_and_losses_are_net_of_recoveries_also_of_those_still_to_come():
    for days in (90, 45):
        values = measure(run(days=days)).values
        assert values["guarantee_claims_eur"] == 250
        assert values["cost_plan_eur"] == values["programme_cost_eur"] == 250 - 25
        assert values["distributor_losses_eur"] == 650 - 65


def test_what_is_paid_after_the_run_is_later_and_was_noticed_all_the_same():
    record = run(days=45)
    assert record.ledger.later("insurers:sfac", "", "indemnity") == 80_000
    assert postings(record, "insurers:sfac", "", "indemnity_noticed") == {20: 800}


def test_a_payment_without_delay_comes_on_the_next_business_day_since_failures_follow_receipts():
    record = run(waiting_days=0)
    assert postings(record, "insurers:sfac", "", "indemnity") == {21: 800}


def test_a_failure_on_the_last_day_is_noticed():
    record = run(fails_on=89)
    assert record.claims.borne.sum() == 170_000
    assert record.borne(-1) == 65_000


def test_claims_of_the_warm_up_count_in_no_outcome():
    record = run_market(
        market(
            [Shop("bob", fails_on=-5)],
            [Credit("bob", own_risk=200)],
            [Buys("a", "bob", -9, 100)],
            warm_up_days=10,
        )
    )
    assert record.claims.borne.sum() == 10_000
    assert record.borne(-1) == 0
