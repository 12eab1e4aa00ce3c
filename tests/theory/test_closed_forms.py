"""The shipped model against closed forms: each passes, could have failed, and refuses a mutant."""

import itertools
import math

import numpy as np
import pytest

from simulator.experiments.replicate import run
from tests.experiments.fakes import FakeScenario
from tests.theory.comparing import Check
from tests.theory.every_case import CASES, name_of
from tests.theory.formulas import (
    erlang_b,
    erlang_c_delay,
    fixed_waiting,
    fixed_waiting_by_chain,
    geometric_payment,
    geometric_waiting,
    kaufman_roberts,
    one_day_terms,
    one_order_line,
    ruin_by_month,
    ruin_for_ever,
    together_by,
    two_sizes,
    vasicek_quantile,
    vasicek_shortfall,
)
from tests.theory.guaranteed import CHANCE, COVERAGE, Guarantor, failures
from tests.theory.loss_systems import AMOUNT_EUR
from tests.theory.table import PAGE, expected_text, rows_of


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_the_model_meets_theory_with_power_and_refuses_what_is_wrong(case):
    shown = rows_of(PAGE.read_text(encoding="utf-8"))
    checks = list(case())
    assert checks
    for check in checks:
        assert check.passes, check
        assert check.has_power, f"cannot see a difference of {check.detectable}: {check}"
        assert check.wrong, f"nothing that must fail: {check}"
        assert check.passed_by_mistake() == [], check
        assert shown[check.name] == expected_text(check), "run python -m tests.theory.table"


def test_the_page_shows_nothing_else():
    shown = rows_of(PAGE.read_text(encoding="utf-8"))
    assert len(shown) == sum(1 for line in PAGE.read_text().splitlines() if " s.e." in line)
    assert len(shown) > 40


# The rule itself


def check_of(found, error, **changes):
    return Check("a number", "by hand", 1.0, found, error, **{"detectable": 1.0} | changes)


def test_four_standard_errors_and_the_stated_bias_are_allowed_and_no_more():
    assert check_of(1.39, 0.1).passes
    assert not check_of(1.41, 0.1).passes
    assert check_of(1.41, 0.1, bias=0.02).passes
    assert not check_of(0.57, 0.1, bias=0.02).passes


def test_a_comparison_that_could_not_see_the_difference_it_promises_has_no_power():
    assert check_of(1.0, 0.1, detectable=0.61).has_power
    assert not check_of(1.0, 0.1, detectable=0.59).has_power
    assert not check_of(1.0, 0.1, detectable=0.61, bias=0.1).has_power


def test_a_wrong_theory_that_passes_is_named():
    wrong = {"near": 1.3, "far": 2.0}
    assert check_of(1.0, 0.1, wrong=wrong).passed_by_mistake() == ["near"]


# The formulas, by hand or one against another


def test_the_formulas_give_known_values():
    assert erlang_b(1, 1.0) == pytest.approx(0.5)
    assert erlang_b(2, 2.0) == pytest.approx(0.4)  # (2²/2) / (1 + 2 + 2)
    assert one_order_line(1e-9, 30) == pytest.approx(0, abs=1e-7)
    assert one_day_terms(2.0, 0) == 1.0
    assert kaufman_roberts(5, [2.0], [1]) == [pytest.approx(erlang_b(5, 2.0))]
    assert erlang_c_delay(0.5, 1.0, 1) == pytest.approx(1.0)  # M/M/1: ρ D / (1 − ρ)
    assert vasicek_quantile(0.99, 0.02, 1e-12) == pytest.approx(0.02, rel=1e-4)
    assert vasicek_shortfall(0.99, 0.02, 1e-12) == pytest.approx(0.02, rel=1e-4)


