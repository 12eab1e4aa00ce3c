"""Tails of losses: cases by hand, closed forms, and how often the intervals cover."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import scipy.stats

from simulator.experiments.replicate import run
from simulator.experiments.results import read
from simulator.experiments.tails import (
    LEVELS,
    expected_shortfall,
    fewest,
    is_a_loss,
    quantile_ranks,
    rank,
    tail,
    tails_table,
    value_at_risk,
)
from simulator.streams import Stream
from tests.experiments.fakes import FakeModel, FakeScenario

HUNDRED = np.arange(1.0, 101.0)
each_level = pytest.mark.parametrize("level", LEVELS)


def uniforms(rows: int, columns: int) -> np.ndarray:
    return Stream(95, 0, "tails").uniforms(np.arange(rows, dtype=np.uint64), columns)


def table(values, outcome="programme_cost_eur", programme="plan"):
    rows = [("base", programme, n, outcome, value) for n, value in enumerate(values)]
    return pd.DataFrame(
        rows, columns=["assumptions", "programme", "replication", "outcome", "value"]
    )


NOBODY = pd.DataFrame(columns=["assumptions", "programme", "replication"])


# Quantile and shortfall by hand


def test_of_a_hundred_losses_the_95th_is_the_value_at_risk_and_the_five_above_the_shortfall():
    assert value_at_risk(HUNDRED, 95) == 95
    assert expected_shortfall(HUNDRED, 95) == (96 + 97 + 98 + 99 + 100) / 5
    assert value_at_risk(HUNDRED, 99) == 99
    assert expected_shortfall(HUNDRED, 99) == 100


def test_a_level_that_no_loss_ends_at_takes_the_next_and_a_part_of_it():
    """Of 30 losses the worst 5 % is one and a half: 30, and half of 29."""
    thirty = np.arange(1.0, 31.0)
    assert value_at_risk(thirty, 95) == 29
    assert expected_shortfall(thirty, 95) == pytest.approx((30 + 29 / 2) / 1.5)


def test_of_losses_that_are_mostly_nothing_only_the_worst_part_counts():
    """96 times nothing, 4 times 10: the worst 5 % is 4 tens and one nothing."""
    losses = np.array([0.0] * 96 + [10.0] * 4)
    assert value_at_risk(losses, 95) == 0
    assert expected_shortfall(losses, 95) == pytest.approx(4 * 10 / 5)


def test_an_atom_that_holds_the_quantile_counts_with_what_is_left_of_the_worst():
    """90 ones, 8 fives, 2 nines: the worst 5 % is both nines and three of the fives."""
    losses = np.array([1.0] * 90 + [5.0] * 8 + [9.0] * 2)
    assert value_at_risk(losses, 95) == 5
    assert expected_shortfall(losses, 95) == pytest.approx((2 * 9 + 3 * 5) / 5)
    beyond = losses[losses > 5].mean(), losses[losses >= 5].mean()
    assert expected_shortfall(losses, 95) != pytest.approx(beyond[0])
    assert expected_shortfall(losses, 95) != pytest.approx(beyond[1])


def test_a_loss_that_never_varies_is_its_own_tail():
    found = tail([7.0] * 300, 99)
    assert {v for k, v in vars(found).items() if k not in {"n", "reason"}} == {7.0}


@each_level
def test_the_shortfall_is_the_mean_of_all_quantiles_beyond(level):
    """Acerbi and Tasche's definition, summed exactly over the steps of the sample's quantile."""
    losses = np.sort(np.round(uniforms(1, 347)[0] * 20))
    start, whole = Fraction(level, 100), Fraction(0)
    for place, loss in enumerate(losses):
        low, high = Fraction(place, 347), Fraction(place + 1, 347)
        whole += max(high - max(low, start), Fraction(0)) * Fraction(loss)
    assert expected_shortfall(losses, level) == pytest.approx(float(whole / (1 - start)))


@each_level
def test_the_shortfall_is_the_least_that_rockafellar_and_uryasevs_function_reaches(level):
    losses = np.sort(uniforms(1, 211)[0])
    reached = [
        bound + np.maximum(losses - bound, 0).mean() * 100 / (100 - level) for bound in losses
    ]
    assert expected_shortfall(losses, level) == pytest.approx(min(reached))
    assert losses[int(np.argmin(reached))] == value_at_risk(losses, level)


def test_ranks_are_exact_where_floats_would_round():
    assert [rank(n, 95) for n in (20, 40, 60, 80, 100, 200, 400, 1_000)] == [
        19, 38, 57, 76, 95, 190, 380, 950,
    ]  # fmt: skip
    assert [rank(n, 99) for n in (299, 300, 301)] == [297, 297, 298]


@each_level
def test_a_uniform_loss_has_the_tail_of_its_closed_form(level):
    """Quantile p, shortfall (1 + p) / 2; the sample's quantile has sd √(p (1 − p) / n)."""
    n, share = 40_000, level / 100
    losses = np.sort(uniforms(1, n)[0])
    assert abs(value_at_risk(losses, level) - share) < 4 * math.sqrt(share * (1 - share) / n)
    found = tail(losses, level)
    half = found.es_ci_high - found.es
    assert abs(found.es - (1 + share) / 2) < 2 * half < 0.003


