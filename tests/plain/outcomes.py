"""Headline outcomes, counted naively from a plain record; euros, shares, days and counts."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tests.plain.amounts import billionths, part
from tests.plain.book import Order
from tests.plain.insurer import Insurer
from tests.plain.record import PlainRecord


def headline(record: PlainRecord) -> dict[str, float]:
    """Return the headline outcomes by name."""
    return {**blockage(record), **guarantees(record), **failures(record), **lenders(record)}


def counted(record: PlainRecord) -> list[Order]:
    """Return the orders of the window that came from resellers alive."""
    return [order for order in record.orders if order.counts and order.from_living]


def euros(orders: Iterable[Order]) -> float:
    return sum(order.amount for order in orders) / 100


def ratio(above: float, below: float) -> float:
    return above / below if below else math.nan


def blockage(record: PlainRecord) -> dict[str, float]:
    orders = counted(record)
    blocked = [order for order in orders if order.blocked_by]
    lost = [order for order in orders if order.fate == "lost_credit"]
    delivered = [order for order in orders if order.delivered is not None]
    waited = sum(o.amount * (o.delivered - o.arrives) for o in delivered if o.delivered is not None)
    closes = [close for close in record.closes if close.day >= 0]
    return {
        "demand_eur": euros(orders),
        "blocked_eur": euros(blocked),
        "blockage_rate": ratio(euros(blocked), euros(orders)),
        "lost_eur": euros(lost),
        "lost_rate": ratio(euros(lost), euros(orders)),
        "mean_delay_days": ratio(waited / 100, euros(delivered)),
        "frozen_share_peak": highest(ratio(c.frozen, c.active) for c in closes if c.active),
        "short_of_cash_share_peak": highest(c.short / c.living for c in closes if c.living),
        **seizure(record),
        "publisher_revenue_eur": publisher_revenue(record),
    }


def highest(shares: Iterable[float]) -> float:
    """Return the highest share, NaN if there is none."""
    return max(shares, default=math.nan)


def seizure(record: PlainRecord) -> dict[str, float]:
    """Return the business days above the threshold, and whether they were enough in a row.

    The rate is that of twenty business days; before there are as many in the window it is none.
    """
    trading = record.town.world.trading
    days = [close.day for close in record.closes if close.day >= 0]
    above, run, longest = 0, 0, 0
    for position in range(19, len(days)):
        recent = set(days[position - 19 : position + 1])
        orders = [o for o in counted(record) if o.arrives in recent]
        rate = ratio(euros(o for o in orders if o.blocked_by), euros(orders))
        run = run + 1 if rate > trading.seizure_threshold else 0
        above += run > 0
        longest = max(longest, run)
    return {"seizure_days": above, "seizure": float(longest >= trading.seizure_days)}


def publisher_revenue(record: PlainRecord) -> float:
    margins = record.town.world.products
    revenue = 0
    for order in counted(record):
        if order.publisher and order.delivered is not None:
            margin = part(order.amount, billionths(margins[order.product].distributor_margin))
            revenue += order.amount - margin
    return revenue / 100


def guarantees(record: PlainRecord) -> dict[str, float]:
    names = {measure.terms.name for measure in record.town.measures}
    closes = [close for close in record.closes if close.day >= 0]
    claims = [claim for claim in record.claims if claim.day >= 0]
    granted = [{k: v for k, v in c.limits.items() if k[2] in names} for c in closes]
    drawn = [{k: v for k, v in c.used.items() if k[2] in names} for c in closes]
    helped = [
        o
        for o in record.orders
        if o.delivered is not None and o.ordered >= 0 and o.drawn("publisher")
    ]
    holders = {account.reseller for m in record.town.measures for account in m.held_by}
    costs = {f"cost_{name}_eur": cost_of(record, name) / 100 for name in sorted(names)}
    leaked = sum(o.drawn("publisher") for o in helped if not o.publisher)
    return {
        **costs,
        "programme_cost_eur": sum(costs.values()),
        "guarantee_granted_peak_eur": max(sum(g.values()) for g in granted) / 100,
        "guarantee_drawn_peak_eur": max(sum(d.values()) for d in drawn) / 100,
        "guarantee_claims_eur": sum(c.borne_by("publisher") for c in claims) / 100,
        "resellers_granted": len(holders),
        "resellers_helped": len({o.reseller.id for o in helped}),
        "leakage_share": ratio(leaked, sum(o.drawn("publisher") for o in helped)),
    }


def cost_of(record: PlainRecord, measure: str) -> int:
    """Return what is given, accrued and paid on orders of the window, and guaranteed in it."""
    spent = sum(order.costs[measure] for order in record.orders)
    guaranteed = sum(
        claim.borne_by("publisher", measure) - claim.recovered_by("publisher", measure)
        for claim in record.claims
        if claim.day >= 0
    )
    return spent + guaranteed


def failures(record: PlainRecord) -> dict[str, float]:
    causes = [cause for _, day, cause in record.failures if day >= 0]
    by_cause = {f"failures_{c}": causes.count(c) for c in ("illiquid", "overdue", "exogenous")}
    return {"failures": len(causes), **by_cause}


def lenders(record: PlainRecord) -> dict[str, float]:
    claims = [claim for claim in record.claims if claim.day >= 0]
    losses = sum(c.borne_by("distributors") - c.recovered_by("distributors") for c in claims)
    indemnities = sum(c.borne_by("insurers") for c in claims)
    premiums = sum(premium_earned(record, insurer) for insurer in record.town.insurers)
    closes = [close for close in record.closes if close.day >= 0]
    return {
        "distributor_losses_eur": losses / 100,
        "insurer_loss_ratio": ratio(indemnities, premiums),
        "uninsured_peak_eur": max(close.uninsured for close in closes) / 100,
    }


def premium_earned(record: PlainRecord, insurer: Insurer) -> int:
    """Return an insurer's premium on the window's insured turnover, in cents."""
    turnover = sum(
        order.drawn("insured")
        for order in record.orders
        if order.delivered is not None
        and order.delivered >= 0
        and order.account
        and order.account.cover
        and order.account.cover.insurer is insurer
    )
    return part(turnover, billionths(insurer.terms.premium_rate))
