"""How commands that run the market end: what finished is kept, what failed is told, and a status.

The exit status is 0 if all went well, 1 if a part failed, 130 if it was stopped.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from simulator.cli.printing import complain
from simulator.errors import MOST_SHOWN

if TYPE_CHECKING:
    from simulator.experiments.saving import Kept
    from simulator.study.scenario import Scenario

INTERRUPTED, PART = 130, 1

Found = TypeVar("Found", bound="Kept")


def warn(scenarios: "Iterable[Scenario]") -> None:
    """Tell what the user of scenarios should know, each thing once."""
    for warning in dict.fromkeys(text for one in scenarios for text in one.warnings):
        complain(f"note: {warning}")


def finished(out: Path | None, digest: str, work: Callable[[], Found]) -> tuple[Found, bool]:
    """Do the work, keep what finished, and return it and whether it was stopped.

    Args:
        out: a results folder, claimed for inputs with this `digest` while the work is done.
        work: raises `Interrupted` with what had finished.
    """
    from simulator.experiments import folder
    from simulator.experiments.replicate import Interrupted
    from simulator.experiments.saving import save

    with nullcontext() if out is None else folder.claimed(out, digest):
        try:
            found, stopped = work(), False
        except Interrupted as interrupt:
            found, stopped = interrupt.results, True
            complain(str(interrupt))
        if out is not None and found.manifest["replications"]:
            save(found, out)
    return found, stopped


def end(manifest: Mapping[str, Any], stopped: bool) -> None:
    """List the replications that failed, and end with the status that tells how it went."""
    failed = told(manifest["failed"])
    if stopped or failed:
        raise typer.Exit(INTERRUPTED if stopped else PART)


def told(failed: Iterable[Mapping[str, Any]]) -> bool:
    """List the replications that failed, the first of many, and return whether there are any."""
    failed = list(failed)
    for one in failed[:MOST_SHOWN]:
        name = f"replication {one['replication']} of {one['programme']} under {one['assumptions']}"
        complain(f"{name} failed at {one['stage']}: {one['error']}")
    if len(failed) > MOST_SHOWN:
        complain(f"... and {len(failed) - MOST_SHOWN} more failed")
    return bool(failed)


def heading(manifest: Mapping[str, Any], out: Path | None) -> dict[str, Any]:
    """Return what JSON says of a run before its tables."""
    kept = ("study", "digest", "seed", "replications", "interrupted", "failed", "versions")
    return {name: manifest[name] for name in kept} | {"out": None if out is None else str(out)}
