"""The product and the plain implementation agree to the cent on random small markets."""

import pytest
from hypothesis import example, given

from tests.effort import tried
from tests.plain.agreement import differences, story
from tests.plain.engines import plain
from tests.plain.markets import Market
from tests.plain.product import product
from tests.plain.random_markets import market_of, random_market
from tests.plain.sketches import Sketch, sketches


def assert_agreement(market: Market) -> None:
    found = differences(product(market), plain(market))
    assert not found, story(found)


@pytest.mark.parametrize("seed", range(60))
def test_both_agree_on_every_order_invoice_limit_and_cent(seed):
    assert_agreement(random_market(seed))


DOUBLE_WINDOW_BEYOND_THE_RUN = Sketch(
    seed=35, shops=5, days=47, warm_up_days=0, measures=5, crisis=True, drawn=True
)
"""Projects were drawn forward from days after the run that lie in the double window itself."""


NEVER_TRIED = Sketch(seed=2, shops=1, days=60)
"""Orders of the last week-end, which first trade after the run, counted on its last day."""


@tried(700)
@given(sketch=sketches())
@example(sketch=DOUBLE_WINDOW_BEYOND_THE_RUN)
@example(sketch=NEVER_TRIED)
def test_both_agree_on_markets_never_seen_before(sketch):
    assert_agreement(market_of(sketch))


@tried(20)
@given(sketch=sketches(most_shops=20, most_days=260))
def test_both_agree_on_long_markets_never_seen_before(sketch):
    assert_agreement(market_of(sketch))
