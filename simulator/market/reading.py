"""From the bytes of a table to its cells as text: separator, header, quotes, rows of one length.

A cell is what was typed, nothing else: an id `NA`, `007` or `1E5` stays the text that it is. One
line is one row, so a cell holds no line break.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from simulator.errors import InputError, Mistake, StoreError
from simulator.market.parquet import LARGEST_CELL, TOO_LONG, unpacked
from simulator.study.names import listed, nearest
from simulator.study.reading import text_of

MOST_BYTES = 2**31
MOST_ROWS = 10_000_000
LARGEST_HEADER = 2**16
MOST_TOLD = 20
"""Mistakes of one sort that a column tells one by one."""


@dataclass
class Sheet:
    """The cells of a table as text, and what was found wrong so far.

    Attributes:
        file: the file as messages name it.
        columns: cells by column, each an Arrow array of text, shape (rows,).
        lines: the line of each row in the file, counted from 1, shape (rows,).
        mistakes: what is wrong.
    """

    file: str
    columns: dict[str, Any]
    lines: npt.NDArray[np.int64]
    mistakes: list[Mistake] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.lines)

    def has(self, key: str) -> bool:
        """Return whether the table has an optional column."""
        return key in self.columns

    def tell(
        self, key: str, row: int | np.integer[Any], problem: str, allowed: str = "", near: str = ""
    ) -> None:
        """Note what is wrong in a row, given by its position."""
        line = int(self.lines[row])
        self.mistakes.append(Mistake(self.file, line, key, problem, allowed, near))

    def tell_all(
        self, key: str, rows: npt.NDArray[np.int64], problem: str, allowed: str = ""
    ) -> None:
        """Note the same for each of `rows`."""
        for row in rows[:MOST_TOLD]:
            self.tell(key, row, problem, allowed)
        self.tell_more(key, problem, rows)

    def tell_more(self, key: str, problem: str, rows: npt.NDArray[np.int64]) -> None:
        """Note in brief those of `rows` that were too many to be told one by one."""
        if len(rows) > MOST_TOLD:
            more = f"{problem}: {len(rows) - MOST_TOLD:,} more rows"
            self.mistakes.append(Mistake(self.file, None, key, more))


def read_sheet(
    path: Path, file: str, required: Sequence[str], optional: Sequence[str] = ()
) -> Sheet:
    """Return the cells of a CSV or Parquet file, `file` being its name in messages.

    Raises:
        InputError: the file cannot be read as a table with these columns.
        StoreError: the file changed while it was read.
    """
    try:
        before = path.stat()
        if before.st_size > MOST_BYTES:
            raise InputError.of("too large", "at most 2 GiB and 10,000,000 rows", file=file)
        data = path.read_bytes()
        after = path.stat()
    except OSError as error:
        raise InputError.of(f"cannot be read ({error.strerror})", file=file) from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise StoreError(f"{file}: changed while it was read; nothing was run")
    if path.suffix == ".parquet":
        columns, rows = unpacked(data, file, MOST_ROWS)
        sheet = Sheet(file, columns, np.arange(1, rows + 1))
    else:
        sheet = _csv(text_of(data, file, "CSV"), file, (*required, *optional))
    _check_columns(sheet, required, optional)
    _check_cells(sheet)
    return sheet


def _csv(text: str, file: str, known: Sequence[str]) -> Sheet:
    header, _, body = text.partition("\n")
    if len(header) > LARGEST_HEADER:
        raise InputError.of("a header of more than 64 KiB", file=file, line=1)
    separator = ";" if ";" in header else ","
    names = _split(header, separator)
    if names is None:
        raise InputError.of("a stray or unclosed quote in the header", file=file, line=1)
    _check_header(names, file, known)
    lines = _lines(body)
    if len(lines) > MOST_ROWS:
        raise InputError.of(f"{len(lines):,} rows", f"at most {MOST_ROWS:,}", file=file)
    sheet = Sheet(file, {}, np.arange(2, len(lines) + 2))
    plain, quoted = _plain_and_quoted(sheet, lines, separator, len(names))
    rows = np.concatenate([plain[0], quoted[0]])
    order = pa.array(np.argsort(rows, kind="stable"))
    for at, name in enumerate(names):
        cells = pa.concat_arrays([plain[1][at], quoted[1][at]])
        sheet.columns[name] = cells.take(order)
    sheet.lines = np.sort(rows) + 2
    return sheet


def _lines(body: str) -> Any:
    """Return the lines of a text as an Arrow array; the last line's end counts as none."""
    data = (body if body.endswith("\n") or not body else body + "\n").encode()
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == ord("\n")) + 1
    offsets = np.concatenate([[0], ends]).astype(np.int64)
    whole = pa.LargeStringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data))
    return pc.utf8_slice_codeunits(whole, 0, -1) if len(ends) else whole


