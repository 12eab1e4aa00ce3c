"""How many mistakes of the catalogue a test sees; minutes, since each is made and tested."""

import tempfile
from pathlib import Path

from tests.mutants.catalogue import MUTANTS
from tests.mutants.hunting import hunt


def figures() -> dict[str, object]:
    """Return how many mistakes were made in a copy of the project, and which no test saw."""
    survived = [mutant.name for mutant in MUTANTS if not is_killed(mutant)]
    return {
        "mistakes of the trade made on purpose": len(MUTANTS),
        "seen by a test": len(MUTANTS) - len(survived),
        "seen by none": "; ".join(survived) or "none",
    }


def is_killed(mutant: object) -> bool:
    with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
        return hunt(mutant, Path(folder))[0]  # type: ignore[arg-type]
