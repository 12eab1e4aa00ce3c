"""What was measured of the tests themselves, from the files in which it was recorded."""

import tomllib
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent


def figures() -> dict[str, Any]:
    """Return `coverage`, the percent of lines and branches taken by room, and `mutants`, counts."""
    return {
        name: tomllib.loads((RECORDED / f"{name}.toml").read_text(encoding="utf-8"))
        for name in ("coverage", "mutants")
    }
