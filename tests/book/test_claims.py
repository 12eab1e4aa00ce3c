"""Who bears the claims that a failure leaves, to the cent."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.book.claims import settle_claims
from simulator.book.state import SHARED
from simulator.units import billionths, share_of
from tests.book.rows import a_reseller, a_stack, an_account, an_item

WHOLE = billionths(1)


def settled(parts, insured=0.8, public=0.0, coverage=0.5, recovery=0.0, paid=0):
    """Return (borne, recovered) of one invoice whose lines carry `parts`, cents."""
    item = an_item(sum(parts), carrier=SHARED, claimed=True, paid=paid)
    claims = settle_claims(
        a_reseller(next_item=1, failed_on=9),
        an_account(),
        item,
        np.array([parts], np.int64),
        a_stack(),
        np.array([0], np.int32),
        np.array([billionths(insured)], np.int64),
        billionths(public),
        np.array([billionths(coverage)], np.int64),
        billionths(recovery),
    )
    assert claims.failed_on.tolist() == [9]
    return claims.borne[0].tolist(), claims.recovered[0].tolist()


def test_each_payer_bears_its_percentage_of_its_part_and_the_distributor_the_rest():
    borne, _ = settled([1_000, 200, 500, 300], insured=0.8, public=0.6, coverage=0.5)
    assert borne == [800, 120, 250, 0, 200 + 80 + 250 + 300]


def test_half_a_cent_goes_to_the_even_cent_and_no_cent_is_lost():
    borne, _ = settled([5, 0, 5, 0], insured=0.5, coverage=0.3)
    assert borne == [2, 0, 2, 0, 6]  # 2.5 → 2 and 1.5 → 2


def test_cover_applies_to_what_was_used_and_not_to_the_limit():
    borne, _ = settled([100, 0, 0, 0], insured=0.8)
    assert borne == [80, 0, 0, 0, 20]


def test_what_was_paid_before_lowers_the_last_line_drawn_first():
    borne, _ = settled([100, 0, 50, 50], insured=0.8, coverage=1.0, paid=60)
    assert borne == [80, 0, 40, 0, 20]


def test_a_recovery_is_split_pro_rata_to_what_each_payer_bore():
    borne, recovered = settled([1_000, 0, 400, 600], insured=0.8, coverage=1.0, recovery=0.1)
    assert borne == [800, 0, 400, 0, 800]
    assert recovered == [80, 0, 40, 0, 80]


def test_leftover_cents_of_a_recovery_go_to_the_largest_remainders_ties_to_the_earlier():
    borne, recovered = settled([100, 0, 100, 100], insured=1.0, coverage=1.0, recovery=1 / 3)
    assert borne == [100, 0, 100, 0, 100]
    assert recovered == [34, 0, 33, 0, 33]


@settings(deadline=None)
@given(
    st.lists(st.integers(0, 10**9), min_size=4, max_size=4).filter(any),
    st.tuples(*[st.floats(0, 1)] * 4),
)
def test_a_claim_is_borne_in_full_and_no_payer_recovers_more_than_it_bore(parts, rates):
    insured, public, coverage, recovery = rates
    borne, recovered = settled(parts, insured, public, coverage, recovery)
    assert sum(borne) == sum(parts)
    assert sum(recovered) == share_of(sum(parts), billionths(recovery))
    assert all(0 <= r <= b for r, b in zip(recovered, borne, strict=True))


def test_only_the_invoices_of_the_failed_that_were_open_become_claims():
    resellers = np.concatenate(
        [a_reseller(next_item=2), a_reseller(first_item=2, next_item=3, failed_on=4)]
    )
    items = np.concatenate([an_item(10, claimed=True), an_item(20), an_item(30, claimed=True)])
    items["carrier"], items["account"] = 0, [0, 0, 1]
    claims = settle_claims(
        resellers,
        np.concatenate([an_account(reseller=0), an_account(reseller=1)]),
        items,
        np.zeros((3, 4), np.int64),
        a_stack(),
        np.array([1], np.int32),
        np.array([WHOLE], np.int64),
        0,
        np.array([0], np.int64),
        0,
    )
    assert claims.item.tolist() == [2]
    assert claims.reseller.tolist() == [1]
    assert claims.borne.tolist() == [[30, 0, 0, 0, 0]]
