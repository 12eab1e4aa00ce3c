"""What distributors pay: premiums on last month's insured turnover, suppliers on their terms."""

from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.small_worlds import run_market

PRODUCTS = {
    "oem": {"distributor_margin": 0.05},
    "other_goods": {"publisher": False, "distributor_margin": 0.1},
}


def postings(record, giver, taker, kind):
    """Return {day number: euros}."""
    days = record.calendar.day_of.tolist()
    amounts = record.ledger.daily(giver, taker, kind).tolist()
    return {n: cents / 100 for n, cents in zip(days, amounts, strict=True) if cents}


def run(orders, accounts=None, **options):
    accounts = accounts or [Credit("ada", insured=10_000, own_risk=99_000, insurer="sfac")]
    usual = {
        "insurers": {"sfac": {"premium_rate": 0.0033}},
        "products": PRODUCTS,
        "distributors": {"north": {"net_days": 30, "pays_suppliers_after_days": 45}},
        "days": 90,
    }
    return run_market(market([Shop("ada", cash=10**6)], accounts, orders, **(usual | options)))


def test_a_premium_is_a_rate_on_last_months_insured_turnover_rounded_once():
    orders = [
        Buys("january", "ada", 3, 1_000.50),
        Buys("january-too", "ada", 26, 2_000),  # Saturday 31 January
        Buys("february", "ada", 27, 100),
        Buys("uninsured", "ada", 28, 20_000),  # insured as far as the limit goes: 6,899.50
    ]
    record = run(orders)
    premiums = postings(record, "distributors:north", "insurers:sfac", "premium")
    # 3,000.50 × 0.33 % = 9.90165; 6,999.50 × 0.33 % = 23.09835
    assert premiums == {27: 9.90, 55: 23.10}


def test_the_turnover_is_what_was_delivered_and_not_the_limit():
    assert postings(run([]), "", "", "premium") == {}


def test_each_insurer_is_paid_on_its_own_accounts_and_on_a_business_day():
    accounts = [
        Credit("ada", "north", insured=1_000, insurer="sfac"),
        Credit("ada", "south", insured=5_000, insurer="coface"),
    ]
    record = run(
        [Buys("a", "ada", 1, 1_000), Buys("b", "ada", 2, 3_000)],
        accounts,
        insurers={"sfac": {"premium_rate": 0.01}, "coface": {"premium_rate": 0.02}},
        distributors={"north": {"net_days": 30}, "south": {"net_days": 30}},
        calendar="french",
    )
    # 1 February 2009 is a Sunday
    assert postings(record, "distributors:north", "insurers:sfac", "premium") == {28: 10}
    assert postings(record, "distributors:south", "insurers:coface", "premium") == {28: 60}
    assert postings(record, "distributors:north", "insurers:coface", "premium") == {}


def test_suppliers_are_paid_the_price_less_the_margin_so_many_days_later():
    record = run([Buys("a", "ada", 2, 1_000), Buys("b", "ada", 2, 500, "other_goods")])
    assert postings(record, "distributors:north", "publisher", "supplies") == {47: 950}
    assert postings(record, "distributors:north", "suppliers", "supplies") == {47: 450}


def test_a_payment_on_a_day_without_business_moves_to_the_next():
    record = run([Buys("a", "ada", 2, 1_000)], calendar="french")
    # 45 days after Wednesday 7 January is Saturday 21 February
    assert postings(record, "distributors:north", "publisher", "supplies") == {49: 950}
    assert day(49).isoweekday() == 1


def test_what_was_prepaid_is_owed_to_suppliers_as_well():
    record = run([Buys("a", "ada", 2, 1_000)], [Credit("ada")], insurers={})
    assert postings(record, "distributors:north", "publisher", "supplies") == {47: 950}


def test_what_falls_due_after_the_run_is_later():
    record = run([Buys("a", "ada", 2, 1_000), Buys("b", "ada", 60, 100)])
    assert record.ledger.later("distributors:north", "publisher", "supplies") == 9_500


def test_terms_of_no_days_pay_on_the_day_of_delivery():
    cash_down = {"north": {"net_days": 30, "pays_suppliers_after_days": 0}}
    record = run([Buys("a", "ada", 2, 1_000)], distributors=cash_down)
    assert postings(record, "distributors:north", "publisher", "supplies") == {2: 950}
