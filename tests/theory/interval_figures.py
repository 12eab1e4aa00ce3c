"""How often the intervals that are shown hold the truth, where it is known."""

import re

from tests.documents.marked import part
from tests.experiments.coverage import EXPERIMENTS
from tests.theory.table import PAGE


def figures() -> dict[str, object]:
    """Return levels measured, from the page that is made with them and held by their test."""
    page = PAGE.read_text(encoding="utf-8")
    means, tails = rows_of(part(page, "means")), rows_of(part(page, "tails"))
    quantiles = [level for row in tails.values() for level in row[::2]]
    shortfalls = [level for row in tails.values() for level in row[1::2]]
    return {
        "samples of each cell": EXPERIMENTS,
        "95 % interval of a mean, normal outcomes": spread(means["normal"]),
        "95 % interval of a mean, the heaviest tail tried": spread(list(means.values())[-1]),
        "95 % interval of a quantile, any outcome": spread(quantiles),
        "95 % interval of an expected shortfall": spread(shortfalls),
    }


def rows_of(text: str) -> dict[str, list[float]]:
    """Return the levels of each row of a table, in per cent."""
    rows = [line.strip("|").split("|") for line in text.splitlines()[2:]]
    return {
        cells[0].strip(): [float(level) for level in re.findall(r"([\d.]+)%", " ".join(cells[1:]))]
        for cells in rows
    }


def spread(levels: list[float]) -> str:
    return f"holds it in {min(levels):.1f}–{max(levels):.1f} %"
