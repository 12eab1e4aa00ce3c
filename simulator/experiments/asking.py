"""What questions to a sweep have in common: where it is, whose outcome, what became of failures."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt

from simulator.errors import InputError, RefusedError
from simulator.experiments.described import better_of, refuse_unknown
from simulator.experiments.swept import Swept, read_sweep
from simulator.study.names import nearest

Floats = npt.NDArray[np.float64]
Failing = Literal["refuse", "drop"]
Better = Literal["lower", "higher"]


def sweep_of(swept: Swept | str | Path) -> Swept:
    """Return a sweep, read from its folder if that is what is given."""
    return swept if isinstance(swept, Swept) else read_sweep(swept)


def checked(failed: str) -> None:
    """Raise unless `failed` says what to do with failed runs."""
    if failed not in ("refuse", "drop"):
        raise InputError.of(
            f"{failed!r}", "refuse, drop", nearest(failed, ("refuse", "drop")), key="failed"
        )


def known_outcome(outcome: str, outcomes: Sequence[str]) -> None:
    """Raise unless a sweep kept the outcome."""
    refuse_unknown(outcome, outcomes, "outcome", " in this sweep")


def values_of(
    swept: Swept,
    outcome: str,
    programme: str | None = None,
    reference: str | None = None,
    assumptions: str | None = None,
) -> Floats:
    """Return an outcome, or its difference from a reference, (points, replications).

    NaN where a run failed, is missing, or the outcome is not defined.
    """
    known_outcome(outcome, swept.outcomes)
    if reference is None:
        return swept.values(outcome, programme, assumptions)
    if programme is None:
        allowed = "both: the outcome is then programme less reference"
        raise InputError.of("a reference without a programme", allowed, key="programme")
    if programme == reference:
        problem = f"{programme} less itself is nothing"
        raise InputError.of(problem, "two programmes", key="reference")
    return swept.differences(outcome, programme, reference, assumptions)


def name_of(outcome: str, programme: str | None, reference: str | None) -> str:
    """Return what is asked about, in words."""
    if reference is None:
        return outcome if programme is None else f"{outcome} under {programme}"
    return f"{outcome}, {programme} less {reference}"


def direction_of(outcome: str, better: Better | None) -> Better:
    """Return which side of an outcome is better.

    Raises:
        InputError: neither is, and the user did not say which is meant.
    """
    found = better_of(outcome) if better is None else better
    if found not in ("lower", "higher"):
        problem = f"neither more nor less of {outcome} is better"
        raise InputError.of(problem, "say which is meant: lower, higher", key="better")
    return found


def refused(missing: int, of: int, what: str, outcome: str) -> RefusedError:
    """Return the error of runs that failed and were not to be left out."""
    return RefusedError(
        f"{missing} of {of} {what} have no {outcome}: a run failed, or it is not defined there; "
        "failed=drop (--failed drop) leaves them out, which can bend the answer if they are "
        "no accident"
    )