# How many replications it takes


def test_a_quantile_needs_59_or_299_replications():
    assert [fewest(level) for level in LEVELS] == [59, 299]
    for level in LEVELS:
        worst_is_beyond = 1 - (level / 100) ** fewest(level)
        assert worst_is_beyond >= 0.95 > 1 - (level / 100) ** (fewest(level) - 1)


@each_level
def test_with_one_replication_too_few_there_is_no_number_and_a_reason(level):
    enough = fewest(level)
    too_few = tail(np.arange(enough - 1.0), level)
    assert too_few.reason == f"needs {enough} replications"
    assert too_few.expected == (enough - 2) / 2, "the mean needs no tail"
    others = [v for k, v in vars(too_few).items() if k not in {"n", "expected", "reason"}]
    assert all(map(math.isnan, others))
    assert not math.isnan(tail(np.arange(float(enough)), level).var)
    assert tail(np.arange(float(enough)), level).reason == ""


def test_a_loss_that_is_not_defined_everywhere_has_no_tail():
    found = tail([*HUNDRED, math.nan], 95)
    assert (found.n, found.reason) == (100, "not defined in 1 replication")
    assert math.isnan(found.var)


def test_replications_that_failed_block_the_tail_unless_they_are_let_go():
    failed = pd.DataFrame([("base", "plan", 7), ("base", "plan", 8)], columns=NOBODY.columns)
    blocked = tails_table(table(HUNDRED), failed)
    assert set(blocked["reason"]) == {"2 replications failed"}
    assert blocked["var"].isna().all()
    assert tails_table(table(HUNDRED, programme="other"), failed)["reason"].iloc[0] == ""
    assert tails_table(table(HUNDRED), NOBODY)["var"].iloc[0] == 95


# The intervals


@pytest.mark.parametrize("n", [59, 72, 100, 299, 1_000])
@each_level
def test_the_ranks_hold_the_quantile_with_a_probability_of_95_percent_or_more(n, level):
    if n < fewest(level):
        return
    low, high = quantile_ranks(n, level)
    count = scipy.stats.binom(n, level / 100)
    coverage = float(count.cdf(high - 1) - count.cdf(low - 1))
    assert 0.95 <= coverage <= 0.98
    narrower = float(count.cdf(high - 1) - count.cdf(low))
    assert narrower < 0.95, "one rank more below would be too much"
    assert low <= rank(n, level) <= high


