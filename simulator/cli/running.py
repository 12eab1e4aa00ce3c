"""`simulator run`, `compare` and `split`: what runs the market."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import options
from simulator.cli.ending import end, finished, heading, warn
from simulator.cli.printing import (
    put_differences,
    put_json,
    put_needed,
    put_split,
    put_summary,
    put_tails,
    put_worth,
    tell,
)
from simulator.errors import InputError
from simulator.experiments.limits import REPLICATIONS, SEED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pandas as pd

    from simulator.experiments.results import Comparison, Results
    from simulator.study.scenario import Scenario


def run(
    study: options.StudyName,
    assumptions: Annotated[str, typer.Option(help="What is assumed of the world.")] = "base",
    programme: Annotated[str, typer.Option(help="What the publisher does.")] = "none",
    replications: options.Replications = REPLICATIONS,
    seed: options.Seed = SEED,
    workers: options.Workers = None,
    settings: options.Settings = None,
    out: options.Out = None,
    audit: options.Audit = False,
    check: options.Check = False,
    precision: options.Precision = None,
    as_json: options.Json = False,
) -> None:
    """Run one scenario and show what it comes to.

    Examples:
      simulator run france-2009 --programme announced --replications 50
      simulator run france-2009 --assumptions severe --set distributors.etc.net_days=45
      simulator run my-study --replications 1 --out results/one --audit
    """
    from simulator.experiments import replicate

    chosen = scenarios(study, [programme], [assumptions], settings)
    widths, crew = options.widths(precision, chosen), options.crew(workers)
    _finish(
        chosen, seed, out, audit, as_json,
        lambda: replicate.run(chosen[0], replications, seed, crew, audit=audit, check=check),
        widths=widths,
    )  # fmt: skip


def compare(
    study: options.StudyName,
    programmes: Annotated[
        str, typer.Option(metavar="A,B,…", help="Programmes; the first one is the reference.")
    ],
    assumptions: Annotated[str, typer.Option(metavar="X,Y,…", help="What is assumed.")] = "base",
    replications: options.Replications = REPLICATIONS,
    seed: options.Seed = SEED,
    workers: options.Workers = None,
    settings: options.Settings = None,
    out: options.Out = None,
    audit: options.Audit = False,
    check: options.Check = False,
    precision: options.Precision = None,
    as_json: options.Json = False,
) -> None:
    """Run programmes under the same luck and show how they differ.

    Examples:
      simulator compare france-2009 --programmes none,announced --replications 50
      simulator compare france-2009 --programmes none,lines-only --assumptions base,severe
    """
    from simulator.experiments import replicate

    several = options.names(programmes, "--programmes")
    under = options.names(assumptions, "--assumptions")
    chosen = scenarios(study, several, under, settings)
    widths, crew = options.widths(precision, chosen), options.crew(workers)
    _finish(
        chosen, seed, out, audit, as_json,
        lambda: replicate.compare(chosen, replications, seed, crew, audit=audit, check=check),
        widths=widths,
    )  # fmt: skip


def split(
    study: options.StudyName,
    programme: Annotated[str, typer.Option(help="What the publisher does.")],
    assumptions: Annotated[str, typer.Option(help="What is assumed of the world.")] = "base",
    replications: options.Replications = REPLICATIONS,
    seed: options.Seed = SEED,
    workers: options.Workers = None,
    settings: options.Settings = None,
    out: options.Out = None,
    check: options.Check = False,
    as_json: options.Json = False,
) -> None:
    """Split what each measure costs: on orders that came anyway, and on those that it brought.

    Examples:
      simulator split france-2009 --programme announced --replications 50
      simulator split france-2009 --programme announced --assumptions severe --out results/split
    """
    from simulator.experiments import replicate

    chosen = scenarios(study, [programme], [assumptions], settings)
    crew = options.crew(workers)
    _finish(
        chosen, seed, out, False, as_json,
        lambda: replicate.split(chosen[0], replications, seed, crew, check=check),
        experiment="split",
    )  # fmt: skip


def scenarios(
    study: str, programmes: list[str], assumptions: list[str], settings: list[str] | None
) -> "list[Scenario]":
    """Return the scenarios meant, and tell what their user should know."""
    from simulator.experiments.choosing import scenarios_of
    from simulator.study.study import load

    values = options.overrides(settings)
    chosen = scenarios_of(load(study), programmes, assumptions, values)
    warn(chosen)
    return chosen


def _finish(
    scenarios: "list[Scenario]",
    seed: int,
    out: Path | None,
    audit: bool,
    as_json: bool,
    work: "Callable[[], Results | Comparison]",
    *,
    experiment: str = "run",
    widths: "Mapping[str, float] | None" = None,
) -> None:
    """Do the work, keep and show what finished, and end with the status that tells how it went."""
    from simulator.experiments.manifest import digest_of

    if audit and out is None:
        raise InputError.of("nowhere to write it", "--out DIR", key="--audit")
    source, stopped = finished(out, digest_of(scenarios, seed, experiment), work)
    (_put_json if as_json else _put)(source, out, widths or {})
    end(source.manifest, stopped)


def _put(source: "Results | Comparison", out: Path | None, widths: "Mapping[str, float]") -> None:
    from simulator.experiments.described import unit_of
    from simulator.experiments.results import Comparison, Split

    results = source.results if isinstance(source, Comparison) else source
    if isinstance(results, Split):
        put_split(results.summary())
    else:
        put_summary(results.summary())
    put_tails(results.tails())
    if isinstance(source, Comparison):
        put_differences(source.differences(), unit_of)
        put_worth(source.worth())
    for needed in _needed(source, widths):
        put_needed(needed)
    if out is not None:
        tell(f"written to {out}")


def _put_json(
    source: "Results | Comparison", out: Path | None, widths: "Mapping[str, float]"
) -> None:
    from simulator.experiments.results import Comparison, Split
    from simulator.experiments.tables import records

    told = heading(source.manifest, out)
    results = source.results if isinstance(source, Comparison) else source
    told["summary"] = records(results.summary())
    told["tails"] = records(results.tails())
    if isinstance(source, Comparison):
        told["comparison"] = records(source.differences())
        told["worth"] = records(source.worth())
    if isinstance(source, Split):
        told["split"] = records(source.split())
    if widths:
        told["precision"] = [row for table in _needed(source, widths) for row in records(table)]
    put_json(told)


def _needed(
    source: "Results | Comparison", widths: "Mapping[str, float]"
) -> "Iterator[pd.DataFrame]":
    """Yield what each wanted precision takes, of the outcomes that there are."""
    if widths:
        from simulator.experiments.precision import replications_needed

        yield from (replications_needed(source, *one) for one in widths.items())
