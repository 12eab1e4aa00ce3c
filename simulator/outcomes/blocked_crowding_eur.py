"""Value blocked by what insurers take off for the publisher's lines."""

from simulator.outcomes.base import BlockedByOneCause


class BlockedByCrowding(BlockedByOneCause):
    """Value blocked by what insurers take off for the publisher's lines."""

    cause = "crowding"
    meaning = "Value of the orders blocked by an insured limit that crowding out lowered last."
