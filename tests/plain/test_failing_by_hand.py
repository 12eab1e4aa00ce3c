"""How a reseller fails, and who bears it: cases worked out by hand, to the cent."""

import pytest

from tests.plain.markets import INSURER, Buys, Credit, Shop, day, market


def test_a_reseller_fails_when_it_has_been_illiquid_for_more_than_so_many_days(engine):
    tables = engine(
        market(
            [Shop("ada", cash=100, overdraft=50, costs=200)],
            [Credit("ada", own_risk=100)],
            [Buys("a1", "ada", 60, 10), Buys("a2", "ada", 31, 9_999, patience=99)],
            days=70,
            failure={"illiquid_days": 5},
        )
    )
    assert tables.failures == {"ada": (day(26 + 6), "illiquid")}, "counted from 31 January"
    assert tables.orders["a1"].fate == "lost_failed"
    assert tables.orders["a2"].fate == "lost_failed"
    assert tables.values["demand_eur"] == 9_999
    assert tables.values["failures_illiquid"] == 1


def test_a_reseller_fails_when_an_invoice_is_more_than_so_many_days_overdue(engine):
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=100)],
            [Buys("a1", "ada", 0, 100)],
            distributors={"north": {"net_days": 10}},
            failure={"after_days_overdue": 7},
        )
    )
    assert tables.failures == {"ada": (day(18), "overdue")}
    assert tables.invoice("a1").written_off == 10_000
    assert tables.limits[day(17), "ada", "north", "own_risk"] == 10_000
    assert tables.limits[day(18), "ada", "north", "own_risk"] == 0


def test_a_failure_is_borne_by_insurer_publisher_and_wholesaler_and_recovered_pro_rata(engine):
    """An invoice of 1,000.01: insured 400, publisher 300, own risk 300.01.

    The insurer bears 80 % of 400 = 320, the publisher 50 % of 300 = 150, the wholesaler 530.01.
    A tenth comes back, 100.00: 32.00 to the insurer, 15.00 to the publisher, 53.00 to north.
    The indemnity comes on day 25, the guarantee on day 35, the recovery on day 45.
    """
    tables = engine(
        market(
            [Shop("ada", fails_on=5)],
            [Credit("ada", insured=400, own_risk=300.01, insurer="sfac")],
            [Buys("a1", "ada", 0, 1_000.01), Buys("a2", "ada", 1, 50, patience=30)],
            insurers=INSURER,
            distributors={
                "north": {
                    "net_days": 10,
                    "insured_percentage": 0.8,
                    "opening_cash_eur": 2_000.0,
                    "pays_suppliers_after_days": 3,
                }
            },
            measures=[
                {
                    "kind": "guaranteed_line",
                    "name": "line",
                    "amount_eur": 300.0,
                    "requires_insured_limit": False,
                    "coverage_share": 0.5,
                    "claim_delay_days": 30,
                }
            ],
            failure={"recovery_share": 0.1, "recovery_lag_days": 40},
        )
    )
    assert tables.failures == {"ada": (day(5), "exogenous")}
    assert tables.orders["a2"].fate == "lost_failed"
    assert tables.invoice("a1").written_off == 100_001
    assert tables.values["guarantee_claims_eur"] == 150
    assert tables.values["cost_line_eur"] == 135
    assert tables.values["distributor_losses_eur"] == pytest.approx(530.01 - 53)
    received = 32_000 + 15_000 + 5_300
    assert tables.distributor_cash == {"north": 200_000 - 100_001 + received}


def test_indemnities_and_recoveries_that_come_after_the_run_are_not_in_cash(engine):
    tables = engine(
        market(
            [Shop("ada", fails_on=5)],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [Buys("a1", "ada", 0, 1_000)],
            insurers=INSURER,
            distributors={"north": {"net_days": 10, "pays_suppliers_after_days": 3}},
            days=25,
        )
    )
    assert tables.distributor_cash == {"north": -100_000}, "day 25 would bring 80 %"
