"""Value blocked by a stop: invoices long overdue."""

from simulator.outcomes.base import BlockedByOneCause


class BlockedByStop(BlockedByOneCause):
    """Value blocked by a stop: invoices long overdue."""

    cause = "stop"
    meaning = "Value of the orders that would have passed but for a stop on the account."