@pytest.mark.parametrize(("n", "level"), [(59, 95), (200, 95), (299, 99)])
def test_the_quantiles_interval_covers_it_whatever_the_distribution(n, level):
    experiments, share = 2_000, level / 100
    for shape in (lambda u: u, lambda u: -(np.log1p(-u) ** 3), lambda u: np.floor(u * 40) / 40):
        samples = shape(uniforms(experiments, n))
        truth = float(shape(np.array([share - 1e-12]))[0])
        ends = [(tail(s, level).var_ci_low, tail(s, level).var_ci_high) for s in samples]
        covered = np.mean([low <= truth <= high for low, high in ends])
        assert covered >= 0.95 - 4 * math.sqrt(0.95 * 0.05 / experiments)


@pytest.mark.parametrize(
    ("n", "level", "least", "most"),
    [(100, 95, 0.93, 0.97), (400, 95, 0.93, 0.97), (59, 95, 0.86, 0.92)],
)
def test_the_shortfalls_interval_covers_a_bounded_loss_as_often_as_the_page_says(
    n, level, least, most
):
    truth = (1 + level / 100) / 2
    found = [tail(s, level) for s in uniforms(2_000, n)]
    covered = np.mean([one.es_ci_low <= truth <= one.es_ci_high for one in found])
    assert least <= covered <= most


def test_the_shortfalls_interval_covers_less_on_a_heavy_tail_as_the_page_says():
    losses = np.exp(scipy.stats.norm.ppf(uniforms(1_000, 200)))
    normal = scipy.stats.norm
    truth = math.exp(0.5) * normal.cdf(1 - normal.ppf(0.95)) / 0.05
    found = [tail(s, 95) for s in losses]
    covered = np.mean([one.es_ci_low <= truth <= one.es_ci_high for one in found])
    assert 0.82 <= covered <= 0.92


# Tables


def test_costs_claims_and_losses_have_tails_and_nothing_else():
    assert all(map(is_a_loss, ("programme_cost_eur", "guarantee_claims_eur", "cost_line_eur")))
    assert is_a_loss("distributor_losses_eur")
    assert not any(map(is_a_loss, ("demand_eur", "cost_of_capital_rate", "failures")))


def test_the_table_has_a_row_for_each_scenario_loss_and_level():
    values = pd.concat(
        [table(HUNDRED), table(HUNDRED * 2, "cost_line_eur"), table([1.0], "demand_eur")]
    )
    found = tails_table(values, NOBODY)
    assert list(found.columns) == [
        "assumptions", "programme", "outcome", "level", "n", "expected",
        "var", "var_ci_low", "var_ci_high", "es", "es_ci_low", "es_ci_high", "reason",
    ]  # fmt: skip
    assert list(found["outcome"]) == ["programme_cost_eur"] * 2 + ["cost_line_eur"] * 2
    assert list(found["level"]) == [0.95, 0.99] * 2
    assert list(found["var"].iloc[[0, 2]]) == [95, 190]
    assert list(found["reason"].iloc[[1, 3]]) == ["needs 299 replications"] * 2


def test_results_have_tails_and_keep_them_in_their_folder(tmp_path):
    results = run(FakeScenario(programme="plan"), 60, workers=1, model=FakeModel())
    row = results.tails().iloc[0]
    assert (row["outcome"], row["expected"], row["var"], row["es"]) == ("cost_plan_eur", 5, 5, 5)
    again = read(results.save(tmp_path))
    saved = pd.read_parquet(tmp_path / "tails.parquet")
    pd.testing.assert_frame_equal(again.tails(), results.tails())
    pd.testing.assert_frame_equal(saved, results.tails())


def test_a_failed_replication_blocks_the_tails_of_results():
    results = run(FakeScenario(programme="plan"), 60, workers=1, model=FakeModel(raises_at=3))
    assert results.tails()["reason"].iloc[0] == "1 replication failed"
    assert results.tails(allow_missing=True)["var"].iloc[0] == 5
