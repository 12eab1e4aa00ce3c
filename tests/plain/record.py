"""What the plain model leaves behind: every order, invoice, close, failure, claim and flow."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.plain.book import Invoice, Order
from tests.plain.courts import Claim

if TYPE_CHECKING:
    from tests.plain.town import Town


@dataclass(frozen=True)
class Close:
    """Accounts at the close of one business day; cents.

    `cash` is by reseller, `treasuries` by distributor, `limits` and `used` by (reseller,
    distributor, line); `frozen` and `active` count resellers, `short` those alive with cash below
    zero among the `living`; `uninsured` is what nobody would indemnify.
    """

    day: int
    cash: dict[str, int]
    treasuries: dict[str, int]
    limits: dict[tuple[str, str, str], int]
    used: dict[tuple[str, str, str], int]
    frozen: int
    active: int
    short: int
    living: int
    owed: int
    uninsured: float


@dataclass(eq=False)
class PlainRecord:
    """One run of the plain model."""

    town: Town
    orders: list[Order] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    closes: list[Close] = field(default_factory=list)
    flows: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))

    def post(self, payer: str, payee: str, kind: str, amount: int) -> None:
        """Note a movement of money between two sectors; the warm-up counts in no flow."""
        if self.town.diary.today >= 0 and amount:
            self.flows[payer, payee, kind] += amount

    @property
    def invoices(self) -> list[Invoice]:
        return [invoice for reseller in self.town.resellers for invoice in reseller.invoices]

    @property
    def failures(self) -> list[tuple[str, int, str]]:
        """Failures as (reseller, day, cause), in the resellers' order."""
        return [
            (r.id, r.failed_on, r.failed_by) for r in self.town.resellers if r.failed_on is not None
        ]

    @property
    def distributor_cash(self) -> dict[str, int]:
        """Cash at the end, by distributor."""
        return {distributor.name: distributor.cash for distributor in self.town.distributors}

    @property
    def claims_by_bearer(self) -> dict[tuple[str, str], int]:
        """Claims by (sector, insurer or measure or distributor)."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for claim in self.claims:
            for burden in claim.burdens:
                sums[burden.sector, burden.name] += burden.amount
        return dict(sums)
