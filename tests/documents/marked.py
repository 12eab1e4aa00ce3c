"""Pages of which some parts are made: each between two marks, the rest written by hand."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def replaced(page: str, name: str, text: str) -> str:
    """Return a page with the part between two marks made anew.

    >>> print(replaced("<!-- sum: begin --><!-- sum: end -->", "sum", "4"))
    <!-- sum: begin -->
    <BLANKLINE>
    4
    <BLANKLINE>
    <!-- sum: end -->
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if begin not in page or end not in page:
        raise ValueError(f"the page has no place for {name}: {begin} and {end}")
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n\n{text}\n\n{end}{rest.partition(end)[2]}"


def part(page: str, name: str) -> str:
    """Return what stands between two marks, without blank ends."""
    inside = page.partition(f"<!-- {name}: begin -->")[2]
    return inside.partition(f"<!-- {name}: end -->")[0].strip()


def names(page: str) -> list[str]:
    """Return the names of a page's marked parts, in order."""
    return re.findall(r"<!-- (.+?): begin -->", page)


def table(header: tuple[str, ...], *rows: tuple[object, ...]) -> str:
    """Return a Markdown table.

    >>> print(table(("a", "b"), (1, "x|y")))
    | a | b |
    |---|---|
    | 1 | x&#124;y |
    """
    lines = ["| " + " | ".join(header) + " |", "|---" * len(header) + "|"]
    cells = ([str(cell).replace("|", "&#124;") for cell in row] for row in rows)
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in cells)])
