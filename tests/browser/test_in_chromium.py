"""The board and the page of a briefing in a real browser, as their readers see them."""

import socket
from contextlib import closing

import pytest

from simulator.briefing.web.writing import web_page
from simulator.charts.base import LANGUAGES, Words
from tests.browser.chromium import NONE, installed, tab
from tests.browser.drive_board import drive, named, served
from tests.charts import fabricated
from tests.experiments.small import write_study

pytestmark = pytest.mark.skipif(installed() is None, reason=NONE)
DRAWN = "[...document.querySelectorAll('[data-values]')].map(one => one.textContent).join()"


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_each_slider_of_the_board_has_a_name_and_moves_the_chart(tmp_path):
    study = write_study(tmp_path / "small", resellers=20)
    with served(str(study), free_port()) as address, tab() as page:
        drive(page, address, tmp_path)
        assert page.ask("document.documentElement.lang") == "en"
        assert page.ask("document.querySelectorAll('[role=main]').length") == 1
    pictures = [path.read_bytes() for path in sorted(tmp_path.glob("*.png"))]
    assert len(pictures) == 3
    assert pictures[0] != pictures[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_fits_phone_and_desk_asks_nobody_and_answers_the_arrow_keys(language, tmp_path):
    file = tmp_path / "briefing.html"
    file.write_text(web_page(fabricated.tables(replications=2), Words(language)), "utf-8")
    with tab() as page:
        for width in (390, 1440):
            page.size(width, 900)
            page.do("Page.navigate", url=file.as_uri())
            page.wait("document.readyState === 'complete'")
            assert page.ask("document.documentElement.scrollWidth") <= width
            page.ask("document.querySelector('[data-day]').focus()")
            before = page.ask(DRAWN)
            page.press("ArrowRight", 39)
            page.wait(f"{DRAWN} !== {before!r}", 20)
            assert all(named(page, "slider"))
        assert {*page.requests} == {file.as_uri()}
        assert page.complaints == []
