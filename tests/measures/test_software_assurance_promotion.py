"""The Software Assurance promotion: a discount on some products, for whom the study says."""

from tests.measures.small_shop import costs, levers_of, run_shop, shop_of
from tests.plain.markets import Buys, Credit, Shop, day

SHOPS = [
    Shop("ada", cash=10**6, kind="large_account_reseller"),
    Shop("bob", cash=10**6, kind="reseller"),
]
TWO = {"shops": SHOPS, "accounts": [Credit("ada", own_risk=10**6), Credit("bob", own_risk=10**6)]}


def promotion(**fields):
    usual = {"kind": "software_assurance_promotion", "discount": 0.08, "timing_share": 0.0}
    return {**usual, "starts": day(10), "ends": day(69), **fields}


def test_only_the_resellers_of_large_accounts_buy_cheaper():
    orders = [Buys("a", "ada", 20, 2_500, "open"), Buys("b", "bob", 20, 2_500, "open")]
    table = promotion(products=["open"], reseller_kinds=["large_account_reseller"])
    record = run_shop(shop_of([table], orders, **TWO))
    assert record.book.items["amount"].tolist() == [2_300_00, 2_500_00]
    assert costs(record) == {"a": 190_00}  # 200 less the wholesaler's 5 %


def test_it_concerns_the_products_named_and_without_a_name_all_of_the_publishers():
    products = ["open", "sql_server", "other_goods"]
    orders = [Buys(name, "ada", 20, 1_000, name) for name in products]
    one = run_shop(shop_of([promotion(products=["sql_server"])], orders))
    assert costs(one) == {"sql_server": 76_00}
    every = run_shop(shop_of([promotion()], orders))
    assert costs(every) == {"open": 76_00, "sql_server": 76_00}


def test_each_product_answers_with_its_own_elasticity():
    products = {
        "open": {"elasticity": -2.0},
        "sql_server": {"elasticity": 0.0},
        "other_goods": {"publisher": False},
    }
    levers = levers_of(shop_of([promotion(discount=0.5)], [], products=products)).demand
    factors = {lever.product: float(lever.factor[20]) for lever in levers}
    assert factors.get(0) == 4.0
    assert factors.get(1, 1.0) == 1.0
    assert 2 not in factors
