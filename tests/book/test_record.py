"""What a record says of its run day by day, by hand."""

import numpy as np
import pytest

from tests.plain.markets import Buys, Credit, Shop, market
from tests.small_worlds import run_market


def test_the_rolling_blockage_is_that_of_the_last_twenty_days():
    """Of an order of 100 a day ten fit on a line of 1,000 that nobody pays back in time."""
    orders = [Buys(str(n), "ada", n, 100) for n in range(25)]
    record = run_market(market([Shop("ada")], [Credit("ada", own_risk=1_000)], orders, days=25))
    assert np.isnan(record.rolling_blockage[:19]).all()
    assert record.rolling_blockage[19:].tolist() == [0.5, 0.55, 0.6, 0.65, 0.7, 0.75]


def test_a_blockage_of_nothing_demanded_is_not_a_number():
    quiet = run_market(market([Shop("ada")], [Credit("ada")], [], days=25))
    assert np.isnan(quiet.rolling_blockage).all()


def test_what_is_uninsured_is_the_rest_of_each_wholesalers_percentage():
    """Two orders of 1,000, one at each wholesaler: a fifth of one and half of the other."""
    its = run_market(
        market(
            [Shop("ada")],
            [
                Credit("ada", "north", insured=1_000, insurer="sfac"),
                Credit("ada", "south", insured=1_000, insurer="sfac"),
            ],
            [Buys("a", "ada", 1, 1_000), Buys("b", "ada", 2, 1_000)],
            distributors={
                "north": {"net_days": 30, "insured_percentage": 0.8},
                "south": {"net_days": 30, "insured_percentage": 0.5},
            },
            insurers={"sfac": {}, "coface": {}},
            days=5,
        )
    )
    assert its.uninsured == pytest.approx([0, 200_00, 700_00, 700_00, 700_00])
