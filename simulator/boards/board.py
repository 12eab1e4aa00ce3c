"""The board: sliders beside a chart and a table that answer them."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from simulator.boards.answers import CHART, Question, figures, picture, precision, price, typed
from simulator.boards.sliders import Slider, sliders_of
from simulator.catalogue import kinds
from simulator.charts.base import Language, Tables, Words
from simulator.errors import SimulatorError
from simulator.experiments.results import Comparison
from simulator.study.files import NONE
from simulator.study.scenario import Scenario
from simulator.study.study import Study

LOOK = """<style>
.board .widget-html-content { line-height: 1.4; min-width: 0; }
.board-answer { flex: 1 1 520px; min-width: 0; }
.board-chart { width: 100%; max-width: 1000px; }
.board-rows { overflow-x: auto; }
.board-figures { border-collapse: collapse; font-size: 14px; }
.board-figures th, .board-figures td { padding: 4px 10px; text-align: right; }
.board-figures th:first-child, .board-figures :is(th, td):last-child { text-align: left; }
.board-figures thead th { border-bottom: 1px solid #555; }
.board-path { color: #555; font-size: 12px; overflow-wrap: anywhere; }
.board-status { min-height: 1.4em; }
.board-wrong { color: #8a1c1c; }
.board pre { white-space: pre-wrap; overflow-wrap: anywhere; }
</style>"""


class Board:
    """A what-if board, which shows itself in a notebook.

    Attributes:
        comparison: the answer that is shown.
        sliders: what can be moved, by dotted path.
        programme: the widget that chooses the programme.
        chart, table, note: the widgets that hold the answer, as HTML.
        widget: the whole board.
    """

    def __init__(
        self,
        study: Study,
        programme: str,
        assumptions: str,
        sliders: Sequence[str] | Mapping[str, tuple[float, float]] | None,
        settings: tuple[int, int, int],
        language: Language,
    ) -> None:
        self._study, self._assumptions, self._asked = study, assumptions, sliders
        self._resellers, self._replications, self._seed = settings
        self._words = Words(language)
        self._listening = True
        self.sliders: Mapping[str, Any] = {}
        self.comparison: Comparison
        self._build(programme)
        self._choose()

    def _build(self, programme: str) -> None:
        say = self._words.say
        programmes = [name for name in self._study.programmes if name != NONE]
        self.programme = widgets.Dropdown(
            options=programmes, value=programme, description=say(en="programme", fr="programme")
        )
        self.reset = widgets.Button(
            description=say(en="Back to the study's values", fr="Valeurs de l’étude"),
            layout=widgets.Layout(width="auto"),
        )
        self.chart, self.table, self.note = (widgets.HTML() for _ in range(3))
        self.status = widgets.HTML()
        self._panel = widgets.VBox(layout=widgets.Layout(width="330px", min_width="300px"))
        answer = widgets.VBox([self.status, self.chart, self.table, self.note])
        answer.add_class("board-answer")
        layout = widgets.Layout(display="flex", flex_flow="row wrap")
        title = html.escape(self._study.title or self._study.name)
        asked = say(en="What if: ", fr="Et si : ")
        told = f'<h1 data-language="{self._words.language}">{asked}{title}</h1>'
        heading = widgets.HTML(LOOK + told)
        self.widget = widgets.VBox([heading, widgets.Box([self._panel, answer], layout=layout)])
        self.widget.add_class("board")
        self.programme.observe(lambda _: self._choose(), names="value")
        self.reset.on_click(lambda _: self._reset())

    def _choose(self) -> None:
        """Take another programme: its own sliders, and the world's where they stand."""
        kept = {path: slider.value for path, slider in self.sliders.items()}
        self._pair = tuple(
            self._study.scenario(name, self._assumptions) for name in (NONE, self.programme.value)
        )
        self._described = sliders_of(self._pair[1], self._asked)
        self.sliders = {one.path: _drawn(one) for one in self._described}
        for one in self._described:
            if not one.is_lever and one.path in kept:
                self.sliders[one.path].value = kept[one.path]
            self.sliders[one.path].observe(lambda _: self._moved(), names="value")
        self._panel.children = (self.programme, *self._laid_out(), self.reset)
        self.answer()

    def _laid_out(self) -> list[Any]:
        parts: list[Any] = []
        for title, levers in (
            (self._words.say(en="The world", fr="Le monde"), False),
            (self._words.say(en="The programme", fr="Le programme"), True),
        ):
            found = [one for one in self._described if one.is_lever is levers]
            if found:
                parts.append(widgets.HTML(f"<h2>{title}</h2>"))
            for one in found:
                parts += [_label(one), self.sliders[one.path]]
        return parts

    def _moved(self) -> None:
        if self._listening:
            self.answer()

    def _reset(self) -> None:
        self._listening = False
        for one in self._described:
            self.sliders[one.path].value = one.start
        self._listening = True
        self.answer()

    @property
    def changed(self) -> dict[str, Any]:
        """What the sliders changed, by dotted path."""
        values = {one.path: self.sliders[one.path].value for one in self._described}
        return {
            one.path: values[one.path] for one in self._described if values[one.path] != one.start
        }

    def answer(self) -> None:
        """Run the small market with and without the programme, and show what came of it."""
        say = self._words.say
        self._say(f"<i>{say(en='Running …', fr='Calcul en cours …')}</i>")
        without, within = self._pair
        question = Question(
            typed(self._study),
            *(without, within, self.changed, self._few(within)),
            *(self._replications, self._seed),
        )
        try:
            self.comparison = question.asked()
        except SimulatorError as error:
            said = html.escape(str(error))
            still = say(en="Still shown: the answer before.", fr="La réponse précédente reste.")
            self._say(f'<span class="board-wrong"><b>{said}</b> {still}</span>')
            return
        self._show(question)
        self._say("")

    def _say(self, said: str) -> None:
        self.status.value = f'<div class="board-status" role="status">{said}</div>'

    def _few(self, scenario: Scenario) -> int | None:
        """Return how many resellers are drawn; None where the study's own market is as small."""
        population = scenario.world.population
        drawn = population.source == "drawn"
        return self._resellers if drawn and self._resellers < population.resellers else None

    def _show(self, question: Question) -> None:
        words = self._words
        tables = Tables.of(self.comparison)
        sheet = kinds("charts")[CHART]().draw(tables, words.language)
        self.chart.value = picture(sheet)
        said = html.escape(price(self.comparison, words))
        self.table.value = f"{figures(tables, words)}<p>{said}</p>"
        self.note.value = precision(question, self.comparison, words)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.widget._repr_mimebundle_(**options)


def _drawn(one: Slider) -> Any:
    """Return a slider's widget; it asks when it is let go, not all along its way."""
    kind = widgets.IntSlider if one.is_whole else widgets.FloatSlider
    number = int if one.is_whole else float
    return kind(
        value=one.start,
        min=number(one.low),
        max=number(one.high),
        step=number(one.step),
        continuous_update=False,
        readout_format=_format(one),
        layout=widgets.Layout(width="300px"),
        tooltip=f"{one.path}: {one.meaning}",
    )


def _format(one: Slider) -> str:
    if one.is_whole:
        return "d"
    if one.unit == "share":
        return ".0%" if one.step >= 0.01 else ".1%" if one.step >= 0.001 else ".2%"
    return ",.0f" if one.step >= 1 else ".2f"


def _label(one: Slider) -> Any:
    meaning, path = html.escape(one.meaning.removesuffix(".")), html.escape(one.path)
    of = f"<b>{html.escape(one.path.split('.')[1])}</b>: " if one.is_lever else ""
    unit = "" if one.unit == "share" else f" ({html.escape(one.unit)})"
    return widgets.HTML(f'<div>{of}{meaning}{unit}<br><span class="board-path">{path}</span></div>')
