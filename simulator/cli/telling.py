"""`simulator briefing`: what executives open, from results or from a study."""

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import options
from simulator.cli.ending import INTERRUPTED, PART, told
from simulator.cli.printing import complain, tell
from simulator.errors import InputError
from simulator.experiments.limits import LARGEST_SEED, MOST_REPLICATIONS, REPLICATIONS, SEED

OUT = Path("results/briefing")
SPLIT = 4
"""Replications of the split of costs."""


def briefing(
    study: Annotated[
        str,
        typer.Argument(
            metavar="STUDY|RESULTS",
            help="A study's name or folder, which is run, or a results folder.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where the briefing goes: of results by default into their folder, else into "
            f"{OUT.as_posix()}.",
        ),
    ] = None,
    lang: Annotated[
        options.Language, typer.Option(help="The briefing's language.")
    ] = options.Language.EN,
    programmes: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,…",
            help="Programmes, the reference first; by default none, lines-only, demand-only, "
            "announced, or else the study's first two.",
        ),
    ] = None,
    assumptions: Annotated[
        str | None,
        typer.Option(metavar="X,Y,…", help="What is assumed, the first told at length; base."),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(min=1, max=MOST_REPLICATIONS, help=f"How many; {REPLICATIONS} by default."),
    ] = None,
    split: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=MOST_REPLICATIONS,
            help="Replications in which costs are split into deadweight and incremental; "
            f"{SPLIT} by default, 0: none.",
        ),
    ] = None,
    drivers: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=MOST_REPLICATIONS,
            help="Replications of what drives the answer and where it tips, if the study has a "
            "sweep named briefing; by default as that says, 0: none.",
        ),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=LARGEST_SEED, help=f"Of all luck; {SEED} by default.")
    ] = None,
    workers: options.Workers = None,
    settings: options.Settings = None,
) -> None:
    """Write the briefing on a study or on results: deck, workbook, page and charts.

    Examples:
      simulator briefing france-2009 --out results/briefing
      simulator briefing france-2009 --programmes none,my-plan --assumptions base,severe
      simulator briefing results/comparison --lang fr
    """
    from simulator import briefing as briefings
    from simulator.experiments.replicate import Interrupted
    from simulator.experiments.results import read
    from simulator.experiments.sweep import SweepStopped
    from simulator.study.study import load

    if (Path(study) / "manifest.json").is_file():
        given = {
            "--programmes": programmes, "--assumptions": assumptions,
            "--replications": replications, "--split": split, "--drivers": drivers,
            "--seed": seed,
            "--workers": workers, "--set": settings,
        }  # fmt: skip
        _only_for_a_study(study, [name for name, value in given.items() if value is not None])
        page = briefings.write_from(study, out or study, lang.value)
        tell(f"written to {page.parent}")
        return
    try:
        page = briefings.write(
            load(study),
            out or OUT,
            None if programmes is None else options.names(programmes, "--programmes"),
            options.names(assumptions or "base", "--assumptions"),
            replications=replications or REPLICATIONS,
            seed=SEED if seed is None else seed,
            workers=options.crew(workers),
            overrides=options.overrides(settings),
            language=lang.value,
            split=SPLIT if split is None else split,
            drivers=drivers,
        )
    except (Interrupted, SweepStopped) as interrupt:
        complain(str(interrupt))
        raise typer.Exit(INTERRUPTED) from None
    tell(f"written to {page.parent}")
    if told(read(page.parent).manifest["failed"]):
        raise typer.Exit(PART)


def _only_for_a_study(folder: str, given: list[str]) -> None:
    """Refuse options that would change results which are there already."""
    if given:
        problem = f"{folder} holds results, which it would change"
        raise InputError.of(problem, "only with a study, which is run", key=", ".join(given))
