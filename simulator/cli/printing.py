"""How things are shown: results on standard output, everything else on standard error."""

import json
import math
import os
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from simulator.errors import escaped, escaped_lines

if TYPE_CHECKING:
    import pandas as pd

NOT_AVAILABLE = "not available"
_UNREADABLE = re.compile(r"[\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
"""What JSON leaves as it is and a terminal may obey."""
WIDE = 10_000
"""Columns of a table that goes into a file or a pipe: no line is broken."""


def complain(text: str) -> None:
    """Say something on standard error, line by line; no mark in it reaches the terminal."""
    sys.stderr.write(escaped_lines(text.rstrip("\n")) + "\n")


def tell(text: str) -> None:
    """Say something on standard output, line by line; no mark in it reaches the terminal."""
    put(escaped_lines(text) + "\n")


def put(text: str) -> None:
    """Write on standard output; a reader that has gone away is no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def put_json(value: Any) -> None:
    """Write a value as JSON on standard output; what a terminal would obey is written out."""
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False, default=str)
    put(_UNREADABLE.sub(lambda found: json.dumps(found[0])[1:-1], text) + "\n")


def put_table(columns: Sequence[str], rows: Iterable[Sequence[str]], title: str = "") -> None:
    """Write a table on standard output: coloured in a terminal, plain elsewhere."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, title=Text(escaped(title)), title_justify="left")
    for name in columns:
        name, right = name.removesuffix(">"), name.endswith(">")
        table.add_column(Text(name), justify="right" if right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(escaped(cell)) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else WIDE)
    with console.capture() as captured:
        console.print(table)
    lines = (line.rstrip() for line in captured.get().splitlines())
    put("\n".join(lines).strip("\n") + "\n\n")


def number(value: float, unit: str = "") -> str:
    """Return a number as a table shows it: euros in full, all else to four digits.

    >>> number(1234567.8, "EUR"), number(0.123456), number(float("nan"))
    ('1,234,568', '0.1235', 'not available')
    """
    if math.isnan(value):
        return NOT_AVAILABLE
    if unit == "EUR" and math.isfinite(value):
        return f"{value:,.0f}"
    return f"{value:,.4g}"


def between(low: float, high: float, unit: str = "") -> str:
    """Return an interval as a table shows it.

    >>> between(1.0, 2.5), between(float("nan"), float("nan"))
    ('1 to 2.5', 'not available')
    """
    if math.isnan(low) or math.isnan(high):
        return NOT_AVAILABLE
    return f"{number(low, unit)} to {number(high, unit)}"


def put_summary(summary: "pd.DataFrame") -> None:
    """Write each scenario's outcomes: mean, its 95 % interval, percentiles."""
    columns = ("outcome", "unit", "n>", "mean>", "95 % interval>", "p05>", "p50>", "p95>")
    for (assumptions, programme), one in summary.groupby(
        ["assumptions", "programme"], sort=False, observed=True
    ):
        rows = [
            (
                str(row.outcome),
                str(row.unit),
                str(row.n),
                number(row.mean, row.unit),
                between(row.ci_low, row.ci_high, row.unit),
                *(number(value, row.unit) for value in (row.p05, row.p50, row.p95)),
            )
            for row in map(_Row, one.to_dict("records"))
        ]
        put_table(columns, rows, f"{programme} under {assumptions}")


def put_differences(differences: "pd.DataFrame", unit_of: Any) -> None:
    """Write paired differences from the reference, with their 95 % intervals."""
    columns = ("outcome", "unit", "difference>", "95 % interval>", "better in>", "variance ÷>")
    for (reference, programme, assumptions), one in differences.groupby(
        ["reference", "programme", "assumptions"], sort=False, observed=True
    ):
        rows = [
            (
                str(row.outcome),
                unit,
                number(row.difference, unit),
                between(row.ci_low, row.ci_high, unit),
                "" if math.isnan(row.p_better) else f"{row.p_better:.0%}",
                "" if math.isnan(row.variance_reduction) else number(row.variance_reduction),
            )
            for row in map(_Row, one.to_dict("records"))
            if (unit := unit_of(row.outcome))
        ]
        put_table(columns, rows, f"{programme} less {reference}, under {assumptions}")


def put_tails(tails: "pd.DataFrame") -> None:
    """Write value at risk and expected shortfall, where there are replications enough for them."""
    columns = (
        *("EUR", "level>", "n>", "expected>", "value at risk>", "95 % interval>"),
        *("expected shortfall>", "95 % interval>"),
    )
    for (assumptions, programme), one in tails[tails["var"].notna()].groupby(
        ["assumptions", "programme"], sort=False, observed=True
    ):
        rows = [
            (
                *(str(row.outcome), f"{row.level:.0%}", str(row.n), number(row.expected, "EUR")),
                number(row.var, "EUR"),
                between(row.var_ci_low, row.var_ci_high, "EUR"),
                number(row.es, "EUR"),
                between(row.es_ci_low, row.es_ci_high, "EUR"),
            )
            for row in map(_Row, one.to_dict("records"))
        ]
        put_table(columns, rows, f"What {programme} may come to, under {assumptions}")


def put_worth(worth: "pd.DataFrame") -> None:
    """Write what each programme saves, costs and is worth against its reference."""
    named = (
        ("revenue saved", "revenue_saved_eur", "revenue_saved"),
        ("blockage avoided", "blockage_avoided_eur", "blockage_avoided"),
        ("cost", "cost_eur", "cost"),
        ("cost per euro of blockage avoided", "cost_per_eur", "cost_per_eur"),
        ("net", "net_eur", "net"),
    )
    for row in worth.to_dict("records"):
        rows = []
        for name, column, stem in named:
            unit = "" if stem == "cost_per_eur" else "EUR"
            bounds = between(row[f"{stem}_ci_low"], row[f"{stem}_ci_high"], unit)
            found = str(row["finding"]) if stem == "cost_per_eur" else ""
            rows.append((name, number(row[column], unit), bounds, found))
        rows.insert(-1, ("contribution margin", f"{row['contribution_margin']:.0%}", "", ""))
        title = f"What {row['programme']} is worth against {row['reference']}"
        columns = ("EUR", "mean>", "95 % interval>", "")
        put_table(columns, rows, f"{title}, under {row['assumptions']}")


def put_needed(needed: "pd.DataFrame") -> None:
    """Write how many replications a wanted precision takes."""
    columns = ("", "under", "replications>", "known to>", "wanted>", "replications needed>")
    rows = [
        (
            f"{row.programme} less {row.reference}" if "reference" in needed else row.programme,
            row.assumptions,
            str(row.n),
            f"± {number(row.half_width)}",
            f"± {number(row.wanted)}",
            f"{row.needed:,}" if isinstance(row.needed, int) else NOT_AVAILABLE,
        )
        for row in map(_Row, needed.astype({"needed": object}).to_dict("records"))
    ]
    put_table(columns, rows, f"How precisely {needed['outcome'].iloc[0]} is known, at 95 %")


def put_split(summary: "pd.DataFrame") -> None:
    """Write what each measure costs, and of it what came anyway and what it brought."""
    columns = (
        "measure",
        "cost>",
        "deadweight>",
        "95 % interval>",
        "incremental>",
        "95 % interval>",
    )
    by_name = {str(row.outcome): row for row in map(_Row, summary.to_dict("records"))}
    names = [name[len("cost_") : -len("_eur")] for name in by_name if name.startswith("cost_")]
    rows = [
        (
            label,
            number(by_name[cost].mean, "EUR"),
            *(
                text
                for part in (by_name[deadweight], by_name[incremental])
                for text in (number(part.mean, "EUR"), between(part.ci_low, part.ci_high, "EUR"))
            ),
        )
        for label, cost, deadweight, incremental in [
            *((n, f"cost_{n}_eur", f"deadweight_{n}_eur", f"incremental_{n}_eur") for n in names),
            ("all", *(f"programme_{p}_eur" for p in ("cost", "deadweight", "incremental"))),
        ]
        if cost in by_name
    ]
    first = next(iter(by_name.values()), None)
    title = "" if first is None else f"{first.programme} under {first.assumptions}, EUR"
    put_table(columns, rows, title)


class _Row:
    """A table's row, its cells as attributes."""

    def __init__(self, cells: dict[Any, Any]) -> None:
        self.__dict__.update(cells)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)
