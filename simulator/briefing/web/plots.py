"""Daily series as drawings that a page holds: paths, ticks, and the values under the pointer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.ticker import MaxNLocator

from simulator.briefing.bands import Band
from simulator.briefing.contents import Contents
from simulator.briefing.palette import colour_of
from simulator.briefing.series import CASH, name_of, unit_of
from simulator.charts.base import Words
from simulator.charts.base.page import legible
from simulator.charts.base.words import Scale, literal

WIDE, TALL = 1000, 320
"""The drawing's own units; a page stretches it to its width."""
DASHES = ("", "9 5", "2 4", "12 4 2 4", "6 3", "1 3", "14 6")
"""How each programme's line is broken, so that it is not told by its colour alone."""
SERIES = (
    *("blockage_rate", "frozen_share", "waiting_eur", "insured_limit_eur", "uninsured_eur"),
    *("publisher_line_granted_eur", "publisher_line_drawn_eur", "failures", "short_of_cash_share"),
)
"""The series between which a reader may switch, in their order."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """A programme's line and bands (outermost first), as paths, and its values in words."""

    place: int
    name: str
    colour: str
    ink: str
    dash: str
    line: str
    bands: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: how far along it, in per cent, and what it says."""

    at: float
    text: str


@dataclass(frozen=True)
class Plot:
    """A drawing: curves over dates, ticks, and shades of dated events."""

    id: str
    title: str
    finding: str
    curves: tuple[Curve, ...]
    days: tuple[str, ...]
    places: tuple[float, ...]
    across: tuple[Tick, ...]
    upward: tuple[Tick, ...]
    shades: tuple[tuple[float, float, str], ...] = field(default=())

    @property
    def pointer(self) -> dict[str, object]:
        """Return what is needed under the pointer: days, where they stand, and values in words."""
        curves = [{"place": c.place, "name": c.name, "values": c.values} for c in self.curves]
        return {"days": self.days, "places": self.places, "curves": curves}

    @property
    def by_month(self) -> list[tuple[str, list[str]]]:
        """Return the last day of each month with each curve's value: the drawing as a table."""
        kept = {day.split(" ", 1)[1]: at for at, day in enumerate(self.days)}
        return [(self.days[at], [c.values[at] for c in self.curves]) for at in kept.values()]


def through_time(contents: Contents, prefix: str) -> list[Plot]:
    """Return a plot of each series there is: medians and bands of 80 % of replications."""
    found = []
    for series in SERIES:
        layers = {
            programme: [band.low, band.middle, band.high]
            for programme in contents.programmes
            if (band := _band(contents, series, programme)) is not None
        }
        if layers:
            title = name_of(series, contents.tables, contents.words)
            found.append(_plot(contents, f"{prefix}-{series}", title, series, layers))
    return found


def cash_of_each(contents: Contents, prefix: str) -> list[Plot]:
    """Return a plot of each programme's cash over resellers: median over replications."""
    fans = {}
    for programme in contents.programmes:
        bands = [_band(contents, series, programme) for series in CASH]
        fan = [band.middle for band in bands if band is not None]
        if len(fan) == len(CASH):
            fans[programme] = fan
    everything = [one for fan in fans.values() for one in fan]
    return [
        _plot(contents, f"{prefix}-cash-{at}", literal(programme), CASH[2], {programme: fan},
              everything)
        for at, (programme, fan) in enumerate(fans.items())
    ]  # fmt: skip


def _band(contents: Contents, series: str, programme: str) -> Band | None:
    """Return a series over replications; None where the results do not hold it."""
    if contents.tables.series(series, programme).empty:
        return None
    return contents.band(series, programme)


