"""Who pays whom, and when: cases worked out by hand, to the cent."""

from datetime import date

from tests.plain.markets import INSURER, Buys, Credit, Owes, Shop, day, market


def test_a_customer_pays_the_price_and_the_margin_in_the_morning_of_its_day(engine):
    tables = engine(
        market(
            [Shop("ada", cash=100, margin=0.05)],
            [Credit("ada", own_risk=1_000)],
            [Buys("a1", "ada", 0, 10.5, pays_after=10), Buys("a2", "ada", 1, 11.5, pays_after=10)],
        )
    )
    assert tables.cash[day(9), "ada"] == 10_000
    assert tables.cash[day(10), "ada"] == 10_000 + 1_050 + 52, "52.5 is rounded to the even 52"
    assert tables.cash[day(11), "ada"] == 11_102 + 1_150 + 58, "57.5 is rounded to the even 58"


def test_a_payment_frees_the_lines_in_reverse_drawing_order(engine):
    """An invoice of 1,000 on insured 400, publisher 300 and own risk 300; 450 of it is paid.

    That frees 300 of own risk and 150 of the publisher's: an order of 450 fits, one of 451 not.
    """
    measures = [
        {
            "kind": "guaranteed_line",
            "name": "line",
            "amount_eur": 300.0,
            "requires_insured_limit": False,
        }
    ]

    def second(amount: float):
        return engine(
            market(
                [Shop("ada", cash=450)],
                [Credit("ada", insured=400, own_risk=300, insurer="sfac")],
                [Buys("a1", "ada", 0, 1_000), Buys("a2", "ada", 10, amount)],
                insurers=INSURER,
                distributors={"north": {"net_days": 10}},
                measures=measures,
            )
        )

    tables = second(450)
    first = tables.orders["a1"]
    assert (first.insured, first.publisher, first.own_risk) == (40_000, 30_000, 30_000)
    assert tables.invoice("a1").paid == 45_000
    assert tables.invoice("a1").settled_on is None
    then = tables.orders["a2"]
    assert (then.insured, then.publisher, then.own_risk) == (0, 15_000, 30_000)
    assert second(451).orders["a2"].fate == "lost_credit"


def test_end_of_month_terms_add_the_days_first_and_then_go_to_the_end_of_that_month(engine):
    """2 January + 30 days is 1 February: due at the end of February, a Saturday, so 2 March."""
    tables = engine(
        market(
            [Shop("ada", cash=5_000)],
            [Credit("ada", own_risk=1_000)],
            [
                Buys("a1", "ada", date(2009, 1, 2), 100),
                Buys("a2", "ada", date(2009, 1, 3), 100),
                Buys("a3", "ada", date(2009, 3, 2), 100),
            ],
            distributors={"north": {"end_of_month_days": 30}},
            calendar="french",
            start=date(2009, 1, 1),
            days=120,
        )
    )
    assert tables.orders["a2"].delivered_on == date(2009, 1, 5), "a Saturday's order, on Monday"
    assert tables.invoice("a1").due_on == date(2009, 3, 2)
    assert tables.invoice("a2").due_on == date(2009, 3, 2)
    assert tables.invoice("a3").due_on == date(2009, 4, 30), "1 April, then the end of April"
    assert tables.invoice("a1").settled_on == date(2009, 3, 2)


def test_due_invoices_are_paid_oldest_due_date_first_across_accounts_and_in_part(engine):
    tables = engine(
        market(
            [Shop("ada", cash=100, overdraft=50)],
            [Credit("ada", "north", own_risk=80), Credit("ada", "south", own_risk=120)],
            [Buys("a1", "ada", 0, 80), Buys("a2", "ada", 0, 120)],
            distributors={"north": {"net_days": 9}, "south": {"net_days": 8}},
            owes=[Owes("ada", 10, 8, "north")],
            days=12,
            trading={"prepayment": False},
        )
    )
    assert tables.orders["a1"].distributor == "south", "10 of north's 80 are drawn already"
    assert tables.orders["a2"].fate == "lost_credit"
    paid = {row.order: row.paid for row in tables.invoices}
    assert paid == {"": 1_000, "a1": 8_000}
    assert tables.cash[day(8), "ada"] == 1_000


def test_fixed_costs_are_paid_before_invoices_even_below_the_overdraft(engine):
    tables = engine(
        market(
            [Shop("ada", cash=100, overdraft=50, costs=200)],
            [Credit("ada", own_risk=100)],
            [Buys("a1", "ada", date(2009, 1, 20), 100)],
            distributors={"north": {"net_days": 10}},
            calendar="french",
            days=40,
        )
    )
    assert tables.cash[date(2009, 1, 29), "ada"] == 10_000
    assert tables.cash[date(2009, 1, 30), "ada"] == -10_000, "Friday, the month's last business day"
    assert tables.invoice("a1").paid == 0


def test_the_financing_arm_pays_the_reseller_in_two_days(engine):
    tables = engine(
        market(
            [Shop("ada", margin=0.1)],
            [Credit("ada", own_risk=1_000)],
            [Buys("a1", "ada", 0, 100, pays_after=30, financed=True)],
        )
    )
    assert tables.cash[day(1), "ada"] == 0
    assert tables.cash[day(2), "ada"] == 11_000
    assert tables.cash[day(30), "ada"] == 1_000, "the arm, not ada, is paid by the customer"


def test_a_wholesaler_pays_suppliers_less_its_margin_and_a_premium_on_last_months_turnover(engine):
    """Delivered in January: 1,000, of which 600 insured. Margin 5 %; premium 1 % of 600."""
    tables = engine(
        market(
            [Shop("ada", cash=5_000)],
            [Credit("ada", insured=600, own_risk=400, insurer="sfac")],
            [Buys("a1", "ada", 0, 1_000)],
            insurers={"sfac": {"premium_rate": 0.01}},
            products={"oem": {"distributor_margin": 0.05}},
            distributors={"north": {"net_days": 10, "pays_suppliers_after_days": 20}},
        )
    )
    assert tables.distributor_cash == {"north": 100_000 - 95_000 - 600}
    assert tables.values["publisher_revenue_eur"] == 950


def test_opening_invoices_draw_the_lines_and_what_is_over_is_own_risk(engine):
    """700 owed on a limit of 600: no headroom until 650 of it is paid by day 3."""
    tables = engine(
        market(
            [Shop("ada", cash=650)],
            [Credit("ada", insured=600, insurer="sfac")],
            [Buys("a1", "ada", 2, 1, patience=1), Buys("a2", "ada", 3, 550)],
            insurers=INSURER,
            owes=[Owes("ada", 700, 3)],
            trading={"prepayment": False},
        )
    )
    assert tables.orders["a1"].fate == "after_wait"
    assert tables.orders["a2"].fate == "lost_credit", "a1 has taken 1 of the 550"


def test_a_later_delivery_that_is_due_earlier_is_paid_first(engine):
    """Due on day 20 at north, on day 11 at south; on day 22 there is money for one of the two."""
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", "north", own_risk=100), Credit("ada", "south", own_risk=100)],
            [Buys("a1", "ada", 0, 100, pays_after=22), Buys("a2", "ada", 1, 100)],
            distributors={"north": {"net_days": 20}, "south": {"net_days": 10}},
            days=25,
        )
    )
    assert tables.invoice("a1").paid == 0
    assert tables.invoice("a2").paid == 10_000
    assert tables.invoice("a2").settled_on == day(22)
