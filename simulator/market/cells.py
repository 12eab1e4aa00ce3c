"""From a table's cells to numbers, dates and codes: one strict grammar, nothing guessed.

Each function returns an array of shape (rows,). Where a cell is wrong it notes the mistake in the
sheet and puts 0 there, so that all mistakes of all columns come out in one pass.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simulator.errors import shown
from simulator.market.reading import MOST_TOLD, Sheet
from simulator.study.names import listed, nearest
from simulator.units import LARGEST_AMOUNT_EUR, Cents

Integers = npt.NDArray[np.int64]

LARGEST_SUM_CENTS = 1e18
LARGEST_MARK = 100
"""Times normal demand: as far as a programme may raise it."""
MOST_COMPARED = 1000
NOT_THAT = "not what is expected"
_AMOUNT = r"^-?[0-9]+(\.[0-9]{1,2})?$"
_SHARE = r"^-?[0-9]+(\.[0-9]{1,9})?$"
_WHOLE = r"^-?[0-9]+$"
_HINTS = (
    (r"^$", "blank is not 0: 0 is written 0"),
    (r"^\s|\s$", "no space around it"),
    (r"^[-+]?\d+,\d+$", "a decimal point, not a comma: 1.5"),
    (r"^[-+]?\d+\.\d{3,}$", "at most two decimals, and no point between thousands"),
    (r"^[-+]?\d{1,3}([\s.,'’]\d{3})+([.,]\d+)?$", "digits without anything between them: 1000000"),
    (r"[€$£%]|EUR|k$", "a number without its unit"),
    (r"^[-+]?[\d.]+[eE][-+]?\d+$", "digits written out: 100000"),
    (r"^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$", "the year first: 2009-02-16"),
    (r"^\d{4}-\d{2}-\d{2}[T ]", "a date without time of day: 2009-02-16"),
)


def ids(sheet: Sheet, key: str, unique: bool = False) -> Any:
    """Return ids as they are typed, an Arrow array of text; if `unique`, none comes twice."""
    cells = sheet.columns[key]
    blank = pc.equal(cells, "")
    padded = pc.not_equal(cells, pc.utf8_trim_whitespace(cells))
    strange = pc.invert(pc.or_(pc.or_(pc.utf8_is_printable(cells), blank), padded))
    _tell_cells(sheet, key, _rows(blank), "an id")
    _tell_cells(sheet, key, _rows(padded), "the id alone", "not alone: a space around it")
    _tell_cells(
        sheet,
        key,
        _rows(strange),
        "printable characters",
        "not readable: a control character in it",
    )
    if unique:
        _refuse_twice(sheet, key, cells)
    return cells


def amounts(sheet: Sheet, key: str, low: int = 0, blank: int | None = None) -> Cents:
    """Return amounts in cents, at least `low` cents, from euros with at most two decimals.

    A blank cell is `blank` euros, if it may be blank.
    """
    allowed = "an amount in euros, such as 1250 or 1250.50"
    span = f"{allowed}, from {low / 100:,.15g} to {LARGEST_AMOUNT_EUR:,.15g}"
    euros = _numbers(sheet, key, _AMOUNT, allowed, low / 100, LARGEST_AMOUNT_EUR, blank, span)
    cents = np.rint(euros * 100)
    if cents.sum() > LARGEST_SUM_CENTS:
        sheet.tell(key, 0, f"amounts that sum to {cents.sum() / 100:,.0f} EUR", "a sum below 10^16")
    return cents.astype(np.int64)


def shares(sheet: Sheet, key: str) -> npt.NDArray[np.float64]:
    """Return shares in [0, 1], with at most nine decimals."""
    return _numbers(sheet, key, _SHARE, "a share in [0, 1]; 80 % is 0.80", 0, 1)


def whole(sheet: Sheet, key: str, low: int, high: int, blank: int | None = None) -> Integers:
    """Return whole numbers from `low` to `high`; a blank cell is `blank`, if it may be blank."""
    allowed = f"a whole number from {low} to {high:,}"
    return _numbers(sheet, key, _WHOLE, allowed, low, high, blank).astype(np.int64)


def marks(sheet: Sheet, key: str) -> npt.NDArray[np.float32]:
    """Return marks above 0, 1 or more for orders above normal demand; NaN where a cell is blank."""
    allowed = f"a number above 0 and at most {LARGEST_MARK}, with at most nine decimals"
    numbers = _numbers(sheet, key, _SHARE, allowed, 1e-9, LARGEST_MARK, np.nan)
    below = np.nextafter(np.float32(1), np.float32(0))
    with np.errstate(invalid="ignore"):
        rounded = np.where(numbers < 1, np.minimum(numbers.astype(np.float32), below), numbers)
    return rounded.astype(np.float32)


def codes(sheet: Sheet, key: str, known: Sequence[str], blank: int | None = None) -> Integers:
    """Return the place in `known` of each cell; a blank cell is `blank`, if it may be blank."""
    return _looked_up(sheet, key, list(known), "unknown", f"one of {listed(known)}", blank)


def references(sheet: Sheet, key: str, known: Any) -> Integers:
    """Return the place in `known`, an Arrow array of the resellers' ids, of each cell."""
    return _looked_up(sheet, key, known, "no reseller's id", "an id of the resellers' file", None)


