"""A reseller: it is paid, pays, stands trial, and takes its orders to its accounts."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Generator
from typing import TYPE_CHECKING

import simpy

from tests.plain.book import Account, Invoice, Order, Part
from tests.plain.courts import wind_up
from tests.plain.diary import PAYMENTS, RECEIPTS, TRADING
from tests.plain.town import Promise

if TYPE_CHECKING:
    from tests.plain.town import Town


@dataclasses.dataclass(eq=False)
class Reseller:
    """One reseller; amounts in cents, margin in billionths."""

    town: Town
    id: str
    kind: str
    rating: int
    cash: int
    overdraft: int
    fixed_costs: int
    reserve: int
    margin: int
    fails_on: int
    alive: bool = True
    failed_on: int | None = None
    failed_by: str = ""
    accounts: list[Account] = dataclasses.field(default_factory=list)
    wished: list[Order] = dataclasses.field(default_factory=list)
    orders: list[Order] = dataclasses.field(default_factory=list)
    arrivals: dict[int, list[Order]] = dataclasses.field(default_factory=lambda: defaultdict(list))
    last_order: int | None = None
    waiting: list[Order] = dataclasses.field(default_factory=list)
    invoices: list[Invoice] = dataclasses.field(default_factory=list)
    promises: dict[int, list[Promise]] = dataclasses.field(
        default_factory=lambda: defaultdict(list)
    )
    illiquid_since: int | None = None

    def __post_init__(self) -> None:
        self.opening_cash = self.cash

    def expect(self, order: Order) -> None:
        self.orders.append(order)
        self.arrivals[order.arrives].append(order)

    def living(self) -> Generator[simpy.Event, None, None]:
        """Pass through the business days of the run, and through the phases of each."""
        diary = self.town.diary
        for day in diary.days:
            yield diary.at(day, RECEIPTS)
            self.receive(day)
            yield diary.at(day, PAYMENTS)
            if self.alive:
                self.pay_fixed_costs(day)
                self.pay_invoices(day)
                self.stand_trial(day)
            yield diary.at(day, TRADING)
            self.trade(day)

    # Receipts.

    def receive(self, day: int) -> None:
        for promise in self.promises.pop(day, []):
            post = self.town.record.post
            if self.alive:
                post(promise.payer, "resellers", promise.kind, promise.amount)
                self.cash += promise.amount
            elif promise.payer == "publisher":
                post(promise.payer, "estates", promise.kind, promise.amount)
            else:
                post(promise.payer, "estates", "estate_collection", promise.amount)

    # Payments.

    def pay_fixed_costs(self, day: int) -> None:
        if self.town.diary.closes_month(day):
            self.cash -= self.fixed_costs
            self.town.record.post("resellers", "households", "fixed_costs", self.fixed_costs)

    def pay_invoices(self, day: int) -> None:
        """Pay what is due, the oldest due date first, as far as cash and overdraft reach."""
        due = [
            invoice
            for account in self.accounts
            for invoice in account.open_invoices
            if invoice.due <= day
        ]
        for invoice in sorted(due, key=lambda invoice: (invoice.due, invoice.number)):
            affordable = min(invoice.open, self.cash + self.overdraft)
            if affordable <= 0:
                break
            self.cash -= affordable
            invoice.pay(affordable, day)
            invoice.account.distributor.cash += affordable
            self.town.record.post("resellers", "distributors", "invoice_payment", affordable)
        for account in self.accounts:
            account.forget_settled()

    def stand_trial(self, day: int) -> None:
        """Judge stops and failure, after the day's payments."""
        failure = self.town.world.failure
        for account in self.accounts:
            account.stopped = account.days_overdue(day) > account.distributor.terms.stop_after_days
        if self.cash >= -self.overdraft:
            self.illiquid_since = None
        elif self.illiquid_since is None:
            self.illiquid_since = day
        oldest = max((account.days_overdue(day) for account in self.accounts), default=-1)
        if self.fails_on <= day:
            self.fail(day, "exogenous")
        elif oldest > failure.after_days_overdue:
            self.fail(day, "overdue")
        elif self.illiquid_since is not None and day - self.illiquid_since > failure.illiquid_days:
            self.fail(day, "illiquid")

    def fail(self, day: int, cause: str) -> None:
        self.alive, self.failed_on, self.failed_by = False, day, cause
        for order in self.waiting:
            order.fate = "lost_failed"
        self.waiting = []
        wind_up(self.town, self)

    # Trading.

    def trade(self, day: int) -> None:
        """Try the waiting orders, oldest first, then the day's new ones."""
        today = self.arrivals.get(day, [])
        if today:
            self.last_order = day
        if not self.alive:
            for order in today:
                order.fate, order.from_living = "lost_failed", False
            return
        tried = self.waiting
        self.waiting = []
        for order in tried:
            if day - order.arrives > order.patience:
                order.fate = "lost_credit"
            elif not self.deliver(order, day):
                self.waiting.append(order)
        for order in today:
            if not self.deliver(order, day):
                self.say_what_blocks(order)
                self.waiting.append(order)

    def deliver(self, order: Order, day: int) -> bool:
        """Deliver an order on the first account that carries it, or for cash, if either can be."""
        for account in self.accounts:
            if account.headroom_for(order) >= order.amount:
                self.deliver_on_credit(order, account, day)
                return True
        if self.town.world.trading.prepayment and self.cash - order.amount >= self.reserve:
            self.deliver_prepaid(order, day)
            return True
        return False

    def deliver_on_credit(self, order: Order, account: Account, day: int) -> None:
        parts = account.draw(order)
        order.parts = [Part(piece.line, piece.amount) for piece in parts]
        terms = account.distributor.terms
        due = self.town.diary.due_day(day, terms.net_days, terms.end_of_month_days)
        self.owe(Invoice(order, account, order.amount, due, len(self.invoices), parts))
        self.town.record.post("distributors", "resellers", "credit_sale", order.amount)
        order.fate = "on_credit" if day == order.arrives else "after_wait"
        self.close_the_sale(order, account, day)

    def deliver_prepaid(self, order: Order, day: int) -> None:
        home = self.accounts[0]
        self.cash -= order.amount
        home.distributor.cash += order.amount
        self.town.record.post("resellers", "distributors", "prepayment", order.amount)
        order.fate = "prepaid" if day == order.arrives else "after_wait"
        self.close_the_sale(order, home, day)

    def owe(self, invoice: Invoice) -> None:
        self.invoices.append(invoice)
        invoice.account.open_invoices.append(invoice)

    def close_the_sale(self, order: Order, account: Account, day: int) -> None:
        """Note the delivery with everybody whom it concerns."""
        order.delivered, order.account = day, account
        account.distributor.delivered(order)
        self.town.accrue_back_margin(order)
        for measure in self.town.measures:
            measure.see(order)
        price = order.price
        self.town.record.post("resellers", "customers", "sale", price)
        customer_pays = self.town.diary.later(order.pays_after, RECEIPTS)
        if not order.financed:
            self.promises[customer_pays].append(Promise("customers", "customer_payment", price))
            return
        paid = self.town.diary.later(self.town.financing_delay(order), RECEIPTS)
        self.promises[paid].append(Promise("financing", "financed_payment", price))
        self.town.financing.collects[customer_pays] += price

    def say_what_blocks(self, order: Order) -> None:
        """Name the first thing that would have let the order pass on any of its accounts."""
        order.blocked_by = self.first_remedy(order)
        order.blocked_cause = order.blocked_by
        if order.blocked_by == "insured":
            remedied = next(a for a in self.accounts if a.passes_with_old_insured_limit(order))
            order.blocked_cause = remedied.cover.cause if remedied.cover else ""

    def first_remedy(self, order: Order) -> str:
        if any(account.passes_without_stop(order) for account in self.accounts):
            return "stop"
        if any(account.passes_with_old_insured_limit(order) for account in self.accounts):
            return "insured"
        if any(account.passes_with_dedicated_lines(order) for account in self.accounts):
            return "publisher"
        if any(account.passes_with_wish_granted(order) for account in self.accounts):
            return "own_risk"
        return "limit"
