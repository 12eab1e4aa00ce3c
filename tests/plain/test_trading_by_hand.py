"""What becomes of an order: cases worked out by hand, to the cent."""

import pytest

from tests.plain.markets import INSURER, Buys, Credit, Shop, day, market


def test_an_order_that_fits_is_delivered_on_credit_and_paid_when_due(engine):
    tables = engine(
        market(
            [Shop("ada", cash=5_000)],
            [Credit("ada", insured=1_000, insurer="sfac")],
            [Buys("a1", "ada", 0, 600)],
            insurers=INSURER,
        )
    )
    order, invoice = tables.orders["a1"], tables.invoice("a1")
    assert (order.fate, order.delivered_on, order.distributor) == ("on_credit", day(0), "north")
    assert (order.insured, order.own_risk, order.blocked_by) == (60_000, 0, "")
    assert (invoice.due_on, invoice.settled_on, invoice.paid) == (day(30), day(30), 60_000)
    assert tables.cash[day(29), "ada"] == 500_000
    assert tables.cash[day(30), "ada"] == 440_000


def test_an_order_that_does_not_fit_at_home_switches_to_the_next_account(engine):
    tables = engine(
        market(
            [Shop("ada", cash=5_000)],
            [Credit("ada", "north", own_risk=500), Credit("ada", "south", own_risk=900)],
            [Buys("a1", "ada", 0, 600), Buys("a2", "ada", 0, 400), Buys("a3", "ada", 0, 200)],
            distributors={"north": {"net_days": 30}, "south": {"net_days": 10}},
        )
    )
    assert [tables.orders[o].distributor for o in ("a1", "a2", "a3")] == ["south", "north", "south"]
    assert {tables.orders[o].fate for o in ("a1", "a2", "a3")} == {"on_credit"}
    assert tables.invoice("a1").due_on == day(10)
    assert tables.invoice("a2").due_on == day(30)


def test_a_blocked_order_waits_for_room_and_does_not_hold_back_a_smaller_one(engine):
    tables = engine(
        market(
            [Shop("ada", cash=1_000)],
            [Credit("ada", own_risk=1_000)],
            [
                Buys("a1", "ada", 0, 800),
                Buys("a2", "ada", 1, 700, patience=10),
                Buys("a3", "ada", 2, 200, patience=10),
            ],
            distributors={"north": {"net_days": 5}},
            trading={"prepayment": False},
        )
    )
    a2 = tables.orders["a2"]
    assert tables.orders["a3"].delivered_on == day(2)
    assert (a2.fate, a2.delivered_on) == ("after_wait", day(5)), "a1 is paid that morning"
    assert (a2.blocked_by, a2.blocked_cause) == ("limit", "limit")
    assert tables.values["mean_delay_days"] == pytest.approx(700 * 4 / 1_700)
    assert tables.values["blocked_eur"] == 700


def test_waiting_orders_come_before_new_ones_and_the_oldest_first(engine):
    tables = engine(
        market(
            [Shop("ada", cash=600)],
            [Credit("ada", own_risk=500)],
            [Buys("a1", "ada", 0, 500)]
            + [Buys(f"a{n}", "ada", n, 500, patience=50) for n in (2, 3, 4)],
            distributors={"north": {"net_days": 4}},
            trading={"prepayment": False},
            days=8,
        )
    )
    assert tables.orders["a2"].delivered_on == day(4)
    assert tables.orders["a3"].fate == tables.orders["a4"].fate == "waiting"


def test_an_order_that_outlives_its_patience_is_lost_without_another_try(engine):
    """The account is free again on day 5, which is one day too late for a patience of 3."""
    orders = [
        Buys("a1", "ada", 0, 800),
        Buys("a2", "ada", 1, 700, patience=3),
        Buys("b1", "bob", 0, 800),
        Buys("b2", "bob", 1, 700, patience=4),
    ]
    tables = engine(
        market(
            [Shop("ada", cash=1_000), Shop("bob", cash=1_000)],
            [Credit("ada", own_risk=1_000), Credit("bob", own_risk=1_000)],
            orders,
            distributors={"north": {"net_days": 5}},
            trading={"prepayment": False},
        )
    )
    assert tables.orders["a2"].fate == "lost_credit"
    assert tables.orders["b2"].fate == "after_wait"
    assert tables.values["lost_eur"] == 700
    assert tables.values["demand_eur"] == 3_000


def test_a_reseller_prepays_what_its_reserve_leaves_and_opens_no_invoice(engine):
    tables = engine(
        market(
            [Shop("ada", cash=1_000, overdraft=9_000, reserve=300, margin=0.1)],
            [Credit("ada")],
            [
                Buys("a1", "ada", 0, 600, pays_after=20),
                Buys("a2", "ada", 0, 101),
                Buys("a3", "ada", 0, 100),
            ],
            distributors={"north": {"net_days": 30, "pays_suppliers_after_days": 3}},
        )
    )
    assert tables.orders["a1"].fate == "prepaid"
    assert tables.orders["a1"].distributor == "north"
    assert tables.orders["a2"].fate == "lost_credit", "300 would become 299"
    assert tables.orders["a3"].fate == "prepaid"
    assert tables.invoices == []
    assert tables.cash[day(0), "ada"] == 30_000
    assert tables.cash[day(20), "ada"] == 30_000 + 66_000


def test_an_account_is_on_stop_while_an_invoice_is_more_than_so_many_days_overdue(engine):
    """Due on day 5 and unpaid: 3 days overdue on day 8, 4 on day 9; money comes on day 12."""
    tables = engine(
        market(
            [Shop("ada", cash=0)],
            [Credit("ada", own_risk=9_000), Credit("ada", "south", own_risk=50)],
            [Buys("a1", "ada", 0, 100, pays_after=12)]
            + [Buys(f"d{n}", "ada", n, 60, patience=1) for n in (8, 9, 11, 12)],
            distributors={"north": {"net_days": 5, "stop_after_days": 3}, "south": {"net_days": 5}},
            trading={"prepayment": False},
        )
    )
    assert tables.orders["d8"].fate == "on_credit"
    assert tables.orders["d9"].fate == "lost_credit"
    assert tables.orders["d9"].blocked_by == "stop"
    assert (tables.orders["d11"].fate, tables.orders["d11"].delivered_on) == ("after_wait", day(12))
    assert tables.orders["d12"].fate == "on_credit"
