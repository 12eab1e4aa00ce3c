"""`simulator assumptions`: every figure, and where it comes from."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import options
from simulator.cli.printing import complain, put_json, put_table, tell

SHOWN = ("path", "value", "unit", "range", "plausible", "grade", "flag", "source")


def assumptions(
    study: options.StudyName,
    assumptions: Annotated[str, typer.Option(help="What is assumed of the world.")] = "base",
    programme: Annotated[str, typer.Option(help="What the publisher does.")] = "none",
    settings: options.Settings = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write a file instead: .md, .csv or .xlsx."),
    ] = None,
    as_json: options.Json = False,
) -> None:
    """List every assumption with value, range, source and grade; flag figures that lack one.

    Examples:
      simulator assumptions france-2009 --programme announced
      simulator assumptions france-2009 --assumptions severe --out assumptions.xlsx
    """
    from simulator.study.register_files import write_register
    from simulator.study.register_table import counts_of, rows_of
    from simulator.study.study import load

    scenario = load(study).scenario(programme=programme, assumptions=assumptions)
    values = options.overrides(settings)
    scenario = scenario.with_(values) if values else scenario
    if out is not None:
        write_register(scenario, out)
    rows = rows_of(scenario)
    counts = counts_of(rows)
    said = "; ".join(f"{count} with {flag}" for flag, count in counts.items())
    if as_json:
        put_json({"flagged": counts, "parameters": rows})
    elif out is None:
        put_table(SHOWN, [tuple(row[name] for name in SHOWN) for row in rows])
    complain(f"{len(rows)} parameters; figures that lack a source or a grade: {said}")
    if out is not None and not as_json:
        tell(f"written to {out}")
