"""Writes what is measured, beside what is expected, into docs/verification.md.

python -m tests.theory.table
"""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.documents.marked import replaced
from tests.experiments.coverage import means_table, tails_table
from tests.theory.comparing import Check
from tests.theory.every_case import SECTIONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "verification.md"
CLOSED_FORMS = "closed forms"
HEADER = (
    "| what | theory says | the model gives | gap | bias stated | seen from | refuses |\n"
    "|---|---|---|---|---|---|---|"
)


def expected_text(check: Check) -> str:
    """Return what theory says, as the page shows it."""
    return f"{check.expected:.{check.decimals}f}"


def row(check: Check) -> str:
    """Return a check as a row of the page."""
    cells = [
        f"{check.name}<br>*{check.source}*",
        expected_text(check),
        f"{check.found:.{check.decimals}f} ± {check.error:.{check.decimals + 1}f}",
        f"{check.gap:+.1f} s.e.",
        f"{check.bias:.4f}" if check.bias else "none",
        f"{check.detectable:.{2 if check.detectable >= 0.1 else 4}g}",
        "; ".join(check.wrong),
    ]
    return f"| {' | '.join(cells)} |"


def table() -> str:
    """Return all checks, run now, section by section."""
    parts = []
    for title, cases in SECTIONS.items():
        rows = [row(check) for case in cases for check in case()]
        parts.append("\n".join([f"### {title}\n", HEADER, *rows]))
    return "\n\n".join(parts)


def rows_of(page: str) -> dict[str, str]:
    """Return what theory says by name of the check, as a page shows it."""
    inside = page.partition(f"<!-- {CLOSED_FORMS}: begin -->")[2].partition("<!--")[0]
    return dict(_cells(inside))


def _cells(text: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r"^\| (.+?)<br>\*.+?\* \| (\S+) \|", text, re.MULTILINE):
        yield match[1], match[2]


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    page = replaced(page, CLOSED_FORMS, table())
    page = replaced(page, "means", "\n".join(means_table()))
    page = replaced(page, "tails", "\n".join(tails_table()))
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
