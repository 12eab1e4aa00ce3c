"""Who takes part: everybody alike, or the bad risks more often."""

import math

import numpy as np
import pytest

from simulator.measures.base.reach import taking_part
from tests.plain.markets import Credit, Shop, day, market
from tests.plain.product import product
from tests.small_worlds import a_measure

SHOPS = [Shop("ada", rating=3), Shop("bob", rating=5), Shop("eve", rating=9)]


def granted(luck, shops=SHOPS, **measure):
    """Return whose account gets a line where each one's luck is the same."""
    usual = {"kind": "guaranteed_line", "requires_insured_limit": False, "starts": day(5)}
    tables = product(
        market(
            shops,
            [Credit(shop.id) for shop in shops],
            [],
            measures=[{**usual, **measure}],
            chance=True,
            luck={"take-part/measure": [luck]},
            days=20,
        )
    )
    return {shop for (_, shop, _, line), limit in tables.limits.items() if limit and line != "own"}


def test_bad_risks_take_part_by_the_exponential_of_their_rating():
    weights = {"ada": math.exp(-0.4), "bob": 1.0, "eve": math.exp(0.8)}
    mean = sum(weights.values()) / 3
    chances = {shop: 0.5 * weight / mean for shop, weight in weights.items()}
    terms = {"take_part_share": 0.5, "adverse_selection": 1.0}
    for luck, expected in [
        (chances["ada"] - 1e-6, {"ada", "bob", "eve"}),
        (chances["ada"] + 1e-6, {"bob", "eve"}),
        (chances["bob"] + 1e-6, {"eve"}),
        (chances["eve"] + 1e-6, set()),
    ]:
        assert granted(luck, **terms) == expected


def test_the_average_is_over_those_who_are_reached_only():
    # of ada and bob alone; half of them on average
    mean = (math.exp(-0.4) + 1) / 2
    terms = {"take_part_share": 0.5, "adverse_selection": 1.0, "ratings": [3, 5]}
    assert granted(0.5 / mean - 1e-6, **terms) == {"bob"}
    assert granted(0.5 / mean + 1e-6, **terms) == set()


def test_the_dead_count_in_the_average():
    shops = [*SHOPS[:2], Shop("eve", rating=9, fails_on=2)]
    mean = (math.exp(-0.4) + 1 + math.exp(0.8)) / 3
    terms = {"take_part_share": 0.5, "adverse_selection": 1.0}
    assert granted(0.5 / mean - 1e-6, shops, **terms) == {"bob"}


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_without_selection_the_rule_is_the_share_itself_to_the_bit(share):
    uniforms = np.array([0.0, np.nextafter(share, 0), share, np.nextafter(share, 2), 1.0])
    measure = a_measure("guaranteed_line", take_part_share=share)
    ratings = np.array([1, 3, 5, 7, 10])
    takes = taking_part(measure, np.ones(5, bool), ratings, lambda: uniforms)
    if share == 1:
        assert takes.all()
    else:
        assert takes.tolist() == (uniforms < share).tolist()


def test_on_average_the_share_takes_part_whatever_the_selection():
    rng_free = (np.arange(100_000) + 0.5) / 100_000
    ratings = np.tile(np.arange(1, 11), 10_000)
    for slope in (0.0, 0.5, 1.5):
        measure = a_measure("guaranteed_line", take_part_share=0.3, adverse_selection=slope)
        takes = taking_part(measure, np.ones(100_000, bool), ratings, lambda: rng_free)
        assert takes.mean() == pytest.approx(0.3, abs=0.001)
