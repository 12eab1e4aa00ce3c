"""`simulator explain`: why an order was blocked, a reseller's story, where programmes part."""

from typing import Annotated

import typer

from simulator.cli import options
from simulator.cli.printing import put_json, tell
from simulator.cli.running import scenarios
from simulator.experiments.limits import SEED


def explain(
    study: options.StudyName,
    order: Annotated[str | None, typer.Option(metavar="ID", help="An order.")] = None,
    reseller: Annotated[str | None, typer.Option(metavar="ID", help="A reseller.")] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="PROGRAMME", help="Where the reseller fares otherwise under this."),
    ] = None,
    assumptions: Annotated[str, typer.Option(help="What is assumed of the world.")] = "base",
    programme: Annotated[str, typer.Option(help="What the publisher does.")] = "none",
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    seed: options.Seed = SEED,
    settings: options.Settings = None,
    as_json: options.Json = False,
) -> None:
    """Say why an order was blocked, line by line, or tell one reseller's story.

    Orders and resellers have the ids of the audit (`simulator run ... --audit`).

    Examples:
      simulator explain france-2009 --order R00058-144
      simulator explain france-2009 --reseller R00058 --programme lines-only
      simulator explain france-2009 --reseller R00058 --programme none --against lines-only
    """
    from simulator.experiments import explaining

    programmes = [programme] if against is None else [programme, against]
    chosen = scenarios(study, programmes, [assumptions], settings)
    told = explaining.explain(
        chosen[0],
        order=order,
        reseller=reseller,
        against=chosen[1] if against is not None else None,
        replication=replication,
        seed=seed,
    )
    if as_json:
        put_json(told.plain())
    else:
        tell(str(told))
