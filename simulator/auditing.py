"""The audit of one run: every order, invoice, limit, cash balance and posting, as tables.

Each table is a mapping from column names to arrays of one length: cheap to send between processes;
whoever shows them makes frames of them.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.book.ledger import Ledger
from simulator.book.lines import all_parts
from simulator.book.record import Record
from simulator.book.state import (
    BLOCKED_BY,
    BY_INSURED,
    CAUSES,
    CUT_BY,
    FATES,
    FIRST_PUBLISHER,
    INSURED,
    NO_CARRIER,
    OPENING,
    PUBLIC,
)
from simulator.market.orders import OrderBook, layer_of
from simulator.market.portfolio import Portfolio
from simulator.units import NEVER

Table = dict[str, npt.NDArray[Any]]


def audit_tables(record: Record) -> dict[str, Table]:
    """Return the tables `orders`, `invoices`, `limits`, `cash`, `postings` and `failures`.

    Raises:
        ValueError: if the run was not asked to keep a trail of its closes.
    """
    if record.trail is None:
        raise ValueError("the run kept no trail: call run(..., audit=True)")
    return {
        "orders": _orders(record),
        "invoices": _invoices(record),
        "limits": _limits(record),
        "cash": _cash(record),
        "postings": _postings(record.ledger, record),
        "failures": _failures(record),
    }


def _owners(record: Record) -> npt.NDArray[np.int64]:
    resellers = record.book.resellers
    counts = resellers["end_item"] - resellers["first_item"]
    return np.repeat(np.arange(len(resellers)), counts)


def order_ids(record: Record) -> npt.NDArray[np.object_]:
    """Return the id of each item, blank for opening invoices.

    Drawn orders are `<reseller>-<number>` and, above normal demand,
    `<reseller>-<product>.<layer>-<number>`.
    """
    ids = np.full(len(record.book.items), "", object)
    ids[record.book.items["fate"] != OPENING] = _ids_of(record.orders, record.portfolio)
    return ids


def _ids_of(orders: OrderBook, portfolio: Portfolio) -> npt.NDArray[np.object_]:
    if orders.ids is not None:
        return orders.ids
    source, number = orders.identities()
    product, place = layer_of(source, len(portfolio.products))
    names = np.array(portfolio.products, object)[product]
    series = [
        f"{name}.{layer}-" if code else ""
        for code, name, layer in zip(source.tolist(), names, place.tolist(), strict=True)
    ]
    owners = portfolio.reseller_ids[orders.owners]
    ids = [
        f"{owner}-{its}{n}" for owner, its, n in zip(owners, series, number.tolist(), strict=True)
    ]
    return np.array(ids, object)


def parts_at_delivery(record: Record) -> npt.NDArray[np.int64]:
    """Return what each line bore of each item at its delivery, (items, lines) cents."""
    parts = np.zeros(record.book.carried.shape, np.int64)
    all_parts(record.book.items, record.book.carried, parts)
    return parts


def _days(record: Record, days: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> Any:
    dates = np.full(len(days), np.datetime64("NaT", "D"))
    start = np.datetime64(record.calendar.start, "D")
    dates[known] = start + days[known].astype("timedelta64[D]")
    return dates


def _dates(record: Record, ordinals: npt.NDArray[Any]) -> Any:
    known = (ordinals >= 0) & (ordinals < record.calendar.business_days)
    days = np.zeros(len(ordinals), np.int64)
    days[known] = record.calendar.day_of[ordinals[known]]
    return _days(record, days, known)


def _named(names: tuple[str, ...], codes: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> Any:
    out = np.full(len(codes), "", object)
    out[known] = np.array(names, object)[codes[known]]
    return out


def _orders(record: Record) -> Table:
    items = record.book.items
    its = items["fate"] != OPENING
    items, carried = items[its], parts_at_delivery(record)[its]
    owners = _owners(record)[its]
    delivered = items["account"] >= 0
    distributor = record.portfolio.account_distributor[np.maximum(items["account"], 0)]
    cause = np.where(
        items["blocked"] == BY_INSURED,
        np.array(CUT_BY, object)[items["blocked_cause"]],
        np.array(BLOCKED_BY, object)[items["blocked"]],
    )
    return {
        "order_id": order_ids(record)[its],
        "ordered_on": _days(record, record.book.ordered_on[its], np.ones(len(items), bool)),
        "reseller_id": record.portfolio.reseller_ids[owners],
        "product": np.array(record.portfolio.products, object)[items["product"]],
        "amount_eur": items["amount"] / 100,
        "fate": np.array(FATES, object)[items["fate"]],
        "delivered_on": _dates(record, items["delivered"]),
        "distributor_id": _named(record.portfolio.distributors, distributor, delivered),
        "insured_eur": carried[:, INSURED] / 100,
        "public_eur": carried[:, PUBLIC] / 100,
        "publisher_eur": carried[:, FIRST_PUBLISHER:-1].sum(axis=1) / 100,
        "own_risk_eur": carried[:, -1] / 100,
        "blocked_by": np.array(BLOCKED_BY, object)[items["blocked"]],
        "blocked_cause": cause,
    }


def _invoices(record: Record) -> Table:
    items = record.book.items
    its = (items["account"] >= 0) & (items["carrier"] != NO_CARRIER)
    items, owners = items[its], _owners(record)[its]
    distributor = record.portfolio.account_distributor[items["account"]]
    settled = np.where(items["claimed"], NEVER, items["settled"])
    return {
        "order_id": order_ids(record)[its],
        "reseller_id": record.portfolio.reseller_ids[owners],
        "distributor_id": np.array(record.portfolio.distributors, object)[distributor],
        "amount_eur": items["amount"] / 100,
        "due_on": _days(record, items["due"], np.ones(len(items), bool)),
        "settled_on": _dates(record, settled),
        "paid_eur": items["paid"] / 100,
        "written_off_eur": np.where(items["claimed"], items["amount"] - items["paid"], 0) / 100,
    }


def _limits(record: Record) -> Table:
    """Each limit on the first close, if not zero, and on every close on which it moved."""
    moved, portfolio = record.trail.moved, record.portfolio
    ordinals = np.concatenate([np.full(len(m[1]), m[0]) for m in moved] or [np.zeros(0, int)])
    rows, places, limits = (
        np.concatenate([m[i] for m in moved] or [np.zeros(0, np.int64)]) for i in (1, 2, 3)
    )
    measures = [m.name for m in record.measures if m.grants_line]
    names = np.array(["insured", "public", *measures, "own_risk"], object)
    distributors = np.array(portfolio.distributors, object)
    return {
        "date": _dates(record, ordinals),
        "reseller_id": portfolio.reseller_ids[portfolio.account_reseller[rows]],
        "distributor_id": distributors[portfolio.account_distributor[rows]],
        "line": names[places],
        "limit_eur": limits / 100,
    }


def _cash(record: Record) -> Table:
    cash = np.array(record.trail.cash)
    days, resellers = cash.shape
    return {
        "date": np.repeat(record.calendar.dates(), resellers),
        "reseller_id": np.tile(record.portfolio.reseller_ids, days),
        "cash_eur": cash.ravel() / 100,
    }


def _failures(record: Record) -> Table:
    rows = np.sort(record.book.failed_since(0))
    failed = record.book.resellers[rows]
    return {
        "date": _dates(record, failed["failed_on"]),
        "reseller_id": record.portfolio.reseller_ids[rows],
        "cause": np.array(CAUSES, object)[failed["state"]],
    }


def _postings(ledger: Ledger, record: Record) -> Table:
    dates = record.calendar.dates()
    parts = [(entry, np.flatnonzero(days), days) for entry, days in ledger]
    counts = [len(at) for _, at, _ in parts]

    def column(values: list[str]) -> npt.NDArray[np.object_]:
        return np.repeat(np.array(values, object), counts)

    none = [np.zeros(0, np.int64)]
    at = np.concatenate([at for _, at, _ in parts] or none)
    return {
        "date": dates[at],
        "from_party": column([e.giver for e, _, _ in parts]),
        "to_party": column([e.taker for e, _, _ in parts]),
        "kind": column([e.kind for e, _, _ in parts]),
        "amount_eur": np.concatenate([days[at] for _, at, days in parts] or none) / 100,
    }
