"""Sweeps of functions whose answers are known, as if a market had been run."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulator.experiments.designs import Design
from simulator.experiments.factors import Factor
from simulator.experiments.swept import Swept


def factor(name: str, low: float = 0.0, high: float = 1.0, **more: Any) -> Factor:
    """Return a factor that moves over a range."""
    return Factor(name, (name,), more.pop("role", "uncertainty"), low=low, high=high, **more)


def swept(
    design: Design,
    outcome: Callable[..., float],
    *,
    replications: int = 1,
    programmes: Sequence[str] = ("none",),
    assumptions: Sequence[str] = ("base",),
    knows: Mapping[str, Sequence[str]] | None = None,
    name: str = "lost_eur",
) -> Swept:
    """Return the sweep of a design whose outcome is `outcome(point, programme, assumptions, r)`.

    An outcome that is NaN is undefined; one that is None failed. `knows`: the factors that each
    programme has; by default all.
    """
    moving = [one for one in design.factors if one.role != "constant"]
    names = [one.name for one in moving]
    rows = []
    for at, point in enumerate(design.points):
        for under in assumptions:
            for programme in programmes:
                for r in range(replications):
                    value = outcome(point, programme, under, r)
                    status = "failed" if value is None else "done"
                    found = np.nan if value is None else float(value)
                    rows.append((at, under, programme, r, status, "", found))
    keys = ["point", "assumptions", "programme", "replication", "status", "error", name]
    points = pd.DataFrame({"point": range(len(design.points))})
    for one in names:
        points[one] = [point[one] for point in design.points]
    known = {p: list(names) for p in programmes} | {p: list(k) for p, k in (knows or {}).items()}
    manifest = {
        "study": "fake",
        "sweep_name": "functions",
        "design": design.kind,
        "seed": 1,
        "digest": "ab" * 32,
        "sweep": {"replications": replications},
        "versions": {},
        "failed": [],
        "runs": len(rows),
        "failures": sum(row[4] == "failed" for row in rows),
        "factors": [
            {"name": one.name, "role": one.role, "grade": one.grade, "unit": one.unit}
            for one in design.factors
        ],
        "scenarios": [
            {
                "assumptions": under,
                "programme": programme,
                "factors": known[programme],
                "resolved": {"world": {"start": "2009-01-01", "end": "2009-12-31"}},
            }
            for under in assumptions
            for programme in programmes
        ],
    }
    return Swept(manifest, points, pd.DataFrame(rows, columns=keys), design.places)
