"""How results show themselves: as a chart, and in a notebook."""

import html
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from simulator.catalogue import kinds
from simulator.errors import InputError
from simulator.study.names import listed, nearest


def drawn(source: Any, chart: str, options: Mapping[str, Any]) -> Any:
    """Return a chart of results, a matplotlib figure.

    Raises:
        InputError: there is no such chart.
    """
    known = kinds("charts")
    if chart not in known:
        raise InputError.of(f"no chart {chart!r}", listed(known), nearest(chart, known))
    return known[chart]().draw(source, **options)


def page(said: str, table: pd.DataFrame, failed: pd.DataFrame) -> str:
    """Return a heading and a table as HTML; names are escaped."""
    notes = [
        f"{row.assumptions}, {row.programme}, replication {row.replication}: {row.error}"
        for row in failed.itertuples()
    ]
    items = "".join(f"<li>{html.escape(note)}</li>" for note in notes)
    listing = f"<p>Failed:</p><ul>{items}</ul>" if items else ""
    return sentence(said) + as_html(table) + listing


def sentence(said: str) -> str:
    """Return a sentence as HTML, in bold; names are escaped."""
    return f"<p><b>{html.escape(said)}</b></p>"


def as_html(table: pd.DataFrame, number: Callable[[float], str] | None = "{:,.6g}".format) -> str:
    """Return a table as HTML; names are escaped.

    Args:
        number: how numbers are written; None: as pandas does.
    """
    shown: str = table.to_html(
        index=False, escape=True, na_rep="not available", float_format=number
    )
    return shown
