"""The drawn population."""

import time

import numpy as np
import pytest
from scipy import stats

from simulator.market.accounts import cumulated
from simulator.market.population import draw_portfolio, kinds_in_turn
from simulator.study.inputs import merged
from simulator.study.schema import World
from simulator.units import BILLION, NEVER
from tests.market.worlds import KIND, WORLD, a_world, with_kind

SHARES = np.array([740_000_000, 250_000_000, 10_000_000])


def drawn(changes=None):
    return draw_portfolio(a_world(changes))


# Kinds


def test_each_kind_has_its_share_exactly_where_that_is_a_whole_number():
    assert np.bincount(kinds_in_turn(SHARES, 10_000)).tolist() == [7400, 2500, 100]
    assert np.bincount(kinds_in_turn(SHARES, 100)).tolist() == [74, 25, 1]


@pytest.mark.parametrize("shares", [[1.0], [0.5, 0.5], [0.74, 0.25, 0.01], [0.3, 0.3, 0.2, 0.2]])
def test_however_many_resellers_each_kind_is_within_one_of_its_share(shares):
    rates = np.rint(np.array(shares) * BILLION).astype(np.int64)
    turn = kinds_in_turn(rates, 2_000)
    counts = np.cumsum(turn[:, None] == np.arange(len(shares)), axis=0)
    wanted = np.arange(1, 2_001)[:, None] * np.array(shares)
    assert np.abs(counts - wanted).max() < 1


def test_a_kind_with_share_zero_has_nobody():
    turn = kinds_in_turn(np.array([0, BILLION, 0]), 50)
    assert turn.tolist() == [1] * 50


# Nobody depends on the others


def test_one_more_reseller_changes_no_other():
    fewer = drawn({"population": {"resellers": 60}})
    more = drawn({"population": {"resellers": 61}})
    accounts = fewer.accounts
    for name in ("kind", "rating", "annual_purchases", "cash", "margin", "overdraft", "entities"):
        assert np.array_equal(getattr(more, name)[:60], getattr(fewer, name)), name
    for name in ("account_distributor", "reference_limit", "own_risk_wish", "account_entities"):
        assert np.array_equal(getattr(more, name)[:accounts], getattr(fewer, name)), name


def test_the_population_has_its_own_seed():
    one, same, other = (drawn({"population": {"seed": seed}}) for seed in (1, 1, 2))
    assert np.array_equal(one.annual_purchases, same.annual_purchases)
    assert not np.array_equal(one.annual_purchases, other.annual_purchases)


def test_one_more_insurer_moves_no_account():
    before = drawn()
    after = drawn({"insurers": {"sfac": {}, "coface": {}}})
    assert np.array_equal(before.account_distributor, after.account_distributor)
    assert np.array_equal(before.reference_limit, after.reference_limit)


# Figures with a known answer


def test_without_spread_every_figure_of_a_reseller_is_worked_out_by_hand():
    flat = {
        "purchases_sigma": 0.0, "margin": [0.1, 0.1, 0.1], "profit_share": [0.4, 0.4, 0.4],
        "cash_days_median": 20.0, "cash_days_sigma": 0.0, "overdraft_share": 1.0,
        "overdraft_days": 10.0, "cash_reserve_days": 5.0, "accounts_weights": [1],
        "rating_weights": [0, 0, 0, 0, 1, 0, 0, 0, 0, 0], "purchases_median_eur": 365_000,
    }  # fmt: skip
    portfolio = drawn(
        {
            **with_kind(flat),
            "distributors": {
                "north": {"share": 1.0, "own_risk_share": 0.1},
                "south": {"share": 0.0},
            },
            "customers": {"terms_days": 50, "lateness": [[0.5, 0], [1.0, 40]]},
        }
    )
    a_day = 100_000  # cents of purchases
    costs_a_day = 106_000  # and 10 % margin, of which costs take 60 %
    assert set(portfolio.annual_purchases) == {365 * a_day}
    assert set(portfolio.margin) == {100_000_000}
    assert set(portfolio.rating) == {5}
    assert set(portfolio.fixed_costs) == {round(365 * 6_000 / 12)}
    working_capital = 110_000 * (50 + 10) - 100_000 * 30
    assert set(portfolio.cash) == {20 * costs_a_day + working_capital}
    assert set(portfolio.overdraft) == {10 * costs_a_day}
    assert set(portfolio.cash_reserve) == {5 * costs_a_day}
    assert set(portfolio.reference_limit) == {2 * 30 * a_day}  # buffer 2, rating factor 1
    assert set(portfolio.own_risk_wish) == {6 * a_day}
    assert set(portfolio.account_distributor) == {0}
    assert set(portfolio.fails_on) == {NEVER}


def test_terms_to_the_end_of_the_month_count_fifteen_days_more():
    south = {"north": {"share": 0.0}, "south": {"share": 1.0}}
    flat = {"purchases_sigma": 0.0, "rating_weights": [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]}
    limit = set(drawn({**with_kind(flat), "distributors": south}).reference_limit)
    assert limit == {round(100_000_00 * 45 / 365 * 2)}


def test_purchases_are_lognormal():
    portfolio = drawn(with_kind({"purchases_sigma": 1.4}, resellers=5_000))
    z = np.log(portfolio.annual_purchases / 100_000_00) / 1.4
    assert stats.kstest(z, "norm").pvalue > 0.001


