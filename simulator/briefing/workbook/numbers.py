"""The sheets' rows: the result tables, in the order of a reader, with names in his language."""

import math
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from simulator.briefing.figure import verdict
from simulator.briefing.workbook.layout import Column, Kind, Row
from simulator.charts.base import Estimate, Tables, Words

INTERVAL = ("ci_low", "ci_high")
UNIT_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "EUR": ("EUR", "EUR"),
    "share": ("share", "part"),
    "days": ("days", "jours"),
    "count": ("number", "nombre"),
})  # fmt: skip


@cache
def _titles() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((Path(__file__).parent / "columns.toml").read_text(encoding="utf-8"))


def column(
    name: str, words: Words, kind: Kind = "text", width: float = 14.0, signed: bool = False
) -> Column:
    """Return a column with its title in the reader's language; unknown names stay as they are."""
    return Column(_titles().get(name, {}).get(words.language, name), kind, width, signed)


def names(words: Words) -> list[Column]:
    """Return the columns that say of what a row is: assumptions and programme."""
    return [column("assumptions", words, width=14), column("programme", words, width=18)]


def summary(tables: Tables, words: Words) -> tuple[list[Column], list[Row]]:
    """Return each outcome over its replications."""
    amounts = ("mean", "ci_low", "ci_high", "sd", "p05", "p50", "p95")
    columns = [
        *names(words),
        column("outcome", words, width=44),
        column("code", words, width=32),
        column("unit", words, width=10),
        Column("n", "whole", 6),
        *(column(name, words, "any", 17) for name in amounts),
    ]
    rows = [
        Row(
            (
                *(row["assumptions"], row["programme"], words.label(row["outcome"])),
                *(row["outcome"], _unit(tables, words, row["outcome"]), int(row["n"])),
                *(row[name] for name in amounts),
            ),
            tables.unit(row["outcome"]),
        )
        for row in _records(tables.summary)
    ]
    return columns, rows


def comparison(tables: Tables, words: Words) -> tuple[list[Column], list[Row]]:
    """Return each paired difference with its interval and what it decides."""
    columns = [
        column("assumptions", words, width=14),
        column("reference", words, width=16),
        column("programme", words, width=18),
        column("outcome", words, width=44),
        column("code", words, width=32),
        column("unit", words, width=10),
        Column("n", "whole", 6),
        column("of_reference", words, "any", 16),
        column("of_programme", words, "any", 16),
        *(column(name, words, "any", 16, signed=True) for name in ("difference", *INTERVAL)),
        column("finding", words, "word", 13),
        column("p_better", words, "share", 14),
        column("variance_reduction", words, "ratio", 12),
    ]
    return columns, list(_differences(tables, words))


def _differences(tables: Tables, words: Words) -> Iterator[Row]:
    for assumptions in tables.comparison["assumptions"].drop_duplicates():
        own = tables.under(assumptions)
        for row in _records(own.comparison):
            outcome, programme = row["outcome"], row["programme"]
            found = own.difference(outcome, programme)
            if found is None:
                continue
            means = (own.mean(outcome, one) for one in (row["reference"], programme))
            yield Row(
                (
                    *(assumptions, row["reference"], programme, words.label(outcome), outcome),
                    *(_unit(tables, words, outcome), found.n),
                    *(None if mean is None else mean.value for mean in means),
                    *(found.value, found.low, found.high, verdict(found, words)),
                    *(row["p_better"], row["variance_reduction"]),
                ),
                tables.unit(outcome),
                _look(found),
            )


def _look(difference: Estimate) -> str:
    """Return the look of a row: by whether the difference is decided, and for the better."""
    if difference.value == difference.low == difference.high == 0:
        return ""
    if not difference.decided:
        return "undecided"
    if math.isnan(difference.p_better):
        return ""
    return "better" if difference.p_better > 0.5 else "worse"


def tails(tables: Tables, words: Words) -> tuple[list[Column], list[Row]]:
    """Return value at risk and expected shortfall of costs and losses."""
    amounts = ("expected", "var", *INTERVAL, "es", *INTERVAL)
    columns = [
        *names(words),
        column("outcome", words, width=40),
        column("code", words, width=30),
        column("level", words, "share", 9),
        Column("n", "whole", 6),
        *(column(name, words, "EUR", 16) for name in amounts),
        column("reason", words, width=30),
    ]
    fields = ("expected", "var", "var_ci_low", "var_ci_high", "es", "es_ci_low", "es_ci_high")
    rows = [
        Row(
            (
                *(row["assumptions"], row["programme"], words.label(row["outcome"])),
                *(row["outcome"], row["level"], int(row["n"])),
                *(row[name] for name in fields),
                row["reason"],
            )
        )
        for row in _records(tables.tails)
    ]
    return columns, rows


def worth(tables: Tables, words: Words) -> tuple[list[Column], list[Row]]:
    """Return what each programme saves, costs and is worth."""
    decided = {"decided": "décidé", "undecided": "indécis", "more is blocked": "bloque davantage"}
    amounts = ("revenue_saved", "blockage_avoided", "cost")
    columns = [
        column("assumptions", words, width=14),
        column("reference", words, width=16),
        column("programme", words, width=18),
        Column("n", "whole", 6),
        *(
            column(name, words, "EUR", 16, signed=True)
            for amount in amounts
            for name in (f"{amount}_eur", *INTERVAL)
        ),
        *(column(name, words, "ratio", 14) for name in ("cost_per_eur", *INTERVAL)),
        column("finding", words, "word", 18),
        column("contribution_margin", words, "share", 12),
        *(column(name, words, "EUR", 16, signed=True) for name in ("net_eur", *INTERVAL)),
    ]
    fields = (
        *(f"{amount}{end}" for amount in amounts for end in ("_eur", "_ci_low", "_ci_high")),
        *("cost_per_eur", "cost_per_eur_ci_low", "cost_per_eur_ci_high", "finding"),
        *("contribution_margin", "net_eur", "net_ci_low", "net_ci_high"),
    )
    rows = []
    for row in _records(tables.worth):
        finding = str(row["finding"])
        row["finding"] = words.say(en=finding, fr=decided.get(finding, "non disponible"))
        labels = (row["assumptions"], row["reference"], row["programme"], int(row["n"]))
        rows.append(Row((*labels, *(row[name] for name in fields))))
    return columns, rows


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _unit(tables: Tables, words: Words, outcome: str) -> str:
    return named_unit(tables.unit(outcome), words)


def named_unit(unit: str, words: Words) -> str:
    """Return what a kind of unit is called."""
    english, french = UNIT_NAMES[unit]
    return words.say(en=english, fr=french)
