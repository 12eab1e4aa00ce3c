"""Failures, public lines, and the publisher's lines against what came back."""

import numpy as np
import pytest

from simulator.book.limit_history import MOVE, LimitHistory
from simulator.book.state import INSURED, PUBLIC
from simulator.observables.distributor_failures import longest_spell
from tests.observables.markets import seen, watched
from tests.plain.markets import Buys, Credit, Shop, day, market

POOR = {"north": {"net_days": 60, "opening_cash_eur": 0.0, "pays_suppliers_after_days": 10}}


def test_the_failure_rate_is_a_years():
    shops = [Shop(f"s{n}", fails_on=30 if n < 2 else 10**6) for n in range(20)]
    record = watched(market(shops, [Credit(s.id) for s in shops], [], days=60))
    assert seen(record, "failures", starts=day(0), ends=day(29)) == 0
    assert seen(record, "failures", starts=day(0), ends=day(30)) == 2
    assert seen(record, "failure_rate", starts=day(0), ends=day(30)) == pytest.approx(
        0.1 * 365 / 31
    )
    assert seen(record, "failure_rate", starts=day(31), ends=day(50)) == 0


def test_a_wholesaler_has_failed_once_its_cash_is_below_zero_for_long():
    # it pays its supplier on day 10 and is paid on day 60
    orders = [Buys("a", "ada", 0, 900, pays_after=1)]
    record = watched(
        market([Shop("ada")], [Credit("ada", own_risk=1_000)], orders, distributors=POOR, days=90)
    )
    window = {"starts": day(0), "ends": day(89)}
    assert seen(record, "distributor_failures", below_zero_days=30, **window) == 1
    assert seen(record, "distributor_failures", below_zero_days=60, **window) == 0
    assert seen(record, "distributor_failures", below_zero_days=0, starts=day(0), ends=day(9)) == 0


def test_a_wholesaler_with_money_of_its_own_does_not_fail():
    rich = {"north": {**POOR["north"], "opening_cash_eur": 900.0}}
    orders = [Buys("a", "ada", 0, 900, pays_after=1)]
    record = watched(
        market([Shop("ada")], [Credit("ada", own_risk=1_000)], orders, distributors=rich, days=90)
    )
    window = {"starts": day(0), "ends": day(89)}
    assert seen(record, "distributor_failures", below_zero_days=0, **window) == 0


def test_a_spell_ends_with_a_close_above_zero():
    below = np.array([False, True, True, False, True, True, True])
    assert longest_spell(below, np.array([0, 1, 4, 5, 6, 7, 11])) == 5
    assert longest_spell(np.zeros(3, bool), np.arange(3)) == 0


def moves(*rows):
    """Return moves from (ordinal, account, line, before, after) in euros."""
    out = np.zeros(len(rows), MOVE)
    for at, (ordinal, account, line, before, after) in enumerate(rows):
        out[at] = (ordinal, account, line, 0, before * 100, after * 100, 0)
    return out


@pytest.fixture
def with_lines():
    """A record with publisher's lines of 500 € on two accounts, and a history made up."""
    line = {
        "kind": "guaranteed_line",
        "name": "line",
        "starts": day(7),
        "ends": day(40),
        "distributors": ["north"],
        "amount_eur": 500.0,
        "requires_insured_limit": False,
    }
    accounts = [Credit("ada", insured=1_000, insurer="sfac"), Credit("bob")]
    record = watched(
        market([Shop("ada"), Shop("bob")], accounts, [], measures=[line], insurers={"sfac": {}})
    )
    made_up = LimitHistory(
        record.limit_history.opening,
        moves(
            (7, 0, PUBLIC, 0, 300),
            (7, 1, PUBLIC, 0, 500),
            (7, 0, INSURED, 1_000, 1_200),
            (8, 1, PUBLIC, 500, 0),
        ),
    )
    object.__setattr__(record, "limit_history", made_up)
    return record


def test_public_lines_are_counted_and_averaged_at_a_close(with_lines):
    assert seen(with_lines, "public_relations", on=day(7)) == 2
    assert seen(with_lines, "public_line_mean_eur", on=day(7)) == 400
    assert seen(with_lines, "public_relations", on=day(8)) == 1
    assert seen(with_lines, "public_line_mean_eur", on=day(8)) == 300


def test_public_lines_count_among_the_limits_raised(with_lines):
    assert seen(with_lines, "limits_raised_eur", on=day(7)) == 1_000
    assert seen(with_lines, "limits_raised_eur", on=day(8)) == 0


def test_the_publishers_lines_are_taken_at_their_peak_over_what_came_back(with_lines):
    # guaranteed lines at ada's and bob's accounts: 1,000 € against 1,000 € raised on day 7
    assert seen(with_lines, "lines_over_raised", on=day(7)) == 1.0
    assert seen(with_lines, "lines_over_raised", on=day(7), distributor="north") == 1.0
    assert np.isnan(seen(with_lines, "lines_over_raised", on=day(8)))
