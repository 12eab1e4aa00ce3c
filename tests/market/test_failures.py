"""When resellers fail of causes outside the model."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy import integrate, stats

from simulator.market.failures import cumulated_stress, exogenous_days, survived_hazard
from simulator.market.population import draw_portfolio
from simulator.units import NEVER
from tests.market.worlds import a_world, calendar_of

HAZARD = [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08, 0.10, 0.20, 0.40]
ONE_RATING = [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]
STRESS = [[date(2009, 4, 1), 2.0], [date(2009, 10, 1), 0.5]]


def days_of(failure, replications=1, resellers=2_000, **changes):
    """Return failure days, shape (replications, resellers), and the portfolio."""
    world = a_world(
        {
            "population": {
                "resellers": resellers,
                "kinds": {
                    "reseller": {"rating_weights": changes.pop("rating_weights", ONE_RATING)}
                },
            },
            "failure": failure,
            **changes,
        }
    )
    portfolio, calendar = draw_portfolio(world), calendar_of(world)
    days = [exogenous_days(world, portfolio, calendar, 7, r) for r in range(replications)]
    return np.array(days), portfolio


def test_nobody_fails_without_a_hazard():
    days, _ = days_of({"annual_hazard": [0.0] * 10})
    assert set(days[0]) == {NEVER}


def test_nobody_fails_by_chance_in_a_world_without_chance():
    days, _ = days_of({"annual_hazard": HAZARD}, chance={"enabled": False})
    assert set(days[0]) == {NEVER}


def test_what_a_file_dates_comes_true_and_the_earlier_day_counts():
    world = a_world({"failure": {"annual_hazard": [1.0] * 10}})
    portfolio, calendar = draw_portfolio(world), calendar_of(world)
    drawn = exogenous_days(world, portfolio, calendar, 1, 0)
    dated = replace(portfolio, fails_on=np.where(np.arange(100) < 50, 10, NEVER).astype(np.int32))
    both = exogenous_days(world, dated, calendar, 1, 0)
    assert np.array_equal(both[:50], np.minimum(drawn[:50], 10))
    assert np.array_equal(both[50:], drawn[50:])
    still = a_world({"chance": {"enabled": False}, "failure": {"annual_hazard": [1.0] * 10}})
    assert np.array_equal(exogenous_days(still, dated, calendar, 1, 0), dated.fails_on)


def test_the_stress_is_integrated_day_by_day_from_the_runs_first_day():
    world = a_world({"warm_up_days": 31, "failure": {"macro_stress": STRESS}})
    stress = cumulated_stress(world, calendar_of(world)) * 365
    assert stress[:2] == pytest.approx([1, 2])
    at_the_end_of_march = 31 + 90
    assert stress[at_the_end_of_march - 1] == pytest.approx(at_the_end_of_march)
    assert stress[at_the_end_of_march] == pytest.approx(at_the_end_of_march + 2)
    assert stress[-1] == pytest.approx(121 + 2 * 183 + 0.5 * 92)
    assert len(stress) == 31 + 365


def test_a_path_that_begins_before_the_run_holds_from_its_first_day():
    before = [[date(2008, 1, 1), 3.0], [date(2008, 2, 1), 1.5]]
    world = a_world({"failure": {"macro_stress": before}})
    assert cumulated_stress(world, calendar_of(world))[-1] == pytest.approx(1.5)


def test_default_is_when_the_default_probability_reaches_phi_of_x():
    x = np.array([-8.0, -2.0, 0.0, 2.0, 6.0])
    assert survived_hazard(x) == pytest.approx(-stats.norm.logsf(x), rel=1e-9)


def test_independent_failures_come_as_often_and_when_the_hazard_says():
    failure = {"annual_hazard": HAZARD, "asset_correlation": 0.0, "macro_stress": STRESS}
    days, portfolio = days_of(failure, resellers=20_000, rating_weights=[1] * 10)
    stressed = (90 + 2 * 183 + 0.5 * 92) / 365
    for rating, hazard in enumerate(HAZARD, start=1):
        of_rating = days[0][portfolio.rating == rating]
        probability = -np.expm1(-hazard * stressed)
        error = np.sqrt(probability * (1 - probability) / len(of_rating))
        assert np.mean(of_rating < NEVER) == pytest.approx(probability, abs=4 * error)
    by_end_of_march = np.mean(-np.expm1(-np.array(HAZARD) * 90 / 365))
    error = np.sqrt(by_end_of_march / 20_000)
    assert np.mean(days[0] < 90) == pytest.approx(by_end_of_march, abs=4 * error)
    assert days[0].min() >= 0
    assert days[0][days[0] < NEVER].max() <= 364


def conditional(z, probability, correlation):
    threshold = stats.norm.ppf(probability) - np.sqrt(correlation) * z
    return stats.norm.cdf(threshold / np.sqrt(1 - correlation))


@pytest.mark.parametrize("correlation", [0.0, 0.12, 0.3])
def test_the_number_of_failures_has_the_variance_of_the_one_factor_model(correlation):
    """Vasicek (2002): the binomial with p(Z), integrated over Z."""
    names, replications, hazard = 200, 1_500, 0.1
    failure = {"annual_hazard": [hazard] * 10, "asset_correlation": correlation}
    days, _ = days_of(failure, replications, names)
    counts = (days < NEVER).sum(axis=1)
    p = -np.expm1(-hazard)
    both = integrate.quad(
        lambda z: conditional(z, p, correlation) ** 2 * stats.norm.pdf(z), -10, 10
    )[0]
    variance = names * p + names * (names - 1) * both - (names * p) ** 2
    fourth = stats.moment(counts, 4)
    error_of_variance = np.sqrt((fourth - counts.var() ** 2) / replications)
    assert counts.mean() == pytest.approx(names * p, abs=4 * np.sqrt(variance / replications))
    assert counts.var() == pytest.approx(variance, abs=4 * error_of_variance)
    assert error_of_variance < 0.2 * variance


def test_one_more_reseller_fails_without_moving_another():
    failure = {"annual_hazard": HAZARD, "asset_correlation": 0.12}
    fewer, _ = days_of(failure, resellers=500)
    more, _ = days_of(failure, resellers=501)
    assert np.array_equal(more[0][:500], fewer[0])
