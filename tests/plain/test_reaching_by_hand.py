"""Whom a measure reaches, and which wholesaler joins: cases worked out by hand."""

import pytest

from tests.plain.markets import Buys, Credit, Shop, day, market

LINE = {"kind": "guaranteed_line", "amount_eur": 500.0, "requires_insured_limit": False}
SALE = {"kind": "open_discount", "product": "oem", "best_selling_share": 1.0, "discount": 0.1}
EXTENSION = {
    **LINE,
    "kind": "negotiated_extension",
    "name": "ext",
    "joins_after_days": [0, 10, 20],
}


def test_a_measure_on_orders_reaches_resellers_by_their_home_accounts(engine):
    """Bob's home is south: he gets nothing, although north delivers to him; ada is reached."""
    tables = engine(
        market(
            [Shop("ada"), Shop("bob")],
            [
                Credit("ada", "north"),
                Credit("ada", "south", own_risk=1_000),
                Credit("bob", "south"),
                Credit("bob", "north", own_risk=1_000),
            ],
            [Buys("a1", "ada", 0, 100), Buys("b1", "bob", 0, 100)],
            distributors={"north": {"net_days": 30}, "south": {"net_days": 30}},
            measures=[{**SALE, "distributors": ["north"]}],
        )
    )
    assert tables.orders["a1"].distributor == "south"
    assert [tables.invoice(name).amount for name in ("a1", "b1")] == [9_000, 10_000]


@pytest.mark.parametrize(("slope", "takers"), [(1.5, [0, 50_000]), (-1.5, [50_000, 0])])
def test_bad_risks_take_part_more_often_where_they_choose(engine, slope, takers):
    """With 1.5 ratings 5 and 10 weigh 1 and 4.48, on average 2.74: 0.5 × 0.36 and 0.5 × 1.64.

    With -1.5 they weigh 1 and 0.22, on average 0.61: 0.5 × 1.64 and 0.5 × 0.36. Bob is dead and
    counts; cyd is at another wholesaler and does not. All draw 0.6.
    """
    tables = engine(
        market(
            [Shop("ada", rating=5), Shop("bob", rating=10), Shop("cyd", rating=1)],
            [
                Credit("ada", own_risk=1),
                Credit("bob", own_risk=1),
                Credit("cyd", "south", own_risk=1),
            ],
            [],
            distributors={"north": {"net_days": 30}, "south": {"net_days": 30}},
            measures=[
                {
                    **LINE,
                    "distributors": ["north"],
                    "take_part_share": 0.5,
                    "adverse_selection": slope,
                }
            ],
            days=3,
            chance=True,
            luck={"take-part/measure": [0.6]},
        )
    )
    assert [tables.limits[day(0), name, "north", "publisher"] for name in ("ada", "bob")] == takers


def test_with_everybody_asked_to_take_part_good_risks_may_still_stay_away(engine):
    """0.36 of the good take part and all of the bad: ada draws 0.4 and pays the list price."""
    tables = engine(
        market(
            [Shop("ada", rating=5), Shop("bob", rating=10)],
            [Credit("ada", own_risk=1_000), Credit("bob", own_risk=1_000)],
            [Buys("a1", "ada", 0, 100), Buys("b1", "bob", 0, 100)],
            measures=[{**SALE, "adverse_selection": 1.5}],
            chance=True,
            luck={"take-part/measure": [0.4], "references": [0.5]},
        )
    )
    assert [tables.invoice(name).amount for name in ("a1", "b1")] == [10_000, 9_000]


def extension(engine, u: float, **terms):
    return engine(
        market(
            [Shop("ada")],
            [Credit("ada", own_risk=50)],
            [],
            measures=[{**EXTENSION, "joins_probability": 0.4, **terms}],
            chance=True,
            luck={"joins/ext": [u, 0.5]},
        )
    )


def grants_a_line(tables) -> bool:
    return any(limit for key, limit in tables.limits.items() if key[3] == "publisher")


def test_a_wholesaler_joins_on_its_day_and_its_accounts_have_lines_to_the_windows_end(engine):
    tables = extension(engine, 0.39, ends=day(40))
    limits = [tables.limits[day(n), "ada", "north", "publisher"] for n in (9, 10, 40, 41)]
    assert limits == [0, 50_000, 50_000, 0], "ten days after the first: the median of 0, 10, 20"


def test_a_wholesaler_that_does_not_join_grants_nothing(engine):
    assert not grants_a_line(extension(engine, 0.41))


def test_a_wholesaler_that_would_join_after_the_window_grants_nothing(engine):
    assert grants_a_line(extension(engine, 0.39, ends=day(10)))
    assert not grants_a_line(extension(engine, 0.39, ends=day(9)))


@pytest.mark.parametrize(("probability", "granted"), [(0.99, 0), (1.0, 50_000)])
def test_without_chance_only_a_certain_wholesaler_joins_after_the_likely_days(
    engine, probability, granted
):
    tables = engine(
        market(
            [Shop("ada")],
            [Credit("ada")],
            [],
            measures=[
                {**EXTENSION, "joins_probability": probability, "joins_after_days": [0, 4, 60]}
            ],
        )
    )
    limits = [tables.limits[day(n), "ada", "north", "publisher"] for n in (3, 4)]
    assert limits == [0, granted]


def test_where_lines_are_earned_deliveries_count_from_the_day_of_joining(engine):
    """500 on day 9 count for nothing; 700 on day 10 and 300 on day 12 earn a line on day 13."""
    tables = engine(
        market(
            [Shop("ada", cash=5_000)],
            [Credit("ada")],
            [Buys("a1", "ada", 9, 500), Buys("a2", "ada", 10, 700), Buys("a3", "ada", 12, 300)],
            measures=[
                {
                    **EXTENSION,
                    "terms": "earned",
                    "joins_probability": 1.0,
                    "threshold_eur": 1_000.0,
                    "line_days": 5,
                    "ends": day(14),
                }
            ],
        )
    )
    limits = [tables.limits[day(n), "ada", "north", "publisher"] for n in (12, 13, 17, 18)]
    assert limits == [0, 50_000, 50_000, 0]
