"""What drives an outcome: factors by their index, or as a tornado, and how well each is known."""

import math

import pandas as pd
from matplotlib.axes import Axes

from simulator.charts.base.answers import (
    IDLE,
    SOURCED,
    WEAK,
    AnswerChart,
    Strip,
    about,
    asked,
    dot,
    index_scale,
    interval_in_words,
    kind_of,
    ruled,
    table_of,
    write,
)
from simulator.charts.base.chart import View
from simulator.charts.base.factors import factors_of, label, phrase
from simulator.charts.base.findings import sentence_case
from simulator.charts.base.page import INK, QUIET, Sheet
from simulator.charts.base.words import Scale, Words

LEADING = ("total", "mu_star", "swing", "pawn")
SHARES = ("total", "pawn")
MOST = 14
LONGEST = 56
GRADE, STRIP, VALUE, INTERVAL = 0.475, (0.50, 0.745), 0.835, 1.0
CHANCE = "#000000"


class Drivers(AnswerChart):
    """The factors that drive an outcome, the strongest first; weak sources stand out."""

    needs_answer = ("sensitivity", "value")

    def height(self, view: View) -> float:
        return max(5.0, 2.9 + 0.33 * len(_drivers(view)))

    def finding(self, view: View) -> str:
        words, table = view.words, _drivers(view)
        first = table.iloc[0]
        scale = _scale(words, table)
        factor, name = _named(view, first["factor"]), about(view, str(first["outcome"]))
        number = scale.text(first["value"])
        sure = interval_in_words(scale, first["ci_low"], first["ci_high"])
        index = _index(words, str(first["index"]))
        if _idle(first):
            return words.say(
                en=f"No factor of {name} stands out from chance: the first, {factor}, has "
                f"{index} of {number} ({sure})",
                fr=f"Aucun facteur ne se détache du hasard pour {name} : le premier, {factor}, a "
                f"{index} de {number} ({sure})",
            )
        said = words.say(
            en=f"{name} depends most on {factor}: {index} of {number} ({sure})",
            fr=f"{name} : premier facteur, {factor}, avec {index} de {number} ({sure})",
        )
        if _weak(first):
            said += words.say(
                en=", and that is an estimate without a source",
                fr=", et c’est une estimation sans source",
            )
        return sentence_case(said)

    def reading(self, view: View) -> str:
        words, first = view.words, _drivers(view).iloc[0]
        what = {
            "total": words.say(
                en="Total Sobol’ index: share of the variance in which the factor has a part.",
                fr="Indice de Sobol total : part de la variance où le facteur intervient.",
            ),
            "mu_star": words.say(
                en="Mean size of elementary effects over the whole range (Morris).",
                fr="Taille moyenne des effets élémentaires sur toute l’étendue (Morris).",
            ),
            "swing": words.say(
                en="Change from the central point as one factor moves alone; dots: ends.",
                fr="Écart avec le point central quand un seul facteur bouge ; points : extrêmes.",
            ),
        }.get(
            str(first["index"]),
            words.say(
                en="PAWN index: by how much fixing the factor moves the outcome’s distribution; "
                "black tick: what a factor that means nothing reaches.",
                fr="Indice PAWN : de combien fixer le facteur déplace la distribution ; "
                "trait noir : ce qu’atteint un facteur qui ne dit rien.",
            ),
        )
        converged = "" if bool(first["converged"]) else words.say(
            en=" Not converged: take the order with care.",
            fr=" Non convergé : ordre à prendre avec prudence.",
        )  # fmt: skip
        return what + converged + words.say(
            en=" Arms: 95 % intervals. Orange: graded C, an estimate; blue: a source is named "
            "(A, B); grey: no more than chance.",
            fr=" Branches : intervalles à 95 %. Orange : cote C, une estimation ; bleu : source "
            "nommée (A, B) ; gris : pas plus que le hasard.",
        )  # fmt: skip

    def paint(self, sheet: Sheet, view: View) -> None:
        table, words = _drivers(view), view.words
        scale = _scale(words, table)
        moves, called = _moves(view, table), factors_of(view.tables.manifest)
        spans = [table["value"], table["ci_low"], table["ci_high"], table["by_chance"]]
        if moves is not None:
            spans = [moves["change"], moves["ci_low"], moves["ci_high"]]
        strip = Strip.around(*STRIP, [float(v) for one in spans for v in one])
        axes = sheet.add_axes(sheet.room)
        ruled(axes, len(table), strip)
        write(axes, 0, -0.8, words.say(en="factor", fr="facteur"), left=True)
        write(axes, GRADE, -0.8, words.say(en="source", fr="source"))
        write(axes, VALUE, -0.8, words.say(en="index", fr="indice"))
        write(axes, INTERVAL, -0.8, words.say(en="95 % interval", fr="intervalle à 95 %"))
        for y, row in enumerate(table.to_dict("records")):
            colour = IDLE if _idle(row) else WEAK if _weak(row) else SOURCED
            write(
                axes,
                0,
                y,
                label(words, called.get(row["factor"], {}), row["factor"], LONGEST),
                INK,
                left=True,
            )
            write(axes, GRADE, y, row["grade"] or "–", colour, bold=True)
            if moves is None:
                ends = (row["ci_low"], row["ci_high"])
                dot(axes, y, strip, row["value"], ends, colour, filled=not _idle(row))
            else:
                _tornado(axes, y, strip, moves[moves["factor"] == row["factor"]], colour)
            if math.isfinite(row["by_chance"]):
                x = strip.x(row["by_chance"])
                axes.plot([x, x], [y - 0.3, y + 0.3], color=CHANCE, linewidth=1.6)
            write(axes, VALUE, y, scale.text(row["value"]), colour, bold=True)
            to = words.say(en="to", fr="à")
            known = math.isfinite(row["ci_low"])
            ends_said = f"{scale.bare(row['ci_low'])} {to} {scale.bare(row['ci_high'])}"
            write(axes, INTERVAL, y, ends_said if known else "–", QUIET)