def _plain_and_quoted(
    sheet: Sheet, lines: Any, separator: str, width: int
) -> tuple[tuple[npt.NDArray[np.int64], list[Any]], tuple[npt.NDArray[np.int64], list[Any]]]:
    """Return (rows, columns) of the lines without a quote, and of those with one."""
    has_quote = pc.match_substring(lines, '"')
    rows = np.flatnonzero(~has_quote.to_numpy(zero_copy_only=False))
    cells = pc.split_pattern(lines.take(pa.array(rows)), separator)
    length = pc.list_value_length(cells).to_numpy(zero_copy_only=False)
    whole = length == width
    for cells_in_row in np.unique(length[~whole]):
        _ragged(sheet, rows[length == cells_in_row], int(cells_in_row), width)
    flat = cells.filter(pa.array(whole)).flatten()
    starts = np.arange(0, len(flat), width)
    columns = [flat.take(pa.array(starts + at)) for at in range(width)]
    return (rows[whole], columns), _quoted(sheet, lines, has_quote, separator, width)


def _quoted(
    sheet: Sheet, lines: Any, has_quote: Any, separator: str, width: int
) -> tuple[npt.NDArray[np.int64], list[Any]]:
    rows, found = [], []
    for row in np.flatnonzero(has_quote.to_numpy(zero_copy_only=False)):
        line = lines[int(row)].as_py()
        if len(line) > width * (2 * LARGEST_CELL + 3):
            sheet.tell("", row, TOO_LONG)
            continue
        cells = _split(line, separator)
        if cells is None:
            allowed = 'a cell in quotes ends in its line, and a quote in it is doubled: ""'
            sheet.tell("", row, "a stray or unclosed quote", allowed)
        elif len(cells) != width:
            _ragged(sheet, np.array([row]), len(cells), width)
        else:
            rows.append(row)
            found.append(cells)
    columns = [pa.array([cells[at] for cells in found], pa.large_string()) for at in range(width)]
    return np.array(rows, np.int64), columns


def _ragged(sheet: Sheet, rows: npt.NDArray[np.int64], cells: int, width: int) -> None:
    more = " (a separator inside a cell needs quotes around it)" if cells > width else ""
    problem = f"a row of {cells} cells" if cells > 1 else "a row of one cell"
    sheet.tell_all("", rows, problem, f"{width}, as in the header{more}")


def _split(line: str, separator: str) -> list[str] | None:
    """Return the cells of a line, None if its quotes do not close.

    >>> _split('007,"a, b",', ",")
    ['007', 'a, b', '']
    """
    cell = rf'"(?:[^"]|"")*"|[^"{separator}]*'
    if not re.fullmatch(rf"(?:{cell})(?:{separator}(?:{cell}))*", line):
        return None
    written = re.findall(rf"(?:^|{separator})({cell})", line)
    return [c[1:-1].replace('""', '"') if c.startswith('"') else c for c in written]


def _check_header(names: list[str], file: str, known: Sequence[str]) -> None:
    """Refuse a first line that is not a header, or names a column twice."""
    if not any(name in known or name.strip().casefold() in known for name in names):
        problem = "no header" if any(names) else "an empty file"
        raise InputError.of(problem, f"a first line {listed(known)}", file=file, line=1)
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise InputError(
            Mistake(file, 1, name, "a column that is given twice", "each column once")
            for name in twice
        )


def _check_columns(sheet: Sheet, required: Sequence[str], optional: Sequence[str]) -> None:
    known = (*required, *optional)
    line = None if not len(sheet) and not sheet.columns else 1
    mistakes = [
        Mistake(sheet.file, line, name, "unknown column", f"columns: {', '.join(known)}",
                nearest(name, [k for k in known if k not in sheet.columns]))
        for name in sheet.columns
        if name not in known
    ]  # fmt: skip
    mistakes += [
        Mistake(sheet.file, line, name, "a column that is missing")
        for name in required
        if name not in sheet.columns
    ]
    if mistakes:
        raise InputError(mistakes)
    if not len(sheet) and not sheet.mistakes:
        raise InputError.of("no rows", "at least one row below the header", file=sheet.file)


def _check_cells(sheet: Sheet) -> None:
    for name, cells in sheet.columns.items():
        long = pc.greater(pc.binary_length(cells), LARGEST_CELL)
        if pc.any(long).as_py():
            rows = np.flatnonzero(long.to_numpy(zero_copy_only=False))
            sheet.tell(name, rows[0], TOO_LONG)
