"""The one form in which the product's run and the plain run are compared: rows of plain values."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from tests.plain.book import Invoice, Order
from tests.plain.outcomes import headline
from tests.plain.record import PlainRecord


@dataclass(frozen=True)
class OrderRow:
    """What became of an order; what it drew is in cents."""

    ordered_on: date
    fate: str
    delivered_on: date | None
    distributor: str
    insured: int
    public: int
    publisher: int
    own_risk: int
    blocked_by: str
    blocked_cause: str


@dataclass(frozen=True)
class InvoiceRow:
    """What became of an invoice, in cents; `order` is empty for an opening invoice."""

    reseller: str
    distributor: str
    order: str
    amount: int
    due_on: date
    settled_on: date | None
    paid: int
    written_off: int


@dataclass(frozen=True)
class Tables:
    """One run: orders by id, invoices, cash by (day, reseller), limits by (day, account, line).

    Limits of publisher lines are summed over the measures; `failures` are (day, cause) by
    reseller; `flows` are cents of the window by (from, to, kind); `values` are headline outcomes.
    """

    orders: dict[str, OrderRow]
    invoices: list[InvoiceRow]
    cash: dict[tuple[date, str], int]
    limits: dict[tuple[date, str, str, str], int]
    failures: dict[str, tuple[date, str]]
    distributor_cash: dict[str, int]
    flows: dict[tuple[str, str, str], int]
    values: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """A limit of which nothing is said is zero."""
        object.__setattr__(self, "limits", Counter(self.limits))

    def invoice(self, order: str) -> InvoiceRow:
        return next(row for row in self.invoices if row.order == order)


def tables_of(record: PlainRecord) -> Tables:
    """Return a plain record as tables."""
    diary = record.town.diary
    kinds = {line.name: line.kind for account in record.town.accounts for line in account.lines}
    limits: dict[tuple[date, str, str, str], int] = {}
    for close in record.closes:
        for (reseller, distributor, line), limit in close.limits.items():
            key = diary.date_of(close.day), reseller, distributor, kinds[line]
            limits[key] = limits.get(key, 0) + limit
    return Tables(
        orders={order.id: order_row(record, order) for order in record.orders},
        invoices=sorted((invoice_row(record, i) for i in record.invoices), key=invoice_key),
        cash={(diary.date_of(c.day), r): cash for c in record.closes for r, cash in c.cash.items()},
        limits=limits,
        failures={name: (diary.date_of(day), cause) for name, day, cause in record.failures},
        distributor_cash=record.distributor_cash,
        flows=dict(record.flows),
        values=headline(record),
    )


def order_row(record: PlainRecord, order: Order) -> OrderRow:
    diary = record.town.diary
    return OrderRow(
        ordered_on=diary.date_of(order.ordered),
        fate=order.fate,
        delivered_on=None
        if order.delivered is None
        else record.town.diary.date_of(order.delivered),
        distributor=order.account.distributor.name if order.account else "",
        insured=order.drawn("insured"),
        public=order.drawn("public"),
        publisher=order.drawn("publisher"),
        own_risk=order.drawn("own_risk"),
        blocked_by=order.blocked_by,
        blocked_cause=order.blocked_cause,
    )


def invoice_row(record: PlainRecord, invoice: Invoice) -> InvoiceRow:
    diary, account = record.town.diary, invoice.account
    return InvoiceRow(
        reseller=account.reseller.id,
        distributor=account.distributor.name,
        order=invoice.order.id if invoice.order else "",
        amount=invoice.amount,
        due_on=diary.date_of(invoice.due),
        settled_on=None if invoice.settled is None else diary.date_of(invoice.settled),
        paid=invoice.paid,
        written_off=invoice.written_off,
    )


def invoice_key(row: InvoiceRow) -> tuple[str, str, str, date, int]:
    return row.reseller, row.distributor, row.order, row.due_on, row.amount
