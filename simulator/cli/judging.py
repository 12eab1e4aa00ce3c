"""`simulator hindcast`: the model held against what was observed."""

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli import options
from simulator.cli.ending import end, finished, heading, warn
from simulator.cli.printing import NOT_AVAILABLE, between, number, put, put_json, put_table, tell
from simulator.experiments.limits import REPLICATIONS, SEED

if TYPE_CHECKING:
    from simulator.experiments.hindcast import Hindcast

USES = (("check", "Checks: kept out of the calibration"), ("calibration", "Used in calibration"))
COLUMNS = (
    *("observation", "unit", "observed>", "median>", "50 %>", "90 %>", "observed lies in"),
    *("off by>", "PIT>", "score>", "skill>", "grade"),
)
EXPLAINED = (
    "off by: the median less the nearest end of what was observed; PIT: share of replications "
    "below it, to share not above it;\nscore: CRPS, 0 is best, without what lies inside an "
    "observed range; skill: 1 less the score over the yardstick's"
)


def hindcast(
    study: options.StudyName,
    assumptions: Annotated[
        str | None, typer.Option(help="What is assumed; by default what the record names.")
    ] = None,
    programme: Annotated[
        str | None, typer.Option(help="The programme; by default the one that the record names.")
    ] = None,
    replications: options.Replications = REPLICATIONS,
    seed: options.Seed = SEED,
    workers: options.Workers = None,
    out: options.Out = None,
    as_json: options.Json = False,
) -> None:
    """Hold a scenario against what was observed, the study's record.toml.

    Examples:
      simulator hindcast france-2009 --replications 50
      simulator hindcast france-2009 --assumptions severe --out results/hindcast
    """
    from simulator.experiments import hindcast as judging
    from simulator.study.observations import observed
    from simulator.study.study import load

    loaded = load(study)
    record = observed(loaded)
    scenarios = judging.scenarios_of(loaded, record, assumptions, programme)
    warn(scenarios)
    digest = judging.digest_with(record, scenarios, seed)
    crew = options.crew(workers)
    source, stopped = finished(
        out,
        digest,
        lambda: judging.hindcast(loaded, assumptions, programme, replications, seed, crew),
    )
    (_put_json if as_json else _put)(source, out)
    end(source.manifest, stopped)


def _put(source: "Hindcast", out: Path | None) -> None:
    judged = source.manifest["scenarios"][0]
    tell(f"{judged['programme']} under {judged['assumptions']}, against what was observed\n")
    for use, title in USES:
        table = source.table(use)
        if len(table):
            put_table(COLUMNS, [_row(cells) for cells in table.to_dict("records")], title)
    put(EXPLAINED + "\n")
    if out is not None:
        tell(f"written to {out}")


def _row(cells: dict[Any, Any]) -> tuple[str, ...]:
    unit = str(cells["unit"])
    return (
        str(cells["observation"]),
        unit,
        _range(cells["low"], cells["high"], unit),
        _said(cells["median"], unit),
        _from_to(cells["p25"], cells["p75"], unit),
        _from_to(cells["p05"], cells["p95"], unit),
        str(cells["within"]),
        _said(cells["off_by"], unit),
        between(cells["pit_low"], cells["pit_high"]),
        _said(cells["score"], unit),
        "" if math.isnan(cells["skill"]) else f"{cells['skill']:.2f}",
        str(cells["grade"]),
    )


def _said(value: float, unit: str) -> str:
    """Return a number; one of thousands in full, whatever its unit."""
    whole = unit == "EUR" or (math.isfinite(value) and abs(value) >= 1_000)
    return number(value, "EUR" if whole else unit)


def _from_to(low: float, high: float, unit: str) -> str:
    if math.isnan(low) or math.isnan(high):
        return NOT_AVAILABLE
    return f"{_said(low, unit)} to {_said(high, unit)}"


def _range(low: float, high: float, unit: str) -> str:
    """Return what was observed: a number, a range, or a bound."""
    if low == high:
        return _said(low, unit)
    if math.isinf(low):
        return f"at most {_said(high, unit)}"
    if math.isinf(high):
        return f"at least {_said(low, unit)}"
    return _from_to(low, high, unit)


def _put_json(source: "Hindcast", out: Path | None) -> None:
    from simulator.experiments.tables import records

    tables = {use: records(source.table(use)) for use, _ in USES}
    put_json(heading(source.manifest, out) | tables)
