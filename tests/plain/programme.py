"""The publisher's measures that grant lines: guaranteed lines and lines earned by firm orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import simpy

from tests.plain.amounts import cents
from tests.plain.book import Account, Order
from tests.plain.diary import CLOSE, MEASURES

if TYPE_CHECKING:
    from tests.plain.town import Town


@dataclass(eq=False)
class Measure:
    """What the two measures share: whom they apply to, and their line on an account."""

    town: Town
    terms: Any
    taking_part: set[Account] = field(default_factory=set)
    held_by: set[Account] = field(default_factory=set)

    def applies_to(self, account: Account) -> bool:
        terms, reseller = self.terms, account.reseller
        return (
            reseller.alive
            and account in self.taking_part
            and (not terms.distributors or account.distributor.name in terms.distributors)
            and (not terms.reseller_kinds or reseller.kind in terms.reseller_kinds)
            and (not terms.ratings or reseller.rating in terms.ratings)
        )

    def in_window(self, day: int) -> bool:
        return self.first_day <= day <= self.last_day

    @property
    def first_day(self) -> int:
        return self.town.diary.number(self.terms.starts)

    @property
    def last_day(self) -> int:
        return self.town.diary.number(self.terms.ends)

    def see(self, order: Order) -> None:
        """Take note of a delivery."""

    def acting(self) -> Generator[simpy.Event, None, None]:
        raise NotImplementedError


class GuaranteedLine(Measure):
    """The publisher guarantees a further line on eligible accounts until a date."""

    def acting(self) -> Generator[simpy.Event, None, None]:
        diary = self.town.diary
        window = [day for day in diary.days if self.in_window(day)]
        for day in window:
            yield diary.at(day, MEASURES)
            if day == window[0] or diary.opens_month(day):
                for account in self.town.accounts:
                    if account not in self.held_by and self.eligible(account):
                        self.held_by.add(account)
                        account.line(self.terms.name).limit = cents(self.terms.amount_eur)
        after = [day for day in diary.days if day > self.last_day]
        if after:
            yield diary.at(after[0], MEASURES)
            for account in self.held_by:
                account.line(self.terms.name).limit = 0

    def eligible(self, account: Account) -> bool:
        insured = account.line("insured").limit > 0
        return self.applies_to(account) and (insured or not self.terms.requires_insured_limit)


@dataclass(eq=False)
class FirmOrderLine(Measure):
    """Deliveries of a product earn lines that open on the next business day.

    Whom it applies to is `settled` on the window's first business day; `terms_end` holds, for
    each account, the days on which its open lines expire.
    """

    settled: set[Account] = field(default_factory=set)
    seen: list[Order] = field(default_factory=list)
    accumulated: dict[Account, int] = field(default_factory=lambda: defaultdict(int))
    earned: dict[Account, int] = field(default_factory=lambda: defaultdict(int))
    terms_end: dict[Account, list[int]] = field(default_factory=lambda: defaultdict(list))

    def see(self, order: Order) -> None:
        self.seen.append(order)

    def acting(self) -> Generator[simpy.Event, None, None]:
        diary = self.town.diary
        window = [day for day in diary.days if self.in_window(day)]
        for day in diary.days:
            yield diary.at(day, MEASURES)
            if day in window[:1]:
                self.settled = {a for a in self.town.accounts if self.applies_to(a)}
            self.let_lines_expire(day)
            self.open_lines(day)
            yield diary.at(day, CLOSE)
            self.count_the_days_deliveries(day)

    def let_lines_expire(self, day: int) -> None:
        for account in self.terms_end:
            self.terms_end[account] = [end for end in self.terms_end[account] if end > day]
            self.set_limit(account)

    def open_lines(self, day: int) -> None:
        end = day + self.terms.line_days
        for account, number in self.earned.items():
            if self.terms.stacking == "renew":
                self.terms_end[account] = [end]
            else:
                room = self.terms.max_lines - len(self.terms_end[account])
                self.terms_end[account] += [end] * min(number, room)
            self.set_limit(account)
        self.earned.clear()

    def set_limit(self, account: Account) -> None:
        if account.alive:
            lines = len(self.terms_end[account])
            if lines:
                self.held_by.add(account)
            account.line(self.terms.name).limit = lines * cents(self.terms.amount_eur)

    def count_the_days_deliveries(self, day: int) -> None:
        threshold = cents(self.terms.threshold_eur)
        for order in self.seen:
            account = order.account
            assert account is not None
            if order.product != self.terms.product or not self.in_window(day):
                continue
            if account not in self.settled:
                continue
            if self.terms.accumulate:
                self.accumulated[account] += order.amount
                number, self.accumulated[account] = divmod(self.accumulated[account], threshold)
            else:
                number = int(order.amount >= threshold)
            if number:
                self.earned[account] += number
        self.seen = []


KINDS: dict[str, type[Measure]] = {
    "guaranteed_line": GuaranteedLine,
    "firm_order_line": FirmOrderLine,
}
