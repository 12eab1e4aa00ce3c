"""`simulator list`: what there is to choose from."""

import inspect
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli import options
from simulator.cli.printing import put_json, put_table
from simulator.errors import InputError, SimulatorError

if TYPE_CHECKING:
    from simulator.study.register import Parameter
    from simulator.study.study import Study

FAMILIES = ("measures", "outcomes", "observables", "charts")


def list_(
    study: Annotated[
        str | None, typer.Argument(metavar="[STUDY]", help="A study's name, or its folder's path.")
    ] = None,
    parameters: Annotated[
        bool, typer.Option("--parameters", help="List every parameter of the study.")
    ] = False,
    as_json: options.Json = False,
) -> None:
    """List the studies and kinds; or a study's assumptions, programmes, sweeps and parameters.

    Examples:
      simulator list
      simulator list france-2009
      simulator list france-2009 --parameters
    """
    from simulator.study.study import load

    if study is None:
        if parameters:
            raise InputError.of("of which study?", "simulator list STUDY --parameters")
        _show(_everything(), as_json)
    elif parameters:
        _show_parameters(_parameters(load(study)), as_json)
    else:
        _show(_of_a_study(load(study)), as_json)


def _everything() -> dict[str, dict[str, str]]:
    from simulator.catalogue import kinds
    from simulator.study.folders import known_studies

    found = {"studies": {name: _title(str(folder)) for name, folder in known_studies().items()}}
    for family in FAMILIES:
        found[family] = {name: _sentence(kind) for name, kind in kinds(family).items()}
    return found


def _title(folder: str) -> str:
    from simulator.study.study import load

    try:
        return load(folder).title
    except SimulatorError as error:
        return str(error)


def _sentence(kind: type[Any]) -> str:
    return (inspect.getdoc(kind) or "").partition("\n")[0]


def _of_a_study(study: "Study") -> dict[str, dict[str, str]]:
    return {
        family: {name: study.title_of(f"{family}/{name}.toml") for name in getattr(study, family)}
        for family in ("assumptions", "programmes", "sweeps")
    }


def _show(families: dict[str, dict[str, str]], as_json: bool) -> None:
    if as_json:
        put_json(families)
        return
    for family, members in families.items():
        rows = list(members.items()) or [("(none)", "")]
        put_table((family, ""), rows)


def _parameters(study: "Study") -> "list[Parameter]":
    """Return every parameter of a study; `base` and the programmes in their order come first."""
    from simulator.experiments.choosing import scenarios_of
    from simulator.study.register import parameters

    found: dict[str, Parameter] = {}
    for scenario in scenarios_of(study, study.programmes, study.assumptions):
        for parameter in parameters(scenario):
            found.setdefault(parameter.path, parameter)
    return list(found.values())


def _show_parameters(parameters: "list[Parameter]", as_json: bool) -> None:
    if as_json:
        put_json([vars(one) for one in parameters])
        return
    columns = ("path", "unit", "range", "value", "default", "grade", "meaning", "source")
    rows = [
        (
            p.path,
            p.unit,
            _range(p),
            _value(p.value),
            _value(p.default),
            p.grade,
            p.meaning,
            p.source,
        )
        for p in parameters
    ]
    put_table(columns, rows)


def _range(parameter: "Parameter") -> str:
    if parameter.low is None and parameter.high is None:
        return ""
    low, high = (("" if x is None else f"{x:,g}") for x in (parameter.low, parameter.high))
    return f"{low} to {high}"


def _value(value: Any) -> str:
    return "" if value is None else str(value)
