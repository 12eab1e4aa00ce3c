import math

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiments.holding import (
    Limit,
    Setting,
    bounds_of,
    estimate_of,
    limit_of,
    replications_for,
    standing_of,
)
from simulator.experiments.statistics import interval, share_interval
from simulator.experiments.tails import tail

SEIZURE = Limit("seizure", "mean", 0.05)
COST = Limit("programme_cost_eur", "es95", 2e6)


def setting(outcome, values):
    return Setting(0, {}, [{outcome: float(value)} for value in values])


def test_no_event_in_eight_is_no_proof():
    assert standing_of(setting("seizure", [0] * 8), [SEIZURE]) == "undecided"


def test_no_event_in_seventy_two_is_and_in_seventy_one_is_not():
    assert replications_for(0.05) == 72
    assert standing_of(setting("seizure", [0] * 72), [SEIZURE]) == "yes"
    assert standing_of(setting("seizure", [0] * 71), [SEIZURE]) == "undecided"


def test_two_events_in_two_break_a_limit_of_five_percent():
    # the probability is at least 0.025 ^ (1/2) = 0.158
    assert standing_of(setting("seizure", [1, 1]), [SEIZURE]) == "no"
    assert bounds_of(setting("seizure", [1, 1]), SEIZURE)[0] == pytest.approx(math.sqrt(0.025))


def test_the_interval_of_a_probability_is_the_published_one():
    # Clopper and Pearson (1934): 10 of 100, 95 %: 0.049 to 0.176
    assert share_interval(10, 100) == pytest.approx((0.0490, 0.1762), abs=1e-4)


def test_a_mean_is_judged_by_its_t_interval():
    values = [1.0, 2.0, 3.0, 4.0]
    low, high = interval(np.array(values))
    of = setting("lost_eur", values)
    assert standing_of(of, [Limit("lost_eur", "mean", high + 0.01)]) == "yes"
    assert standing_of(of, [Limit("lost_eur", "mean", high - 0.01)]) == "undecided"
    assert standing_of(of, [Limit("lost_eur", "mean", low - 0.01)]) == "no"


def test_at_least_is_at_most_upside_down():
    of = setting("publisher_revenue_eur", [10.0, 10.0, 10.0])
    least = limit_of("publisher_revenue_eur>=9", ["publisher_revenue_eur"])
    assert standing_of(of, [least]) == "yes"
    assert (
        standing_of(of, [limit_of("publisher_revenue_eur>=11", ["publisher_revenue_eur"])]) == "no"
    )


def test_too_few_replications_say_nothing_of_a_tail():
    assert standing_of(setting("programme_cost_eur", [1e6] * 58), [COST]) == "undecided"
    assert standing_of(setting("programme_cost_eur", [1e6] * 59), [COST]) == "yes"


def test_a_mean_above_the_limit_puts_the_tail_above_it_too():
    assert standing_of(setting("programme_cost_eur", [3e6] * 4), [COST]) == "no"


def test_one_replication_decides_nothing():
    assert standing_of(setting("lost_eur", [1.0]), [Limit("lost_eur", "mean", 99.0)]) == "undecided"


def test_the_worst_twentieth_is_bounded_as_tails_show_it():
    values = [float(value) for value in np.random.default_rng(5).exponential(size=100)]
    limit = Limit("programme_cost_eur", "es95", 3.0)
    shown = tail(values, 95)
    assert estimate_of(setting("programme_cost_eur", values), limit) == shown.es
    bounds = bounds_of(setting("programme_cost_eur", values), limit)
    assert bounds == (shown.es_ci_low, shown.es_ci_high)


def test_a_measure_that_is_not_there_costs_nothing_and_a_failed_run_is_left_out():
    of = Setting(0, {}, [{"lost_eur": 1.0}, {}, {"lost_eur": 3.0}])
    assert of.values("cost_line_eur").tolist() == [0.0, 0.0]
    assert of.mean("lost_eur") == 2.0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seizure", "is no limit; OUTCOME<=VALUE"),
        ("seizure<0.05", "is no limit"),
        ("seizur<=0.05", "no outcome 'seizur'; did you mean seizure"),
        ("es99(seizure)<=0.05", "no statistic 'es99'; mean, es95; did you mean es95"),
        ("seizure<=much", "'much' is no finite number"),
        ("seizure<=nan", "'nan' is no finite number"),
        ("es95(seizure)>=0.05", "es95 is the mean of the worst 5 %"),
    ],
)
def test_a_limit_that_is_none_is_answered_with_what_is_allowed(text, message):
    with pytest.raises(InputError, match=message.replace("(", r"\(")):
        limit_of(text, ["seizure"])


def test_a_limit_is_read_as_it_is_written():
    assert limit_of(" mean( seizure ) <= 5e-2 ", ["seizure"]) == SEIZURE
    assert limit_of("es95(programme_cost_eur)<=2e6", ["programme_cost_eur"]) == COST
