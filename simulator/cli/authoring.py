"""`simulator check`, `new` and `schema`: for those who write a study."""

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import options
from simulator.cli.printing import complain, put_json, tell
from simulator.errors import InputError, Mistake, RefusedError

if TYPE_CHECKING:
    from simulator.study.study import Study


POINTS_CHECKED = 1_000
"""Points of a sweep that `check` looks at; a run looks at all."""


class Family(StrEnum):
    """Files that have a JSON Schema."""

    WORLD = "world"
    PROGRAMME = "programme"
    RECORD = "record"
    SWEEP = "sweep"


def check(study: options.StudyName, as_json: options.Json = False) -> None:
    """Read every file of a study and say what is wrong, all of it at once.

    Examples:
      simulator check france-2009
      simulator check path/to/my-study
    """
    from simulator.study.checking import check as checked
    from simulator.study.study import load

    loaded = load(study)
    found = checked(loaded)
    mistakes = found.mistakes or tuple(dict.fromkeys(_in_data(loaded)))
    mistakes = tuple(dict.fromkeys([*mistakes, *_in_sweeps(loaded)]))
    if as_json:
        put_json(
            {
                "study": loaded.name,
                "scenarios": found.scenarios,
                "sweeps": len(loaded.sweeps),
                "mistakes": [str(one) for one in mistakes],
                "notices": [str(one) for one in found.notices],
            }
        )
    for notice in found.notices:
        complain(f"note: {notice}")
    if mistakes:
        raise InputError(mistakes)
    if not as_json:
        designs = f" and {_counted(len(loaded.sweeps), 'sweep')}" if loaded.sweeps else ""
        tell(f"{loaded.name}: {found.scenarios} scenarios{designs}, nothing wrong")


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Write a small complete study, with comments, ready to edit.

    Example:
      simulator new scenarios/my-study
    """
    from simulator.study.new import new as write

    made = write(folder)
    tell(f"written to {made}; now: simulator check {made}")


def schema(
    family: Annotated[
        Family | None,
        typer.Argument(help="One family of files; by default all."),
    ] = None,
) -> None:
    """Print the JSON Schemas of a study's files, for editors that check while you type.

    Examples:
      simulator schema world > world.schema.json
      simulator schema programme > programme.schema.json
    """
    from simulator.study import json_schema

    every = {
        Family.WORLD: json_schema.world_schema,
        Family.PROGRAMME: json_schema.programme_schema,
        Family.RECORD: json_schema.record_schema,
        Family.SWEEP: json_schema.sweep_schema,
    }
    if family is not None:
        put_json(every[family]())
    else:
        put_json({one.value: schema_of() for one, schema_of in every.items()})


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" + ("" if count == 1 else "s")


def _in_sweeps(study: "Study") -> Iterator[Mistake]:
    """Yield what is wrong with the designs; of a large one, so many points are looked at."""
    from simulator.experiments.planning import plan

    for name in study.sweeps:
        try:
            plan(study, name, most_points=POINTS_CHECKED)
        except InputError as error:
            yield from error.mistakes
        except RefusedError as error:
            complain(f"note: {study.name}/sweeps/{name}.toml: refused: {error}")


def _in_data(study: "Study") -> Iterator[Mistake]:
    """Yield what is wrong with the data files that the study's markets are read from."""
    from simulator import model

    for assumptions in study.assumptions:
        scenario = study.scenario(assumptions=assumptions)
        if scenario.world.population.source == "files":
            try:
                model.prepare(scenario)
            except InputError as error:
                yield from error.mistakes
