"""The product behind the same face as the plain implementation: a market goes in, tables out."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from simulator import model
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
    measured = model.measure(record, audit=True)
    audit = {name: pd.DataFrame(table) for name, table in measured.audit.items()}
    return Tables(
        orders={str(row.order_id): order_row(row) for row in audit["orders"].itertuples()},
        invoices=sorted(
            (invoice_row(row) for row in audit["invoices"].itertuples()), key=invoice_key
        ),
        cash={
            (day_of(row.date), row.reseller_id): in_cents(row.cash_eur)
            for row in audit["cash"].itertuples()
        },
        limits=limits(audit["limits"], sorted({day_of(d) for d in audit["cash"]["date"].unique()})),
        failures=failures(audit),
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


def in_cents(euros: Any) -> int:
    return round(float(euros) * 100)


def day_of(value: Any) -> date:
    return pd.Timestamp(value).date()


def maybe_day(value: Any) -> date | None:
    return None if pd.isna(value) else day_of(value)


def text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def order_row(row: Any) -> OrderRow:
    return OrderRow(
        ordered_on=day_of(row.ordered_on),
        fate=str(row.fate),
        delivered_on=maybe_day(row.delivered_on),
        distributor=text(row.distributor_id),
        insured=in_cents(row.insured_eur),
        public=in_cents(row.public_eur),
        publisher=in_cents(row.publisher_eur),
        own_risk=in_cents(row.own_risk_eur),
        blocked_by=text(row.blocked_by),
        blocked_cause=text(row.blocked_cause),
    )


def invoice_row(row: Any) -> InvoiceRow:
    return InvoiceRow(
        reseller=str(row.reseller_id),
        distributor=str(row.distributor_id),
        order=text(row.order_id),
        amount=in_cents(row.amount_eur),
        due_on=day_of(row.due_on),
        settled_on=maybe_day(row.settled_on),
        paid=in_cents(row.paid_eur),
        written_off=in_cents(row.written_off_eur),
    )


def limits(table: pd.DataFrame, days: list[date]) -> dict[tuple[date, str, str, str], int]:
    """Return every limit at every close: the audit notes them where they moved."""
    moved = table.assign(
        line=[line if line in KEPT else "publisher" for line in table["line"]],
        measure=table["line"],
    )
    every: dict[tuple[date, str, str, str], int] = {}
    current: dict[tuple[str, str, str, str], int] = {}
    by_day = {day_of(day): rows for day, rows in moved.groupby("date")}
    for day in days:
        for row in by_day.get(day, moved.iloc[:0]).itertuples():
            key = str(row.reseller_id), str(row.distributor_id), str(row.line), str(row.measure)
            current[key] = in_cents(row.limit_eur)
        for (reseller, distributor, line, _), limit in current.items():
            at = day, reseller, distributor, line
            every[at] = every.get(at, 0) + limit
    return every


def failures(audit: dict[str, Any]) -> dict[str, tuple[date, str]]:
    return {
        str(r.reseller_id): (day_of(r.date), str(r.cause)) for r in audit["failures"].itertuples()
    }


def distributor_cash(market: Market, measured: Measured) -> dict[str, int]:
    names = market.prepared.portfolio.distributors
    return {n: in_cents(measured.daily[f"distributor_cash_eur:{n}"][1][-1]) for n in names}
