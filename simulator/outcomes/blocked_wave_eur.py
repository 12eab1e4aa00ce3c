"""Value blocked by a wave of cuts."""

from simulator.outcomes.base import BlockedByOneCause


class BlockedByWave(BlockedByOneCause):
    """Value blocked by a wave of cuts."""

    cause = "wave"
    meaning = "Value of the orders blocked by an insured limit that a wave lowered last."
