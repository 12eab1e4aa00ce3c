"""The product and the plain implementation agree to the cent on random small markets."""

import pytest
from hypothesis import HealthCheck, given, settings

from tests.plain.agreement import differences, story
from tests.plain.engines import plain
from tests.plain.markets import Market
from tests.plain.product import product
from tests.plain.random_markets import random_market, random_markets


def assert_agreement(market: Market) -> None:
    found = differences(product(market), plain(market))
    assert not found, story(found)


@pytest.mark.parametrize("seed", range(60))
def test_both_agree_on_every_order_invoice_limit_and_cent(seed):
    assert_agreement(random_market(seed))


@given(market=random_markets())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_both_agree_on_markets_never_seen_before(market):
    assert_agreement(market)
