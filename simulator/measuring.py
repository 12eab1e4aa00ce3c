"""A record measured: every outcome of the catalogue, and the audit's tables if they are wanted."""

from simulator.auditing import audit_tables
from simulator.book.ledger import sector
from simulator.book.record import PERCENTILES, Record
from simulator.catalogue import kinds
from simulator.outcomes.base import Measured, Outcome, Series


def measure(record: Record, audit: bool = False) -> Measured:
    """Return all outcomes of a run over its measured window.

    Args:
        audit: also return the tables of orders, invoices, limits, cash and postings.
    """
    outcomes: dict[str, Outcome] = {name: cls() for name, cls in kinds("outcomes").items()}
    values: dict[str, float] = {}
    daily: dict[str, Series] = {}
    groups: list[tuple[str, str, str, float]] = []
    dates = record.calendar.dates()[record.measured]
    names = group_names(record)
    for name, outcome in outcomes.items():
        values.update(outcome.values(record, name))
        daily.update({key: (dates, series) for key, series in outcome.daily(record).items()})
        for dimension, by_group in outcome.groups(record).items():
            pairs = zip(names[dimension], by_group.tolist(), strict=True)
            groups.extend((name, dimension, group, value) for group, value in pairs)
    daily.update(_cash_fan(record))
    tables = audit_tables(record) if audit else {}
    return Measured(values, dict(sorted(daily.items())), groups, flows(record), tables)


def group_names(record: Record) -> dict[str, tuple[str, ...]]:
    """Return the groups of each dimension in the order of their codes; decile 1 is the smallest."""
    portfolio = record.portfolio
    return {
        "product": portfolio.products,
        "kind": portfolio.kinds,
        "distributor": portfolio.distributors,
        "insurer": portfolio.insurers or ("none",),
        "decile": tuple(str(d) for d in range(1, 11)),
    }


def flows(record: Record) -> list[tuple[str, str, str, int]]:
    """Return what moved between sectors in the measured window: (from, to, kind, cents)."""
    sums: dict[tuple[str, str, str], int] = {}
    for entry, days in record.ledger:
        key = (sector(entry.giver), sector(entry.taker), entry.kind)
        sums[key] = sums.get(key, 0) + int(days[record.measured].sum())
    return [(*key, cents) for key, cents in sorted(sums.items()) if cents]


def _cash_fan(record: Record) -> dict[str, Series]:
    dates = record.calendar.dates(record.cash_ordinals)
    return {
        f"reseller_cash_p{percent:02d}_eur": (dates, record.cash_percentiles[:, column] / 100)
        for column, percent in enumerate(PERCENTILES)
    }
