"""Which programme is safe whatever happens: each plan’s regret in each state, as a heat map."""

import math

import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.patches import Rectangle

from simulator.charts.base.answers import AnswerChart, asked, kind_of, table_of, write
from simulator.charts.base.chart import View
from simulator.charts.base.findings import sentence_case
from simulator.charts.base.page import INK, QUIET, Sheet
from simulator.charts.base.words import Scale, literal

MOST_PLANS, MOST_STATES, LONGEST_STATE = 14, 7, 11
WORST, CELLS = 0.375, 0.385
COLOURS = ("#FFFFFF", "#F6C9A8", "#D55E00")
"""No regret, some, the most."""


class RegretTable(AnswerChart):
    """Plans down, the states that hurt most across; the darker, the more a plan is regretted."""

    needs_answer = ("regret", "regret")

    def height(self, view: View) -> float:
        return max(4.6, 2.9 + 0.36 * min(len(_plans(view)), MOST_PLANS))

    def finding(self, view: View) -> str:
        words, plans = view.words, _plans(view)
        table = table_of(view, "regret")
        scale = _scale(view)
        name = words.outcome(str(asked(view)["outcome"]))
        states = words.number(table["state"].nunique())
        first = plans.iloc[0]
        plan, most = literal(first["plan"]), scale.text(float(first["max_regret"]))
        if len(plans) < 2:
            return words.say(
                en=f"Plan {plan} is the only one, over {states} states",
                fr=f"Le plan {plan} est le seul, sur {states} états",
            )
        last = plans.iloc[-1]
        worst, its = literal(last["plan"]), scale.text(float(last["max_regret"]))
        said = words.say(
            en=f"Plan {plan} is never further than {most} from the best one in {name}; {worst} "
            f"may be {its} off ({states} states)",
            fr=f"Le plan {plan} n’est jamais à plus de {most} du meilleur pour {name} ; {worst} "
            f"peut en être à {its} ({states} états)",
        )
        if float(first["max_regret"]) == 0 < float(last["max_regret"]):
            said = words.say(
                en=f"Plan {plan} is the best one in {name} in all {states} states; {worst} "
                f"may be {its} off",
                fr=f"Le plan {plan} est le meilleur pour {name} dans les {states} états ; {worst} "
                f"peut en être à {its}",
            )
        if _undecided(first):
            said += words.say(en="; which is first is undecided", fr=" ; le premier est indécis")
        return sentence_case(said)

    def reading(self, view: View) -> str:
        words = view.words
        share = float(_plans(view).iloc[0].get("first_share", math.nan))
        sure = ""
        if math.isfinite(share):
            shown = words.share(share, 0)
            sure = words.say(
                en=f" With replications drawn anew the first plan stays first in {shown} of cases "
                f"(decided from {words.share(0.95, 0)}).",
                fr=f" Avec d’autres tirages des réplications, le premier le reste dans {shown} des "
                f"cas (établi dès {words.share(0.95, 0)}).",
            )
        else:
            sure = words.say(
                en=f" One replication: no {words.share(0.95, 0)} interval.",
                fr=f" Une réplication : pas d’intervalle à {words.share(0.95, 0)}.",
            )
        return (
            words.say(
                en="Cells: what a plan loses beside the best plan of that state; white: it is the "
                "best. Ranked by the largest regret, in bold.",
                fr="Cases : ce qu’un plan perd face au meilleur de l’état ; blanc : il est le "
                "meilleur. Classés par le plus grand regret, en gras.",
            )
            + sure
        )

    def paint(self, sheet: Sheet, view: View) -> None:
        words, scale = view.words, _scale(view)
        plans = _plans(view).head(MOST_PLANS)
        wide = table_of(view, "regret").pivot(index="state", columns="plan", values="regret")
        states = list(wide.max(axis=1).sort_values(ascending=False, kind="stable").index)
        shown = states[:MOST_STATES]
        top = float(wide.to_numpy().max()) or 1.0
        axes = sheet.add_axes(sheet.room)
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(len(plans) - 0.4 + (len(states) > len(shown)) * 0.9, -1.1)
        write(axes, 0, -0.8, words.say(en="plan", fr="plan"), left=True)
        write(axes, WORST, -0.8, words.say(en="largest", fr="le pire"))
        width = (1 - CELLS) / max(len(shown), 1)
        colours = LinearSegmentedColormap.from_list("regret", COLOURS)
        plain = all(len(str(state)) <= LONGEST_STATE for state in shown)
        for place, state in enumerate(shown):
            x = CELLS + (place + 0.94) * width
            name = str(state) if plain else f"{words.say(en='state', fr='état')} {place + 1}"
            write(axes, x, -0.8, literal(name, LONGEST_STATE), size=8.5)
        for y, row in enumerate(plans.to_dict("records")):
            write(axes, 0, y, literal(row["plan"], 22), INK, left=True)
            write(axes, WORST, y, scale.bare(row["max_regret"]), INK, bold=True)
            for place, state in enumerate(shown):
                regret = float(wide.loc[state, row["plan"]])
                left = CELLS + place * width
                fill = colours(regret / top)
                axes.add_patch(
                    Rectangle((left + 0.003, y - 0.44), width - 0.006, 0.88, color=fill, lw=0)
                )
                ink = "white" if _dark(fill) else INK
                write(axes, left + 0.94 * width, y, scale.bare(regret), ink)
        if len(states) > len(shown):
            hidden = words.number(len(states) - len(shown))
            said = words.say(
                en=f"{hidden} more states, in which regret is smaller, are in the table",
                fr=f"{hidden} autres états, au regret moindre, sont dans la table",
            )
            write(axes, 0, len(plans) - 0.1, said, QUIET, left=True)


def _plans(view: View) -> pd.DataFrame:
    """Return the plans, the smallest largest regret first."""
    table = view.tables.answers.get("robustness")
    if table is not None and len(table):
        return table
    largest = table_of(view, "regret").groupby("plan", sort=False)["regret"].max()
    return largest.sort_values(kind="stable").rename("max_regret").reset_index()


def _undecided(row: "pd.Series[float]") -> bool:
    share = float(row.get("first_share", math.nan))
    return math.isfinite(share) and share < 0.95


def _scale(view: View) -> Scale:
    unit = kind_of(str(asked(view).get("unit", "")))
    regret = table_of(view, "regret")["regret"]
    return view.words.scale(unit, [float(v) for v in regret if v > 0], difference=True)


def _dark(colour: object) -> bool:
    red, green, blue = to_rgb(colour)  # type: ignore[arg-type]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.5
