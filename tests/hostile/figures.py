"""Which test holds which row of the catalogue of bad inputs, and how many cases there are.

`python -m tests.hostile.figures` writes the page docs/bad-inputs.md.
"""

import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.hostile.cases import cases_of

ROOT = Path(__file__).parents[2]
ROWS = 86
FILES = ("commands", "files", "tables", "sweeps")
"""The files of cases that `test_cases.py` runs."""
LOADED = ROOT / "tests/study/bad_inputs.toml"
"""The cases that `tests/study/test_bad_inputs.py` loads; each is an InputError, so 2."""
PAGE = ROOT / "docs/bad-inputs.md"
BEGIN, END = "<!-- rows: begin -->", "<!-- rows: end -->"


@dataclass(frozen=True)
class Row:
    """A row of the catalogue.

    Attributes:
        row: its number, from 1.
        input: what is given.
        tests: node ids of the tests that hold it, beside the cases.
        otherwise: what is done in another way than the catalogue asks, with the reason.
        statuses: the exit status of each of its cases.
    """

    row: int
    input: str
    tests: tuple[str, ...]
    otherwise: str
    statuses: tuple[int, ...]


@cache
def rows() -> tuple[Row, ...]:
    """Return all rows in their order."""
    told = tomllib.loads((Path(__file__).parent / "rows.toml").read_text(encoding="utf-8"))["row"]
    found = [(case.row, case.status) for name in FILES for case in cases_of(name)]
    loaded = tomllib.loads(LOADED.read_text(encoding="utf-8"))["case"]
    found += [(case["row"], 2) for case in loaded]
    return tuple(
        Row(
            one["row"],
            one["input"],
            tuple(one.get("tests", ())),
            one.get("otherwise", ""),
            tuple(status for row, status in found if row == one["row"]),
        )
        for one in told
    )


@cache
def collected() -> int:
    """Return how many tests the rows name, counted by pytest; it fails where one is missing."""
    named = sorted({test for row in rows() for test in row.tests})
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:randomly", *named]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise LookupError(done.stdout[-2_000:] + done.stderr[-2_000:])
    return sum("::" in line for line in done.stdout.splitlines())


def figures() -> dict[str, int | str]:
    """Return the figures of bad inputs: cases, rows that are held, and both in a sentence."""
    cases = sum(len(row.statuses) for row in rows()) + collected()
    held = sum(bool(row.statuses or row.tests) for row in rows())
    otherwise = sum(bool(row.otherwise) for row in rows())
    return {
        "cases": cases,
        "rows": held,
        "rows_of_the_catalogue": ROWS,
        "rows_answered_otherwise": otherwise,
        "sentence": f"bad inputs: {cases} cases, rows {held}/{ROWS}",
    }


def table() -> str:
    """Return the rows as a table in Markdown, and below it what is answered otherwise."""
    lines = ["| # | input | exit status | cases | further tests |", "|---|---|---|---|---|"]
    for row in rows():
        statuses = ", ".join(map(str, sorted(set(row.statuses)))) or "in Python"
        tests = "<br>".join(f"`{test.rpartition('::')[2]}`" for test in row.tests)
        lines.append(f"| {row.row} | {row.input} | {statuses} | {len(row.statuses)} | {tests} |")
    lines += [
        "",
        "### Answered otherwise",
        "",
        "| # | input | what is done, and why |",
        "|---|---|---|",
    ]
    lines += [f"| {row.row} | {row.input} | {row.otherwise} |" for row in rows() if row.otherwise]
    return "\n".join(lines)


def page(text: str) -> str:
    """Return the text of the page with its table as it is now."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    print(figures()["sentence"])
