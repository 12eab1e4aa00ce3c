"""Claims after failures: who pays the distributor, when, and what is recovered for whom."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from simulator.book.claims import Claims, after_failure, settle_claims
from simulator.book.state import FIRST_PUBLISHER, INSURED, PUBLIC, Cents
from simulator.processes.simulation import (
    BOOKKEEPING,
    Process,
    Simulation,
    insurer_name,
)
from simulator.units import billionths


@dataclass
class ClaimsDesk:
    """Notices what failures leave and posts what each payer will pay, dated.

    Attributes:
        coverage: the publisher's share of the loss on each of its lines, billionths.
        delays: days until the publisher pays on each of its lines.
        names: the measures behind the publisher's lines.
        noticed: the claims so far.
    """

    simulation: Simulation
    coverage: Cents
    delays: tuple[int, ...]
    names: tuple[str, ...]
    noticed: list[Claims] = field(default_factory=list)
    seen: int = 0

    def notice(self) -> None:
        """Take in the failures since the last time."""
        book, world = self.simulation.book, self.simulation.world
        failed = book.failed_since(self.seen)
        if len(failed) == 0:
            return
        self.seen += len(failed)
        distributors = self.simulation.portfolio.distributors
        percentages = [billionths(world.distributors[d].insured_percentage) for d in distributors]
        claims = settle_claims(
            book.resellers,
            book.accounts,
            book.items,
            book.carried,
            book.stack,
            np.sort(failed),
            np.array(percentages, np.int64),
            billionths(world.public_cover.covered_share),
            self.coverage,
            billionths(world.failure.recovery_share),
        )
        self.noticed.append(claims)
        self._post(claims, paid=False)

    def pay(self) -> None:
        """Post, when the run is over, what is paid on all claims: nobody decides by it before."""
        self._post(self.all(), paid=True)

    def _post(self, claims: Claims, *, paid: bool) -> None:
        """Post what insurers and guarantors take note of or, if `paid`, what is paid."""
        portfolio = self.simulation.portfolio
        insurers = portfolio.account_insurer[claims.account]
        distributors = portfolio.account_distributor[claims.account]
        for distributor, insurer in sorted(
            set(zip(distributors.tolist(), insurers.tolist(), strict=True))
        ):
            its = (distributors == distributor) & (insurers == insurer)
            taker = f"distributors:{portfolio.distributors[distributor]}"
            if paid:
                self._recover(claims, its, -1, taker)
            for place, payer, delay, kind in self._payers(insurer):
                self._indemnify(claims, its, place, payer, taker, delay, kind, paid=paid)
                if paid:
                    self._recover(claims, its, place, payer)

    def _payers(self, insurer: int) -> list[tuple[int, str, int, str]]:
        """Return for each line that somebody else covers: place, payer, delay in days, kind."""
        guarantees = [
            (FIRST_PUBLISHER + measure, "publisher", delay, "guarantee")
            for measure, delay in enumerate(self.delays)
        ]
        if insurer < 0:
            return guarantees
        world, name = self.simulation.world, self.simulation.portfolio.insurers[insurer]
        waiting, state_waits = world.insurers[name].waiting_days, world.public_cover.waiting_days
        payer = insurer_name(self.simulation, insurer)
        return [
            (INSURED, payer, waiting, "indemnity"),
            (PUBLIC, "state", state_waits, "public_indemnity"),
            *guarantees,
        ]

    def _indemnify(
        self,
        claims: Claims,
        its: npt.NDArray[np.bool_],
        place: int,
        payer: str,
        taker: str,
        delay: int,
        kind: str,
        *,
        paid: bool,
    ) -> None:
        amounts, failed_on = claims.borne[its, place], claims.failed_on[its]
        if not amounts.any():
            return
        if paid:
            when = after_failure(self.simulation.calendar, failed_on, delay)
            self.simulation.ledger.post(payer, taker, kind, when, amounts)
        else:
            self.simulation.ledger.post(payer, taker, f"{kind}_noticed", failed_on, amounts)

    def _recover(self, claims: Claims, its: npt.NDArray[np.bool_], place: int, taker: str) -> None:
        amounts = claims.recovered[its, place]
        if amounts.any():
            lag = self.simulation.world.failure.recovery_lag_days
            when = after_failure(self.simulation.calendar, claims.failed_on[its], lag)
            self.simulation.ledger.post("estates", taker, "recovery", when, amounts)

    def all(self) -> Claims:
        """Return all claims noticed so far as one table."""
        book = self.simulation.book
        width = len(book.stack) + 1
        empty = Claims(
            np.zeros(0, np.int64),
            np.zeros(0, np.int32),
            np.zeros(0, np.int32),
            np.zeros(0, np.int32),
            np.zeros((0, width), np.int64),
            np.zeros((0, width), np.int64),
        )
        parts = [empty, *self.noticed]
        return Claims(
            *(
                np.concatenate([getattr(part, name) for part in parts])
                for name in ("item", "reseller", "account", "failed_on", "borne", "recovered")
            )
        )


def noticing_claims(desk: ClaimsDesk) -> Process:
    """Notice claims at the start of each month, before the insurers decide, and at the end."""
    simulation = desk.simulation
    for ordinal in simulation.month_starts():
        yield from simulation.look(ordinal, BOOKKEEPING)
        desk.notice()
