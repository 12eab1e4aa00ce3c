"""Claims after failures: who pays the distributor, when, and what is recovered for whom."""

from dataclasses import dataclass, field

import numpy as np

from simulator.book.claims import Claims, settle_claims
from simulator.book.state import FIRST_PUBLISHER, INSURED, PUBLIC, Cents, Ints
from simulator.processes.simulation import (
    BOOKKEEPING, Process, Simulation, distributor_names, insurer_name,
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
        self.seen += len(failed)
        distributors = self.simulation.portfolio.distributors
        percentages = [billionths(world.distributors[d].insured_percentage) for d in distributors]
        claims = settle_claims(
            book.resellers, book.accounts, book.items, book.carried, book.stack,
            np.sort(failed), np.array(percentages, np.int64), 0, self.coverage,
            billionths(world.failure.recovery_share),
        )
        if len(claims.item):
            self.noticed.append(claims)
            self._post(claims)

    def _post(self, claims: Claims) -> None:
        simulation, accounts = self.simulation, self.simulation.book.accounts
        lag = simulation.world.failure.recovery_lag_days
        recovered_on = simulation.ordinals_after(claims.failed_on, lag)
        insurer = simulation.portfolio.account_insurer[claims.account]
        distributor = accounts["distributor"][claims.account]
        for code, name in distributor_names(simulation):
            its = distributor == code
            self._recover(claims, its, -1, name, recovered_on)
            for who, row in simulation.world.insurers.items():
                place = simulation.portfolio.insurers.index(who)
                both = its & (insurer == place)
                payer = insurer_name(simulation, place)
                self._indemnify(claims, both, INSURED, payer, name, row.waiting_days, "indemnity")
                self._recover(claims, both, INSURED, payer, recovered_on)
            for measure, delay in enumerate(self.delays):
                at = FIRST_PUBLISHER + measure
                self._indemnify(claims, its, at, "publisher", name, delay, "guarantee")
                self._recover(claims, its, at, "publisher", recovered_on)
            self._indemnify(claims, its, PUBLIC, "state", name, 0, "public_indemnity")
            self._recover(claims, its, PUBLIC, "state", recovered_on)

    def _indemnify(
        self, claims: Claims, its: np.ndarray, place: int, payer: str, taker: str, delay: int,
        kind: str,
    ) -> None:
        when = self.simulation.ordinals_after(claims.failed_on[its], delay)
        amounts = claims.borne[its, place]
        self.simulation.ledger.post(payer, taker, kind, when, amounts)
        self.simulation.ledger.post(
            payer, taker, f"{kind}_noticed", claims.failed_on[its], amounts)

    def _recover(
        self, claims: Claims, its: np.ndarray, place: int, taker: str, when: Ints
    ) -> None:
        self.simulation.ledger.post(
            "estates", taker, "recovery", when[its], claims.recovered[its, place])

    def all(self) -> Claims:
        """Return all claims noticed so far as one table."""
        book = self.simulation.book
        width = len(book.stack) + 1
        empty = Claims(
            np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32),
            np.zeros(0, np.int32), np.zeros((0, width), np.int64), np.zeros((0, width), np.int64),
        )
        parts = [empty, *self.noticed]
        return Claims(*(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("item", "reseller", "account", "failed_on", "borne", "recovered")
        ))


def noticing_claims(desk: ClaimsDesk) -> Process:
    """Notice claims at the start of each month, before the insurers decide, and at the end."""
    simulation = desk.simulation
    for ordinal in simulation.month_starts():
        yield from simulation.look(ordinal, BOOKKEEPING)
        desk.notice()
