"""One run of a sweep as its store keeps it: a key, what it came to, and a hash of both."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WORKER = "worker"
"""The stage of a run that its worker or its machine lost: it is tried again."""


@dataclass(frozen=True)
class Run:
    """One finished run.

    Attributes:
        scenario: its number in the sweep: point × assumptions × programme.
        outcomes: by name, NaN where not defined; empty if it failed.
        stage, error, traceback: where and why it failed; empty if it did not.
        seconds: CPU time, of no consequence for any result.
    """

    scenario: int
    replication: int
    outcomes: Mapping[str, float]
    stage: str = ""
    error: str = ""
    traceback: str = ""
    seconds: float = 0.0

    @property
    def key(self) -> tuple[int, int]:
        """Scenario and replication."""
        return self.scenario, self.replication

    @property
    def failed(self) -> bool:
        """Whether it came to nothing."""
        return bool(self.stage)

    @property
    def status(self) -> str:
        """`done` or `failed`."""
        return "failed" if self.failed else "done"

    def content(self) -> str:
        """Return what the run came to as JSON text, ASCII, numbers to the last bit.

        NaN is null, an infinite number the text "inf" or "-inf".
        """
        if self.failed:
            told: Any = {"stage": self.stage, "error": self.error, "traceback": self.traceback}
        else:
            told = {name: _plain(value) for name, value in sorted(self.outcomes.items())}
        return json.dumps(told, allow_nan=False, separators=(",", ":"))

    @classmethod
    def of(
        cls, scenario: int, replication: int, status: str, content: str, seconds: float
    ) -> "Run":
        """Return the run of a row of the store."""
        told = json.loads(content)
        if status == "failed":
            return cls(scenario, replication, {}, **told, seconds=seconds)
        outcomes = {name: _number(value) for name, value in told.items()}
        return cls(scenario, replication, outcomes, seconds=seconds)


def hash_of(sweep: str, scenario: int, replication: int, status: str, content: str) -> str:
    """Return the hash of a run, 32 hexadecimal digits: whose it is, its key and its content."""
    text = "\x1f".join((sweep, str(scenario), str(replication), status, content))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _plain(value: float) -> float | str | None:
    if math.isfinite(value):
        return float(value)
    return None if math.isnan(value) else str(float(value))


def _number(value: float | str | None) -> float:
    return math.nan if value is None else float(value)
