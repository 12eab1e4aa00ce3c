"""The sheets' rows that come from daily series: through time, and by measure."""

from collections.abc import Iterator

import pandas as pd

from simulator.briefing.series import CASH, name_of, over_replications, unit_of
from simulator.briefing.workbook.layout import Column, Row
from simulator.briefing.workbook.numbers import INTERVAL, column, named_unit, names
from simulator.charts.base import Tables, Words
from simulator.experiments.statistics import summarise

LABELS = ("assumptions", "programme")


def daily(tables: Tables, words: Words) -> tuple[list[Column], list[Row]]:
    """Return each daily series by date: mean, median and band; no groups, no resellers' cash."""
    names_of_series = tables.daily["outcome"].drop_duplicates()
    told = [name for name in names_of_series if ":" not in str(name) and name not in CASH]
    found = over_replications(tables.daily[tables.daily["outcome"].isin(told)])
    columns = [
        column("date", words, "date", 13),
        *names(words),
        column("series", words, width=44),
        column("code", words, width=34),
        column("unit", words, width=10),
        Column("n", "whole", 6),
        *(column(name, words, "any", 16) for name in ("mean", "p10", "p50", "p90")),
    ]
    by_series = found.groupby(["assumptions", "outcome", "programme"], sort=False)
    rows = []
    for (assumptions, series, programme), part in by_series:
        unit = unit_of(str(series))
        label, shown = name_of(str(series), tables, words), named_unit(unit, words)
        rows += [
            Row((day, assumptions, programme, label, series, shown, int(n), *amounts), unit)
            for day, n, *amounts in part[["date", "n", "mean", "p10", "p50", "p90"]].itertuples(
                index=False, name=None
            )
        ]
    return columns, rows


def cash(tables: Tables, words: Words) -> tuple[list[Column], list[Row]]:
    """Return percentiles of resellers' cash by date: of each, the median over replications."""
    found = over_replications(tables.daily[tables.daily["outcome"].isin(CASH)])
    keys = ["assumptions", "programme", "date"]
    wide = found.pivot_table(index=keys, columns="outcome", values="p50", sort=False)
    n = found.groupby(keys)["n"].min()
    percentiles = ("p05", "p25", "p50", "p75", "p95")
    columns = [
        column("date", words, "date", 13),
        *names(words),
        Column("n", "whole", 6),
        *(column(name, words, "EUR", 14) for name in percentiles),
    ]
    wide = wide.reindex(columns=list(CASH))
    rows = [
        Row((day, assumptions, programme, int(n[(assumptions, programme, day)]), *amounts))
        for (assumptions, programme, day), *amounts in wide.itertuples(name=None)
    ]
    return columns, rows


def exposure(tables: Tables, words: Words) -> tuple[list[Column], list[Row]]:
    """Return what each measure costs, grants and carries: means with their intervals."""
    amounts = ("cost", "granted_peak", "drawn_peak")
    columns = [
        *names(words),
        column("measure", words, width=28),
        Column("n", "whole", 6),
        *(
            column(name, words, "EUR", 16)
            for amount in amounts
            for name in (amount, *INTERVAL)
        ),
        column("shortfall", words, "EUR", 16),
    ]  # fmt: skip
    return columns, list(_exposures(tables))


def _exposures(tables: Tables) -> Iterator[Row]:
    peaks = _peaks(tables.daily)
    for assumptions in tables.all_assumptions:
        own = tables.under(assumptions)
        for programme in own.programmes:
            for measure in measures_of(own, programme):
                outcome = f"cost_{measure}_eur"
                cost = own.mean(outcome, programme)
                if cost is None:
                    continue
                tail = own.shortfall(outcome, programme)
                lines = (
                    peaks.get((assumptions, programme, f"publisher_line_{which}_eur:{measure}"))
                    for which in ("granted", "drawn")
                )
                yield Row(
                    (
                        *(assumptions, programme, measure, cost.n),
                        *(cost.value, cost.low, cost.high),
                        *(value for line in lines for value in line or (None, None, None)),
                        None if tail is None else tail.value,
                    )
                )


def measures_of(tables: Tables, programme: str) -> list[str]:
    """Return the measures that a programme pays for, in the order of the results."""
    rows = tables.summary[tables.summary["programme"] == programme]
    found = (str(name) for name in rows["outcome"])
    return [
        name.removeprefix("cost_").removesuffix("_eur")
        for name in found
        if name.startswith("cost_") and name.endswith("_eur")
    ]


def _peaks(daily: pd.DataFrame) -> dict[tuple[str, str, str], tuple[float, float, float]]:
    """Return the mean over replications of each line's highest close, with its interval, EUR."""
    lines = daily[daily["outcome"].astype(str).str.startswith("publisher_line_")]
    highest = lines.groupby([*LABELS, "outcome", "replication"], observed=True)["value"].max()
    wide = highest.unstack("replication")
    found = {}
    for (assumptions, programme, series), *values in wide.itertuples(name=None):
        one = summarise(values)
        peak = one.mean, one.ci_low, one.ci_high
        found[(str(assumptions), str(programme), str(series))] = peak
    return found
