"""The flow matrix as a sheet, with the sums that show that nothing is lost between sectors."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_range

from simulator.briefing.workbook.layout import Column, Page, Row
from simulator.briefing.workbook.numbers import column, names
from simulator.charts.base import Tables, Words
from simulator.charts.base.findings import sentence_case
from simulator.experiments.flow_matrix import (
    CLAIMS,
    LESS_CHANGE,
    MONEY,
    flow_matrix,
    net_positions,
    sectors_of,
)

FIRST_SECTOR = 4
"""Columns before the sectors: assumptions, programme, block, kind."""


def write_matrix(page: Page, tables: Tables, words: Words) -> None:
    """Write the matrix of each scenario in EUR; each row and each block's columns sum to zero."""
    sectors = sectors_of(tables.flows)
    columns = [
        *names(words),
        column("block", words, width=11),
        column("kind", words, width=30),
        *(Column(_sector(sector, words), "cents", 18) for sector in sectors),
        column("sum", words, "cents", 10),
    ]
    matrix = flow_matrix(tables.flows, tables.replications)
    page.table(columns, [], frozen=FIRST_SECTOR)
    blocks = matrix.groupby(["assumptions", "programme", "block"], sort=False, observed=True)
    for (assumptions, programme, block), rows in blocks:
        first = page.next
        labels = (assumptions, programme, _block(str(block), words))
        for kind, *amounts in rows[["kind", *sectors]].itertuples(index=False, name=None):
            look = "label" if kind == LESS_CHANGE else ""
            page.row(columns, Row((*labels, _kind(kind, words), *amounts, None), look=look))
            _sum(page, xl_range(page.next - 1, FIRST_SECTOR, page.next - 1, len(columns) - 2),
                 page.next - 1, len(columns) - 1)  # fmt: skip
        last = page.next - 1
        total = words.say(en="sum of the column", fr="somme de la colonne")
        page.row(columns, Row((*labels, total, *[None] * (len(sectors) + 1)), look="sum"))
        for at in range(FIRST_SECTOR, len(columns)):
            _sum(page, xl_range(first, at, last, at), page.next - 1, at)
    page.filter(len(columns))


def _sum(page: Page, cells: str, row: int, at: int) -> None:
    """Write a sum, to the cent: the mean over replications may fall between two cents."""
    page.formula(row, at, f"=ROUND(SUM({cells}),2)", 0.0, "cents")


def positions(tables: Tables, words: Words) -> tuple[list[Column], list[Row]]:
    """Return by how much each sector's money, claims and both changed; all sectors' sum is zero."""
    amounts = ("money_eur", "claims_eur", "net_eur", "ci_low", "ci_high")
    columns = [
        *names(words),
        column("sector", words, width=24),
        Column("n", "whole", 6),
        *(column(name, words, "cents", 20) for name in amounts),
    ]
    return columns, list(_positions(net_positions(tables.flows, tables.replications), words))


def _positions(found: pd.DataFrame, words: Words) -> Iterator[Row]:
    fields = ["sector", "n", "money_eur", "claims_eur", "net_eur", "net_ci_low", "net_ci_high"]
    for labels, rows in found.groupby(["assumptions", "programme"], sort=False, observed=True):
        for sector, n, *amounts in rows[fields].itertuples(index=False, name=None):
            yield Row((*labels, _sector(str(sector), words), int(n), *amounts))
        total: list[Any] = [round(float(rows[name].sum()), 2) + 0.0 for name in fields[2:5]]
        text = words.say(en="sum of all sectors", fr="somme des secteurs")
        yield Row((*labels, text, None, *total, None, None), look="sum")


def _sector(sector: str, words: Words) -> str:
    return sentence_case(words.short("sector", sector))


def _block(block: str, words: Words) -> str:
    said = {
        MONEY: words.say(en="money", fr="argent"),
        CLAIMS: words.say(en="claims", fr="créances"),
    }
    return said[block]


def _kind(kind: str, words: Words) -> str:
    if kind == LESS_CHANGE:
        return words.say(en="less the change", fr="moins la variation")
    return kind
