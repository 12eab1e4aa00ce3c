"""The gallery of the documentation holds every chart."""

import importlib.util
from pathlib import Path

import pytest

from simulator.catalogue import kinds

HOOK = Path(__file__).parents[2] / "docs" / "hooks" / "gallery.py"


@pytest.fixture(scope="module")
def gallery():
    spec = importlib.util.spec_from_file_location("gallery", HOOK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_chart_is_drawn_and_none_says_that_there_is_nothing_to_draw(gallery):
    drawn = gallery.drawn()
    assert set(drawn) == set(kinds("charts"))
    assert [kind for kind, sheet in drawn.items() if sheet.finding == "Nothing to draw"] == []


def test_the_page_has_one_place_for_them(gallery):
    page = (HOOK.parents[1] / gallery.PAGE).read_text(encoding="utf-8")
    assert page.count(gallery.MARK) == 1
