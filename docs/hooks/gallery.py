"""Draws the gallery while the pages are built: every chart there is, of made-up results.

The made-up results are those that the charts' tests draw, so no number in the gallery means
anything, and a chart that is added is in it without further ado.
"""

import importlib.util
import io
from pathlib import Path
from types import ModuleType
from typing import Any

from simulator.catalogue import kinds
from simulator.charts.base import Sheet

PAGE = "gallery.md"
MARK = "<!-- every chart -->"
FABRICATED = Path(__file__).parents[2] / "tests" / "charts" / "fabricated.py"


def drawn() -> dict[str, Sheet]:
    """Return every chart of the made-up results, by kind."""
    tables = _fabricated().tables()
    return {kind: chart().draw(tables) for kind, chart in sorted(kinds("charts").items())}


def section(kind: str, sheet: Sheet) -> str:
    """Return a chart's part of the page, in Markdown."""
    said = (kinds("charts")[kind].__doc__ or "").strip().splitlines()[0]
    finding = sheet.finding.replace("[", "(").replace("]", ")")
    return f"## `{kind}`\n\n{said}\n\n![{finding}](gallery/{kind}.png)\n"


def on_files(files: Any, config: Any) -> Any:
    """Add the pictures to what is built; mkdocs calls it."""
    from mkdocs.structure.files import File

    for kind, sheet in drawn().items():
        buffer = io.BytesIO()
        sheet.savefig(buffer, format="png", dpi=90)
        files.append(File.generated(config, f"gallery/{kind}.png", content=buffer.getvalue()))
        config.extra.setdefault("gallery", {})[kind] = section(kind, sheet)
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:  # noqa: ARG001
    """Put the sections where the page marks their place; mkdocs calls it."""
    if page.file.src_uri != PAGE:
        return markdown
    return markdown.replace(MARK, "\n".join(config.extra["gallery"].values()))


def _fabricated() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fabricated", FABRICATED)
    if spec is None or spec.loader is None:
        raise ImportError(f"no results to draw: {FABRICATED}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
