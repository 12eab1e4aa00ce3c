"""What several commands may be told."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli.printing import complain
from simulator.errors import InputError
from simulator.experiments.limits import LARGEST_SEED, MOST_REPLICATIONS
from simulator.study.names import listed

if TYPE_CHECKING:
    from simulator.study.scenario import Scenario


class Language(StrEnum):
    """Languages of a briefing or a chart."""

    EN = "en"
    FR = "fr"


def _studies(begun: str) -> list[str]:
    """Return the studies whose names begin with what was typed, for a shell that completes it."""
    from simulator.study.folders import known_studies

    return [name for name in known_studies() if name.startswith(begun)]


StudyName = Annotated[
    str,
    typer.Argument(
        metavar="STUDY",
        help="A study's name, or the path of its folder.",
        autocompletion=_studies,
    ),
]
Replications = Annotated[
    int,
    typer.Option(
        min=1, max=MOST_REPLICATIONS, help="How many times the market is run, with other luck."
    ),
]
Seed = Annotated[
    int,
    typer.Option(min=0, max=LARGEST_SEED, help="Of all luck: equal seeds give equal results."),
]
Workers = Annotated[
    int | None, typer.Option(min=1, help="Worker processes; by default one a core.")
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Replace a parameter; may be given several times."
    ),
]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        "--precision",
        metavar="OUTCOME=±",
        help="Say how many replications a mean (or difference) so precise takes.",
    ),
]
Out = Annotated[Path | None, typer.Option(metavar="DIR", help="Write a results folder.")]
Audit = Annotated[
    bool, typer.Option("--audit", help="Write every order, invoice, limit and cash balance too.")
]
Check = Annotated[
    bool,
    typer.Option("--check", help="Check that cents balance at every close, not the last alone."),
]
Plot = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Draw the answer's chart: .png, .svg or .pdf.")
]
Lang = Annotated[Language, typer.Option(help="The chart's language.")]
Json = Annotated[bool, typer.Option("--json", help="Print results as JSON, for other programs.")]


def names(text: str, option: str) -> list[str]:
    """Return names from a text with commas between them.

    >>> names("none, announced", "--programmes")
    ['none', 'announced']
    """
    found = [name.strip() for name in text.split(",")]
    twice = [name for name in dict.fromkeys(found) if found.count(name) > 1]
    if not all(found) or twice:
        problem = f"{listed(twice)} given twice" if all(found) else f"an empty name in {text!r}"
        raise InputError.of(problem, "different names with commas between them", key=option)
    return found


def overrides(settings: list[str] | None) -> dict[str, Any]:
    """Return the parameters to replace, by dotted path."""
    from simulator.study import overrides as overriding

    return overriding.settings(settings or [])


def crew(workers: int | None) -> int | None:
    """Return how many workers are meant; more than there are cores would only slow things down."""
    from simulator.experiments.workers import cores

    if workers is None or workers <= cores():
        return workers
    complain(f"--workers: {cores()} instead of {workers}, which is as many as there are cores")
    return cores()


def widths(precision: list[str] | None, scenarios: "list[Scenario]") -> dict[str, float]:
    """Return wanted half widths by outcome, or what is wrong with them before anything is run."""
    if not precision:
        return {}
    from simulator.catalogue import kinds
    from simulator.experiments.precision import wanted_widths

    costs = {f"cost_{m.name}_eur" for one in scenarios for m in one.measures}
    of_their_own = {*kinds("outcomes")} - {"cost_by_measure"}
    return wanted_widths(precision, sorted(of_their_own | costs))
