"""Value blocked by a fault of an insurer."""

from simulator.outcomes.base import BlockedByOneCause


class BlockedByIncident(BlockedByOneCause):
    """Value blocked by a fault of an insurer."""

    cause = "incident"
    meaning = "Value of the orders blocked by an insured limit that a fault keeps at zero."
