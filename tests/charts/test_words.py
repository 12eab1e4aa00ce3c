from datetime import date

import pytest

from simulator.charts.base.words import Words, literal, outcome_names

EN, FR = Words("en"), Words("fr")


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", "'")


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (12.0, "12.0 €", "12,0 €"),
        (4_222.0, "4,222 €", "4'222 €"),
        (94_000.0, "94 k€", "94 k€"),
        (1_240_000.0, "1.2 M€", "1,2 M€"),
        (1.93e10, "19 bn €", "19 Md€"),
        (-8_743.0, "−8,743 €", "−8'743 €"),
    ],
)
def test_money_is_written_in_a_unit_that_fits_its_size(value, english, french):
    value = round(value)
    for words, expected in ((EN, english), (FR, french)):
        if abs(value) < 100:
            expected = expected.replace(".0", "").replace(",0", "")
        assert plain(words.scale("EUR", [value]).text(value)) == expected


def test_numbers_of_one_sentence_share_a_unit_and_decimals():
    scale = EN.scale("EUR", [24.31e6, 24.28e6, 0.4e6])
    assert [plain(scale.text(v)) for v in (24.31e6, 0.4e6)] == ["24.3 M€", "0.4 M€"]


def test_a_bound_near_zero_is_not_rounded_away():
    scale = EN.scale("share", [0.0043, 0.0002, 0.0084], difference=True)
    assert plain(scale.text(0.0002)) == "0.02 points"


def test_a_french_amount_below_two_is_singular():
    scale = FR.scale("share", [0.0043], difference=True)
    assert plain(scale.text(0.0043)) == "0,43 point"
    assert plain(FR.scale("share", [0.021], difference=True).text(0.021)) == "2,1 points"


def test_what_is_not_available_is_a_dash():
    assert EN.scale("EUR", [float("nan")]).text(float("nan")) == "–"


def test_a_rounded_zero_has_no_sign():
    assert EN.number(-0.0001, 1) == "0.0"
    assert not EN.scale("EUR", [10.0]).signed(0.0).startswith("+")


def test_dates_follow_the_language():
    assert EN.day(date(2009, 3, 1)) == "1 March 2009"
    assert FR.day(date(2009, 3, 1)) == "1er mars 2009"
    assert FR.day(date(2009, 3, 31)) == "31 mars 2009"
    assert FR.day(date(2009, 2, 16), year=False) == "16 févr."


def test_ticks_have_as_many_decimals_as_they_need():
    scale = EN.scale("EUR", [1.3e6])
    assert plain(EN.axis(scale, [0, 5e5, 1e6]).text(5e5)) == "0.5 M€"
    assert plain(EN.axis(scale, [0, 1e6, 2e6]).text(1e6)) == "1 M€"


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("$a_b^{c}<i>", "$a_b^{c}<i>"),
        ("\x1b[31mred\n", r"\x1b[31mred\n"),
        ("\u202etxt", r"\u202etxt"),
        ("中", "\N{REPLACEMENT CHARACTER}"),
        ("x" * 40, "x" * 27 + "…"),
    ],
)
def test_names_are_drawn_as_they_are_written(name, drawn):
    assert literal(name) == drawn


def test_every_outcome_name_has_both_languages_and_an_article():
    for names in outcome_names().values():
        assert names["en"].startswith("the ")
        assert names["fr"].startswith(("le ", "la ", "les ", "l’"))


def test_the_cost_of_a_measure_is_named_after_it():
    assert EN.outcome("cost_etc_line_eur") == "the cost of etc_line"
    assert FR.label("cost_etc_line_eur") == "Le coût de etc_line"


def test_a_label_has_no_article():
    assert EN.label("blockage_rate") == "Share of demand blocked"
    assert FR.label("blockage_rate") == "Part de la demande bloquée"


def test_an_outcome_without_a_name_keeps_its_own():
    assert EN.outcome("days_of_rain") == "days_of_rain"
