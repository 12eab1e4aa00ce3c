"""Whose tables lie in a results folder while they are being written: a note that outlives a crash.

Without it tables that have no manifest yet might be anybody's, and would be left alone for good.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

CLAIM = "claim.json"
FILE_NAME = re.compile(r"[a-z_]+\.(parquet|csv)")
"""How a file of a results folder may be called."""


@dataclass(frozen=True)
class Claim:
    """What was noted.

    Attributes:
        digest: of the inputs of the results that were being written; empty: of none.
        files: names of their tables, and of earlier ones of the same inputs, that may lie there.
    """

    digest: str = ""
    files: frozenset[str] = frozenset()

    def told(self) -> bytes:
        """Return it as the content of a file."""
        return json.dumps({"digest": self.digest, "files": sorted(self.files)}).encode()


def claim_in(folder: Path) -> Claim:
    """Return what was noted in a folder; a note that cannot be read claims nothing."""
    try:
        told = json.loads((folder / CLAIM).read_text(encoding="utf-8"))
        files = frozenset(name for name in told["files"] if FILE_NAME.fullmatch(name))
        return Claim(str(told["digest"]), files)
    except (OSError, ValueError, KeyError, TypeError):
        return Claim()