def test_crommelins_series_is_the_chain_of_whole_terms():
    for orders_a_day, days, lines in ((0.3, 10, 4), (0.8, 1, 1), (2.0, 3, 8)):
        series = fixed_waiting(orders_a_day, days, lines)
        assert fixed_waiting_by_chain(orders_a_day, days, lines) == pytest.approx(series, rel=1e-6)
    # M/D/1 by Pollaczek and Khinchin: ρ D / 2 (1 − ρ)
    assert fixed_waiting(0.8, 1, 1) == pytest.approx(0.8 / (2 * 0.2))


def test_one_size_of_two_is_the_chain_of_one():
    alone = geometric_payment(0.3, 10, 6)
    assert two_sizes(6, [0.3, 1e-12], [1, 2], 10)[0] == pytest.approx(alone, abs=1e-8)


def test_the_bias_of_whole_days_vanishes_as_terms_grow():
    """Blocked by the exact chain and by Erlang B; delay by the chain and by Erlang C."""
    lines, load = 20, 20.0
    loss = [
        abs(geometric_payment(load / days, days, lines) - erlang_b(lines, load * (1 - 0.5 / days)))
        for days in (5, 10, 30, 60, 120)
    ]
    assert all(later < before / 1.7 for before, later in itertools.pairwise(loss))
    assert loss[2] < 0.0011
    assert loss[-1] < 0.0001
    delay = [
        abs(geometric_waiting(3 / d, d, 4) / d - erlang_c_delay(3 / d, d, 4) / d)
        for d in (5, 10, 20, 40)
    ]
    assert all(later < before / 1.8 for before, later in itertools.pairwise(delay))


def test_the_lattice_of_ruin_tends_to_the_exponential():
    income = 1.5
    ever = [ruin_for_ever(start, income) for start in range(4)]
    ratios = [b / a for a, b in itertools.pairwise(ever)]
    assert ratios == pytest.approx([ratios[0]] * 3)
    assert ratios[0] == pytest.approx(math.exp(income * (ratios[0] - 1)))
    assert ruin_by_month(1, 1, [income] * 200)[-1] == pytest.approx(ever[1], abs=1e-6)
    assert ruin_by_month(0, 1, [income])[0] == pytest.approx(math.exp(-income))


def test_the_binomial_integrated_over_the_factor_has_the_mean_and_nears_the_limit():
    for names, correlation in ((50, 0.12), (50, 0.5), (3_000, 0.12)):
        law = together_by(names, CHANCE, correlation)
        assert (1 - law[:-1]).sum() == pytest.approx(names * CHANCE, rel=1e-6)
    share = vasicek_quantile(0.95, CHANCE, 0.12)
    gaps = [abs(together_by(n, CHANCE, 0.12)[int(share * n)] - 0.95) for n in (100, 1_000, 10_000)]
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 3e-4


# Losses of guarantees as results tell them


def test_a_guarantee_costs_its_share_of_every_failure_and_results_tell_its_tail():
    """Claims are to the cent what the failures come to; the quantile's interval holds the exact."""
    names, replications = 1_000, 300
    model = Guarantor(names, 0.12)
    scenario = FakeScenario(programme="line", world=model.case.world)
    results = run(scenario, replications, 7, workers=1, model=model)
    assert results.failed.empty
    claims = results.replications.query("outcome == 'guarantee_claims_eur'")["value"].to_numpy()
    failed = failures(names, 0.12, replications)
    assert (claims == failed * round(COVERAGE * AMOUNT_EUR)).all()
    tail = results.tails().set_index(["outcome", "level"]).loc[("guarantee_claims_eur", 0.99)]
    exact = int(np.searchsorted(together_by(names, CHANCE, 0.12), 0.99)) * COVERAGE * AMOUNT_EUR
    apart = int(np.searchsorted(together_by(names, CHANCE, 0.0), 0.99)) * COVERAGE * AMOUNT_EUR
    assert tail["var_ci_low"] <= exact <= tail["var_ci_high"]
    assert tail["var_ci_low"] > apart, "failures that cluster have the fatter tail"
