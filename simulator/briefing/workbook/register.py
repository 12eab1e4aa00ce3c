"""The assumption register as a sheet, from what the manifest holds of each scenario."""

from typing import Any

from simulator.briefing.workbook.layout import Column, Row
from simulator.briefing.workbook.numbers import column
from simulator.charts.base import Tables, Words
from simulator.study.register_files import NUMBER, WIDTHS
from simulator.study.register_table import COLUMNS


def register(tables: Tables, words: Words) -> tuple[list[Column], list[Row]]:
    """Return the register: the world once for each set of assumptions, then each programme's own.

    The first columns say of which assumptions and programme a parameter is; of the world's, no
    programme.
    """
    columns = [
        column("assumptions", words, width=14),
        column("programme", words, width=16),
        *(
            column(name, words, "wrapped" if name in {"meaning", "source"} else "text", width)
            for name, width in zip(COLUMNS, WIDTHS, strict=True)
        ),
    ]
    rows: list[Row] = []
    told: set[str] = set()
    for scenario in tables.manifest.get("scenarios", ()):
        assumptions, programme = str(scenario["assumptions"]), str(scenario["programme"])
        for one in scenario.get("register", ()):
            of_programme = one["path"].startswith("programme.")
            if not of_programme and assumptions in told:
                continue
            values = (_value(name, one[name]) for name in COLUMNS)
            labels = (assumptions, programme if of_programme else "")
            rows.append(Row((*labels, *values), look="flagged" if one["flag"] else ""))
        told.add(assumptions)
    return columns, rows


def _value(name: str, text: str) -> Any:
    """Return a cell: a value that is a number as a number, all else as a text."""
    return float(text) if name == "value" and NUMBER.fullmatch(text) else text
