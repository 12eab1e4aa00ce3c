"""What is told of limits, on a market of ten shops that can be counted by hand.

Each of s0 … s9 has a limit of 1,000 € at north; s0 … s4 have one of 500 € at south as well. Use at
north: s0 owes 600 €, s1 40 €, the others nothing. A wave on day 10 cuts north's first five accounts
(all ties): s0, s1 to zero, s2, s3, s4 to 400 €. On day 20 a fault drops two accounts that are left.
"""

import numpy as np
import pytest

from simulator.book.limit_history import BY_FAILURE
from simulator.book.state import CUT_BY, CUT_BY_INCIDENT, CUT_BY_WAVE, INSURED
from simulator.outcomes.base import ratio
from tests.observables.markets import an_observation, seen, watched
from tests.plain.markets import Buys, Credit, Owes, Shop, day, market
from tests.small_worlds import postings_of, run_market

SHOPS = [Shop(f"s{n}", cash=10_000, fails_on=40 if n == 9 else 10**6) for n in range(10)]
ACCOUNTS = [
    *(Credit(shop.id, insured=1_000, insurer="sfac") for shop in SHOPS),
    *(Credit(f"s{n}", "south", insured=500, insurer="coface") for n in range(5)),
]
WAVE = {"bad_rating_weight": 0.0, "low_use_weight": 0.0, "cut_to": [0.3, 0.4, 0.5]}
INSURERS = {
    "sfac": {
        "waves": {
            "feb": {
                "starts": day(10),
                "ends": day(19),
                "share": 0.5,
                "cancelled_share": 0.4,
                **WAVE,
            }
        },
        "incidents": {"fault": {"on": day(21), "share": 0.25, "restored_on": day(28)}},
        "reliefs": {"late": {"on": day(30), "share": 1.0, "restored_share": 0.5}},
    },
    "coface": {},
}


@pytest.fixture(scope="module")
def record():
    owes = [Owes("s0", 600, 300), Owes("s1", 40, 300)]
    shops = market(SHOPS, ACCOUNTS, [], owes=owes, insurers=INSURERS, distributors=TWO, days=60)
    return watched(shops)


TWO = {
    "north": {"net_days": 30, "opening_cash_eur": 100.0},
    "south": {"net_days": 30, "opening_cash_eur": 100.0},
}


