"""What the answers beside the results say, as figures: what drives it, and where it tips."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from simulator.briefing.asking import CHANGES, DRIVERS, TIPPING
from simulator.briefing.contents import Contents
from simulator.briefing.figure import Figure, Place
from simulator.charts.base import Estimate, Tables, View, Words
from simulator.charts.base.answers import kind_of
from simulator.charts.base.factors import factors_of, label, value_of
from simulator.charts.drivers import Drivers
from simulator.charts.tipping_curve import TippingCurve
from simulator.experiments.described import better_of
from simulator.experiments.sensitivity import LEADING

SHARES = ("total", "pawn")
"""Indices that are shares of one, not amounts of the outcome."""


@dataclass(frozen=True)
class Driver:
    """A factor that moved: what it is called, and what its ends change.

    Attributes:
        name: its path.
        label: what it is called.
        grade: of its source.
        span: "12 % to 45 %"; empty where the answer does not hold its range.
        unit: of its values.
        index: its leading index: the swing of the outcome, or a sensitivity index.
        ends: what the outcome changes by at its lowest and at its highest value, if it was moved
            alone; else empty.
        changes: the same of what the programme changes, if that was asked.
    """

    name: str
    label: str
    grade: str
    span: str
    unit: str
    index: Figure
    ends: tuple[Figure, ...]
    changes: tuple[Figure, ...]


def drivers(contents: Contents) -> list[Driver]:
    """Return the factors of the answer in `drivers`, the strongest first; empty: there is none."""
    tables, words = contents.drivers, contents.words
    found = tables.answers.get("sensitivity")
    if found is None or found.empty:
        return []
    outcome = str(found["outcome"].iloc[0])
    rows = found[(found["outcome"] == outcome) & found["index"].isin(LEADING)]
    known = factors_of(tables.manifest)
    return [
        Driver(
            name := str(row["factor"]),
            label(words, known.get(name, {}), name),
            str(row["grade"]),
            _span(contents, known.get(name, {})),
            str(known.get(name, {}).get("unit", "")),
            _index(tables, row),
            _ends(tables, DRIVERS, outcome, name),
            _ends(contents.changes, CHANGES, outcome, name),
        )
        for row in rows.to_dict("records")
    ]


def ladder(contents: Contents) -> list[tuple[float, str, Figure]]:
    """Return each value at which the answer in `tipping` was run: as number, in words, its mean."""
    table, asked = contents.tipping.answers.get("tipping"), _asked(contents)
    if table is None:
        return []
    unit, compared = kind_of(str(asked["unit"])), bool(asked.get("reference"))
    found = []
    for row in table.to_dict("records"):
        value = float(row["value"])
        place = Place(f"{TIPPING}/tipping", {"value": value}, "mean", "ci_low", "ci_high")
        outcome = str(asked["outcome"])
        mean = _estimate(row, "mean", int(row["n"]), outcome)
        figure = Figure(outcome, _programme(asked), mean, unit, place, compared)
        text = value_of(contents.words, str(asked.get("of_unit", "")), value)
        found.append((value, text, figure))
    return found


def driver_of(contents: Contents) -> str:
    """Return the programme whose outcome `drivers` tells; empty: the answer does not say."""
    return _programme(contents.drivers.manifest.get("asked", {}))


def outcome_of(contents: Contents) -> str:
    """Return the outcome that `drivers` tells."""
    return str(contents.drivers.answers["sensitivity"]["outcome"].iloc[0])


def view_of(contents: Contents, which: Tables) -> View:
    """Return an answer as its chart draws it."""
    return View(which, contents.words, next(iter(which.all_assumptions), ""))


def what_drives(contents: Contents) -> str:
    """Return in a sentence what drives the outcome most."""
    return Drivers().finding(view_of(contents, contents.drivers))


def where_it_tips(contents: Contents) -> str:
    """Return in a sentence where it tips."""
    return TippingCurve().finding(view_of(contents, contents.tipping))


def parameter_of(contents: Contents) -> str:
    """Return what the parameter that `tipping` moves is called."""
    return label(contents.words, _asked(contents), str(_asked(contents)["path"]))


def _asked(contents: Contents) -> Mapping[str, Any]:
    found: Mapping[str, Any] = contents.tipping.manifest.get("asked", {})
    return found


def _programme(asked: Mapping[str, Any]) -> str:
    return str(asked.get("programme") or "")


def _span(contents: Contents, factor: Mapping[str, Any]) -> str:
    """Return a factor's range in words."""
    words, unit = contents.words, str(factor.get("unit", ""))
    values = factor.get("values") or [factor.get("low"), factor.get("high")]
    numbers = [float(one) for one in values if isinstance(one, int | float)]
    if len(numbers) < len(values):
        return ""
    low, high = (value_of(words, unit, end) for end in (min(numbers), max(numbers)))
    return words.say(en=f"{low} to {high}", fr=f"{low} à {high}")


def _index(tables: Tables, row: Mapping[Any, Any]) -> Figure:
    where = {name: str(row[name]) for name in ("outcome", "factor", "index")}
    place = Place(f"{DRIVERS}/sensitivity", where, "value", "ci_low", "ci_high")
    found = _estimate(row, "value", _n(tables))
    is_share = row["index"] in SHARES
    unit = "index" if is_share else kind_of(str(row["unit"]))
    return Figure(str(row["outcome"]), "", found, unit, place, not is_share)


def _ends(tables: Tables, folder: str, outcome: str, factor: str) -> tuple[Figure, ...]:
    """Return what an outcome changes by at a factor's lowest and at its highest value."""
    moves = tables.answers.get("tornado")
    if moves is None:
        return ()
    mine = moves[(moves["outcome"] == outcome) & (moves["factor"] == factor)]
    settings = pd.to_numeric(mine["setting"], errors="coerce")
    if mine.empty or bool(settings.isna().any()):
        return ()
    rows = mine.assign(at=settings).sort_values("at", kind="stable").to_dict("records")
    ends = [rows[0], rows[-1]] if len(rows) > 1 else rows
    return tuple(_moved(tables, folder, row) for row in ends)


def _moved(tables: Tables, folder: str, row: Mapping[Any, Any]) -> Figure:
    where = {name: str(row[name]) for name in ("outcome", "factor", "setting")}
    place = Place(f"{folder}/tornado", where, "change", "ci_low", "ci_high")
    found = _estimate(row, "change", _n(tables), where["outcome"])
    programme = _programme(tables.manifest.get("asked", {}))
    return Figure(str(row["outcome"]), programme, found, kind_of(str(row["unit"])), place, True)


def _estimate(row: Mapping[Any, Any], column: str, n: int, outcome: str = "") -> Estimate:
    """Return a row's number; of an outcome's difference, also on which side the better lies."""
    value, low, high = (float(row[name]) for name in (column, "ci_low", "ci_high"))
    better = better_of(outcome) if outcome else None
    sign = {"lower": -1.0, "higher": 1.0}.get(str(better), math.nan)
    return Estimate(value, low, high, n, math.nan if math.isnan(sign) else float(sign * value > 0))


def _n(tables: Tables) -> int:
    return len(tables.manifest.get("replications", ()))


def setting_of(words: Words, driver: Driver, figure: Figure) -> str:
    """Return to which value a factor was moved; a dash for an index of its whole range."""
    setting = figure.place.row.get("setting")
    return "–" if setting is None else value_of(words, driver.unit, float(setting))


def figures(contents: Contents) -> Iterator[Figure]:
    """Yield all figures of both answers."""
    for one in drivers(contents):
        yield from (one.index, *one.ends, *one.changes)
    yield from (figure for _, _, figure in ladder(contents))
