"""Courts: a failure turns open invoices into claims; later come indemnities and recoveries."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import simpy

from tests.plain.amounts import billionths, part, split
from tests.plain.book import Invoice
from tests.plain.diary import RECEIPTS

if TYPE_CHECKING:
    from tests.plain.distributor import Distributor
    from tests.plain.reseller import Reseller
    from tests.plain.town import Town


PAYMENT = {"insurers": "indemnity", "state": "public_indemnity", "publisher": "guarantee"}
"""What each sector's payment of a claim is called."""


@dataclass(frozen=True)
class Burden:
    """What somebody bears of a claim: `sector` pays, `name` says who (an insurer, a measure)."""

    sector: str
    name: str
    amount: int
    pays_in_days: int


@dataclass(frozen=True)
class Claim:
    """What was open on one invoice when its reseller failed, and who bears it; cents."""

    invoice: Invoice
    day: int
    amount: int
    burdens: tuple[Burden, ...]
    recovered: tuple[int, ...]

    def borne_by(self, sector: str, name: str = "") -> int:
        return sum(b.amount for b in self.burdens if b.sector == sector and name in ("", b.name))

    def recovered_by(self, sector: str, name: str = "") -> int:
        pairs = zip(self.burdens, self.recovered, strict=True)
        return sum(back for b, back in pairs if b.sector == sector and name in ("", b.name))


def wind_up(town: Town, reseller: Reseller) -> None:
    """Close a failed reseller's lines and make a claim of each of its open invoices."""
    for account in reseller.accounts:
        for invoice in account.open_invoices:
            claim = claim_of(town, invoice)
            town.record.claims.append(claim)
            invoice.write_off()
            distributor = account.distributor
            for burden in claim.burdens:
                town.diary.environment.process(indemnifying(town, burden, distributor))
            town.diary.environment.process(recovering(town, claim, distributor))
        account.open_invoices = []
        account.stopped = False
        for line in account.lines:
            line.limit = 0
        if account.cover:
            account.cover.close()


def claim_of(town: Town, invoice: Invoice) -> Claim:
    account = invoice.account
    burdens = []
    for piece in invoice.parts:
        if piece.line.kind == "insured" and account.cover:
            borne = part(piece.amount, billionths(account.distributor.terms.insured_percentage))
            insurer = account.cover.insurer
            burdens.append(Burden("insurers", insurer.name, borne, insurer.terms.waiting_days))
        elif piece.line.kind == "public":
            cover = town.world.public_cover
            borne = part(piece.amount, billionths(cover.covered_share))
            burdens.append(Burden("state", "state", borne, cover.waiting_days))
        elif piece.line.kind == "publisher":
            measure = town.measure(piece.line.name)
            borne = part(piece.amount, billionths(measure.terms.coverage_share))
            burdens.append(
                Burden("publisher", measure.terms.name, borne, measure.terms.claim_delay_days)
            )
    # Whatever the drawing order: the insurer, the state, the measures, and the wholesaler last.
    burdens.sort(key=lambda burden: ("insurers", "state", "publisher").index(burden.sector))
    loss = invoice.open - sum(burden.amount for burden in burdens)
    burdens.append(Burden("distributors", account.distributor.name, loss, 0))
    recovered = part(invoice.open, billionths(town.world.failure.recovery_share))
    shares = split(recovered, [burden.amount for burden in burdens])
    return Claim(invoice, town.diary.today, invoice.open, tuple(burdens), tuple(shares))


def indemnifying(
    town: Town, burden: Burden, distributor: Distributor
) -> Generator[simpy.Event, None, None]:
    """After its delay an insurer, the state or the publisher pays what it bears."""
    if burden.sector == "distributors" or burden.amount == 0:
        return
    yield town.diary.at(town.diary.later(burden.pays_in_days, RECEIPTS), RECEIPTS)
    distributor.cash += burden.amount
    town.record.post(burden.sector, "distributors", PAYMENT[burden.sector], burden.amount)


def recovering(
    town: Town, claim: Claim, distributor: Distributor
) -> Generator[simpy.Event, None, None]:
    """Long after, the estate pays those who bore the claim."""
    lag = town.world.failure.recovery_lag_days
    yield town.diary.at(town.diary.later(lag, RECEIPTS), RECEIPTS)
    for burden, amount in zip(claim.burdens, claim.recovered, strict=True):
        if burden.sector == "distributors":
            distributor.cash += amount
        town.record.post("estates", burden.sector, "recovery", amount)
