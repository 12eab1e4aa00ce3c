import math

import pandas as pd
import pytest

from simulator.experiments.comparison import differences, pairs
from simulator.experiments.described import better_of
from simulator.experiments.replicate import compare
from tests.experiments.fakes import FakeModel, FakeScenario

NONE, PLAN = ("base", "none"), ("base", "plan")


def table(*rows):
    columns = ["assumptions", "programme", "replication", "outcome", "value"]
    return pd.DataFrame(rows, columns=columns)


def lower(_):
    return "lower"


def test_each_programme_is_compared_with_the_first_under_the_same_assumptions():
    labels = [("base", "none"), ("base", "plan"), ("severe", "none"), ("severe", "plan")]
    assert [(p.reference, p.other) for p in pairs(labels)] == [
        (("base", "none"), ("base", "plan")),
        (("severe", "none"), ("severe", "plan")),
    ]


def test_a_scenario_alone_under_its_assumptions_is_compared_with_the_first_of_all():
    (pair,) = pairs([("base", "none"), ("severe", "plan")])
    assert pair.reference_name == "none (base)"
    (pair,) = pairs([("base", "none"), ("severe", "none")])
    assert (pair.reference_name, pair.other) == ("none (base)", ("severe", "none"))


def test_differences_are_taken_replication_by_replication():
    rows = [(*NONE, r, "lost_eur", v) for r, v in enumerate([10.0, 20.0, 60.0])]
    rows += [(*PLAN, r, "lost_eur", v) for r, v in enumerate([9.0, 18.0, 57.0])]
    (one,) = differences(table(*rows), [NONE, PLAN], lower).to_dict("records")
    assert (one["reference"], one["programme"], one["assumptions"]) == ("none", "plan", "base")
    assert one["difference"] == -2.0
    assert one["p_better"] == 1.0
    # Paired differences −1, −2, −3: half width 4.3027 × 1 / √3. Variances 700, 651 and 1.
    assert one["ci_high"] - one["ci_low"] == pytest.approx(2 * 4.302652730 / math.sqrt(3))
    assert one["variance_reduction"] == pytest.approx(700 + 651)


def test_a_replication_that_failed_in_one_of_them_is_in_no_pair():
    rows = [(*NONE, 0, "lost_eur", 1.0), (*NONE, 1, "lost_eur", 5.0), (*PLAN, 1, "lost_eur", 2.0)]
    (one,) = differences(table(*rows), [NONE, PLAN], lower).to_dict("records")
    assert one["difference"] == -3.0
    assert math.isnan(one["ci_low"])


def test_a_measure_that_the_reference_does_not_have_costs_it_nothing():
    rows = [(*NONE, 0, "lost_eur", 1.0)]
    rows += [(*PLAN, 0, "lost_eur", 1.0), (*PLAN, 0, "cost_line_eur", 7.0)]
    found = differences(table(*rows), [NONE, PLAN], better_of).set_index("outcome")
    assert found.loc["cost_line_eur", "difference"] == 7.0
    assert found.loc["cost_line_eur", "p_better"] == 0.0


def test_common_draws_take_all_luck_out_of_a_constant_effect():
    none, plan = FakeScenario(), FakeScenario(programme="plan", effect=-0.25)
    found = compare([none, plan], 6, workers=1, model=FakeModel()).differences()
    one = found.set_index("outcome").loc["lost_eur"]
    assert one["difference"] == pytest.approx(-0.25)
    assert one["ci_high"] - one["ci_low"] < 1e-12
    assert one["variance_reduction"] > 1e20


def test_two_scenarios_that_differ_in_an_override_are_told_apart_by_it():
    plain = FakeScenario(programme="plan", effect=1.0)
    dear = FakeScenario(
        programme="plan",
        effect=2.0,
        overrides={"programme.line.amount_eur": 9000, "distributors.etc.net_days": 45},
    )
    labels = compare([plain, dear], 1, workers=1, model=FakeModel()).results.labels
    assert labels == [
        ("base", "plan"),
        ("base, distributors.etc.net_days=45", "plan, programme.line.amount_eur=9000"),
    ]
