"""Where the answer tips, from a sweep: how far one factor moves before a programme is used up.

The programme at each value of the factor is compared with the reference as the study assumes it, at
the central point, in the same replications. Where the difference crosses zero, the programme has
made up for what the factor did, and no more.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError
from simulator.experiments.answers import about_sweep, kept
from simulator.experiments.asking import known_outcome
from simulator.experiments.described import unit_of
from simulator.experiments.swept import Swept
from simulator.experiments.tipping import Tipping, crossing_of, curve_of, in_words, table_of

Floats = npt.NDArray[np.float64]
STEPS = 3
"""Values that a factor needs at least to be a ladder."""


def ladder_of(swept: Swept) -> Mapping[str, Any] | None:
    """Return the first factor that takes a list of three numbers or more; None: there is none."""
    for factor in swept.factors:
        values = factor["values"]
        numbers = [v for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
        if len(values) >= STEPS and len(numbers) == len(values):
            return factor
    return None


def tipping_of(
    swept: Swept, factor: Mapping[str, Any], outcome: str, programme: str, reference: str
) -> Tipping:
    """Return where a programme stops making up for what a factor does to an outcome.

    Args:
        swept: a sweep of design one-at-a-time.
        factor: one of its factors; the others stay at their central values.
        programme, reference: the one along the factor, less the other one at the central point.

    Raises:
        InputError: no replication is whole at all values.
    """
    known_outcome(outcome, swept.outcomes)
    points = _alone(swept, str(factor["name"]))
    values = swept.points[factor["name"]].to_numpy(np.float64)[points]
    ours = swept.values(outcome, programme)[points]
    rises = ours - swept.values(outcome, reference)[0]
    whole = ~np.isnan(rises).any(axis=0)
    if not whole.any():
        raise InputError.of(f"no replication has {outcome} at all values", "another outcome")
    known = {float(value): row[whole] for value, row in zip(values, rises, strict=True)}
    curve = curve_of(known, event=False)
    found = crossing_of(curve, 0.0)
    what = f"{outcome}, {programme} less {reference} as assumed"
    said = in_words(str(factor["name"]), what, 0.0, curve, found)
    if lost := int((~whole).sum()):
        said.append(f"{lost} of {len(whole)} replications failed and were dropped")
    asked = {
        "path": factor["name"],
        "title": factor["title"],
        "title_fr": factor["title_fr"],
        "outcome": outcome,
        "unit": unit_of(outcome),
        "of_unit": factor["unit"],
        "level": 0.0,
        "assumed": float(values[0]),
        "low": float(values.min()),
        "high": float(values.max()),
        "programme": programme,
        "reference": reference,
        "unmoved": True,
    }
    manifest = kept("tip", about_sweep(swept.manifest), asked, vars(found), said)
    return Tipping(manifest, {"tipping": table_of(curve, int(whole.sum()))})


def _alone(swept: Swept, name: str) -> list[int]:
    """Return the points, the central one first, in which no other factor moves."""
    table = swept.points[[one["name"] for one in swept.factors]]
    others = (table != table.iloc[0]).drop(columns=[name])
    return [int(point) for point in np.flatnonzero(~others.to_numpy().any(axis=1))]
