"""An insurer's review of one account, and how a new limit comes to bind."""

import numpy as np
import pytest

from simulator.book.reviews import (
    announce_limit,
    announce_limits,
    bind_what_is_due,
    downgrade,
    is_downgraded,
    limit_granted,
    share_after_review,
    triangular,
)
from simulator.book.rules import downgrades
from simulator.book.state import (
    ALIVE,
    CUT_BY_CROWDING,
    CUT_BY_INCIDENT,
    CUT_BY_REVIEW,
    CUT_BY_WAVE,
    EXOGENOUS,
    INSURED,
    LIMIT_CHANGE,
    NOT_CUT,
)
from simulator.units import BILLION, NEVER, billionths
from tests.book.rows import a_day, a_reseller, an_account, an_insurer, flows, the_lines

HALF = BILLION // 2


@pytest.mark.parametrize(
    ("u", "value"),
    [(0.0, 0.2), (0.125, 0.3), (0.5, 0.4), (0.875, 0.5), (1.0, 0.6)],
)
def test_the_triangular_quantile_is_worked_out_by_hand(u, value):
    # the triangle's left half is half of it, and half-way up its slope an eighth
    assert triangular(0.2, 0.4, 0.6, u) == pytest.approx(value)


def test_a_triangle_may_lean():
    # with the mode at 0.2 a fifth lies below it, and (1 − ½)² / 0.8 above one half
    assert triangular(0.0, 0.2, 1.0, 0.2) == pytest.approx(0.2)
    assert triangular(0.0, 0.2, 1.0, 1 - 0.25 / 0.8) == pytest.approx(0.5)


def test_a_distribution_without_width_has_one_value():
    assert triangular(0.5, 0.5, 0.5, 0.9) == 0.5


def test_the_limit_is_reference_times_share_times_factor_rounded_once():
    account = an_account(reference=1_001, share=HALF, factor=billionths(0.9))
    assert limit_granted(account[0]) == 450  # 1,001 × 0.45 = 450.45


# The review


def reviewed(uniforms, share=BILLION, notified=False, hazard=0.1):
    stance = {
        "cancelled": 0.3,
        "cut_low": 0.4,
        "cut_mode": 0.4,
        "cut_high": 0.4,
        "overdue_cut_to": billionths(0.25),
        "restore_hazard": 0.2,
        "restored_share": HALF,
    }
    return share_after_review(share, an_insurer(**stance)[0], hazard, notified, np.array(uniforms))


def test_an_account_that_is_notified_is_cut_whatever_the_draw():
    assert reviewed([0.99, 0.5, 0.5], notified=True) == billionths(0.25)
    assert reviewed([0.01, 0.1, 0.5], notified=True, share=HALF) == billionths(0.125)


def test_a_draw_under_the_hazard_cuts_or_cancels():
    assert reviewed([0.09, 0.29, 0.5]) == 0
    assert reviewed([0.09, 0.31, 0.5]) == billionths(0.4)
    assert reviewed([0.09, 0.31, 0.5], share=HALF) == billionths(0.2)
    assert reviewed([0.11, 0.29, 0.5]) == BILLION


def test_a_higher_hazard_reaches_further():
    assert reviewed([0.29, 0.9, 0.5], hazard=0.3) == billionths(0.4)
    assert reviewed([0.29, 0.9, 0.5], hazard=0.2) == BILLION


def test_a_draw_over_the_restoring_hazards_complement_gives_back_a_share_of_what_was_cut():
    assert reviewed([0.81, 0.5, 0.5], share=0) == HALF
    assert reviewed([0.81, 0.5, 0.5], share=HALF) == billionths(0.75)
    assert reviewed([0.79, 0.5, 0.5], share=HALF) == HALF
    assert reviewed([0.81, 0.5, 0.5], share=BILLION) == BILLION


# The downgrade

FACTORS = [1.2, 1.15, 1.1, 1.05, 1.0, 0.95, 0.85, 0.7, 0.4, 0.0]


def downgraded(rating, share=BILLION, factors=FACTORS):
    account, insurer = an_account(rating=rating, share=share), an_insurer()
    insurer["downgraded_to"] = downgrades(factors)
    downgrade(account[0], insurer[0])
    return int(account["rating"][0]), int(account["share"][0])