def _named(view: View, factor: str) -> str:
    """Return what a factor is called within a sentence."""
    known = factors_of(view.tables.manifest).get(factor, {})
    return phrase(view.words, known, factor)


def _drivers(view: View) -> pd.DataFrame:
    table = table_of(view, "sensitivity")
    table = table[table["index"].isin(LEADING)]
    named = list(dict.fromkeys(table["outcome"]))
    wanted = [*(asked(view).get("outcomes") or ()), "blockage_rate", *named]
    outcome = next(name for name in wanted if name in named)
    drivers: pd.DataFrame = table[table["outcome"] == outcome].head(MOST)
    return drivers


def _moves(view: View, table: pd.DataFrame) -> pd.DataFrame | None:
    """Return the moves of a tornado; None where the index is another."""
    if table["index"].iloc[0] != "swing":
        return None
    moves = table_of(view, "tornado")
    mine: pd.DataFrame = moves[moves["outcome"] == table["outcome"].iloc[0]]
    return mine


def _tornado(axes: Axes, y: int, strip: Strip, moves: pd.DataFrame, colour: str) -> None:
    for row in moves.to_dict("records"):
        ends = (row["ci_low"], row["ci_high"])
        dot(axes, y, strip, row["change"], ends, colour)


def _scale(words: Words, table: pd.DataFrame) -> Scale:
    first = table.iloc[0]
    if first["index"] in SHARES:
        return index_scale(words)
    values = [float(v) for name in ("value", "ci_low", "ci_high") for v in table[name].head(3)]
    return words.scale(kind_of(str(first["unit"])), values, difference=True)


def _index(words: Words, index: str) -> str:
    return {
        "total": words.say(en="a total index", fr="un indice total"),
        "mu_star": words.say(en="a mean effect", fr="un effet moyen"),
        "swing": words.say(en="a swing", fr="une amplitude"),
    }.get(index, words.say(en="a PAWN index", fr="un indice PAWN"))


def _weak(row: "pd.Series[str] | dict[object, object]") -> bool:
    return "C" in str(row["grade"])


def _idle(row: "pd.Series[float] | dict[object, float]") -> bool:
    chance = float(row["by_chance"])
    return math.isfinite(chance) and float(row["value"]) <= chance