def dates(
    sheet: Sheet, key: str, low: date, high: date, origin: date, blank: int | None = None
) -> Integers:
    """Return ISO dates from `low` to `high` as days from `origin`; a blank cell is `blank`."""
    encoded = pc.dictionary_encode(sheet.columns[key])
    places = encoded.indices.to_numpy(zero_copy_only=False)
    days = np.zeros(max(len(encoded.dictionary), 1), np.int64)
    for place, text in enumerate(encoded.dictionary.to_pylist()):
        day = _date(text)
        if text == "" and blank is not None:
            days[place] = blank
        elif day is None:
            _tell_cells(sheet, key, np.flatnonzero(places == place), "a date such as 2009-02-16")
        elif not low <= day <= high:
            outside = np.flatnonzero(places == place)
            _tell_cells(sheet, key, outside, f"a date from {low} to {high}", "out of range")
        else:
            days[place] = (day - origin).days
    return np.asarray(days[places], np.int64)


def _date(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _numbers(
    sheet: Sheet,
    key: str,
    grammar: str,
    allowed: str,
    low: float,
    high: float,
    blank: float | None = None,
    span: str = "",
) -> npt.NDArray[np.float64]:
    """Return numbers in [low, high]: a double is exact enough for 15 digits.

    `span`: what is allowed, with both ends, where `allowed` does not say them.
    """
    cells = sheet.columns[key]
    good = pc.match_substring_regex(cells, grammar)
    numbers = pc.cast(pc.if_else(good, cells, "0"), pa.float64()).to_numpy(zero_copy_only=False)
    numbers = np.array(numbers)
    wrong = pc.invert(good)
    if blank is not None:
        is_blank = pc.equal(cells, "")
        numbers[_rows(is_blank)] = blank
        wrong = pc.and_not(wrong, is_blank)
    _tell_cells(sheet, key, _rows(wrong), allowed)
    outside = _mask(good) & ~((numbers >= low) & (numbers <= high))
    _tell_cells(sheet, key, np.flatnonzero(outside), span or allowed, "out of range")
    numbers[outside] = low
    return numbers


def _looked_up(
    sheet: Sheet, key: str, known: Any, problem: str, allowed: str, blank: int | None
) -> Integers:
    cells = sheet.columns[key]
    names = known if isinstance(known, pa.Array) else pa.array(known, pa.large_string())
    places = pc.index_in(cells, value_set=names)
    missing = places.is_null()
    found = np.array(pc.fill_null(places, 0).to_numpy(zero_copy_only=False), np.int64)
    if blank is not None:
        is_blank = pc.equal(cells, "")
        found[_rows(is_blank)] = blank
        missing = pc.and_not(missing, is_blank)
    near = names.to_pylist() if len(names) <= MOST_COMPARED else []
    _tell_cells(sheet, key, _rows(missing), allowed, problem, near)
    return found


def _refuse_twice(sheet: Sheet, key: str, cells: Any) -> None:
    if pc.count_distinct(cells).as_py() == len(cells):
        return
    places = pc.dictionary_encode(cells).indices.to_numpy(zero_copy_only=False)
    _, first = np.unique(places, return_index=True)
    again = np.flatnonzero(first[places] != np.arange(len(places)))
    for row in again[:MOST_TOLD]:
        line = sheet.lines[first[places[row]]]
        text = shown(cells[int(row)].as_py())
        sheet.tell(key, row, f"{text} is given twice, first in line {line}", "each id once")
    sheet.tell_more(key, "ids given twice", again)


def _tell_cells(
    sheet: Sheet,
    key: str,
    rows: npt.NDArray[np.int64],
    allowed: str,
    problem: str = NOT_THAT,
    known: Sequence[str] = (),
) -> None:
    """Note what is wrong with the cells of `rows`, with the nearest of the `known` names."""
    for row in rows[:MOST_TOLD]:
        cell = sheet.columns[key][int(row)].as_py()
        said = f"{shown(cell)} is {problem}" if cell else "blank"
        hint = _hint(cell) if problem == NOT_THAT else ""
        full = f"{allowed} ({hint})" if hint else allowed
        sheet.tell(key, row, said, full, nearest(cell, known) if cell else "")
    sheet.tell_more(key, f"what is {problem}", rows)


def _hint(cell: str) -> str:
    return next((hint for pattern, hint in _HINTS if re.search(pattern, cell)), "")


def _rows(mask: Any) -> npt.NDArray[np.int64]:
    return np.flatnonzero(_mask(mask))


def _mask(mask: Any) -> npt.NDArray[np.bool_]:
    return np.asarray(mask.to_numpy(zero_copy_only=False), np.bool_)
