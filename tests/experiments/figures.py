"""In how many ways the same replications were computed, and whether any byte differed."""

import tempfile
from pathlib import Path

from tests.experiments.repeating import REPLICATIONS, WAYS, hashes
from tests.experiments.small import write_study


def figures() -> dict[str, object]:
    """Return what came out of one small study, computed in every way but a fork of many threads."""
    with tempfile.TemporaryDirectory() as folder:
        study = write_study(Path(folder) / "small")
        ways = [way for way in WAYS if way != "fork"]
        found = {way: hashes(study, way) for way in ways}
    first = found[ways[0]]
    return {
        "ways to compute the same replications": ", ".join(ways),
        "replications": REPLICATIONS,
        "files compared": len(first),
        "files that differ in any byte": sum(
            one[name] != digest for one in found.values() for name, digest in first.items()
        ),
    }