def _plot(
    contents: Contents, name: str, title: str, series: str,
    layers: dict[str, list[pd.Series]], everything: Sequence[pd.Series] = (),
) -> Plot:  # fmt: skip
    """Return a plot of layers by programme: from the lowest percentile to the highest."""
    words, tables = contents.words, contents.tables
    frames = {p: pd.concat(those, axis=1).dropna() for p, those in layers.items()}
    index = pd.DatetimeIndex(sorted({day for frame in frames.values() for day in frame.index}))
    first, last = contents.view.window
    across, upward, ticks, scale = _axes(
        words, unit_of(series), (first, last), everything or [s for f in layers.values() for s in f]
    )
    dates = [day.date() for day in index]
    places = [across(day) for day in dates]
    curves = tuple(
        Curve(
            contents.programmes.index(programme),
            literal(programme),
            colour_of(tables, programme),
            legible(colour_of(tables, programme)),
            DASHES[contents.programmes.index(programme) % len(DASHES)],
            *_paths(frame.reindex(index).to_numpy(np.float64), places, upward),
            tuple(_values(frame.reindex(index).to_numpy(np.float64), scale)),
        )
        for programme, frame in frames.items()
    )
    return Plot(
        name,
        title,
        _finding(contents, series) if len(frames) > 1 else "",
        curves,
        tuple(words.day(day) for day in dates),
        tuple(round(place, 2) for place in places),
        tuple(_months(words, first, last, across)),
        ticks,
        tuple(_shades(contents, first, last, across)),
    )


Place = Callable[[date], float]
Height = Callable[[Floats], Floats]


def _finding(contents: Contents, outcome: str) -> str:
    """Return what the last programme does to an outcome; a series that is none has no finding."""
    programme = contents.programmes[-1]
    if contents.difference(outcome, programme) is None:
        return ""
    return contents.finding(outcome, programme)


def _axes(
    words: Words, unit: str, window: tuple[date, date], drawn: Sequence[pd.Series]
) -> tuple[Place, Height, tuple[Tick, ...], Scale]:
    """Return where days (per cent) and values (drawing units) stand; ticks; how values are told."""
    first, last = window
    days = max((last - first).days, 1)
    ends = np.concatenate([one.to_numpy(np.float64) for one in drawn])
    low, high = min(float(np.nanmin(ends)), 0.0), max(float(np.nanmax(ends)), 1e-9)
    at = MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    low, high = float(at[0]), float(at[-1])
    scale = words.scale(unit, [high, low])
    fitted = words.axis(scale, at)
    ticks = tuple(
        Tick(round(100 * (value - low) / (high - low), 2), fitted.text(value) if value else "0")
        for value in map(float, at)
    )
    fine = words.scale(unit, [high / 10, low / 10])
    told = fine if fine.unit == scale.unit else scale
    return (
        lambda day: 100 * (day - first).days / days,
        lambda values: TALL * (1 - (values - low) / (high - low)),
        ticks,
        told,
    )


def _paths(values: Floats, places: Sequence[float], upward: Height) -> tuple[str, tuple[str, ...]]:
    """Return the middle layer's line and the bands between outer layers, as SVG paths."""
    known = ~np.isnan(values).any(axis=1)
    x = np.asarray(places)[known] * WIDE / 100
    y = upward(values[known])
    middle = values.shape[1] // 2
    line = _path(x, y[:, middle])
    bands = tuple(
        f"{_path(x, y[:, at])}L{_path(x[::-1], y[::-1, -1 - at])[1:]}Z" for at in range(middle)
    )
    return line, bands


def _path(x: Floats, y: Floats) -> str:
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True))


def _values(values: Floats, scale: Scale) -> Iterator[str]:
    """Yield each day's middle value with the ends of its bands, in words."""
    for row in values:
        if np.isnan(row).any():
            yield "–"
            continue
        middle = len(row) // 2
        bands = [f"{scale.bare(row[at])}…{scale.bare(row[-1 - at])}" for at in range(middle)]
        yield f"{scale.text(row[middle])} ({'; '.join(reversed(bands))})"


def _months(words: Words, first: date, last: date, across: Place) -> Iterator[Tick]:
    for day in pd.date_range(first, last, freq="MS"):
        yield Tick(round(across(day.date()), 2), words.month(day.date()))


def _shades(
    contents: Contents, first: date, last: date, across: Place
) -> Iterator[tuple[float, float, str]]:
    """Yield where dated events begin and how wide they are, in per cent, and their names."""
    for event in contents.events:
        if event.starts <= last and event.ends >= first:
            left = max(across(event.starts), 0.0)
            right = min(across(event.ends), 100.0)
            yield round(left, 2), round(max(right - left, 0.3), 2), event.label(contents.words)
