"""What a programme is worth: by hand, and how often Fieller's interval covers."""

import math

import numpy as np
import pandas as pd
import pytest

from simulator.errors import InputError
from simulator.experiments.replicate import compare
from simulator.experiments.results import read
from simulator.experiments.statistics import interval, ratio_of_means
from simulator.experiments.worth import price_of_blockage, worth
from simulator.streams import Stream, normal
from tests.experiments.fakes import FakeModel, FakeScenario

NONE, PLAN = ("base", "none"), ("base", "plan")
REVENUE, BLOCKED = "publisher_revenue_eur", "blocked_eur"
COST, DISCOUNTS = "programme_cost_eur", "discounts_given_eur"


def table(*scenarios):
    """Return one row a scenario, replication and outcome, from lists of values by outcome."""
    rows = [
        (*label, n, outcome, float(value))
        for label, outcomes in scenarios
        for outcome, values in outcomes.items()
        for n, value in enumerate(values)
    ]
    return pd.DataFrame(
        rows, columns=["assumptions", "programme", "replication", "outcome", "value"]
    )


BEFORE = {REVENUE: [100, 200, 150], BLOCKED: [60, 80, 70], COST: [0, 0, 0], DISCOUNTS: [0, 0, 0]}
AFTER = {REVENUE: [109, 212, 159], BLOCKED: [40, 56, 48], COST: [6, 8, 7], DISCOUNTS: [1, 2, 3]}


def by_hand(**changes):
    return worth(table((NONE, BEFORE), (PLAN, AFTER | changes)), [NONE, PLAN]).iloc[0]


def test_each_amount_is_a_paired_difference():
    """Saved 9, 12, 9; avoided 20, 24, 22; cost 6, 8, 7."""
    row = by_hand()
    assert (row["reference"], row["programme"], row["assumptions"]) == ("none", "plan", "base")
    assert (row["n"], row["revenue_saved_eur"], row["cost_eur"]) == (3, 10, 7)
    assert row["blockage_avoided_eur"] == 22
    expected = interval(np.array([20.0, 24.0, 22.0]))
    assert (row["blockage_avoided_ci_low"], row["blockage_avoided_ci_high"]) == expected


def test_a_euro_of_blockage_avoided_costs_the_means_over_each_other():
    row = by_hand()
    assert row["cost_per_eur"] == pytest.approx(7 / 22)
    assert row["finding"] == "decided"
    assert row["cost_per_eur_ci_low"] < 7 / 22 < row["cost_per_eur_ci_high"]


def test_the_net_counts_a_discount_once():
    """Revenue is lower by 1, 2, 3 of discounts, and they are in the cost: 10 + 2 − 7."""
    row = by_hand()
    assert row["net_eur"] == pytest.approx(10 + 2 - 7)
    nets = interval(np.array([9 + 1 - 6.0, 12 + 2 - 8.0, 9 + 3 - 7.0]))
    assert (row["net_ci_low"], row["net_ci_high"]) == pytest.approx(nets)


def test_of_a_euro_of_revenue_the_contribution_margin_is_left():
    labels = [NONE, PLAN]
    row = worth(table((NONE, BEFORE), (PLAN, AFTER)), labels, contribution_margin=0.25).iloc[0]
    assert row["net_eur"] == pytest.approx(0.25 * 12 - 7)
    assert row["contribution_margin"] == 0.25
    assert row["revenue_saved_eur"] == 10, "saved before margins"


@pytest.mark.parametrize("margin", [-0.1, 1.5, math.nan])
def test_a_margin_that_is_no_share_is_refused(margin):
    with pytest.raises(InputError, match="contribution margin"):
        worth(table((NONE, BEFORE), (PLAN, AFTER)), [NONE, PLAN], margin)


