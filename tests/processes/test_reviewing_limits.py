"""The loss-ratio rule: the more an insurer loses, the more it cuts."""

import pytest

from simulator.units import BILLION
from tests.plain.markets import Buys, Credit, Shop, day, market
from tests.plain.product import product
from tests.small_worlds import run_market

ELASTICITY = 0.168


def losing(ratio, days=120, **rule):
    """Return a market in which bob's failure on day 20 makes the loss ratio so high.

    Ada's turnover of 10,000 in January at 1 % gives a premium of 100 on 1 February; bob's insured
    debt of 125 × ratio, of which 80 % are covered, the claim.
    """
    claim = 125 * ratio
    quiet = {"cut_hazard_per_month": 0.0, "restore_hazard_per_month": 0.0}
    insurer = {
        "premium_rate": 0.01,
        "review": quiet,
        "loss_ratio_rule": {"elasticity": ELASTICITY, "normal_loss_ratio": 1.0, **rule},
    }
    return market(
        [Shop("ada", cash=10**6), Shop("bob", fails_on=20), Shop("eve")],
        [
            Credit("ada", insured=10_000, insurer="sfac"),
            Credit("bob", insured=claim, insurer="sfac"),
            Credit("eve", insured=1_000, insurer="sfac"),
        ],
        [Buys("a", "ada", 1, 10_000 - claim), Buys("b", "bob", 2, claim)],
        insurers={"sfac": insurer},
        chance=True,
        days=days,
        luck={"review-day": [0.0]},
    )


def factor(chosen):
    return run_market(chosen).book.insurers["factor"][0] / BILLION


def test_twice_the_normal_loss_ratio_cuts_cover_by_eleven_per_cent():
    assert factor(losing(2)) == pytest.approx(2**-ELASTICITY, abs=1e-9)
    assert pytest.approx(0.11, abs=0.001) == 1 - 2**-ELASTICITY


@pytest.mark.parametrize("ratio", [0.2, 1.0])
def test_up_to_the_normal_ratio_nothing_is_cut(ratio):
    assert factor(losing(ratio)) == 1


def test_the_cut_has_a_floor():
    assert factor(losing(8, least_factor=0.9)) == 0.9
    assert factor(losing(8, least_factor=0.0)) == pytest.approx(8**-ELASTICITY, abs=1e-9)


def test_accounts_meet_the_factor_at_their_own_review_of_the_month():
    tables = product(losing(2))

    def eve(n):
        return tables.limits[day(n), "eve", "north", "insured"]

    # the premium of 1 February is in the ratio of 1 March, on which the first review falls
    assert eve(54) == 100_000
    assert eve(55) == round(100_000 * 2**-ELASTICITY)


def test_losses_older_than_a_year_are_forgotten():
    assert factor(losing(2, days=365 + 20)) == pytest.approx(2**-ELASTICITY, abs=1e-9)
    assert factor(losing(2, days=365 + 80)) == 1


def test_without_chance_there_are_no_reviews_and_no_factor():
    hard = {"review": {"cut_hazard_per_month": 1.0, "cancelled_share": 1.0}}
    chosen = market(
        [Shop("ada")],
        [Credit("ada", insured=1_000, insurer="sfac")],
        [],
        insurers={"sfac": hard},
        days=90,
    )
    assert product(chosen).limits[day(89), "ada", "north", "insured"] == 100_000


def test_the_hazard_follows_the_dated_stress():
    review = {
        "cut_hazard_per_month": 0.2,
        "stress": [[day(27), 3.0]],
        "rating_weights": [1.0] * 10,
        "cancelled_share": 1.0,
    }
    chosen = market(
        [Shop("ada")],
        [Credit("ada", insured=1_000, insurer="sfac")],
        [],
        insurers={"sfac": {"review": review}},
        chance=True,
        days=80,
        luck={"review": [0.5, 0.5, 0.5] * 3, "review-day": [0.5]},
    )
    tables = product(chosen)
    # ½ is over the hazard of 0.2 in January and under 0.6 in February
    assert tables.limits[day(26), "ada", "north", "insured"] == 100_000
    assert tables.limits[day(54), "ada", "north", "insured"] == 0
