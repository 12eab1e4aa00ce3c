"""The page of a briefing: what was asked, what was run, what came of it, how far to trust it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulator.briefing.figures import FAMILIES, Figures
from simulator.charts.base import Tables, Words
from simulator.charts.base.inputs import run_id
from simulator.charts.base.words import literal

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|$~&!])")


class Form(Enum):
    """In which form the page is written."""

    TEXT = "txt"
    MARKDOWN = "md"

    @property
    def file_name(self) -> str:
        """The page's file name."""
        return f"summary.{self.value}"

    def escaped(self, value: Any) -> Markup:
        r"""Return a text in which nothing acts as a mark; what a template marked stays.

        >>> print(Form.MARKDOWN.escaped("a_b"), Form.TEXT.escaped("a_b"))
        a\_b a_b
        """
        if isinstance(value, Markup):
            return value
        return Markup(_MARKS.sub(r"\\\1", str(value)) if self is Form.MARKDOWN else str(value))

    def heading(self, text: str, depth: int) -> Markup:
        """Return a heading: marked, or underlined."""
        if self is Form.MARKDOWN:
            return Markup("#" * depth + " ") + self.escaped(text)
        return Markup(text + "\n" + ("=" if depth == 1 else "-") * len(text))

    def table(self, rows: Sequence[Sequence[str]]) -> Markup:
        """Return a table with aligned columns, its first row the heading, numbers to the right."""
        cells = [[str(self.escaped(cell)) for cell in row] for row in rows]
        wide = [max(3, *(len(row[i]) for row in cells)) for i in range(len(cells[0]))]
        lines = []
        for row in cells:
            first, *others = (
                c.ljust(w) if i == 0 else c.rjust(w)
                for i, (c, w) in enumerate(zip(row, wide, strict=True))
            )
            if self is Form.MARKDOWN:
                lines.append(f"| {' | '.join((first, *others))} |")
            else:
                lines.append("  ".join((first, *others)).rstrip())
        rule = "-" * wide[0], *("-" * (w - 1) + ":" for w in wide[1:])
        plain = "  ".join("-" * w for w in wide)
        lines.insert(1, f"| {' | '.join(rule)} |" if self is Form.MARKDOWN else plain)
        return Markup("\n".join(lines))


@dataclass(frozen=True)
class Picture:
    """A chart that was written: where, and what its title says."""

    assumptions: str
    path: str
    finding: str


def written(tables: Tables, words: Words, form: Form, pictures: Sequence[Picture]) -> str:
    """Return the page; every number in it comes from the tables or their manifest."""
    environment = Environment(
        loader=PackageLoader("simulator.briefing", "templates"),
        autoescape=True,
        finalize=form.escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "heading": form.heading,
        "table": form.table,
        "markdown": form is Form.MARKDOWN,
    }
    parts = [
        {
            "assumptions": literal(assumptions),
            "figures": Figures(tables.under(assumptions), words, assumptions),
            "pictures": [p for p in pictures if p.assumptions == assumptions],
        }
        for assumptions in tables.all_assumptions
    ]
    template = environment.get_template(f"page.{words.language}.j2")
    text = template.render(run=run_of(tables, words), parts=parts, families=FAMILIES)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def run_of(tables: Tables, words: Words) -> dict[str, Any]:
    """Return what the manifest says of the run, in words."""
    manifest = tables.manifest
    scenarios = manifest.get("scenarios", ())
    changed = (item for one in scenarios for item in one.get("overrides", {}).items())
    overrides = {f"{path} = {value}" for path, value in changed}
    warnings = dict.fromkeys(w for one in scenarios for w in one.get("warnings", ()))
    return {
        "study": literal(manifest.get("study", "–")),
        "id": run_id(manifest),
        "seed": str(manifest.get("seed", "–")),
        "version": str(manifest.get("versions", {}).get("simulator", "–")),
        "n": words.number(tables.n),
        "single": tables.n == 1,
        "programmes": [literal(p) for p in tables.programmes],
        "reference": literal(tables.reference) if tables.reference else "",
        "compared": words.listed(literal(p) for p in tables.compared) if tables.compared else "",
        "assumptions": words.listed(literal(a) for a in tables.all_assumptions),
        "overrides": [literal(one, 120) for one in sorted(overrides)],
        "warnings": [literal(one, 200) for one in warnings],
        "failed": words.number(len(manifest.get("failed", ()))),
    }
