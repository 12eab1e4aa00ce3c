"""Value blocked by an ordinary limit: nothing was cut."""

from simulator.outcomes.base import BlockedByOneCause


class BlockedByLimit(BlockedByOneCause):
    """Value blocked by an ordinary limit: nothing was cut."""

    cause = "limit"
    meaning = "Value of the orders that outgrew limits which nobody had cut."
