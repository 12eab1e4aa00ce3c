"""From cells to numbers, dates and codes: the grammar."""

from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.market import cells
from simulator.market.reading import MOST_TOLD, Sheet
from simulator.units import cents

START = date(2009, 1, 1)


def sheet_of(*texts):
    column = pa.array(list(texts), pa.large_string())
    return Sheet("t.csv", {"x": column}, np.arange(2, len(texts) + 2))


def mistakes_of(read, *texts):
    sheet = sheet_of(*texts)
    read(sheet, "x")
    return [str(mistake) for mistake in sheet.mistakes]


def dates(sheet, key):
    return cells.dates(sheet, key, date(2008, 12, 1), date(2009, 12, 31), START)


# Amounts


def test_amounts_are_cents():
    sheet = sheet_of("0", "1250", "1250.5", "0.01", "999999999999.99", "007")
    assert cells.amounts(sheet, "x").tolist() == [0, 125000, 125050, 1, 99999999999999, 700]
    assert sheet.mistakes == []


@settings(deadline=None)
@given(st.integers(0, 10**14))
def test_every_amount_up_to_the_largest_is_read_to_the_cent(amount):
    text = f"{amount // 100}.{amount % 100:02d}"
    assert cells.amounts(sheet_of(text), "x").tolist() == [amount] == [cents(text)]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1,5", "a decimal point, not a comma: 1.5"),
        ("1 000", "digits without anything between them"),
        ("1\u202f000", "digits without anything between them"),
        ("1\xa0000,50", "digits without anything between them"),
        ("1'000.00", "digits without anything between them"),
        ("1.000", "no point between thousands"),
        ("10.005", "at most two decimals"),
        ("5 k€", "a number without its unit"),
        ("80%", "a number without its unit"),
        ("12 EUR", "a number without its unit"),
        ("1e3", "digits written out"),
        ("1E400", "digits written out"),
        (" 12", "no space around it"),
        ("12 ", "no space around it"),
        ("(12)", "an amount in euros"),
        ("1_000", "an amount in euros"),
        ("0x10", "an amount in euros"),
        ("١٢", "an amount in euros"),
        ("nan", "an amount in euros"),
        ("inf", "an amount in euros"),
        ("+5", "an amount in euros"),
        (".5", "an amount in euros"),
        ("5.", "an amount in euros"),
        ("--5", "an amount in euros"),
        ("=1+1", "an amount in euros"),
    ],
)
def test_other_ways_of_writing_an_amount_are_refused_with_a_hint(text, hint):
    (mistake,) = mistakes_of(cells.amounts, "1", text)
    assert mistake.startswith("t.csv:3: x: the text")
    assert hint in mistake


def test_a_blank_cell_is_not_zero():
    (mistake,) = mistakes_of(cells.amounts, "")
    assert mistake.startswith("t.csv:2: x: blank; an amount in euros")
    assert "blank is not 0" in mistake


@pytest.mark.parametrize("text", ["-1", "-0.01", "1000000000000.01", "9" * 400])
def test_negative_and_enormous_amounts_are_refused(text):
    (mistake,) = mistakes_of(cells.amounts, text)
    assert "out of range" in mistake
    assert "from 0 to 1,000,000,000,000" in mistake


def test_an_order_is_worth_at_least_a_cent():
    sheet = sheet_of("0", "0.00", "0.01")
    cells.amounts(sheet, "x", low=1)
    assert [m.line for m in sheet.mistakes] == [2, 3]


def test_amounts_whose_sum_cannot_be_counted_are_refused():
    (mistake,) = mistakes_of(cells.amounts, *["999999999999"] * 10_001)
    assert "amounts that sum to 10,000,999,999,990,000 EUR" in mistake


def test_a_blank_amount_may_stand_for_a_default():
    sheet = sheet_of("", "5")
    assert cells.amounts(sheet, "x", blank=0).tolist() == [0, 500]
    assert sheet.mistakes == []


# Shares, whole numbers, marks


def test_shares_lie_between_0_and_1():
    assert cells.shares(sheet_of("0.125", "0", "1", "0.123456789"), "x").tolist() == [
        0.125, 0, 1, 0.123456789,
    ]  # fmt: skip
    for text in ("12", "-0.1", "1.01"):
        (mistake,) = mistakes_of(cells.shares, text)
        assert "80 % is 0.80" in mistake


