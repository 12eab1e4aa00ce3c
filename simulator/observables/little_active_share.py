"""The share of revisions that fell on accounts that little used their limit."""

from simulator.book.record import Record
from simulator.observables.base import OfRevisions
from simulator.outcomes.base import ratio
from simulator.study.fields import Share, parameter


class LittleActiveShare(OfRevisions):
    """Share of revisions that fell on little-active accounts."""

    use_under: Share = parameter(
        0.05,
        unit="share",
        meaning="An account is little active whose use of the limit, at the close before the "
        "revision, is under this share.",
        source="the press does not say what it called little active",
        grade="C",
        plausible=(0.0, 0.05, 0.1),
    )

    unit = "share"
    meaning = "Share of revisions on accounts that used little of their limit before."

    def measure(self, record: Record) -> float:
        """Return it; NaN without a revision."""
        revised = self.revisions(record)
        idle = revised["used"] < self.use_under * revised["before"]
        return ratio(float(idle.sum()), len(revised))
