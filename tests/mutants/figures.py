"""How many mistakes of the catalogue a test saw, when they were last hunted (`make mutants`)."""

import re

from tests.mutants.catalogue import MUTANTS
from tests.theory.table import PAGE

SEEN = re.compile(r"^\| (.+?) \| `(\S+\.py)`: .+ \|$", re.MULTILINE)


def figures() -> dict[str, object]:
    """Return counts from the page that lists each mistake with the first test that sees it."""
    listed = {name for name, _ in seen()}
    hidden = [mutant.name for mutant in MUTANTS if mutant.name not in listed]
    return {
        "mistakes of the trade made on purpose": len(MUTANTS),
        "seen by a test": len(MUTANTS) - len(hidden),
        "seen by none": "; ".join(hidden) or "none",
        "files of tests that see one first": len({file for _, file in seen()}),
    }


def seen() -> list[tuple[str, str]]:
    """Return the mistakes that the page lists, and the file of the first test that sees each."""
    return SEEN.findall(PAGE.read_text(encoding="utf-8").partition("\n## Mutants\n")[2])
