"""The plain implementation alone: its books balance, and random markets reach every rule."""

from collections import Counter

import pytest

from tests.plain.book import Order
from tests.plain.model import run
from tests.plain.random_markets import random_market
from tests.plain.record import PlainRecord

SEEDS = range(12)


@pytest.fixture(params=SEEDS)
def record(request: pytest.FixtureRequest) -> PlainRecord:
    market = random_market(request.param)
    return run(market, market.prepared, market.draws)


def test_what_an_order_draws_on_credit_is_its_amount(record):
    for order in record.orders:
        drawn = sum(part.amount for part in order.parts)
        assert drawn in (0, order.amount)
        assert (drawn > 0) <= (order.fate in ("on_credit", "after_wait"))


def test_demand_is_delivered_lost_or_waiting(record):
    fates = {"on_credit", "prepaid", "after_wait", "lost_credit", "lost_failed", "waiting"}
    assert {order.fate for order in record.orders} <= fates
    for order in record.orders:
        delivered = order.fate in ("on_credit", "prepaid", "after_wait")
        assert delivered == (order.delivered is not None)


def test_what_is_used_is_what_is_open_line_by_line(record):
    open_parts = Counter()
    for invoice in record.invoices:
        assert invoice.amount == invoice.paid + invoice.written_off + invoice.open
        for part in invoice.parts:
            open_parts[part.line] += part.amount
    for account in record.town.accounts:
        for line in account.lines:
            assert line.used == open_parts[line] >= 0


def test_a_claim_is_borne_by_somebody_to_the_cent(record):
    for claim in record.claims:
        assert claim.amount == sum(burden.amount for burden in claim.burdens)
        assert claim.amount == claim.invoice.written_off
        assert all(0 <= r <= b.amount for b, r in zip(claim.burdens, claim.recovered, strict=True))


def test_cash_is_opening_and_what_came_in_less_what_went_out(record):
    came, went = Counter(), Counter()
    for (payer, payee, kind), amount in record.flows.items():
        if kind in ("sale", "credit_sale"):
            continue
        came[payee] += amount
        went[payer] += amount
    warm_up = [close for close in record.closes if close.day < 0]
    if warm_up:
        before = sum(warm_up[-1].cash.values()), sum(warm_up[-1].treasuries.values())
    else:
        resellers, distributors = record.town.resellers, record.town.distributors
        before = (
            sum(reseller.opening_cash for reseller in resellers),
            sum(distributor.opening_cash for distributor in distributors),
        )
    after = sum(record.closes[-1].cash.values()), sum(record.closes[-1].treasuries.values())
    assert after[0] - before[0] == came["resellers"] - went["resellers"]
    assert after[1] - before[1] == came["distributors"] - went["distributors"]


def test_random_markets_reach_every_rule():
    seen = Counter()
    for seed in range(90):
        market = random_market(seed)
        record = run(market, market.prepared, market.draws)
        seen.update(cause for _, _, cause in record.failures)
        seen.update(kind for _, _, kind in record.flows)
        for order in record.orders:
            seen.update(what_became_of(order))
        for account in record.town.accounts:
            seen["downgraded"] += account.rating > account.reseller.rating
        for measure in record.town.measures:
            did = measure.held_by or any(order.costs[measure.terms.name] for order in record.orders)
            seen[measure.terms.kind] += bool(did)
        for close in record.closes:
            seen["public line"] += any(v for key, v in close.limits.items() if key[2] == "public")
    rare = [name for name, times in seen.items() if times < 3]
    assert not rare
    assert len(seen) >= 50, (len(seen), seen)


def what_became_of(order: Order) -> list[str]:
    """Return the rules that an order met."""
    met = {
        "publisher line": order.drawn("publisher"),
        "public carries": order.drawn("public"),
        "discounted": order.discounts,
        "part of a discount kept": order.kept,
        "back margin passed on": order.passed_on,
        "paid fast": order.paid_fast_by,
        "financed because of a measure": order.paid_fast_by and not order.financed_anyway,
        "above normal demand": order.level >= 1,
        "from a layer": "." in order.id,
    }
    causes = [order.fate, f"blocked by {order.blocked_by} {order.blocked_cause}"]
    return causes + [name for name, truth in met.items() if truth]
