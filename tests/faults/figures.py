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


def figures() -> dict[str, Any]:
    """Return the rows and the points of the last full run of the crash harness.

    Keys: `rows`, `rows_tested`, `rows_with_a_reason`; `points_tried`, `points_survived`, and the
    same by command and by mode in `points` (rows of `command, mode, tried, survived`);
    `flips_a_kind` and `flipped_kinds`, the kinds of file of which so many bits are flipped.
    """
    points = json.loads(RECORDED.read_text(encoding="utf-8"))
    return {
        "rows": len(rows()),
        "rows_tested": sum(bool(row["tests"]) for row in rows()),
        "rows_with_a_reason": sum("reason" in row for row in rows()),
        "points_tried": sum(row["tried"] for row in points),
        "points_survived": sum(row["survived"] for row in points),
        "points": points,
        "flips_a_kind": FLIPS,
        "flipped_kinds": list(KINDS),
    }