def test_the_history_gives_every_limit_at_every_close(record):
    history = record.limit_history
    north = np.flatnonzero(record.portfolio.account_distributor == 0)
    at = {n: (history.at(_ordinal(record, n), INSURED)[north] // 100).tolist() for n in (9, 10, 21)}
    assert at[9] == [1_000] * 10
    assert at[10] == [0, 0, 400, 400, 400] + [1_000] * 5
    assert at[21] == [0, 0, 0, 0, 400] + [1_000] * 5, "8 with a limit, a quarter of which is hit"


def test_the_history_agrees_with_the_limits_that_the_book_sums_up(record):
    for ordinal in range(record.calendar.business_days):
        total = record.limits[ordinal, :, INSURED].sum()
        assert record.limit_history.at(ordinal, INSURED).sum() == total


def test_a_move_says_what_caused_it_and_what_was_used_before(record):
    moves = record.limit_history.moves
    first = moves[moves["ordinal"] == _ordinal(record, 10)]
    assert [CUT_BY[code] for code in first["cause"]] == ["wave"] * 5
    assert (first["used"] // 100).tolist() == [600, 40, 0, 0, 0]
    fault = moves[moves["ordinal"] == _ordinal(record, 21)]
    assert fault["cause"].tolist() == [CUT_BY_INCIDENT] * 2
    failed = moves[moves["cause"] == BY_FAILURE]
    assert record.portfolio.account_reseller[failed["account"]].tolist() == [9]


def test_resellers_cut_by_more_than_half_are_counted_once_whatever_their_accounts(record):
    assert seen(record, "resellers_cut", on=day(9)) == 0
    assert seen(record, "resellers_cut", on=day(10)) == 5
    assert seen(record, "resellers_cut", on=day(10), cut_by_more_than=0.6) == 2, "0.6 is not more"
    assert seen(record, "resellers_cut", on=day(10), distributor="south") == 0
    assert seen(record, "resellers_cut", on=day(10), accounts="home") == 5


def test_a_day_without_business_has_the_state_of_the_last_close_and_the_acts_of_the_next():
    fault = {"on": day(11), "share": 1.0, "restored_on": day(14)}  # Friday to Monday
    insurers = {"sfac": {"incidents": {"fault": fault}}}
    accounts = [Credit("ada", insured=1_000, insurer="sfac")]
    record = watched(market([Shop("ada")], accounts, [], insurers=insurers, calendar="french"))
    cancelled = [seen(record, "resellers_cancelled", on=day(n)) for n in (10, 11, 13, 14)]
    assert cancelled == [0, 1, 1, 0]
    assert [seen(record, "limits_raised_eur", on=day(n)) for n in (11, 13, 14)] == [0, 1_000, 1_000]
    assert seen(record, "revisions", starts=day(12), ends=day(13)) == 0


def test_cancelled_resellers_have_a_limit_at_zero_a_faults_too(record):
    assert seen(record, "resellers_cancelled", on=day(10)) == 2
    assert seen(record, "resellers_cancelled", on=day(21)) == 4
    assert seen(record, "resellers_cancelled", on=day(28)) == 2


def test_a_failed_reseller_is_neither_cut_nor_cancelled(record):
    assert seen(record, "resellers_cancelled", on=day(59)) == 0
    assert seen(record, "failures", starts=day(0), ends=day(59)) == 1


def test_revisions_are_falls_and_accounts_are_revised_once(record):
    window = {"starts": day(10), "ends": day(27)}
    assert seen(record, "revisions", **window) == 7
    assert seen(record, "accounts_revised", **window) == 5
    assert seen(record, "revisions", causes=["incident"], **window) == 2
    assert seen(record, "revisions", causes=["crowding"], **window) == 0
    assert seen(record, "revisions", distributor="south", **window) == 0
    assert seen(record, "revisions", least_fall=0.6, **window) == 4, "600 of 1,000 is not more"
    assert seen(record, "revisions", starts=day(11), ends=day(20)) == 0


def test_the_share_of_accounts_revised_is_over_those_with_a_limit_before(record):
    window = {"starts": day(10), "ends": day(27)}
    assert seen(record, "accounts_revised_share", distributor="north", **window) == 0.5
    assert seen(record, "accounts_revised_share", **window) == 5 / 15
    assert seen(record, "accounts_revised_share", starts=day(21), ends=day(27)) == 2 / 13


def test_little_active_accounts_use_less_than_a_share_of_their_limit(record):
    window = {"starts": day(10), "ends": day(19)}
    assert seen(record, "little_active_share", **window) == 4 / 5, "40 of 1,000 is under 5 %"
    assert seen(record, "little_active_share", use_under=0.04, **window) == 3 / 5
    assert np.isnan(seen(record, "little_active_share", starts=day(0), ends=day(5)))


def test_limits_raised_are_the_days_rises(record):
    # the fault ends on day 28: s2, s3 come back to 400 €
    assert seen(record, "limits_raised_eur", on=day(28)) == 800
    # half of what is lacking: s0, s1 from 0 to 500 €, s2, s3, s4 from 400 to 700 €
    assert seen(record, "limits_raised_eur", on=day(30)) == 1_900
    assert seen(record, "limits_raised_eur", on=day(30), distributor="south") == 0


def test_the_exposure_index_is_over_a_days_sum(record):
    # 12,500 € at first; day 10: 5 × 1,000 + 3 × 400 + 2,500
    assert seen(record, "exposure_index", base_on=day(9), on=day(9)) == 100
    assert seen(record, "exposure_index", base_on=day(9), on=day(10)) == ratio(100 * 8_700, 12_500)


def test_limits_per_account_and_their_use(record):
    assert seen(record, "limit_per_account_eur", on=day(9)) == pytest.approx(12_500 / 15)
    assert seen(record, "limit_per_account_eur", on=day(9), statistic="median") == 1_000
    assert seen(record, "limit_per_account_eur", on=day(10)) == pytest.approx(8_700 / 13)
    assert seen(record, "use_of_limits", on=day(9)) == 640 / 12_500
    assert seen(record, "use_of_limits", on=day(10)) == 640 / 8_700


def test_a_market_without_public_cover_has_no_relation_and_no_mean(record):
    assert seen(record, "public_relations", on=day(59)) == 0
    assert np.isnan(seen(record, "public_line_mean_eur", on=day(59)))


def test_a_run_that_was_not_watched_says_so():
    record = watched(market([Shop("ada")], [Credit("ada")], []))
    object.__setattr__(record, "limit_history", None)
    with pytest.raises(ValueError, match="watched no limits"):
        an_observation("public_relations", on=day(1)).measure(record)


def test_looking_account_by_account_changes_nothing():
    shops = market(SHOPS, ACCOUNTS, [Buys("a", "s0", 3, 100)], insurers=INSURERS, distributors=TWO)
    looked = watched(shops)
    assert looked.limit_history.moves["cause"].tolist().count(CUT_BY_WAVE) >= 5
    assert postings_of(looked) == postings_of(run_market(shops))


def _ordinal(record, number):
    return int(record.calendar.ordinal_from(number))