def test_ratings_follow_their_weights():
    portfolio = drawn({"population": {"resellers": 10_000}})
    weights = a_world().population.kinds["reseller"].rating_weights
    seen = np.bincount(portfolio.rating, minlength=11)[1:]
    wanted = np.array(weights) / sum(weights) * 10_000
    assert stats.chisquare(seen[:9], wanted[:9]).pvalue > 0.001
    assert seen[9] == 0


def test_overdrafts_are_as_frequent_as_the_study_says():
    portfolio = drawn(with_kind({"overdraft_share": 0.7}, resellers=10_000))
    assert np.mean(portfolio.overdraft > 0) == pytest.approx(0.7, abs=4 * np.sqrt(0.21 / 10_000))


def test_ids_are_wide_enough_to_sort_as_they_count():
    names = drawn({"population": {"resellers": 12}}).reseller_ids
    assert names[0] == "R00001"
    assert sorted(names) == list(names)


# Accounts


def test_a_reseller_has_each_wholesaler_at_most_once_and_no_more_than_there_are():
    portfolio = drawn(with_kind({"accounts_weights": [0, 0, 1]}))
    assert set(np.diff(portfolio.account_start)) == {2}
    assert np.unique(portfolio.account_entities).size == portfolio.accounts
    pairs = portfolio.account_distributor.reshape(-1, 2)
    assert (pairs[:, 0] != pairs[:, 1]).all()


def test_home_wholesalers_have_their_shares():
    portfolio = drawn({"population": {"resellers": 10_000}})
    home = portfolio.account_distributor[portfolio.account_start[:-1]]
    assert np.mean(home == 0) == pytest.approx(0.6, abs=4 * np.sqrt(0.24 / 10_000))


def test_purchases_are_split_over_the_accounts_that_a_reseller_has():
    flat = {"purchases_sigma": 0.0, "accounts_weights": [0, 1]}
    portfolio = drawn(
        {
            **with_kind(
                {**flat, "rating_weights": [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]}, account_split=[3]
            ),
            "distributors": {"south": {"net_days": 30, "end_of_month_days": None}},
        }
    )
    assert set(portfolio.reference_limit) == {round(50_000_00 * 30 / 365 * 2)}
    split = with_kind({**flat, "rating_weights": [0, 0, 0, 0, 1, 0, 0, 0, 0, 0]})
    home = drawn({**split, "distributors": {"south": {"net_days": 30, "end_of_month_days": None}}})
    of_home = home.reference_limit[home.account_start[:-1]]
    assert set(of_home) == {round(100_000_00 * 0.6 / 0.85 * 30 / 365 * 2)}


def test_a_wholesaler_without_insurer_has_no_insured_limit():
    portfolio = drawn({"distributors": {"north": {"insurers": None}}})
    at_north = portfolio.account_distributor == 0
    assert set(portfolio.account_insurer[at_north]) == {-1}
    assert set(portfolio.reference_limit[at_north]) == {0}
    assert portfolio.reference_limit[~at_north].min() > 0


def test_in_a_market_without_insurers_nobody_is_insured():
    uninsured = {"north": {"insurers": None}, "south": {"insurers": None}}
    world = merged(WORLD, {"distributors": uninsured}) | {"insurers": {}}
    portfolio = draw_portfolio(World.model_validate(world))
    assert portfolio.insurers == ()
    assert set(portfolio.account_insurer) == {-1}
    assert set(portfolio.reference_limit) == {0}


def test_insurers_have_their_share_of_a_wholesalers_accounts():
    portfolio = drawn(
        {
            "insurers": {"coface": {}},
            "population": {"resellers": 10_000},
            "distributors": {"north": {"insurers": {"sfac": 0.75, "coface": 0.25}}},
        }
    )
    at_north = portfolio.account_insurer[portfolio.account_distributor == 0]
    assert np.mean(at_north == 0) == pytest.approx(0.75, abs=4 * np.sqrt(0.1875 / len(at_north)))
    assert set(portfolio.account_insurer[portfolio.account_distributor == 1]) == {0}


def test_cumulated_weights_end_in_exactly_one():
    assert cumulated([0.1] * 10)[-1] == 1.0
    assert cumulated([1, 1, 2]).tolist() == [0.25, 0.5, 1.0]


def test_two_kinds_keep_their_own_figures():
    small = {**KIND, "share_of_resellers": 0.9, "purchases_sigma": 0.0}
    large = {**small, "share_of_resellers": 0.1, "purchases_median_eur": 5_000_000}
    portfolio = drawn({"population": {"kinds": {"reseller": small, "large": large}}})
    assert portfolio.kinds == ("reseller", "large")
    assert set(portfolio.annual_purchases[portfolio.kind == 1]) == {5_000_000_00}
    assert np.count_nonzero(portfolio.kind == 1) == 10


@pytest.mark.slow
def test_a_million_resellers_are_drawn_in_seconds():
    world = a_world({"population": {"resellers": 1_000_000}})
    began = time.perf_counter()
    assert draw_portfolio(world).resellers == 1_000_000
    assert time.perf_counter() - began < 30
