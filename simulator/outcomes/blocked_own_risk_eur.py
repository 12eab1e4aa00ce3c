"""Value blocked by a wholesaler's budget for own risk."""

from simulator.outcomes.base import BlockedByOneCause


class BlockedByOwnRisk(BlockedByOneCause):
    """Value blocked by a wholesaler's budget for own risk."""

    cause = "own_risk"
    meaning = "Value of the orders that own-risk wishes granted in full would have let pass."
