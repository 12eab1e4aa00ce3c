"""The page written: text, drawings and tables in one file, the same bytes for the same results."""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from simulator.briefing.contents import Contents
from simulator.briefing.page import run_of
from simulator.briefing.web import grids, plots, what_if
from simulator.charts.base import Tables, Words
from simulator.charts.base.words import literal
from simulator.study.register_table import NEITHER, NO_GRADE, NO_SOURCE

FILE = "briefing.html"
HEADLINES = ("blockage_rate", "lost_rate", "programme_cost_eur", "publisher_revenue_eur")
"""The outcomes that the page tells in sentences."""


@cache
def _said() -> Mapping[str, Mapping[str, str]]:
    text = (Path(__file__).parent / "page_words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def write_web_page(contents: Contents, folder: Path) -> list[Path]:
    """Write `briefing.html` into a folder and return its path; same results, same bytes."""
    path = folder / FILE
    text = web_page(contents.whole, contents.words, contents)
    path.write_text(text, encoding="utf-8", newline="\n")
    return [path]


def web_page(tables: Tables, words: Words, beside: Contents | None = None) -> str:
    """Return the page: HTML that holds its styles and scripts and asks nobody for anything.

    `beside`: the contents with the answers that lie beside the results, if they are to be told.
    """
    environment = Environment(
        loader=PackageLoader("simulator.briefing", "templates/web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["json"] = _json
    sets = tables.all_assumptions or [""]
    given = Contents.of(tables, words.language) if beside is None else beside
    parts = [_part(given, one, f"p{at}") for at, one in enumerate(sets, start=1)]
    text = environment.get_template("page.html.j2").render(
        t={name: said[words.language] for name, said in _said().items()},
        language=words.language,
        run=run_of(tables, words),
        parts=parts,
        style=_source("page.css"),
        script=_source("page.js"),
    )
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def _source(name: str) -> Markup:
    """Return a file of the project's own, as it is."""
    path = Path(__file__).parent.parent / "templates" / "web" / name
    return Markup(path.read_text(encoding="utf-8"))


def _json(value: object) -> Markup:
    r"""Return JSON in which no text can end the element that holds it.

    >>> print(_json("</script>"))
    "\u003c/script>"
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))


def _part(given: Contents, assumptions: str, prefix: str) -> dict[str, Any]:
    """Return what the page shows under one set of assumptions; of answers, the first part."""
    contents, words = given.under(assumptions), given.words
    is_first = assumptions == given.assumptions
    first, last = contents.view.window
    return {
        "id": prefix,
        "assumptions": literal(assumptions),
        "window": words.say(
            en=f"{words.day(first)} to {words.day(last)}",
            fr=f"du {words.day(first)} au {words.day(last)}",
        ),
        "source": contents.source,
        "findings": [
            contents.finding(outcome, programme)
            for programme in contents.compared or contents.programmes
            for outcome in HEADLINES
            if contents.level(outcome, programme) is not None
        ]
        + (what_if.findings(contents) if is_first else []),
        "figures": [
            figure
            for figure in (
                _figure("time", plots.through_time(contents, prefix), words, prefix),
                _figure("cash", plots.cash_of_each(contents, prefix), words, prefix),
            )
            if figure["plots"]
        ],
        "grids": [
            grid
            for grid in (
                grids.comparison(contents, prefix),
                grids.measures(contents, prefix),
                grids.worth(contents, prefix),
            )
            if grid.lines
        ]
        + (what_if.grids(contents, prefix) if is_first else []),
        "matrices": list(grids.flows(contents, prefix)),
        "register": _register(given.whole, words, assumptions),
    }


def _figure(kind: str, drawn: list[plots.Plot], words: Words, prefix: str) -> dict[str, Any]:
    said = {name: one[words.language] for name, one in _said().items()}
    shades = dict.fromkeys(shade[2] for plot in drawn for shade in plot.shades)
    return {
        "id": f"{prefix}-{kind}",
        "kind": kind,
        "title": said[f"{kind}_title"],
        "choose": said[f"{kind}_choose"],
        "reading": said[f"{kind}_reading"],
        "events": words.listed(shades).rstrip(".") + "." if shades else "",
        "plots": drawn,
        "pointers": {plot.id: plot.pointer for plot in drawn},
        "toggles": drawn[0].curves if drawn and len(drawn[0].curves) > 1 else (),
    }


def _register(tables: Tables, words: Words, assumptions: str) -> str:
    """Return how many parameters there are and how many lack a source or a grade, in words."""
    rows = {
        row["path"]: row["flag"]
        for scenario in tables.manifest.get("scenarios", ())
        if scenario["assumptions"] == assumptions
        for row in scenario.get("register", ())
    }
    if not rows:
        return ""
    lacking = sum(flag in {NEITHER, NO_SOURCE, NO_GRADE} for flag in rows.values())
    number, lack = words.number(len(rows)), words.number(lacking)
    return words.say(
        en=f"{number} parameters are assumed; {lack} figures among them lack a source or a grade. "
        "The workbook lists each with its source.",
        fr=f"{number} paramètres sont supposés ; parmi eux, {lack} chiffres n’ont pas de source "
        "ou pas de note. Le classeur donne la source de chacun.",
    )
