"""What the page on trust shows: a section a kind of evidence, each from the tests' own figures."""

import importlib
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.documents.marked import table

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Section:
    """One kind of evidence.

    Attributes:
        name: the heading on the page.
        source: a module with `figures() -> dict`, or a TOML file of figures, from the root.
        quick: whether the figures take seconds, so that a test can hold the page current.
    """

    name: str
    source: str
    quick: bool = False

    def figures(self) -> Mapping[str, Any]:
        """Return what is measured now, or was recorded: what it is, and its figure."""
        if self.source.endswith(".toml"):
            return tomllib.loads((ROOT / self.source).read_text(encoding="utf-8"))
        figures: Callable[[], Mapping[str, Any]] = importlib.import_module(self.source).figures
        return figures()

    def made(self) -> str:
        """Return the section's table."""
        return table(
            ("what", "figure"),
            *((name, told(figure)) for name, figure in flat(self.figures()).items()),
        )


SECTIONS = (
    Section("Closed forms", "tests.theory.figures", quick=True),
    Section("Random markets", "tests.plain.figures"),
    Section("Same bytes", "tests.experiments.figures"),
    Section("Baselines", "tests.baseline.figures", quick=True),
    Section("Intervals", "tests.theory.interval_figures", quick=True),
    Section("Common random numbers", "tests.experiments.luck_figures"),
    Section("Mutants", "tests.mutants.figures", quick=True),
    Section("Coverage", "tests.covered.figures", quick=True),
    Section("Bad inputs", "tests.hostile.figures"),
    Section("Faults", "tests.faults.figures", quick=True),
)
"""One line a section; a new one also has its heading and marks in docs/trust.md."""


def flat(figures: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Return figures of figures in one list.

    >>> flat({"killed": {"by hand": 2, "by tool": 3}})
    {'killed: by hand': 2, 'killed: by tool': 3}
    """
    found: dict[str, Any] = {}
    for name, figure in figures.items():
        path = f"{above}: {words(name)}" if above else words(name)
        found |= flat(figure, path) if isinstance(figure, Mapping) else {path: figure}
    return found


def words(name: str) -> str:
    """Return what a figure is, whether it is named in words or as a key.

    >>> words("inputs_tried"), words("tried of `lost_eur`")
    ('inputs tried', 'tried of `lost_eur`')
    """
    return name if " " in name else name.replace("_", " ")


def told(figure: Any) -> str:
    """Return a figure as the page shows it.

    >>> told(12345), told(0.98765), told("27 of 27")
    ('12,345', '0.988', '27 of 27')
    """
    if isinstance(figure, bool):
        return "yes" if figure else "no"
    if isinstance(figure, int):
        return f"{figure:,}"
    return f"{figure:,.3g}" if isinstance(figure, float) else str(figure)
