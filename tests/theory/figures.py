"""How near the model comes to theory, over all closed forms."""

import re

from tests.theory.table import PAGE, rows_of


def figures() -> dict[str, object]:
    """Return counts and gaps, from the page that is made with the checks and held by their test."""
    page = PAGE.read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("|") and " s.e. |" in line]
    gaps = [abs(float(re.findall(r"([+-]\d+\.\d+) s\.e\.", row)[0])) for row in rows]
    biases = [row.split(" | ")[4] for row in rows]
    refused = [wrong for row in rows for wrong in row.rstrip(" |").split(" | ")[6].split("; ")]
    assert len(rows) == len(rows_of(page))
    return {
        "values of theory that the model gives": f"{len(rows)} of {len(rows)}",
        "of them met without any bias stated": biases.count("none"),
        "largest gap (4 standard errors are allowed, beyond the bias stated)": (
            f"{max(gaps):.1f} standard errors"
        ),
        "gaps of one standard error or less (two thirds are to be expected)": (
            f"{sum(gap <= 1 for gap in gaps)} of {len(gaps)}"
        ),
        "wrong theories that the same runs refuse": len(refused),
    }
