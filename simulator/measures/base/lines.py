"""Publisher lines: guaranteed to eligible accounts, or earned by what is delivered to them."""

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from simulator.book.costs import Costs
from simulator.market.levers import Mask
from simulator.measures.base.guarantees import guarantee_costs
from simulator.measures.base.measure import Measure
from simulator.processes.simulation import MEASURES
from simulator.study.fields import Euros, Share, parameter
from simulator.units import NEVER, cents

if TYPE_CHECKING:
    from simulator.book.record import Record
    from simulator.processes.simulation import Process, Simulation

PLAN = "announced plan, trade press of March 2009"


class LineMeasure(Measure):
    """A measure that opens a publisher line on accounts."""

    amount_eur: Euros = parameter(
        5_000.0,
        unit="EUR",
        meaning="Limit of the line.",
        grade="A",
        source=PLAN,
    )
    dedicated: bool = parameter(
        False, unit="yes/no", meaning="Whether only the publisher's products draw on it."
    )
    coverage_share: Share = parameter(
        1.0,
        unit="share",
        grade="C",
        source="estimate: the publisher guarantees the whole line",
        plausible=(0.5, 1.0, 1.0),
        meaning="Share of a loss on the line that the publisher bears.",
    )
    claim_delay_days: int = parameter(
        30,
        low=0,
        high=3650,
        unit="days",
        grade="C",
        source="estimate",
        plausible=(15, 30, 90),
        meaning="Days from failure until the publisher pays.",
    )

    grants_line: ClassVar[bool] = True

    def costs(self, record: "Record") -> Costs:
        """Return the guarantee's claims, and as negative rows what is recovered of them."""
        return guarantee_costs(record, self.name, self.claim_delay_days)


class GuaranteedTerms(LineMeasure):
    """Lines that are guaranteed to eligible accounts until the window ends."""

    requires_insured_limit: bool = parameter(
        True,
        unit="yes/no",
        grade="A",
        source="announced plan: not for cancelled limits",
        meaning="Whether an account whose insured limit was cancelled is left out.",
    )

    def enrolling(
        self, simulation: "Simulation", place: int, first: int, after: int, among: Mask
    ) -> "Process":
        """Enrol on the day `first` and at each month's start; close all lines on the day `after`.

        Args:
            among: which accounts are asked at all, (accounts,).
        """
        enrolled = np.zeros(simulation.portfolio.accounts, bool)
        for ordinal in first_of_months(simulation, first, after):
            if ordinal >= after:
                break
            yield from simulation.look(ordinal, MEASURES)
            wanted = self.eligible(simulation) & among & ~enrolled
            if self.requires_insured_limit:
                wanted &= simulation.insured_limits(ordinal) > 0
            enrolled |= wanted
            rows = np.flatnonzero(wanted).astype(np.int32)
            simulation.book.set_limits(rows, place, cents(self.amount_eur), ordinal)
        if after < simulation.calendar.business_days:
            yield from simulation.look(after, MEASURES)
            rows = np.flatnonzero(enrolled).astype(np.int32)
            simulation.book.set_limits(rows, place, 0, after)


class EarnedTerms(LineMeasure):
    """Lines that firm orders of a product earn, each order or their sum."""

    product: str = parameter("oem", unit="name", meaning="The product whose orders earn lines.")
    threshold_eur: Euros = parameter(
        1_000.0,
        low=0.01,
        unit="EUR",
        grade="A",
        source=PLAN,
        meaning="What must be ordered to earn one line.",
    )
    line_days: int = parameter(
        183,
        low=1,
        high=3650,
        unit="days",
        grade="A",
        source="announced plan: six months",
        meaning="How long an earned line lasts.",
    )
    accumulate: bool = parameter(
        True, unit="yes/no", meaning="Whether orders add up to the threshold."
    )
    stacking: Literal["renew", "stack"] = parameter(
        "renew",
        unit="name",
        meaning="Whether a further earning renews the one line, or adds another up to `max_lines`.",
    )
    max_lines: int = parameter(
        1, low=1, high=100, unit="count", meaning="Most lines at a time when they stack."
    )

    @property
    def most_lines(self) -> int:
        """The most lines that an account may have earned at a time."""
        return self.max_lines if self.stacking == "stack" else 1

    def earning(
        self, simulation: "Simulation", place: int, first: int, after: int, among: Mask
    ) -> "Process":
        """From the day `first` on, let the eligible accounts' deliveries earn lines.

        Args:
            among: which accounts are asked at all, (accounts,).
        """
        if first >= after:
            return
        yield from simulation.look(first, MEASURES)
        simulation.let_deliveries_earn(
            place,
            eligible=self.eligible(simulation) & among,
            product=simulation.portfolio.products.index(self.product),
            threshold=cents(self.threshold_eur),
            amount=cents(self.amount_eur),
            line_days=self.line_days,
            accumulate=self.accumulate,
            renew=self.stacking == "renew",
            most=self.most_lines,
            window=(first, after),
        )


def everybody(simulation: "Simulation") -> Mask:
    """Return all accounts, (accounts,)."""
    return np.ones(simulation.portfolio.accounts, bool)


def first_of_months(simulation: "Simulation", first: int, after: int) -> list[int]:
    """Return `first` and the first business days of the months that begin before `after`."""
    if first >= NEVER or first >= simulation.calendar.business_days:
        return []
    return [first, *(o for o in simulation.month_starts() if first < o < after)]
