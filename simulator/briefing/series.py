"""The daily series of a briefing: their names, and their means and bands over replications."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from simulator.charts.base import Tables, Words
from simulator.charts.base.inputs import title_of, world_of
from simulator.charts.base.words import literal

KEYS = ("assumptions", "programme", "outcome", "date")
PERCENTILES = (10, 50, 90)
"""Over replications: the band holds 80 % of them, as in the charts."""
CASH = tuple(f"reseller_cash_p{p:02d}_eur" for p in (5, 25, 50, 75, 95))
"""Percentiles of cash over resellers, at month ends."""
_OF_DISTRIBUTORS = frozenset({"distributor_cash_eur", "receivables_eur"})


@cache
def series_names() -> Mapping[str, Mapping[str, str]]:
    """Return what each daily series is called, by series and language."""
    text = (Path(__file__).parent / "series_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def name_of(series: str, tables: Tables, words: Words) -> str:
    """Return what a series is called; of one group's, with the group: "Insured limits: Coface"."""
    base, _, group = series.partition(":")
    found = series_names().get(base)
    name = found[words.language] if found else words.label(base)
    if not group:
        return name
    if base == "blocked_eur":
        return words.say(en=f"{name}: ", fr=f"{name} : ") + words.short("cause", group)
    world = world_of(tables.manifest, next(iter(tables.all_assumptions), ""))
    title = literal(
        title_of(world, "distributors" if base in _OF_DISTRIBUTORS else "insurers", group)
    )
    return words.say(en=f"{name}: {title}", fr=f"{name} : {title}")


def unit_of(series: str) -> str:
    """Return the kind of unit of a daily series: "EUR", "share" or "count".

    >>> unit_of("blocked_eur:wave"), unit_of("blockage_rate"), unit_of("failures")
    ('EUR', 'share', 'count')
    """
    base = series.partition(":")[0]
    if base.endswith("_eur"):
        return "EUR"
    return "share" if base.endswith(("_share", "_rate")) else "count"


def over_replications(daily: pd.DataFrame) -> pd.DataFrame:
    """Return each series at each date over replications: `KEYS`, then `n, mean, p10, p50, p90`.

    Scenarios and series stand in the order of the table; a date on which no replication has a value
    has no row.
    """
    wide = daily.pivot(index=list(KEYS), columns="replication", values="value")
    values = wide.to_numpy(np.float64)
    known = ~np.isnan(values)
    kept = known.any(axis=1)
    values, known, index = values[kept], known[kept], wide.index[kept]
    whole = known.all(axis=1)
    bands = np.empty((len(values), len(PERCENTILES)))
    if whole.any():
        bands[whole] = np.percentile(values[whole], PERCENTILES, axis=1).T
    if not whole.all():
        bands[~whole] = np.nanpercentile(values[~whole], PERCENTILES, axis=1).T
    found: pd.DataFrame = index.to_frame(index=False).astype(dict.fromkeys(KEYS[:3], str))
    found["n"] = known.sum(axis=1)
    found["mean"] = np.where(known, values, 0.0).sum(axis=1) / known.sum(axis=1)
    for at, percentile in enumerate(PERCENTILES):
        found[f"p{percentile:02d}"] = bands[:, at]
    for name in KEYS[:3]:
        order = [str(value) for value in daily[name].drop_duplicates()]
        found[name] = pd.Categorical(found[name], order)
    found = found.sort_values(list(KEYS), kind="stable", ignore_index=True)
    return found.astype(dict.fromkeys(KEYS[:3], str))
