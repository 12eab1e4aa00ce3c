"""The workbook written: its sheets in order, its charts, the same bytes for the same results."""

import io
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import xlsxwriter

from simulator.briefing.contents import Contents
from simulator.briefing.workbook import flows, numbers, through_time, what_if
from simulator.briefing.workbook.about import write_about
from simulator.briefing.workbook.layout import Column, Formats, Page, Row
from simulator.briefing.workbook.pictures import Gallery, Written
from simulator.briefing.workbook.register import register
from simulator.charts.base import Tables, Words
from simulator.charts.base.inputs import run_id
from simulator.charts.base.words import literal
from simulator.study.register_files import UNDATED

FILE = "briefing.xlsx"
Rows = Callable[[Tables, Words], tuple[list[Column], list[Row]]]


SHEETS: Mapping[str, tuple[Rows | None, int]] = MappingProxyType(
    {
        "summary": (numbers.summary, 3),
        "comparison": (numbers.comparison, 4),
        "worth": (numbers.worth, 3),
        "exposure": (through_time.exposure, 3),
        "tails": (numbers.tails, 3),
        "daily": (through_time.daily, 4),
        "cash": (through_time.cash, 3),
        "flows": (None, flows.FIRST_SECTOR),
        "positions": (flows.positions, 3),
        "register": (register, 3),
    }
)
"""The sheets of tables in their order: their rows, and how many columns stay in sight."""


ANSWERS: Mapping[str, Callable[[Contents], tuple[list[Column], list[Row]]]] = MappingProxyType(
    {"drivers": what_if.drivers, "tipping": what_if.tipping}
)
"""The sheets of answers that lie beside the results, there if the answer is."""


@cache
def _headings() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    return tomllib.loads((Path(__file__).parent / "sheets.toml").read_text(encoding="utf-8"))


def write_workbook(contents: Contents, folder: Path) -> list[Path]:
    """Write `briefing.xlsx` into a folder and return its path; same results, same bytes."""
    path = folder / FILE
    path.write_bytes(workbook(contents.whole, contents.words, contents))
    return [path]


def workbook(tables: Tables, words: Words, beside: Contents | None = None) -> bytes:
    """Return the workbook: what was run, charts, then one sheet for each table.

    `beside`: the contents with the answers that lie beside the results, if they are to be told.
    """
    answers = {} if beside is None else {n: rows(beside) for n, rows in ANSWERS.items()}
    answers = {name: sheet for name, sheet in answers.items() if sheet[1]}
    opened = io.BytesIO()
    book = xlsxwriter.Workbook(opened, {"in_memory": True})
    book.set_properties({
        "title": words.say(en="Briefing", fr="Note de synthèse"), "created": UNDATED,
    })  # fmt: skip
    book.set_calc_mode("auto")
    formats, note = Formats(book, words), _note(tables, words)
    pages = {
        key: Page(
            book, formats, head["name"][words.language], head["heading"][words.language], note
        )
        for key, head in _headings().items()
        if key not in ANSWERS or key in answers
    }
    written = {}
    for key, (rows_of, frozen) in SHEETS.items():
        if rows_of is None:
            flows.write_matrix(pages[key], tables, words)
            continue
        columns, rows = rows_of(tables, words)
        places = pages[key].table(columns, rows, frozen)
        written[key] = Written(pages[key].name, rows, places.start)
    for key, (columns, rows) in answers.items():
        pages[key].table(columns, rows, 1)
    _draw(Gallery(book, pages["charts"]), written, tables, words)
    listed = [(pages[key].name, pages[key].heading) for key in ("charts", *SHEETS, *answers)]
    write_about(pages["about"], formats, tables, words, listed)
    book.close()
    return opened.getvalue()


def _draw(gallery: Gallery, written: dict[str, Written], tables: Tables, words: Words) -> None:
    """Draw blockage, the median reseller's cash, and what each measure costs."""
    share = words.say(en="0%", fr='0" "%')
    blockage = words.say(
        en="Share of demand blocked, over 20 days: median replication",
        fr="Part de la demande bloquée, sur 20 jours : réplication médiane",
    )
    median = words.say(
        en="Cash of the median reseller, EUR: median replication",
        fr="Trésorerie du revendeur médian, en euros : réplication médiane",
    )
    gallery.lines(written["daily"], 9, tables, blockage, share, (4, "blockage_rate"))
    gallery.lines(written["cash"], 6, tables, median, "#,##0")
    cost = words.say(en="Mean cost by measure, EUR", fr="Coût moyen par mesure, en euros")
    gallery.bars(written["exposure"], (0, 1), 2, 4, cost, words)


def _note(tables: Tables, words: Words) -> str:
    """Return where the numbers come from."""
    n, run = words.number(tables.n), run_id(tables.manifest)
    study = literal(tables.manifest.get("study", "–"))
    return words.say(
        en=f"Study {study} · run {run} · n = {n} · names as in the tables of the results folder",
        fr=f"Étude {study} · calcul {run} · n = {n} · noms des tables du dossier des résultats",
    )
