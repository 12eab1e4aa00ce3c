"""A distributor: its treasury pays suppliers and premiums, its desk grants own-risk lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from simulator.study.lenders import Distributor as Terms
from tests.plain.amounts import billionths, cents, part, split, yearly
from tests.plain.book import Account, Order
from tests.plain.diary import CLOSE, DESKS, SETTLING

if TYPE_CHECKING:
    from tests.plain.town import Town


@dataclass(eq=False)
class Distributor:
    """One wholesaler; cash in cents."""

    town: Town
    name: str
    terms: Terms
    cash: int = 0
    accounts: list[Account] = field(default_factory=list)
    bills: dict[int, dict[str, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    insured_turnover: dict[tuple[int, str], int] = field(default_factory=lambda: defaultdict(int))

    def __post_init__(self) -> None:
        self.opening_cash = self.cash

    # The treasury.

    def delivered(self, order: Order) -> None:
        """Owe the purchase price to whoever supplies it; note the insured turnover."""
        margin = part(
            order.amount, billionths(self.town.world.products[order.product].distributor_margin)
        )
        supplier = "publisher" if order.publisher else "suppliers"
        day = self.town.diary.later(self.terms.pays_suppliers_after_days, SETTLING)
        self.bills[day][supplier] += order.amount - margin
        insured = order.drawn("insured")
        if insured and order.account and order.account.cover:
            month = self.town.diary.month(self.town.diary.today)
            self.insured_turnover[month, order.account.cover.insurer.name] += insured

    def paying(self) -> Generator[simpy.Event, None, None]:
        diary, record = self.town.diary, self.town.record
        for day in diary.days:
            yield diary.at(day, SETTLING)
            for supplier, amount in self.bills.pop(day, {}).items():
                self.cash -= amount
                record.post("distributors", supplier, "supplies", amount)
            if diary.opens_month(day):
                self.pay_premiums(day)
            if diary.opens_quarter(day):
                self.pay_public_fee(day)

    def pay_premiums(self, day: int) -> None:
        """Pay each insurer its premium on the insured turnover of the month before."""
        for insurer in self.town.insurers:
            turnover = self.insured_turnover[self.town.diary.month(day) - 1, insurer.name]
            premium = part(turnover, billionths(insurer.terms.premium_rate))
            self.cash -= premium
            insurer.premiums.append((day, premium))
            self.town.record.post("distributors", "insurers", "premium", premium)

    def pay_public_fee(self, day: int) -> None:
        """Pay the state for the public lines of the quarter before, used or not."""
        diary, cover = self.town.diary, self.town.world.public_cover
        last = day - diary.date_of(day).day
        limit_days = sum(self.public_limits_by_day(diary.first_day_of_quarter(last), last))
        fee = yearly(limit_days, billionths(cover.fee_rate), 1)
        self.cash -= fee
        self.town.record.post("distributors", "state", "public_fee", fee)

    def public_limits_by_day(self, first: int, last: int) -> list[int]:
        """Return its public limits at the close; an idle day has those of the close before."""
        at_close = {
            close.day: sum(
                limit
                for (_, distributor, line), limit in close.limits.items()
                if distributor == self.name and line == "public"
            )
            for close in self.town.record.closes
        }
        limits, limit = [], 0
        for day in range(self.town.diary.first_day, last + 1):
            limit = at_close.get(day, limit)
            if day >= first:
                limits.append(limit)
        return limits

    # The desk.

    def granting(self) -> Generator[simpy.Event, None, None]:
        """Grant own-risk lines each business day, or each month if nothing but a budget moves."""
        diary = self.town.diary
        daily = self.terms.own_risk_budget_eur is None or self.terms.bridging_days > 0
        for day in diary.days:
            yield diary.at(day, DESKS)
            if daily or diary.opens_month(day):
                self.sit(day)
            yield diary.at(day, CLOSE)
            for account in self.accounts:
                account.publisher_limits_seen = account.publisher_limits

    def sit(self, day: int) -> None:
        living = [account for account in self.accounts if account.alive]
        for account in living:
            crowded = part(account.publisher_limits_seen, billionths(self.terms.crowding_out_share))
            own = max(0, account.own_risk_wish - crowded)
            account.wished = own + self.bridge(account, day)
        wishes = [account.wished for account in living]
        granted = wishes
        budget = self.terms.own_risk_budget_eur
        if budget is not None and sum(wishes) > cents(budget):
            granted = split(cents(budget), wishes)
        for account, limit in zip(living, granted, strict=True):
            account.line("own_risk").limit = limit

    def bridge(self, account: Account, day: int) -> int:
        """Return what the desk carries of an insured limit that the account lost."""
        limit, seen = account.line("insured").limit, account.limit_seen
        account.limit_seen = limit
        if account.bridged_from is not None and day >= account.bridged_until:
            account.bridged_from = None
        if limit < seen and self.terms.bridging_days > 0:
            if account.bridged_from is None:
                account.bridged_from = seen
            account.bridged_until = day + self.terms.bridging_days
        if account.bridged_from is not None and limit >= account.bridged_from:
            account.bridged_from = None
        return 0 if account.bridged_from is None else account.bridged_from - limit
