"""Where two runs of one market part: every difference, the earliest first."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import inf, isclose, isnan

from tests.plain.tables import InvoiceRow, OrderRow, Tables

ORDER_OF_THE_DAY = ("limit", "cash", "failure", "order", "invoice", "flow", "value")
"""What is likely to be a cause comes before what is likely to be its effect."""
WITHOUT_MONEY = {
    "write_off",
    "indemnity_noticed",
    "public_indemnity_noticed",
    "guarantee_noticed",
}
"""Postings of claims, which the plain implementation does not make."""


@dataclass(frozen=True)
class Difference:
    """What one run says of something and what the other says."""

    day: date
    about: str
    who: str
    ours: object
    plain: object

    def __str__(self) -> str:
        return (
            f"{self.day} {self.about} {self.who}\n  product: {self.ours}\n  plain:   {self.plain}"
        )

    @property
    def place(self) -> tuple[date, int, str]:
        return self.day, ORDER_OF_THE_DAY.index(self.about), self.who


def differences(product: Tables, plain: Tables) -> list[Difference]:
    """Return everything on which the runs differ, in the order in which it happened."""
    found = [
        *limits(product, plain),
        *cash(product, plain),
        *failures(product, plain),
        *orders(product, plain),
        *invoices(product, plain),
        *totals(product, plain),
    ]
    return sorted(found, key=lambda difference: difference.place)


def story(found: list[Difference], most: int = 6) -> str:
    """Return the first event at which two runs part, and the next few."""
    if not found:
        return "the runs agree"
    lines = "\n".join(str(difference) for difference in found[:most])
    return f"{len(found)} differences; the first:\n{lines}"


def limits(product: Tables, plain: Tables) -> Iterator[Difference]:
    for key in product.limits.keys() | plain.limits.keys():
        pair = product.limits.get(key, 0), plain.limits.get(key, 0)
        if pair[0] != pair[1]:
            yield Difference(key[0], "limit", " ".join(key[1:]), *pair)


def cash(product: Tables, plain: Tables) -> Iterator[Difference]:
    for key in product.cash.keys() | plain.cash.keys():
        pair = product.cash.get(key), plain.cash.get(key)
        if pair[0] != pair[1]:
            yield Difference(key[0], "cash", key[1], *pair)


def failures(product: Tables, plain: Tables) -> Iterator[Difference]:
    for name in product.failures.keys() | plain.failures.keys():
        pair = product.failures.get(name), plain.failures.get(name)
        if pair[0] != pair[1]:
            yield Difference(min(side[0] for side in pair if side), "failure", name, *pair)


def orders(product: Tables, plain: Tables) -> Iterator[Difference]:
    for name in product.orders.keys() | plain.orders.keys():
        pair = product.orders.get(name), plain.orders.get(name)
        if pair[0] != pair[1]:
            yield Difference(min(order_day(side) for side in pair if side), "order", name, *pair)


def order_day(row: OrderRow) -> date:
    return row.delivered_on or row.ordered_on


def invoices(product: Tables, plain: Tables) -> Iterator[Difference]:
    ours, theirs = by_place(product), by_place(plain)
    for place in ours.keys() | theirs.keys():
        pair = ours.get(place, []), theirs.get(place, [])
        if pair[0] != pair[1]:
            yield Difference(place[2], "invoice", " ".join(map(str, place)), *pair)


def by_place(tables: Tables) -> dict[tuple[str, str, date, str], list[InvoiceRow]]:
    """Return invoices by reseller, distributor, due day and order; opening ones have no order."""
    rows: dict[tuple[str, str, date, str], list[InvoiceRow]] = defaultdict(list)
    for row in sorted(tables.invoices, key=lambda row: (row.amount, row.paid)):
        rows[row.reseller, row.distributor, row.due_on, row.order].append(row)
    return rows


def totals(product: Tables, plain: Tables) -> Iterator[Difference]:
    """Yield differences of the end: distributors' cash and flows to the cent, outcomes closely."""
    for name in product.distributor_cash.keys() | plain.distributor_cash.keys():
        pair = product.distributor_cash.get(name), plain.distributor_cash.get(name)
        if pair[0] != pair[1]:
            yield Difference(date.max, "flow", f"cash of {name}", *pair)
    for key in product.flows.keys() | plain.flows.keys():
        flow = product.flows.get(key, 0), plain.flows.get(key, 0)
        if flow[0] != flow[1] and key[2] not in WITHOUT_MONEY:
            yield Difference(date.max, "flow", " ".join(key), *flow)
    for name, value in plain.values.items():
        ours = product.values.get(name, inf)
        if not isclose(ours, value, rel_tol=1e-9, abs_tol=0.01) and not (
            isnan(ours) and isnan(value)
        ):
            yield Difference(date.max, "value", name, ours, value)
