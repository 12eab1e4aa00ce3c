"""The gallery of the documentation holds every chart."""

import importlib.util
from pathlib import Path

import pytest

from simulator.catalogue import kinds
from simulator.charts.base import LANGUAGES

HOOK = Path(__file__).parents[2] / "docs" / "hooks" / "gallery.py"


@pytest.fixture(scope="module")
def gallery():
    spec = importlib.util.spec_from_file_location("gallery", HOOK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_chart_is_drawn_in_both_languages_and_none_lacks_what_to_draw(gallery):
    every = {language: gallery.drawn(language) for language in LANGUAGES}
    for drawn in every.values():
        assert set(drawn) == set(kinds("charts"))
        nothing = {"Nothing to draw", "Rien à tracer"}
        assert [kind for kind, sheet in drawn.items() if sheet.finding in nothing] == []
    for kind, sheet in every["en"].items():
        french = every["fr"][kind]
        assert sheet.finding != french.finding
        section = gallery.section(kind, sheet, french)
        assert all(f"gallery/{kind}.{language}.png" in section for language in LANGUAGES)


def test_the_page_has_one_place_for_them(gallery):
    page = (HOOK.parents[1] / gallery.PAGE).read_text(encoding="utf-8")
    assert page.count(gallery.MARK) == 1
