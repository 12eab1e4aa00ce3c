"""`simulator sensitivity`, `discover`, `robustness`, `information`: questions to a sweep's runs."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli import options
from simulator.cli.answering import checked, keep_and_show


class Failing(StrEnum):
    """What is done with runs that failed."""

    REFUSE = "refuse"
    DROP = "drop"


class Side(StrEnum):
    """Sides of a level."""

    ABOVE = "above"
    BELOW = "below"


class Better(StrEnum):
    """Sides of an outcome that can be better."""

    LOWER = "lower"
    HIGHER = "higher"


Sweep = Annotated[
    Path, typer.Argument(metavar="DIR", help="A sweep's folder, as `simulator sweep` wrote it.")
]
Outcome = Annotated[str, typer.Option(help="Which outcome.")]
Programme = Annotated[
    str | None, typer.Option(help="Whose outcome; needed if the sweep has several programmes.")
]
Reference = Annotated[
    str | None, typer.Option(help="Ask about the difference from this programme instead.")
]
Assumptions = Annotated[
    str | None, typer.Option(help="Under which; needed if the sweep has several.")
]
Failed = Annotated[
    Failing, typer.Option(help="Points of which a run failed: refuse them, or leave them out.")
]
Direction = Annotated[
    Better | None, typer.Option(help="Which side is better; by default the outcome's own.")
]


def sensitivity(
    folder: Sweep,
    outcomes: Annotated[
        str | None, typer.Option(metavar="A,B,…", help="Which outcomes; by default all.")
    ] = None,
    programme: Programme = None,
    reference: Reference = None,
    assumptions: Assumptions = None,
    failed: Failed = Failing.REFUSE,
    out: options.Out = None,
    plot: options.Plot = None,
    lang: options.Lang = options.Language.EN,
    as_json: options.Json = False,
) -> None:
    r"""Rank what drives the answer, with the grade of each driver's source.

    The sweep's design says how: Sobol' indices, Morris's elementary effects, a tornado
    of one factor at a time, or PAWN for any other sample.

    Examples:
      simulator sensitivity results/sweeps/france-2009-drivers --programme none
      simulator sensitivity results/drivers --outcomes blockage_rate,failures \\
        --programme announced --reference none --plot drivers.png
    """
    from simulator.experiments import sensitivity as asked

    checked(plot)
    answer = asked.sensitivity(
        folder,
        None if outcomes is None else options.names(outcomes, "--outcomes"),
        programme=programme,
        reference=reference,
        assumptions=assumptions,
        failed=failed.value,
    )
    keep_and_show(answer, out, as_json, plot, lang)


def discover(
    folder: Sweep,
    outcome: Outcome,
    level: Annotated[float, typer.Option(help="Beyond which level of the outcome.")],
    side: Annotated[Side, typer.Option(help="On which side of the level.")] = Side.ABOVE,
    programme: Programme = None,
    reference: Reference = None,
    assumptions: Assumptions = None,
    step: Annotated[
        int | None, typer.Option(min=0, help="Take this box of the trajectory, as it is.")
    ] = None,
    failed: Failed = Failing.REFUSE,
    out: options.Out = None,
    plot: options.Plot = None,
    lang: options.Lang = options.Language.EN,
    as_json: options.Json = False,
) -> None:
    r"""Describe where an outcome lies beyond a level: a box of factors (PRIM), and a tree.

    Examples:
      simulator discover results/sweeps/france-2009-drivers --programme announced \\
        --outcome blockage_rate --level 0.15
    """
    from simulator.experiments import discovery

    checked(plot)
    answer = discovery.discover(
        folder,
        outcome,
        level,
        side=side.value,
        programme=programme,
        reference=reference,
        assumptions=assumptions,
        step=step,
        failed=failed.value,
    )
    keep_and_show(answer, out, as_json, plot, lang)


def robustness(
    folder: Sweep,
    outcome: Outcome,
    level: Annotated[
        float | None, typer.Option(help="What is good enough; counts the states that are.")
    ] = None,
    percent: Annotated[
        float, typer.Option(min=0, max=100, help="Percentile over states, from the good end.")
    ] = 90.0,
    better: Direction = None,
    failed: Failed = Failing.REFUSE,
    out: options.Out = None,
    plot: options.Plot = None,
    lang: options.Lang = options.Language.EN,
    as_json: options.Json = False,
) -> None:
    """Say which programme is safe whatever happens: regret over all states of the world.

    Plans are the sweep's programmes and their levers; states are its assumptions and
    uncertainties.

    Examples:
      simulator robustness results/sweeps/france-2009-robust-choice --outcome blockage_rate
      simulator robustness results/robust --outcome failures --level 300 --plot regret.png
    """
    from simulator.experiments import robustness as asked

    checked(plot)
    answer = asked.robustness(
        folder,
        outcome,
        level=level,
        percent=percent,
        better=None if better is None else better.value,
        failed=failed.value,
    )
    keep_and_show(answer, out, as_json, plot, lang)


def information(
    folder: Sweep,
    outcome: Outcome,
    better: Direction = None,
    failed: Failed = Failing.REFUSE,
    out: options.Out = None,
    plot: options.Plot = None,
    lang: options.Lang = options.Language.EN,
    as_json: options.Json = False,
) -> None:
    """Say what it would be worth to know each uncertainty before a programme is chosen.

    Examples:
      simulator information results/sweeps/france-2009-robust-choice --outcome lost_eur
    """
    from simulator.experiments import information as asked

    checked(plot)
    answer = asked.value_of_information(
        folder,
        outcome,
        better=None if better is None else better.value,
        failed=failed.value,
    )
    keep_and_show(answer, out, as_json, plot, lang)
