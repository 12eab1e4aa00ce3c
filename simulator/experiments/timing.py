"""How long an experiment took: told apart from its results, which do not depend on it."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True)
class Timing:
    """When an experiment began, how long it took and how many workers it had."""

    began: datetime
    seconds: float
    workers: int

    @classmethod
    def since(cls, began: datetime, workers: int) -> "Timing":
        """Return the timing of what began at a time (UTC) and ends now."""
        return cls(began, (datetime.now(UTC) - began).total_seconds(), workers)