def test_where_it_is_open_whether_blockage_is_avoided_no_price_is_given():
    row = by_hand(**{BLOCKED: [40, 90, 72]})
    assert row["blockage_avoided_ci_low"] < 0 < row["blockage_avoided_ci_high"]
    assert row["finding"] == "undecided"
    assert all(math.isnan(row[f"cost_per_eur{end}"]) for end in ("", "_ci_low", "_ci_high"))


def test_where_more_is_blocked_no_price_is_given():
    row = by_hand(**{BLOCKED: [80, 100, 91]})
    assert row["finding"] == "more is blocked"
    assert math.isnan(row["cost_per_eur"])


def test_one_replication_decides_nothing():
    one = {name: values[:1] for name, values in BEFORE.items()}
    two = {name: values[:1] for name, values in AFTER.items()}
    row = worth(table((NONE, one), (PLAN, two)), [NONE, PLAN]).iloc[0]
    assert (row["n"], row["finding"], row["cost_eur"]) == (1, "not available", 6)
    assert math.isnan(row["net_ci_low"])


def test_a_programme_that_changes_nothing_avoids_nothing():
    row = worth(table((NONE, BEFORE), (PLAN, BEFORE)), [NONE, PLAN]).iloc[0]
    assert row["finding"] == "undecided"
    assert row["net_eur"] == 0


def test_a_replication_that_failed_in_one_of_them_is_left_out():
    found = table((NONE, BEFORE), (PLAN, AFTER))
    lost = found[~((found["programme"] == "plan") & (found["replication"] == 1))]
    row = worth(lost, [NONE, PLAN]).iloc[0]
    assert (row["n"], row["cost_eur"]) == (2, 6.5)


# Fieller's interval


def test_fiellers_ends_are_where_the_paired_t_interval_touches_zero():
    cost, avoided = np.array([6.0, 8.0, 7.0, 9.0]), np.array([20.0, 24.0, 22.0, 21.0])
    ratio, low, high = ratio_of_means(cost, avoided)
    assert ratio == pytest.approx(7.5 / 21.75)
    assert interval(cost - low * avoided)[0] == pytest.approx(0, abs=1e-9)
    assert interval(cost - high * avoided)[1] == pytest.approx(0, abs=1e-9)


def test_a_cost_in_step_with_what_it_avoids_has_a_price_without_doubt():
    avoided = np.array([20.0, 24.0, 22.0])
    assert ratio_of_means(avoided / 4, avoided) == pytest.approx((0.25, 0.25, 0.25))


def test_a_denominator_that_may_be_nothing_has_no_ends():
    ratio, low, high = ratio_of_means(np.array([1.0, 2.0, 3.0]), np.array([-1.0, 5.0, 1.0]))
    assert ratio == pytest.approx(2 / (5 / 3))
    assert math.isnan(low)
    assert math.isnan(high)


def test_the_price_covers_the_true_one_as_often_as_it_says():
    experiments, n = 2_000, 20
    draws = Stream(1954, 0, "fieller").uniforms(np.arange(experiments, dtype=np.uint64), 2 * n)
    luck = np.vectorize(normal)(draws)
    shared, own = luck[:, :n], luck[:, n:]
    avoided, cost = 10 + 3 * shared, 4 + shared + 2 * own
    prices = [price_of_blockage(c, a) for c, a in zip(cost, avoided, strict=True)]
    assert {price.finding for price in prices} == {"decided"}
    covered = np.mean([price.low <= 0.4 <= price.high for price in prices])
    assert abs(covered - 0.95) < 4 * math.sqrt(0.95 * 0.05 / experiments)


# Results


def test_a_comparison_keeps_its_worth_in_its_folder(tmp_path):
    paired = compare(
        [FakeScenario(), FakeScenario(programme="plan")], 3, workers=1, model=FakeModel()
    )
    again = read(paired.save(tmp_path))
    pd.testing.assert_frame_equal(again.worth(), paired.worth())
    saved = pd.read_parquet(tmp_path / "worth.parquet")
    assert list(saved["programme"]) == ["plan"]
    assert list(saved["finding"]) == ["not available"], "the fake model has no revenue"
