"""The publisher's measures that grant lines: guaranteed, earned by firm orders, negotiated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field

import simpy

from tests.plain.amounts import cents, triangular
from tests.plain.book import Account, Order
from tests.plain.diary import CLOSE, MEASURES
from tests.plain.distributor import Distributor
from tests.plain.programme import Measure


class LineMeasure(Measure):
    """A measure that grants a line at the wholesalers that have joined it."""

    def applies_to(self, account: Account) -> bool:
        return account.alive and account in self.taking_part and self.fits(account)

    def window_at(self, distributor: Distributor) -> list[int]:
        """Return the business days of the run on which it runs at a wholesaler."""
        joined = self.joined_on(distributor)
        if joined is None:
            return []
        days = self.town.diary.days
        return [day for day in days if joined <= day and self.in_window(day)]


class GuaranteedLine(LineMeasure):
    """The publisher guarantees a further line on eligible accounts until a date."""

    def acting(self) -> Generator[simpy.Event, None, None]:
        diary = self.town.diary
        windows = {d: self.window_at(d) for d in self.town.distributors}
        for day in diary.days:
            yield diary.at(day, MEASURES)
            for distributor, window in windows.items():
                opens = day in window and (day == window[0] or diary.opens_month(day))
                if opens:
                    self.grant(distributor)
            if day > self.last_day:
                for account in self.held_by:
                    account.line(self.terms.name).limit = 0

    def grant(self, distributor: Distributor) -> None:
        for account in distributor.accounts:
            if account not in self.held_by and self.eligible(account):
                self.held_by.add(account)
                account.line(self.terms.name).limit = cents(self.terms.amount_eur)

    def eligible(self, account: Account) -> bool:
        insured = account.line("insured").limit > 0
        return self.applies_to(account) and (insured or not self.terms.requires_insured_limit)


@dataclass(eq=False)
class FirmOrderLine(LineMeasure):
    """Deliveries of a product earn lines that open on the next business day.

    Whom it applies to is `settled` on the window's first business day at the wholesaler;
    `terms_end` holds, for each account, the days on which its open lines expire.
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
        windows = {d: self.window_at(d) for d in self.town.distributors}
        for day in diary.days:
            yield diary.at(day, MEASURES)
            for distributor, window in windows.items():
                if day in window[:1]:
                    self.settled |= {a for a in distributor.accounts if self.applies_to(a)}
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


class Negotiated(LineMeasure):
    """A wholesaler joins or not, so many days after the measure's first day."""

    def joined_on(self, distributor: Distributor) -> int | None:
        terms, town = self.terms, self.town
        joins, when = town.luck(f"joins/{terms.name}", distributor.name, 2)
        if terms.distributors and distributor.name not in terms.distributors:
            return None
        if town.world.chance.enabled:
            days = round(triangular(terms.joins_after_days, when))
        else:
            joins, days = (0.0 if terms.joins_probability == 1 else 1.0), terms.joins_after_days[1]
        return self.first_day + round(days) if joins < terms.joins_probability else None


class NegotiatedGuaranteedLine(Negotiated, GuaranteedLine):
    """What a wholesaler joins is a guaranteed line."""


class NegotiatedFirmOrderLine(Negotiated, FirmOrderLine):
    """What a wholesaler joins is a line earned by firm orders."""
