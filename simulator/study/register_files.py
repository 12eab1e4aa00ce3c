"""The assumption register as a file: a page of documentation, a CSV, a sheet of a workbook."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from simulator.errors import InputError, escaped
from simulator.study.names import listed, nearest
from simulator.study.register import parameters
from simulator.study.register_table import COLUMNS, counts_of, is_figure, rows_of
from simulator.study.spreadsheets import without_formula

if TYPE_CHECKING:
    from simulator.study.scenario import Scenario

MARK = "⚠"
SHEET = "Assumptions"
NUMBER = re.compile(r"-?\d+(\.\d+)?")
UNDATED = datetime(2009, 1, 1)  # noqa: DTZ001 - a workbook's dates have no zone
"""When every workbook is said to be made, so that its bytes tell of its content only."""
WIDTHS = (48, 24, 12, 18, 18, 48, 7, 18, 60, 40)
"""Of the sheet's columns, in characters."""

Rows = Sequence[dict[str, str]]


def write_register(scenario: "Scenario", path: Path) -> Path:
    """Write the register of a scenario into a file whose ending says its kind, and return it.

    Raises:
        InputError: no such kind of file, or it cannot be written.
    """
    ending = path.suffix.lower()
    if ending not in WRITERS:
        known = listed(WRITERS)
        raise InputError.of(
            f"{escaped(str(path))} is no kind of register", f"a file ending in {known}",
            nearest(ending, WRITERS), key="--out",
        )  # fmt: skip
    data = WRITERS[ending](scenario)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        problem = f"{escaped(str(path))} cannot be written: {error.strerror}"
        raise InputError.of(problem, "a file that can", key="--out") from error
    return path


def markdown(scenario: "Scenario") -> str:
    """Return the register as a page: what it counts, then one table for each part of the study."""
    rows = rows_of(scenario)
    figures = sum(is_figure(one) for one in parameters(scenario))
    parts: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        parts.setdefault(_part(row["path"]), []).append(row)
    lines = [*_head(scenario, len(rows), figures, counts_of(rows))]
    for part, its in parts.items():
        lines += ["", f"## {part}", "", *_table(its)]
    return "\n".join(lines) + "\n"


def _head(scenario: "Scenario", rows: int, figures: int, counts: dict[str, int]) -> list[str]:
    flagged = sum(counts.values())
    lacking = "; ".join(f"{count} with {flag}" for flag, count in counts.items())
    command = (
        f"simulator assumptions {scenario.study} --assumptions {scenario.assumptions} "
        f"--programme {scenario.programme}"
    )
    return [
        "# Assumptions",
        "",
        f"<!-- Made by `{command} --out docs/assumptions.md`; not to be edited by hand. -->",
        "",
        f"Every parameter of the study `{scenario.study}`, as this writes it:",
        "",
        "```console",
        f"$ {command}",
        "```",
        "",
        "A value has the source that stands in the comment beside it in its file; a default has",
        "the source of its declaration. Grades: **A** read in the source named, **B** a published",
        "figure recalled, **C** an estimate. Range: what is allowed. Plausible: low / central /",
        "high, for a sweep.",
        "",
        f"{rows} parameters, {figures} of them figures: numbers and dates of the world.",
        f"**{MARK} {flagged} figures lack a source or a grade**: {lacking}.",
    ]


def _part(path: str) -> str:
    """Return the heading under which a parameter stands.

    >>> _part("start"), _part("insurers.sfac.buffer"), _part("failure.illiquid_days")
    ('The run', 'insurers.sfac', 'failure')
    """
    keys = path.split(".")
    if len(keys) == 1:
        return "The run"
    named = keys[0] in {"products", "distributors", "insurers", "programme"}
    kind = keys[:2] == ["population", "kinds"]
    return ".".join(keys[: 3 if kind else 2 if named else 1])


def _table(rows: Rows) -> list[str]:
    columns = ("parameter", "value", "unit", "range", "plausible", "grade", "source", "meaning")
    lines = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    for row in rows:
        source = f"{MARK} {row['flag']}" if row["flag"] else ""
        source = "; ".join(part for part in (source, _cell(row["source"])) if part)
        cells = (
            f"`{row['path']}`",
            f"`{_cell(row['value'])}`" if row["value"] else "",
            *(_cell(row[name]) for name in ("unit", "range", "plausible", "grade")),
            source,
            _cell(row["meaning"]),
        )
        lines.append(f"| {' | '.join(cells)} |".replace("  ", " "))
    return lines


def _cell(text: str) -> str:
    """Return a text that ends no cell of a table and is no markup.

    >>> _cell("a | b <c>")
    'a &#124; b &lt;c>'
    """
    return escaped(text).replace("|", "&#124;").replace("<", "&lt;")


def csv_text(scenario: "Scenario") -> str:
    """Return the register as CSV, formulas made harmless."""
    opened = io.StringIO()
    writer = csv.writer(opened, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([without_formula(row[name]) for name in COLUMNS] for row in rows_of(scenario))
    return opened.getvalue()


def workbook(scenario: "Scenario") -> bytes:
    """Return the register as a workbook of one sheet; the same register gives the same bytes."""
    import xlsxwriter

    opened = io.BytesIO()
    book = xlsxwriter.Workbook(opened, {"in_memory": True})
    book.set_properties({"created": UNDATED})
    add_sheet(book, scenario)
    book.close()
    return opened.getvalue()


def add_sheet(book: Any, scenario: "Scenario") -> None:
    """Add the register to a workbook (of XlsxWriter): texts as texts, numbers as numbers."""
    sheet = book.add_worksheet(SHEET)
    bold, flagged = book.add_format({"bold": True}), book.add_format({"bg_color": "#FCE4D6"})
    rows = rows_of(scenario)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    for column, (name, width) in enumerate(zip(COLUMNS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, bold)
    for line, row in enumerate(rows, start=1):
        look = flagged if row["flag"] else None
        for column, name in enumerate(COLUMNS):
            if name == "value" and NUMBER.fullmatch(row[name]):
                sheet.write_number(line, column, float(row[name]), look)
            else:
                sheet.write_string(line, column, without_formula(row[name]), look)


WRITERS: "MappingProxyType[str, Callable[[Scenario], bytes]]" = MappingProxyType(
    {
        ".md": lambda scenario: markdown(scenario).encode(),
        ".csv": lambda scenario: csv_text(scenario).encode(),
        ".xlsx": workbook,
    }
)
