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
from simulator.charts.base import LANGUAGES, Language, Sheet

PAGE = "gallery.md"
MARK = "<!-- every chart -->"
ROUND = str.maketrans("[]", "()")
FABRICATED = Path(__file__).parents[2] / "tests" / "charts" / "fabricated.py"


def drawn(language: Language) -> dict[str, Sheet]:
    """Return every chart of the made-up results, by kind."""
    tables = _fabricated().tables()
    charts = sorted(kinds("charts").items())
    return {kind: chart().draw(tables, language) for kind, chart in charts}


def section(kind: str, sheet: Sheet, french: Sheet) -> str:
    """Return a chart's part of the page, in Markdown: in English, and folded away in French."""
    said = (kinds("charts")[kind].__doc__ or "").strip().splitlines()[0]
    pictures = [
        f"![{one.finding.translate(ROUND)}](gallery/{kind}.{language}.png)"
        for language, one in zip(LANGUAGES, (sheet, french), strict=True)
    ]
    folded = f"<details markdown><summary>En français</summary>\n\n{pictures[1]}\n\n</details>"
    return f"## `{kind}`\n\n{said}\n\n{pictures[0]}\n\n{folded}\n"


def on_files(files: Any, config: Any) -> Any:
    """Add the pictures to what is built; mkdocs calls it."""
    from mkdocs.structure.files import File

    sheets = {language: drawn(language) for language in LANGUAGES}
    for language, charts in sheets.items():
        for kind, sheet in charts.items():
            buffer = io.BytesIO()
            sheet.savefig(buffer, format="png", dpi=90)
            name = f"gallery/{kind}.{language}.png"
            files.append(File.generated(config, name, content=buffer.getvalue()))
    config.extra["gallery"] = {
        kind: section(kind, sheet, sheets["fr"][kind]) for kind, sheet in sheets["en"].items()
    }
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
