"""The deck: its slides in their order, and its bytes."""

import io
from types import MappingProxyType
from typing import Any

from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

from simulator.briefing.contents import Contents
from simulator.briefing.deck import closing, crisis, effects, exposure, limits, what_if
from simulator.briefing.deck.packing import normalised
from simulator.briefing.deck.page import HEIGHT, WIDTH
from simulator.charts.base.page import style

SLIDES = (
    *(crisis.question, crisis.crisis, crisis.causes),
    *(effects.blockage, effects.cost, exposure.exposure, effects.cash),
    *(what_if.drivers, what_if.tipping, closing.other_assumptions, closing.hindcast),
    *(closing.choice, limits.limits),
)
"""Each adds its slide, unless the results lack what it tells."""
LETTERS = frozenset(qn(f"a:{tag}") for tag in ("rPr", "endParaRPr", "defRPr"))
LANGUAGES = MappingProxyType({"en": "en-GB", "fr": "fr-FR"})


def deck(contents: Contents) -> bytes:
    """Return a PowerPoint file on the contents; equal contents give equal bytes."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    with style():
        for slide in SLIDES:
            slide(presentation, contents)
    _tell_language(presentation, LANGUAGES[contents.words.language])
    properties = presentation.core_properties
    properties.title = contents.words.say(
        en=f"Briefing on the study {contents.study}", fr=f"Note de synthèse : {contents.study}"
    )
    properties.author, properties.last_modified_by = "trade-credit-simulator", ""
    properties.comments = f"run {contents.run}"
    file = io.BytesIO()
    presentation.save(file)
    return normalised(file.getvalue(), contents.ran_on)


def _tell_language(presentation: Any, language: str) -> None:
    """Mark all text as of one language, so that spelling is checked in it."""
    for slide in presentation.slides:
        for element in slide._element.iter(*LETTERS):
            element.set("lang", language)
