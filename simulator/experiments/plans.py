"""A plan: all runs of a sweep, by number."""

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from simulator.experiments.designs import Design
from simulator.experiments.factors import Factor
from simulator.experiments.fingerprint import fingerprint
from simulator.experiments.piecework import changed
from simulator.study.designs import Sweep
from simulator.study.scenario import Scenario

SHIPPED = "simulator.model"
"""What computes a run, unless told otherwise."""


@dataclass(frozen=True)
class Plan:
    """All runs of a sweep: points × assumptions × programmes × replications.

    A scenario's number is (point × assumptions + its assumption) × programmes + its programme.

    Attributes:
        name: of the sweep.
        sweep: its file.
        design: its points.
        bases: the scenarios that the points change: assumptions × programmes.
        model: what computes a run.
    """

    study: str
    name: str
    sweep: Sweep
    design: Design
    bases: tuple[Scenario, ...]
    model: str = SHIPPED

    @property
    def scenarios(self) -> int:
        """How many scenarios there are."""
        return len(self.design.points) * len(self.bases)

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.scenarios * self.sweep.replications

    def labels(self, scenario: int) -> tuple[int, str, str]:
        """Return point, assumptions and programme of a scenario's number."""
        point, base = divmod(scenario, len(self.bases))
        return point, self.bases[base].assumptions, self.bases[base].programme

    def scenario(self, number: int) -> Scenario:
        """Return a scenario by number."""
        point, base = divmod(number, len(self.bases))
        return changed(self.bases[base], self.design.overrides(point))

    @property
    def notices(self) -> list[str]:
        """What is allowed, and what the user should know."""
        said = [text for base in self.bases for text in base.warnings]
        said += [
            f"{factor.name} has one value only, so it does not move"
            for factor in self.design.moving
            if len(factor.values) == 1
        ]
        keys = [json.dumps(point, sort_keys=True, default=str) for point in self.design.points]
        if self.design.kind == "table" and len(set(keys)) < len(keys):
            said.append(f"{len(keys) - len(set(keys))} rows of the table are there already")
        return list(dict.fromkeys(said))

    @cached_property
    def identity(self) -> dict[str, Any]:
        """What decides the results, as plain data: a store is of one identity."""
        points = json.dumps(self.design.points, sort_keys=True, default=str)
        return {
            "study": self.study,
            "model": self.model,
            "sweep": self.sweep.model_dump(mode="json", exclude=_names()),
            "points_sha256": hashlib.sha256(points.encode()).hexdigest(),
            "scenarios": {
                f"{one.programme} under {one.assumptions}": one.resolved() for one in self.bases
            },
            "versions": fingerprint(),
        }

    def told(self) -> dict[str, Any]:
        """Return the design as plain data, from which `verify` lays it again."""
        return {
            "name": self.name,
            "kind": self.design.kind,
            "factors": [plain_factor(factor) for factor in self.design.factors],
            "points": json.loads(json.dumps(self.design.points, default=str)),
            "folder": str(self.bases[0].folder),
        }

    @cached_property
    def digest(self) -> str:
        """The SHA-256 (hex) of the identity."""
        return digest_of(self.identity)


def plain_factor(factor: Factor) -> dict[str, Any]:
    """Return a factor as plain data: NaN as null, dates as ISO text."""
    told = {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in asdict(factor).items()
    }
    plain: dict[str, Any] = json.loads(json.dumps(told, default=str))
    return plain


def digest_of(identity: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of an identity."""
    return hashlib.sha256(as_text(identity).encode()).hexdigest()


def as_text(identity: Mapping[str, Any]) -> str:
    """Return an identity as JSON text, one text for equal ones."""
    return json.dumps(identity, sort_keys=True, default=str)


def _names() -> dict[str, Any]:
    """Return what a sweep's file says that decides no result."""
    return {"title": True, "points_ceiling": True, "factor": {"__all__": {"title", "title_fr"}}}
