"""A board's answer: a small market with and without a programme, on the same draws."""

import base64
import html
import io
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.charts.base import Sheet, Tables, Words
from simulator.charts.base.findings import difference_scale
from simulator.charts.base.words import literal
from simulator.errors import InputError
from simulator.experiments.replicate import compare
from simulator.experiments.results import Comparison
from simulator.study.folders import study_folder
from simulator.study.scenario import Scenario
from simulator.study.study import Study

CHART = "blockage_over_time"
OUTCOMES = (
    *("blockage_rate", "lost_eur", "publisher_revenue_eur", "programme_cost_eur"),
    *("guarantee_drawn_peak_eur", "reseller_cash_p50_eur"),
)
IN_FULL = 50
"""Replications of the run that a board advises before anything is decided."""
RESELLERS = "population.resellers"


@dataclass(frozen=True)
class Question:
    """What is asked of a board.

    Attributes:
        study: what is typed to name it.
        without, within: the reference and the programme, as the study has them.
        changed: what the sliders changed, by dotted path.
        resellers: how many are drawn; None for the study's own market.
        replications, seed: as in `compare`.
    """

    study: str
    without: Scenario
    within: Scenario
    changed: Mapping[str, Any]
    resellers: int | None
    replications: int
    seed: int

    def asked(self) -> Comparison:
        """Return both scenarios compared in a small market.

        Raises:
            InputError: the changed scenario breaks a rule.
        """
        small = {} if self.resellers is None else {RESELLERS: self.resellers}
        pair = [self._with(one, {**self.changed, **small}) for one in (self.without, self.within)]
        return compare(pair, self.replications, self.seed, workers=1, progress=False)

    @staticmethod
    def _with(scenario: Scenario, values: Mapping[str, Any]) -> Scenario:
        return scenario.with_({path: v for path, v in values.items() if scenario.knows(path)})

    def command(self) -> str:
        """Return the command that asks the same of the whole market, in a shell's words."""
        programmes = f"{self.without.programme},{self.within.programme}"
        words = ["simulator", "compare", self.study, "--programmes", programmes]
        words += ["--assumptions", self.within.assumptions, "--replications", str(IN_FULL)]
        for path, value in self.changed.items():
            words += ["--set", f"{path}={value:.12g}"]
        return shlex.join(words)


def typed(study: Study) -> str:
    """Return what names a study in a command: its name if that leads to it, else its folder."""
    try:
        found = study_folder(study.name).resolve() == study.folder
    except InputError:
        found = False
    return study.name if found else str(study.folder)


def picture(sheet: Sheet) -> str:
    """Return a chart as an image in HTML that needs no file; its finding is its text."""
    buffer = io.BytesIO()
    sheet.savefig(buffer, format="png", dpi=100)
    data = base64.b64encode(buffer.getvalue()).decode("ascii")
    said = html.escape(sheet.finding, quote=True)
    return f'<img class="board-chart" alt="{said}" src="data:image/png;base64,{data}">'


def figures(tables: Tables, words: Words) -> str:
    """Return the key figures as a table in HTML: without, with, difference, interval and n."""
    heads = (
        words.say(en="outcome", fr="résultat"),
        literal(tables.reference),
        *(literal(programme) for programme in tables.compared),
        words.say(en="difference", fr="écart"),
        words.say(en="95 % interval", fr="intervalle à 95 %"),
        "n",
        words.say(en="finding", fr="constat"),
    )
    rows = [_row(tables, words, outcome) for outcome in OUTCOMES]
    return _table(heads, [row for row in rows if row])


def _row(tables: Tables, words: Words, outcome: str) -> list[str]:
    (programme,) = tables.compared
    found = tables.difference(outcome, programme)
    if found is None:
        return []
    scale = difference_scale(tables, words, outcome, found)
    to = words.say(en="to", fr="à")
    interval = f"{scale.bare(found.low)} {to} {scale.bare(found.high)}"
    return [
        words.label(outcome),
        _mean(tables, words, outcome, tables.reference or ""),
        _mean(tables, words, outcome, programme),
        scale.signed(found.value),
        interval if found.has_interval else "–",
        words.number(found.n),
        _verdict(words, found.value, found.decided, found.low == found.high == 0),
    ]


def _mean(tables: Tables, words: Words, outcome: str, programme: str) -> str:
    found = tables.mean(outcome, programme)
    if found is None:
        return "–"
    return words.scale(tables.unit(outcome), [found.value]).text(found.value)


def _verdict(words: Words, value: float, decided: bool, still: bool) -> str:
    if still:
        return words.say(en="no change", fr="inchangé")
    if not decided:
        return words.say(en="undecided", fr="indécis")
    return words.say(en="higher", fr="plus") if value > 0 else words.say(en="lower", fr="moins")


def _table(heads: tuple[str, ...], rows: list[list[str]]) -> str:
    top = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in heads)
    body = "".join(
        f'<tr><th scope="row">{html.escape(first)}</th>'
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f'<table class="board-figures"><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>'
    )


def price(comparison: Comparison, words: Words) -> str:
    """Return in a sentence what a euro of blockage avoided costs; or that it is undecided."""
    row = comparison.worth().iloc[0]
    if row["finding"] != "decided":
        return words.say(
            en="What a euro of blockage avoided costs is undecided.",
            fr="Le coût d’un euro de blocage évité est indécis.",
        )
    cost, low, high = (
        words.number(float(row[name]), 2)
        for name in ("cost_per_eur", "cost_per_eur_ci_low", "cost_per_eur_ci_high")
    )
    n = words.number(int(row["n"]))
    return words.say(
        en=f"A euro of blockage avoided costs {cost} € (95 % interval {low} to {high}, n = {n}).",
        fr=f"Un euro de blocage évité coûte {cost} € (intervalle à 95 % : {low} à {high}, "
        f"n = {n}).",
    )


def precision(question: Question, comparison: Comparison, words: Words) -> str:
    """Return in a few sentences how far to trust the answer, in HTML."""
    n = words.number(len(comparison.manifest["replications"]))
    whole = question.within.world.population.resellers
    small = "" if question.resellers is None else words.number(question.resellers)
    market = words.say(
        en=f"{n} replications of a market of {small} resellers, of {words.number(whole)} in the "
        "study; amounts are those of the small market. "
        if small
        else f"{n} replications of the study's market. ",
        fr=f"{n} réplications d’un marché de {small} revendeurs, sur {words.number(whole)} dans "
        "l’étude ; les montants sont ceux du petit marché. "
        if small
        else f"{n} réplications du marché de l’étude. ",
    )
    said = words.say(
        en="With and without the programme the market meets the same luck, so a difference is the "
        "programme's doing; one whose interval spans zero is undecided. Intervals say how well "
        "so few replications know the mean, not how well the assumptions are known. "
        "Before deciding, ask the whole market:",
        fr="Avec et sans le programme, le marché connaît les mêmes aléas : l’écart est l’effet du "
        "programme ; il est indécis si son intervalle contient zéro. L’intervalle dit la précision "
        "de la moyenne, non celle des hypothèses. Avant de décider, interrogez tout le marché :",
    )
    failed = len(comparison.manifest["failed"])
    lost = words.say(en=f"{failed} failed. ", fr=f"{failed} en échec. ") if failed else ""
    return f"<p>{html.escape(market + lost + said)}</p><pre>{html.escape(question.command())}</pre>"