def test_a_downgrade_worsens_the_rating_by_one_and_the_limit_by_what_the_ratings_are_worth():
    assert downgraded(5) == (6, billionths(0.95))
    assert downgraded(7) == (8, 823_529_412)  # 0.7 / 0.85 = 0.8235294117…
    assert downgraded(5, share=HALF) == (6, billionths(0.475))
    assert downgraded(9) == (10, 0)


def test_a_downgrade_never_raises_a_limit_and_leaves_one_whose_factor_was_nothing():
    assert downgraded(1, factors=[0.5, 1.0, *[1.0] * 8]) == (2, BILLION)
    assert downgraded(1, share=HALF, factors=[0.0] * 10) == (2, HALF)


@pytest.mark.parametrize(
    ("overdue", "rating", "expected"),
    [(30, 5, False), (31, 5, True), (60, 5, True), (61, 5, False), (31, 9, True), (31, 10, False)],
)
def test_an_account_is_downgraded_between_the_two_ages_unless_it_is_rated_worst(
    overdue, rating, expected
):
    insurer = an_insurer(downgrade_after_days=30, overdue_notice_days=60)
    assert is_downgraded(an_account(rating=rating)[0], insurer[0], overdue) is expected


def test_without_a_downgrade_rule_nothing_is_downgraded():
    insurer = an_insurer(overdue_notice_days=NEVER)
    assert not is_downgraded(an_account(rating=5)[0], insurer[0], NEVER - 1)


# How a new limit binds


class Cover:
    """An account of 1,000 insured, used 0, and a day of the ledger."""

    def __init__(self, **account):
        self.account = an_account(reference=1_000, **account)
        self.own, self.day = the_lines([1_000, 0, 0, 0]), a_day()

    def announce(self, share, cause, ordinal, binds):
        self.account["share"] = billionths(share)
        announce_limit(self.account[0], self.own, cause, ordinal, binds, self.day)
        return self.limit, self.pending

    def run_out(self, ordinal):
        bind_what_is_due(self.account[0], self.own, ordinal, self.day)
        return self.limit

    @property
    def limit(self):
        return int(self.own["limit"][INSURED])

    @property
    def pending(self):
        on = int(self.account["pending_on"][0])
        return None if on == NEVER else (int(self.account["pending"][0]), on)

    @property
    def cut_by(self):
        return self.account["cut_by"][0]


def test_a_cut_without_notice_binds_at_once():
    cover = Cover()
    assert cover.announce(0.4, CUT_BY_WAVE, ordinal=5, binds=5) == (400, None)
    assert flows(cover.day, LIMIT_CHANGE) == [-600, 0, 0, 0]
    assert cover.cut_by == CUT_BY_WAVE


def test_a_cut_with_notice_waits_for_its_day():
    cover = Cover()
    assert cover.announce(0.4, CUT_BY_REVIEW, 5, binds=9) == (1_000, (400, 9))
    assert not cover.day.any()
    assert cover.cut_by == NOT_CUT, "nothing is cut yet"
    assert cover.run_out(8) == 1_000
    assert cover.run_out(9) == 400
    assert cover.cut_by == CUT_BY_REVIEW


def test_a_further_cut_changes_the_limit_to_come_and_does_not_put_it_off():
    cover = Cover()
    cover.announce(0.4, CUT_BY_REVIEW, 5, binds=9)
    assert cover.announce(0.1, CUT_BY_WAVE, 6, binds=12) == (1_000, (100, 9))
    assert cover.run_out(9) == 100
    assert cover.cut_by == CUT_BY_WAVE


def test_a_further_cut_that_binds_earlier_brings_the_first_forward():
    cover = Cover()
    cover.announce(0.4, CUT_BY_REVIEW, 5, binds=20)
    assert cover.announce(0.1, CUT_BY_WAVE, 6, binds=7) == (1_000, (100, 7))


def test_a_rise_that_leaves_a_cut_does_not_put_it_off():
    cover = Cover()
    cover.announce(0.1, CUT_BY_WAVE, 5, binds=9)
    assert cover.announce(0.6, NOT_CUT, 6, binds=6) == (1_000, (600, 9))
    assert cover.run_out(9) == 600
    assert cover.cut_by == CUT_BY_WAVE, "a rise cuts nothing"


def test_a_rise_up_to_the_limit_in_force_ends_what_was_announced():
    cover = Cover()
    cover.announce(0.1, CUT_BY_WAVE, 5, binds=9)
    assert cover.announce(1.0, NOT_CUT, 6, binds=6) == (1_000, None)


