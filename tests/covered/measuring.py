"""Measures which branches the tests take, room by room, and fails below what is promised.

python -m tests.covered.measuring

Two runs are added up: the kernels as plain Python under the tests of their rooms, and everything
else under all tests, with the commands and the workers that those start.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "results" / "coverage"
RECORDED = Path(__file__).with_name("coverage.toml")
IN_FULL = ("book", "market", "measures", "outcomes")
"""Rooms of which every branch is taken; they hold the rules and the money."""
OVERALL_PERCENT = 95.0

COMMON = ("-q", "-n", "logical", "-m", "not slow", "-p", "no:cacheprovider")
KERNELS = ("-p", "tests.interpreting", "tests/book", "tests/market", "tests/processes")
EVERYTHING = ("--doctest-modules", "tests", "simulator")

Counts = tuple[int, int]
"""Lines and branches that were taken, and how many there are."""


def main() -> int:
    """Measure, tell, record, and return how many promises are broken."""
    data = FOLDER / ".coverage"
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob(".coverage*"):
        old.unlink()
    environment = {**os.environ, "COVERAGE_FILE": str(data)}
    for tests in (KERNELS, EVERYTHING):
        run(["run", "-m", "pytest", *COMMON, *tests], environment)
    run(["combine", "-q"], environment)
    run(["json", "-q", "-o", str(FOLDER / "coverage.json")], environment)
    run(["html", "-q", "-d", str(FOLDER / "html")], environment)
    files = json.loads((FOLDER / "coverage.json").read_text(encoding="utf-8"))["files"]
    rooms = by_room({name: file["summary"] for name, file in files.items()})
    shares = {room: percent(counts) for room, counts in rooms.items()}
    for room, share in shares.items():
        print(f"{room:14} {share:6.2f} %  {rooms[room][0]:6} of {rooms[room][1]:6}")
    RECORDED.write_text(as_toml(shares), encoding="utf-8")
    broken = broken_promises(shares)
    print("\n".join(broken) or "all that is promised is kept")
    return len(broken)


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "coverage", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


def by_room(summaries: Mapping[str, Mapping[str, int]]) -> dict[str, Counts]:
    """Return the counts of each room, that of the package's own files being `top`, and `overall`.

    >>> one = {"covered_lines": 3, "covered_branches": 1, "num_statements": 4, "num_branches": 2}
    >>> by_room({"simulator/book/a.py": one, "simulator/book/b.py": one, "simulator/model.py": one})
    {'book': (8, 12), 'top': (4, 6), 'overall': (12, 18)}
    """
    rooms: dict[str, Counts] = {}
    for name in sorted(summaries):
        its, parts = summaries[name], Path(name).parts
        room = parts[1] if len(parts) > 2 else "top"
        taken = its["covered_lines"] + its["covered_branches"]
        there = its["num_statements"] + its["num_branches"]
        for of in (room, "overall"):
            before = rooms.pop(of, (0, 0)) if of == "overall" else rooms.get(of, (0, 0))
            rooms[of] = (before[0] + taken, before[1] + there)
    return rooms


def percent(counts: Counts) -> float:
    """Return a share in percent, rounded down, so that 100 means all.

    >>> percent((99_999, 100_000)), percent((7, 7))
    (99.99, 100.0)
    """
    taken, there = counts
    return 10_000 * taken // there / 100


def as_toml(shares: Mapping[str, float]) -> str:
    """Return the shares as a file; room names are keys."""
    lines = (f"{room} = {share}" for room, share in shares.items())
    return "# Written by `make coverage`: lines and branches taken, percent.\n" + "\n".join(
        [*lines, ""]
    )


def broken_promises(shares: Mapping[str, float]) -> list[str]:
    """Return a sentence for each promise that is not kept.

    >>> broken_promises(dict.fromkeys(("book", "market", "measures", "outcomes"), 100.0))
    ['overall: not measured, 95.00 % promised']
    >>> broken_promises(
    ...     {"book": 99.99, "market": 100.0, "measures": 100.0, "outcomes": 100.0, "overall": 95.0}
    ... )
    ['book: 99.99 %, 100.00 % promised']
    """
    promised = {**dict.fromkeys(IN_FULL, 100.0), "overall": OVERALL_PERCENT}
    return [
        f"{room}: {f'{shares[room]:.2f} %' if room in shares else 'not measured'}, "
        f"{least:.2f} % promised"
        for room, least in promised.items()
        if shares.get(room, -1.0) < least
    ]


if __name__ == "__main__":
    sys.exit(min(main(), 1))
