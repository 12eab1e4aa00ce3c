"""The workbook's first sheet: what was run, how to read it, and what each sheet holds."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from simulator.briefing.page import run_of
from simulator.briefing.workbook.layout import LINE_HEIGHT, Formats, Page
from simulator.charts.base import Tables, Words
from simulator.charts.base.chart import View

WIDTH = 110
"""Characters of a line of text."""


def write_about(
    page: Page, formats: Formats, tables: Tables, words: Words, sheets: Sequence[tuple[str, str]]
) -> None:
    """Write the sheet; `sheets` are the other sheets' names and headings."""
    page.sheet.set_column(0, 0, 24)
    page.sheet.set_column(1, 1, WIDTH)
    row = 3
    for name, value in _said(tables, words):
        page.text(row, 0, name, formats.of("text", "label"))
        page.text(row, 1, value, formats.of("wrapped"))
        page.sheet.set_row(row, LINE_HEIGHT * -(-len(value) // WIDTH))
        row += 1
    row += 1
    page.text(row, 0, words.say(en="Sheets", fr="Feuilles"), formats.of("text", "label"))
    for name, heading in sheets:
        row += 1
        page.sheet.write_url(row, 0, f"internal:'{name}'!A1", formats.of("text", "link"), name)
        page.text(row, 1, heading, formats.of("wrapped"))


def _said(tables: Tables, words: Words) -> Iterator[tuple[str, str]]:
    run, say = run_of(tables, words), words.say
    yield say(en="Study", fr="Étude"), run["study"]
    yield say(en="Run", fr="Calcul"), run["id"]
    yield say(en="Replications", fr="Réplications"), run["n"]
    yield say(en="Seed", fr="Graine"), run["seed"]
    yield say(en="Version", fr="Version"), run["version"]
    yield say(en="Programmes", fr="Programmes"), ", ".join(run["programmes"]) or "–"
    if run["reference"]:
        yield say(en="Reference", fr="Référence"), run["reference"]
    yield say(en="Assumptions", fr="Hypothèses"), run["assumptions"]
    first, last = View(tables, words, next(iter(tables.all_assumptions), "")).window
    yield say(en="Window", fr="Période"), f"{words.day(first)} – {words.day(last)}"
    for override in run["overrides"]:
        yield say(en="Changed", fr="Modifié"), override
    if run["failed"] != "0":
        yield say(en="Failed runs", fr="Calculs en échec"), run["failed"]
    for warning in run["warnings"]:
        yield say(en="Note", fr="À noter"), warning
    yield say(en="How to read it", fr="Comment lire"), READING[words.language]


READING: Mapping[str, str] = MappingProxyType({
    "en": "Amounts are in euros, VAT included, as in the results folder, unrounded; the cells' "
    "formats round what is shown. n: replications in which an outcome is defined. An interval is "
    "the 95 % t-interval of a mean over n replications: it holds the luck of the draws and nothing "
    "else. A difference is paired, replication by replication on the same draws; one whose "
    "interval spans zero is undecided, whichever way it points. An empty cell is not defined; it "
    "is not zero. A text that a spreadsheet would take for a formula has an apostrophe in front.",
    "fr": "Les montants sont en euros, TVA comprise, tels que dans le dossier des résultats, non "
    "arrondis ; les formats des cellules arrondissent ce qui est affiché. n : réplications où un "
    "résultat est défini. Un intervalle est l’intervalle t à 95 % d’une moyenne sur n "
    "réplications : il contient le hasard des tirages et rien d’autre. Un écart est apparié, "
    "réplication par réplication sur les mêmes tirages ; celui dont l’intervalle contient zéro est "
    "indécis, quel que soit son signe. Une cellule vide n’est pas définie ; elle n’est pas nulle. "
    "Un texte qu’un tableur prendrait pour une formule est précédé d’une apostrophe.",
})  # fmt: skip
