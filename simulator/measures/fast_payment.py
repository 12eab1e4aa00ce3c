"""Resellers that bring customers to the publisher's financing are paid within days."""

from typing import TYPE_CHECKING, ClassVar

import numpy as np

from simulator.book.costs import Costs, Rows, items_of
from simulator.book.financing import FinancingTerms, financing_costs
from simulator.market.levers import FinancingLever, Ground, Levers
from simulator.market.terms import financing_code
from simulator.measures.base import Measure, Posting, cost_on_delivery
from simulator.study.fields import Share, parameter
from simulator.units import Cents, billionths

if TYPE_CHECKING:
    from simulator.book.record import Record


class FastPayment(Measure):
    """Financed orders are paid sooner, more orders are financed, and the publisher pays for it."""

    paid_in_days: int = parameter(
        2,
        low=0,
        high=365,
        unit="days",
        grade="A",
        source="announced plan: within 48 hours",
        meaning="Days from delivery until the financing arm pays the reseller.",
    )
    take_up_increase: Share = parameter(
        0.02,
        unit="share",
        grade="C",
        source="estimate: take-up of 1-8 % without it",
        plausible=(0.0, 0.02, 0.05),
        meaning="What it adds to the share of the publisher's larger deals that are financed.",
    )
    funding_rate: Share = parameter(
        0.04,
        unit="per year",
        grade="C",
        source="Euribor 3M of spring 2009, 1.2-1.6 % (B), and 2.5 points",
        plausible=(0.03, 0.04, 0.06),
        meaning="What it costs the publisher to have money paid sooner, a year.",
    )
    loss_share: Share = parameter(
        0.01,
        unit="share",
        grade="C",
        source="estimate: three deals in four are approved",
        plausible=(0.0, 0.01, 0.03),
        meaning="Share of the price lost on deals that would not have been financed otherwise.",
    )

    pays_fast: ClassVar[bool] = True

    def levers(self, ground: Ground) -> Levers:
        """Return the sooner payment in the window, and the deals that it adds."""
        first, after = self.window(ground)
        lever = FinancingLever(
            self.name,
            self.resellers(ground),
            first,
            after,
            self.paid_in_days,
            self.take_up_increase,
        )
        return Levers(financing=(lever,) if first < after else ())

    def costs(self, record: "Record") -> Costs:
        """Return funding and losses on what was delivered, of the orders that count."""
        return cost_on_delivery(record, *self._by_item(record))

    def postings(self, record: "Record") -> list[Posting]:
        """Return what the publisher pays to the financing arm as it delivers, warm-up included."""
        rows, cents = self._by_item(record)
        delivered = record.book.items["delivered"][rows]
        return [Posting("publisher", "financing", "financing_cost", delivered, cents)]

    def _by_item(self, record: "Record") -> tuple[Rows, Cents]:
        names = [lever.measure for lever in record.levers.financing]
        if self.name not in names:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        book = record.book
        terms = FinancingTerms(
            code=financing_code(names.index(self.name), True),
            usual_days=record.world.financing.reseller_paid_in_days,
            paid_in_days=self.paid_in_days,
            funding_rate=billionths(self.funding_rate),
            loss_share=billionths(self.loss_share),
        )
        financed = record.orders.financed
        its = np.flatnonzero((financed == terms.code) | (financed == terms.code + 1))
        rows, owners = items_of(record.orders, book.resellers, its)
        return financing_costs(book.resellers, book.items, rows, owners, book.price_change, terms)
