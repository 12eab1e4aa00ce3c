"""How results show themselves in a notebook."""

import html

import pandas as pd


def page(said: str, table: pd.DataFrame, failed: pd.DataFrame) -> str:
    """Return a heading and a table as HTML; names are escaped."""
    number = "{:,.6g}".format
    shown = table.to_html(index=False, escape=True, na_rep="not available", float_format=number)
    notes = [
        f"{row.assumptions}, {row.programme}, replication {row.replication}: {row.error}"
        for row in failed.itertuples()
    ]
    items = "".join(f"<li>{html.escape(note)}</li>" for note in notes)
    listing = f"<p>Failed:</p><ul>{items}</ul>" if items else ""
    return f"<p><b>{html.escape(said)}</b></p>{shown}{listing}"
