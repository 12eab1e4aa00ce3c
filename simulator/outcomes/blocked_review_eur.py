"""Value blocked by an ordinary review of the limit."""

from simulator.outcomes.base import BlockedByOneCause


class BlockedByReview(BlockedByOneCause):
    """Value blocked by an ordinary review of the limit."""

    cause = "review"
    meaning = "Value of the orders blocked by an insured limit that a review lowered last."
