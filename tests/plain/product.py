"""The product behind the same face as the plain implementation: a market goes in, tables out."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np

from simulator import model
from simulator.auditing import Table
from simulator.book.medians import usual_orders
from simulator.outcomes.base import Measured
from tests.plain.diary import Diary
from tests.plain.markets import Market
from tests.plain.tables import InvoiceRow, OrderRow, Tables, invoice_key

KEPT = ("insured", "public", "own_risk")


def product(market: Market) -> Tables:
    """Run a market through the product, with its identities checked at every close."""
    prepared = model.Prepared(market.prepared.calendar, market.prepared.portfolio, None)
    record = model.run(market, prepared, draws_of(market), check=True, audit=True)
    return product_tables(market, model.measure(record, audit=True))


def product_tables(market: Market, measured: Measured) -> Tables:
    """Return what a run of a market came to, in the form in which runs are compared."""
    audit = measured.audit
    cash = audit["cash"]
    return Tables(
        orders={row.order_id: order_row(row) for row in rows(audit["orders"])},
        invoices=sorted((invoice_row(row) for row in rows(audit["invoices"])), key=invoice_key),
        cash={
            (day, reseller): in_cents(euros)
            for day, reseller, euros in zip(*(c.tolist() for c in cash.values()), strict=True)
        },
        limits=limits(audit["limits"], np.unique(cash["date"]).tolist()),
        failures={row.reseller_id: (row.date, row.cause) for row in rows(audit["failures"])},
        distributor_cash=distributor_cash(market, measured),
        flows={(payer, payee, kind): amount for payer, payee, kind, amount in measured.flows},
        values=measured.values,
    )


def draws_of(market: Market) -> model.Draws:
    """Return the market's draws in the product's form."""
    chance, entities = market.draws, market.prepared.portfolio.account_entities
    months = Diary(market.world).months
    reviews = chance.uniforms("review", entities, 3 * months).reshape(-1, months, 3)
    return model.Draws(
        orders=chance.orders,
        usual_orders=usual_orders(chance.orders),
        fails_on=chance.fails_on,
        review_position=(20 * chance.uniforms("review-day", entities)[:, 0]).astype(np.int8),
        reviews=np.ascontiguousarray(reviews.swapaxes(0, 1)),
        chance=chance,
    )


def rows(table: Table) -> Iterator[SimpleNamespace]:
    """Yield a table's rows as plain values: dates, or None where there is none."""
    for values in zip(*(column.tolist() for column in table.values()), strict=True):
        yield SimpleNamespace(**dict(zip(table, values, strict=True)))


def in_cents(euros: float) -> int:
    return round(euros * 100)


def order_row(row: Any) -> OrderRow:
    return OrderRow(
        ordered_on=row.ordered_on,
        fate=row.fate,
        delivered_on=row.delivered_on,
        distributor=row.distributor_id,
        insured=in_cents(row.insured_eur),
        public=in_cents(row.public_eur),
        publisher=in_cents(row.publisher_eur),
        own_risk=in_cents(row.own_risk_eur),
        blocked_by=row.blocked_by,
        blocked_cause=row.blocked_cause,
    )


def invoice_row(row: Any) -> InvoiceRow:
    return InvoiceRow(
        reseller=row.reseller_id,
        distributor=row.distributor_id,
        order=row.order_id,
        amount=in_cents(row.amount_eur),
        due_on=row.due_on,
        settled_on=row.settled_on,
        paid=in_cents(row.paid_eur),
        written_off=in_cents(row.written_off_eur),
    )


def limits(table: Table, days: list[date]) -> dict[tuple[date, str, str, str], int]:
    """Return every limit at every close: the audit notes them where they moved."""
    every: dict[tuple[date, str, str, str], int] = {}
    current: dict[tuple[str, str, str], int] = {}
    by_day: dict[date, list[SimpleNamespace]] = {}
    for row in rows(table):
        by_day.setdefault(row.date, []).append(row)
    for day in days:
        for row in by_day.get(day, []):
            current[row.reseller_id, row.distributor_id, row.line] = in_cents(row.limit_eur)
        for (reseller, distributor, line), limit in current.items():
            at = day, reseller, distributor, line if line in KEPT else "publisher"
            every[at] = every.get(at, 0) + limit
    return every


def distributor_cash(market: Market, measured: Measured) -> dict[str, int]:
    names = market.prepared.portfolio.distributors
    return {n: in_cents(measured.daily[f"distributor_cash_eur:{n}"][1][-1]) for n in names}
