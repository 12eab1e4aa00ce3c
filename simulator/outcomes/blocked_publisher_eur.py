"""Value blocked though a dedicated line of the publisher had room."""

from simulator.outcomes.base import BlockedByOneCause


class BlockedByDedication(BlockedByOneCause):
    """Value blocked though a dedicated line of the publisher had room."""

    cause = "publisher"
    meaning = "Value of the orders that a dedicated publisher line would have let pass."
