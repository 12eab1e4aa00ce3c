"""A model of four lines, and scenarios for it, so that experiments are tested without a market."""

import hashlib
import os
import signal
import time
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from simulator.outcomes.base import Measured
from simulator.streams import Stream, entity

WORLD = SimpleNamespace(start=date(2009, 1, 1), end=date(2009, 1, 31))
DATES = np.arange("2009-01-01", "2009-01-04", dtype="datetime64[D]")


@dataclass(frozen=True)
class FakeScenario:
    """A scenario whose outcome is its programme's effect plus luck."""

    assumptions: str = "base"
    programme: str = "none"
    effect: float = 0.0
    study: str = "fake"
    folder: Path = Path("nowhere")
    warnings: tuple[str, ...] = ()
    overrides: dict[str, Any] = field(default_factory=dict)
    world: Any = field(default_factory=lambda: WORLD)

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()

    def resolved(self) -> dict[str, Any]:
        return {"world": {"start": "2009-01-01"}, "effect": repr(self.effect)}

    def register(self) -> pd.DataFrame:
        return pd.DataFrame([{"path": "effect", "value": repr(self.effect)}])


@dataclass(frozen=True)
class FakeModel:
    """Luck is a uniform of the replication; what happens on the way is chosen by the fields.

    Attributes:
        raises_at: replication whose run raises an error.
        error: which.
        dies_at: replication whose worker process is killed, always or once.
        dies_by: signal that kills it.
        once: a file that is made at the first death; None: dies every time.
        log: a file that gets a line for each draw.
        pause: seconds that a replication takes, the later the shorter.
        stops_at: replication at which the keyboard interrupts.
        unbalanced: whether a check at every close would find a fault.
    """

    raises_at: int | None = None
    error: Exception = field(default_factory=lambda: ValueError("a fault of the model"))
    dies_at: int | None = None
    dies_by: int = signal.SIGKILL
    once: Path | None = None
    log: Path | None = None
    pause: float = 0.0
    stops_at: int | None = None
    sharing: bool = True
    unbalanced: bool = False

    def prepare(self, scenario):
        if scenario.effect == float("inf"):
            raise ArithmeticError("no such effect")
        return scenario.effect

    def same_draws(self, a, b):
        return self.sharing and a.assumptions == b.assumptions

    def draw(self, scenario, _, seed, replication):
        if self.log is not None:
            with self.log.open("a") as file:
                file.write(f"{scenario.assumptions} {replication}\n")
        if replication == self.stops_at:
            raise KeyboardInterrupt
        if replication == self.dies_at and not (self.once and self.once.exists()):
            if self.once:
                self.once.touch()
            os.kill(os.getpid(), self.dies_by)
        time.sleep(self.pause / (replication + 1))
        uniforms = Stream(seed, replication, "luck").uniforms(np.array([entity("r1")], np.uint64))
        return replication, float(uniforms[0, 0])

    def run(self, scenario, prepared, draws, check=False, _audit=False):
        replication, luck = draws
        if check and self.unbalanced:
            raise AssertionError("a cent is missing")
        if replication == self.raises_at:
            raise type(self.error)(*self.error.args)
        return scenario, prepared + luck

    def measure(self, record, audit=False):
        scenario, value = record
        values = {"lost_eur": value, "insurer_loss_ratio": float("nan")}
        if scenario.programme != "none":
            values[f"cost_{scenario.programme}_eur"] = 5.0
        orders = {"order_id": ["r1-1", "=r1-2"], "amount_eur": [1.5, 2.0]}
        return Measured(
            values,
            {"blockage_rate": (DATES, np.array([value, 0.0, 1.0]))},
            [("lost_eur", "product", "oem", value)],
            [("reseller", "distributor", "invoice", 150)],
            {"orders": orders} if audit else {},
        )
