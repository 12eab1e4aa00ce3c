"""The state: its schemes grant public lines beside what insurers grant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import simpy

from simulator.study.public import Scheme
from tests.plain.amounts import billionths, cents, part
from tests.plain.book import Account
from tests.plain.diary import STATE

if TYPE_CHECKING:
    from tests.plain.town import Town


@dataclass(eq=False)
class State:
    """The state's schemes; `asked` says for which accounts the wholesaler asks, by scheme."""

    town: Town
    asked: dict[str, set[Account]] = field(default_factory=lambda: defaultdict(set))
    granted: dict[Account, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def granting(self) -> Generator[simpy.Event, None, None]:
        """Sit when a scheme opens and each month; close its lines after its window."""
        diary, schemes = self.town.diary, self.town.world.public_cover.schemes
        windows = {
            name: [day for day in diary.days if self.is_open(scheme, day)]
            for name, scheme in schemes.items()
        }
        for day in diary.days:
            yield diary.at(day, STATE)
            running = {name for name, window in windows.items() if day in window}
            self.close_all_but(running)
            first = any(day == windows[name][0] for name in running)
            if first or (running and diary.opens_month(day)):
                self.sit(running)
            self.set_limits()

    def is_open(self, scheme: Scheme, day: int) -> bool:
        return scheme.starts <= self.town.diary.date_of(day) <= scheme.ends

    def close_all_but(self, running: set[str]) -> None:
        for lines in self.granted.values():
            for name in lines.keys() - running:
                lines[name] = 0

    def sit(self, running: set[str]) -> None:
        for account in self.town.accounts:
            for name in running:
                self.granted[account][name] = self.line(account, name)

    def set_limits(self) -> None:
        for account, lines in self.granted.items():
            if account.alive:
                account.line("public").limit = max(lines.values())

    def line(self, account: Account, name: str) -> int:
        """Return what a scheme grants an account whose limit in force and reference are known."""
        scheme = self.town.world.public_cover.schemes[name]
        eligible = account in self.asked[name] and account.rating <= scheme.worst_rating
        if not account.cover or not eligible:
            return 0
        left, lost = account.line("insured").limit, account.reference
        share, ceiling = billionths(scheme.most_share), cents(scheme.ceiling_eur)
        if scheme.grants == "top_up" and 0 < left < lost:
            return min(part(left, share), lost - left, ceiling)
        if scheme.grants == "restore" and left == 0 < lost:
            return min(part(lost, share), ceiling)
        return 0