def test_a_rise_above_the_limit_in_force_takes_effect_at_once():
    cover = Cover()
    cover.announce(0.4, CUT_BY_WAVE, 5, binds=5)
    assert cover.announce(0.7, NOT_CUT, 6, binds=6) == (700, None)


def test_a_fault_needs_no_notice_and_ends_what_was_announced():
    cover = Cover()
    cover.announce(0.4, CUT_BY_WAVE, 5, binds=9)
    cover.account["faults"] = 1
    assert cover.announce(0.4, CUT_BY_INCIDENT, 6, binds=6) == (0, None)
    assert cover.run_out(9) == 0


def test_when_a_fault_is_repaired_all_cuts_decided_by_then_bind():
    cover = Cover(faults=1)
    cover.announce(1.0, CUT_BY_INCIDENT, 5, binds=5)
    assert cover.announce(0.4, CUT_BY_WAVE, 6, binds=20) == (0, None), "hidden by the fault"
    cover.account["faults"] = 0
    assert cover.announce(0.4, NOT_CUT, 8, binds=8) == (400, None)
    assert cover.cut_by == CUT_BY_WAVE


def test_of_two_faults_the_last_that_is_repaired_gives_the_limit_back():
    cover = Cover(faults=2)
    cover.announce(1.0, CUT_BY_INCIDENT, 5, binds=5)
    cover.account["faults"] = 1
    assert cover.announce(1.0, NOT_CUT, 8, binds=8) == (0, None)
    cover.account["faults"] = 0
    assert cover.announce(1.0, NOT_CUT, 9, binds=9) == (1_000, None)
    assert cover.cut_by == NOT_CUT, "a fault is no view of the insurer's"


def test_what_is_crowded_out_comes_off_the_limit_and_not_below_nothing():
    account = an_account(reference=1_000, share=HALF, crowded_out=120)
    assert limit_granted(account[0]) == 380
    account["crowded_out"] = 501
    assert limit_granted(account[0]) == 0


def test_crowding_out_is_announced_as_a_cut_and_its_end_takes_effect_at_once():
    cover = Cover()
    cover.account["crowded_out"] = 250
    assert cover.announce(1.0, CUT_BY_CROWDING, 5, binds=9) == (1_000, (750, 9))
    assert cover.run_out(9) == 750
    assert cover.cut_by == CUT_BY_CROWDING
    cover.account["crowded_out"] = 0
    assert cover.announce(1.0, CUT_BY_CROWDING, 12, binds=16) == (1_000, None)


def test_a_cut_and_what_is_crowded_out_add_up_and_the_later_one_names_the_cause():
    cover = Cover(crowded_out=250)
    assert cover.announce(0.4, CUT_BY_WAVE, 5, binds=5) == (150, None)
    assert cover.cut_by == CUT_BY_WAVE
    cover.account["crowded_out"] = 300
    assert cover.announce(0.4, CUT_BY_CROWDING, 6, binds=6) == (100, None)
    assert cover.cut_by == CUT_BY_CROWDING


def test_a_view_that_cuts_nothing_leaves_who_cut_last():
    cover = Cover(cut_by=CUT_BY_WAVE)
    cover.announce(1.0, CUT_BY_REVIEW, 5, binds=5)
    assert cover.cut_by == CUT_BY_WAVE


def test_nothing_is_announced_on_the_accounts_of_resellers_that_have_failed():
    accounts = np.concatenate([an_account(reference=1_000, share=HALF, reseller=r) for r in (0, 1)])
    resellers = np.concatenate([a_reseller(state=ALIVE), a_reseller(state=EXOGENOUS)])
    lines = np.stack([the_lines([1_000, 0, 0, 0])] * 2)
    wake, ledger = np.array([NEVER, NEVER], np.int32), np.zeros((9, 1, len(a_day())), np.int64)
    both = np.array([0, 1], np.int32)
    announce_limits(accounts, lines, resellers, wake, ledger, both, CUT_BY_WAVE, 3, both * 0 + 3)
    assert lines["limit"][:, INSURED].tolist() == [500, 1_000]
    assert wake.tolist() == [3, NEVER]


@pytest.mark.parametrize(("luck", "share"), [(0.249, 0), (0.25, BILLION)])
def test_a_hazard_of_a_quarter_cuts_below_a_quarter_and_not_at_it(luck, share):
    insurer, uniforms = an_insurer(cancelled=1.0), np.array([luck, 0.5, 0.5])
    assert share_after_review(BILLION, insurer[0], 0.25, False, uniforms) == share
