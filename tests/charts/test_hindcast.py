"""What the chart of a hindcast says of observations that are met, missed and not defined."""

from dataclasses import replace

import pytest
from matplotlib.text import Text

from simulator.charts.base import LANGUAGES
from simulator.charts.hindcast import Hindcast


def written(sheet):
    return [text.get_text().replace("\N{NO-BREAK SPACE}", " ") for text in sheet.findobj(Text)]


def test_the_title_counts_what_is_met_of_checks_and_of_what_was_fitted(two):
    title = Hindcast().draw(two).finding
    assert title == (
        "The model meets 2 of 4 checks, and 1 of the 2 observations that it was calibrated on"
    )


def test_ranges_and_open_ends_are_said(two):
    said = written(Hindcast().draw(two))
    for text in ("3,000 to 5,000", "85", "at least 135 M€", "at most 14,000", "105 to 120 %"):
        assert text in said


def test_an_observation_in_neither_interval_or_without_prediction_is_said_so(two):
    said = written(Hindcast().draw(two))
    assert said.count("neither") == 2
    assert said.count("not defined") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_checks_stand_before_what_was_fitted(two, language):
    said = written(Hindcast().draw(two, language))
    heads = {"en": ("Checks", "Used"), "fr": ("Contrôles", "Ayant servi")}[language]
    first, second = ([n for n, t in enumerate(said) if t.startswith(head)] for head in heads)
    assert first < second


def test_a_record_of_one_use_has_one_heading(two):
    checks = two.hindcast[two.hindcast["use"] == "check"]
    said = written(Hindcast().draw(replace(two, hindcast=checks)))
    assert not any(text.startswith("Used") for text in said)


def test_a_hindcast_alone_says_how_many_replications_it_has(two):
    alone = type(two)(hindcast=two.hindcast, manifest=two.manifest)
    assert any("n = 20 replications" in text for text in written(Hindcast().draw(alone)))
