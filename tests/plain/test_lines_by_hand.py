"""The publisher's lines: cases worked out by hand, to the cent."""

import pytest

from tests.plain.markets import INSURER, Buys, Credit, Shop, day, market


def test_other_goods_cannot_draw_a_dedicated_line(engine):
    tables = engine(
        market(
            [Shop("ada", cash=0, overdraft=9_000)],
            [Credit("ada", own_risk=100)],
            [
                Buys("a1", "ada", 1, 600, "other_goods", patience=2),
                Buys("a2", "ada", 1, 600, "oem"),
            ],
            measures=[
                {
                    "kind": "guaranteed_line",
                    "name": "line",
                    "amount_eur": 1_000.0,
                    "dedicated": True,
                    "requires_insured_limit": False,
                }
            ],
        )
    )
    assert tables.orders["a1"].fate == "lost_credit"
    assert tables.orders["a1"].blocked_by == "publisher"
    assert tables.orders["a2"].fate == "on_credit"
    assert tables.orders["a2"].publisher == 60_000, "before own risk"
    assert tables.values["leakage_share"] == 0


def test_a_line_that_is_not_dedicated_leaks_to_other_goods_and_ends_with_its_window(engine):
    tables = engine(
        market(
            [Shop("ada", cash=0, overdraft=9_000)],
            [Credit("ada")],
            [
                Buys("a1", "ada", 1, 300, "other_goods"),
                Buys("a2", "ada", 1, 100, "oem"),
                Buys("a3", "ada", 5, 100, "oem"),
                Buys("a4", "ada", 6, 100, "oem"),
            ],
            measures=[
                {
                    "kind": "guaranteed_line",
                    "name": "line",
                    "amount_eur": 1_000.0,
                    "requires_insured_limit": False,
                    "ends": day(5),
                }
            ],
        )
    )
    assert tables.orders["a3"].publisher == 10_000
    assert tables.orders["a4"].fate == "lost_credit"
    assert tables.limits[day(5), "ada", "north", "publisher"] == 100_000
    assert tables.limits[day(6), "ada", "north", "publisher"] == 0
    assert tables.values["leakage_share"] == pytest.approx(300 / 500)
    assert tables.values["guarantee_granted_peak_eur"] == 1_000
    assert tables.values["guarantee_drawn_peak_eur"] == 500


def test_a_guaranteed_line_needs_an_insured_limit_where_the_programme_says_so(engine):
    tables = engine(
        market(
            [Shop("ada"), Shop("bob", kind="services_firm"), Shop("cyd")],
            [
                Credit("ada", insured=10, insurer="sfac"),
                Credit("bob", insured=10, insurer="sfac"),
                Credit("cyd"),
            ],
            [],
            insurers=INSURER,
            measures=[{"kind": "guaranteed_line", "name": "line", "reseller_kinds": ["reseller"]}],
            days=3,
        )
    )
    limits = [tables.limits[day(0), r, "north", "publisher"] for r in ("ada", "bob", "cyd")]
    assert limits == [500_000, 0, 0]
    assert tables.values["resellers_granted"] == 1


def test_firm_orders_earn_a_line_by_accumulation_that_opens_the_next_day(engine):
    """400 and 500 are short of 1,000; 300 more is over it: the line opens a day later."""
    tables = engine(
        market(
            [Shop("ada", cash=2_000, reserve=0)],
            [Credit("ada", own_risk=900)],
            [
                Buys("a1", "ada", 0, 400),
                Buys("a2", "ada", 0, 500),
                Buys("a3", "ada", 2, 300),
                Buys("a4", "ada", 2, 2_000, "other_goods"),
                Buys("a5", "ada", 3, 2_500, "other_goods"),
                Buys("a6", "ada", 9, 900),
            ],
            measures=[
                {
                    "kind": "firm_order_line",
                    "name": "etc",
                    "amount_eur": 5_000.0,
                    "threshold_eur": 1_000.0,
                    "line_days": 10,
                }
            ],
            days=25,
        )
    )
    assert tables.orders["a3"].fate == "prepaid", "a prepaid order is firm too"
    assert tables.orders["a4"].fate == "lost_credit"
    assert tables.orders["a5"].publisher == 250_000
    assert tables.orders["a6"].publisher == 90_000, "before own risk"
    limits = {n: tables.limits[day(n), "ada", "north", "publisher"] for n in (2, 3, 19, 20)}
    assert limits == {2: 0, 3: 500_000, 19: 500_000, 20: 0}, "renewed on day 10"


def test_firm_order_lines_stack_up_to_their_number_where_the_programme_says_so(engine):
    def limits(stacking: str, accumulate: bool):
        """Return how many lines are open on days 1 to 11."""
        orders = [(0, 3_500), (1, 500), (2, 1_000), (5, 1_000)]
        tables = engine(
            market(
                [Shop("ada")],
                [Credit("ada", own_risk=9_000)],
                [Buys(f"a{on}", "ada", on, amount) for on, amount in orders],
                measures=[
                    {
                        "kind": "firm_order_line",
                        "name": "etc",
                        "amount_eur": 100.0,
                        "threshold_eur": 1_000.0,
                        "line_days": 5,
                        "stacking": stacking,
                        "max_lines": 4,
                        "accumulate": accumulate,
                    }
                ],
                days=12,
            )
        )
        return [tables.limits[day(n), "ada", "north", "publisher"] // 10_000 for n in range(1, 12)]

    assert limits("stack", accumulate=True) == [3, 4, 4, 4, 4, 2, 1, 1, 1, 1, 0], (
        "day 2's is over 4"
    )
    assert limits("stack", accumulate=False) == [1, 1, 2, 2, 2, 2, 2, 1, 1, 1, 0]
    assert limits("renew", accumulate=True) == [1] * 10 + [0]


def test_each_measure_keeps_its_own_number_of_stacked_lines(engine):
    """3,000 earns three lines of each measure: one may be open of the first, two of the second."""
    terms = {
        "kind": "firm_order_line",
        "threshold_eur": 1_000.0,
        "amount_eur": 100.0,
        "stacking": "stack",
    }
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=9_000)],
            [Buys("a1", "ada", 0, 3_000)],
            measures=[
                {**terms, "name": "one", "max_lines": 1},
                {**terms, "name": "two", "max_lines": 2},
            ],
            days=5,
        )
    )
    assert tables.limits[day(1), "ada", "north", "publisher"] == 30_000