def test_whole_numbers_keep_their_range():
    def rating(sheet, key):
        return cells.whole(sheet, key, 1, 10)

    assert rating(sheet_of("1", "10"), "x").tolist() == [1, 10]
    for text in ("0", "11", "5.0", "five", "-1"):
        assert len(mistakes_of(rating, text)) == 1


def test_a_mark_is_above_0_and_at_most_100_and_may_be_blank():
    assert np.array_equal(
        cells.marks(sheet_of("0.5", "", "0.25"), "x"), [0.5, np.nan, 0.25], equal_nan=True
    )
    assert cells.marks(sheet_of("1", "1.5", "100"), "x").tolist() == [1, 1.5, 100]
    for text in ("0", "-1", "100.1", "half"):
        assert len(mistakes_of(cells.marks, text)) == 1


# Dates


def test_dates_are_days_from_the_start():
    sheet = sheet_of("2009-01-01", "2008-12-31", "2009-12-31", "2009-01-01")
    assert dates(sheet, "x").tolist() == [0, -1, 364, 0]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2009-02-30", "a date such as"),
        ("03/02/2009", "the year first"),
        ("16.02.2009", "the year first"),
        ("2009-02-16T10:00", "without time of day"),
        ("2009-02-16 10:00", "without time of day"),
        ("20090216", "a date such as"),
        ("2009-2-16", "a date such as"),
        ("٢٠٠٩-٠٢-١٦", "a date such as"),
        ("", "blank"),
        ("2008-11-30", "a date from 2008-12-01 to 2009-12-31"),
        ("2010-01-01", "a date from 2008-12-01 to 2009-12-31"),
    ],
)
def test_other_dates_are_refused(text, hint):
    (mistake,) = mistakes_of(dates, "2009-01-05", text)
    assert mistake.startswith("t.csv:3: x: ")
    assert hint in mistake


def test_a_blank_date_may_stand_for_never():
    assert cells.dates(sheet_of(""), "x", START, START, START, blank=99).tolist() == [99]


# Codes and ids


def test_codes_are_places_in_the_known_names():
    def code(sheet, key):
        return cells.codes(sheet, key, ("etc", "actebis"))

    assert code(sheet_of("actebis", "etc"), "x").tolist() == [1, 0]
    assert mistakes_of(code, "actebos") == [
        't.csv:2: x: the text "actebos" is unknown; one of etc, actebis; did you mean actebis?'
    ]
    assert mistakes_of(code, "") == ["t.csv:2: x: blank; one of etc, actebis"]
    assert len(mistakes_of(code, "ETC")) == 1


def test_a_blank_code_may_stand_for_none():
    assert cells.codes(sheet_of("", "a"), "x", ("a",), blank=-1).tolist() == [-1, 0]


def test_references_are_places_among_the_resellers():
    known = pa.array(["NA", "007"], pa.large_string())
    assert cells.references(sheet_of("007", "NA"), "x", known).tolist() == [1, 0]
    (mistake,) = mistakes_of(lambda s, k: cells.references(s, k, known), "7")
    assert 'the text "7" is no reseller\'s id' in mistake


@pytest.mark.parametrize("text", ["", " a", "a ", "\xa0a", "a\tb", "a\x1b[31m"])
def test_an_id_is_readable_and_without_spaces_around_it(text):
    (mistake,) = mistakes_of(cells.ids, "fine", text)
    assert mistake.startswith("t.csv:3: x: ")
    assert "\x1b" not in mistake


def test_ids_are_kept_exactly():
    texts = ["NA", "null", "007", "1E5", "TRUE", "=cmd|'/c'!A1", "Ünïcode", "a b"]
    sheet = sheet_of(*texts)
    assert cells.ids(sheet, "x", unique=True).to_pylist() == texts
    assert sheet.mistakes == []


def test_an_id_given_twice_names_both_rows():
    def unique(sheet, key):
        return cells.ids(sheet, key, unique=True)

    assert mistakes_of(unique, "a", "b", "a", "A") == [
        't.csv:4: x: the text "a" is given twice, first in line 2; each id once'
    ]
    many = mistakes_of(unique, *["a"] * 100)
    assert len(many) == MOST_TOLD + 1
    assert many[-1].endswith("79 more rows")


def test_all_mistakes_of_a_column_come_out_in_one_pass():
    mistakes = mistakes_of(cells.amounts, "x", "-1", "", "5", "1,5")
    assert sorted(m.split(":")[1] for m in mistakes) == ["2", "3", "4", "6"]
