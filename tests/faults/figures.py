"""What the faults come to in numbers: rows claimed, points tried and survived."""

import json
import tomllib
from pathlib import Path
from typing import Any

from tests.faults.bits import FLIPS, KINDS
from tests.faults.crashing import RECORDED

ROWS = Path(__file__).with_name("rows.toml")


def rows() -> list[dict[str, Any]]:
    """Return the faults: `fault`, `holds`, `tests`, and a `reason` where one is needed."""
    with ROWS.open("rb") as file:
        found: list[dict[str, Any]] = tomllib.load(file)["row"]
    return found


def points() -> list[dict[str, Any]]:
    """Return rows `command, mode, tried, survived` of the last full run of the crash harness."""
    found: list[dict[str, Any]] = json.loads(RECORDED.read_text(encoding="utf-8"))
    return found


def figures() -> dict[str, Any]:
    """Return the rows, the points of the last full run by mode and in all, and the bits flipped."""
    modes = dict.fromkeys(row["mode"] for row in points())
    return {
        "rows of the catalogue": len(rows()),
        "rows with a test": sum(bool(row["tests"]) for row in rows()),
        "points survived, of those tried": _survived(points()),
        "by mode": {
            mode: _survived([row for row in points() if row["mode"] == mode]) for mode in modes
        },
        "bits flipped in each kind of file": FLIPS,
        "kinds of file": ", ".join(KINDS),
    }


def _survived(several: list[dict[str, Any]]) -> str:
    survived, tried = (sum(row[name] for row in several) for name in ("survived", "tried"))
    return f"{survived:,} of {tried:,}"
