"""From the bytes of a table to its cells."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulator.errors import InputError, StoreError
from simulator.market import reading
from simulator.market.reading import read_sheet

QUOTE_IT = "a separator inside a cell needs quotes around it"


@pytest.fixture
def read(tmp_path):
    def read(content, required=("id", "name"), optional=("more",), file="t.csv"):
        path = tmp_path / file
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_sheet(path, file, required, optional)

    return read


def cells_of(sheet):
    return {name: cells.to_pylist() for name, cells in sheet.columns.items()}


def refused(read, content, **options):
    with pytest.raises(InputError) as caught:
        read(content, **options)
    return [str(mistake) for mistake in caught.value.mistakes]


# What is read


def test_cells_are_the_text_that_was_typed():
    sheet = reading._csv("id,name\nNA,null\n007,1E5\nTRUE,0.10\n,nan\n", "t.csv", ("id", "name"))
    assert cells_of(sheet) == {
        "id": ["NA", "007", "TRUE", ""],
        "name": ["null", "1E5", "0.10", "nan"],
    }
    assert sheet.lines.tolist() == [2, 3, 4, 5]


@pytest.mark.parametrize(
    "content",
    [
        b"id,name\n1,a\n2,b\n",
        b"id,name\n1,a\n2,b",
        b"id;name\n1;a\n2;b\n",
        b"\xef\xbb\xbfid,name\r\n1,a\r\n2,b\r\n",
        b'"id","name"\n"1",a\n2,"b"\n',
        b"name,id\na,1\nb,2\n",
    ],
    ids=["plain", "no last line end", "semicolon", "mark and CR LF", "quotes", "order"],
)
def test_the_ways_of_writing_one_table(read, content):
    assert cells_of(read(content)) == {"id": ["1", "2"], "name": ["a", "b"]}


def test_only_the_header_says_what_separates(read):
    assert cells_of(read("id;name\n1;a,b\n"))["name"] == ["a,b"]
    assert cells_of(read("id,name\n1,a;b\n"))["name"] == ["a;b"]


def test_quotes_hold_separators_and_doubled_quotes(read):
    sheet = read('id,name\n1,"a, ""b"""\n2,c\n3,""\n')
    assert cells_of(sheet) == {"id": ["1", "2", "3"], "name": ['a, "b"', "c", ""]}


def test_formulas_and_markup_are_plain_text(read):
    names = ["=cmd|'/c calc'!A1", "+1", "-2", "@x", "\tx", "<script>", "](javascript:x)"]
    sheet = read("id;name\n" + "".join(f"{i};{name}\n" for i, name in enumerate(names)))
    assert cells_of(sheet)["name"] == names


def test_accents_and_other_scripts_are_kept(read):
    assert (
        cells_of(read("id,name\n1,Société Générale\n2,株式会社\n"))["name"][0] == "Société Générale"
    )


# What is refused


def test_a_row_with_a_cell_too_few_or_too_many_is_named_and_never_shifted(read):
    sheet = read("id,name\n1,a\n2\n3,c,d\n4,e\n\n")
    assert cells_of(sheet) == {"id": ["1", "4"], "name": ["a", "e"]}
    assert sheet.lines.tolist() == [2, 5]
    assert sorted(str(m) for m in sheet.mistakes) == [
        "t.csv:3: a row of one cell; 2, as in the header",
        f"t.csv:4: a row of 3 cells; 2, as in the header ({QUOTE_IT})",
        "t.csv:6: a row of one cell; 2, as in the header",
    ]


@pytest.mark.parametrize("row", ['1,"a', '1,a"b', '1,"a"b', '"1,a'])
def test_stray_and_unclosed_quotes_are_refused_at_their_row(read, row):
    sheet = read(f"id,name\n0,z\n{row}\n")
    assert [(m.line, m.problem) for m in sheet.mistakes] == [(3, "a stray or unclosed quote")]
    assert cells_of(sheet)["id"] == ["0"]


def test_a_line_break_in_a_cell_is_refused(read):
    sheet = read('id,name\n1,"a\nb"\n')
    assert [m.line for m in sheet.mistakes] == [2, 3]


def test_a_row_with_quotes_is_measured_too(read):
    sheet = read('id,name\n"1",a,b\n')
    assert [m.line for m in sheet.mistakes] == [2]


def test_many_rows_of_one_sort_are_told_in_brief(read):
    sheet = read("id,name\n" + "1\n" * 1000)
    assert len(sheet.mistakes) == reading.MOST_TOLD + 1
    assert "980 more rows" in str(sheet.mistakes[-1])


def test_a_cell_has_at_most_64_kib(read):
    assert not read(f"id,name\n1,{'a' * 65_536}\n").mistakes
    sheet = read(f"id,name\n1,{'a' * 65_537}\n")
    assert [str(m) for m in sheet.mistakes] == ["t.csv:2: name: a cell of more than 64 KiB"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "an empty file"),
        ("id,name\n", "no rows"),
        ("1,a\n2,b\n", "no header"),
        ("id,name,name\n1,a,b\n", "a column that is given twice"),
        ('id,"name\n1,a\n', "a stray or unclosed quote in the header"),
        (b"id,name\r1,a\r", "CR only"),
        ("id,name\n1,é\n".encode("latin-1"), "Latin-1"),
        ("id,name\n1,a\n".encode("utf-16"), "UTF-16"),
        (b"id,name\n1,\x00\n", "NUL"),
        (b"PK\x03\x04zip", "CSV expected, this is a ZIP archive"),
        (b"\x1f\x8bgzip", "CSV expected, this is a gzip archive"),
    ],
)
def test_what_is_no_table_is_refused(read, content, said):
    assert said in refused(read, content)[0]


def test_unknown_missing_and_miswritten_columns_come_out_together(read):
    mistakes = refused(read, "ID,siren,nam\n1,2,3\n")
    assert mistakes == [
        "t.csv:1: ID: unknown column; columns: id, name, more; did you mean id?",
        "t.csv:1: siren: unknown column; columns: id, name, more",
        "t.csv:1: nam: unknown column; columns: id, name, more; did you mean name?",
        "t.csv:1: id: a column that is missing",
        "t.csv:1: name: a column that is missing",
    ]


def test_optional_columns_may_be_missing(read):
    assert not read("id,name\n1,a\n").has("more")
    assert read("id,name,more\n1,a,b\n").has("more")


def test_a_missing_file_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_sheet(tmp_path / "no.csv", "no.csv", ("id",))


def test_files_beyond_the_limits_are_refused(read, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert "3 rows; at most 2" in refused(read, "id,name\n1,a\n2,b\n3,c\n")[0]
    monkeypatch.setattr(reading, "MOST_BYTES", 10)
    assert "too large" in refused(read, "id,name\n1,a\n")[0]


def test_a_file_that_changes_while_it_is_read_is_refused(read, monkeypatch):
    real = Path.read_bytes

    def read_and_append(path):
        data = real(path)
        path.write_bytes(data + b"2,b\n")
        return data

    monkeypatch.setattr(Path, "read_bytes", read_and_append)
    with pytest.raises(StoreError, match="changed while it was read"):
        read("id,name\n1,a\n")


# Parquet


@pytest.fixture
def read_parquet(tmp_path):
    def read(**columns):
        path = tmp_path / "t.parquet"
        pq.write_table(pa.table(columns), path)
        return read_sheet(path, "t.parquet", tuple(columns))

    return read


def test_a_parquet_table_reads_as_the_text_of_a_csv(read_parquet):
    sheet = read_parquet(
        id=pa.array(["NA", "007", None]),
        code=pa.array(["a", "b", "a"]).dictionary_encode(),
        whole=pa.array([1, 1_000_000_000_000, None]),
        real=pa.array([10.1, 1e12, float("nan")]),
        decimal=pa.array([Decimal("1.50"), Decimal("-2.00"), None]),
        day=pa.array([date(2009, 2, 16), None, None]),
        flag=pa.array([True, False, None]),
    )
    assert cells_of(sheet) == {
        "id": ["NA", "007", ""],
        "code": ["a", "b", "a"],
        "whole": ["1", "1000000000000", ""],
        "real": ["10.1", "1000000000000", ""],
        "decimal": ["1.50", "-2.00", ""],
        "day": ["2009-02-16", "", ""],
        "flag": ["true", "false", ""],
    }
    assert sheet.lines.tolist() == [1, 2, 3]


def test_a_parquet_table_with_too_many_rows_is_refused_before_it_is_read(read_parquet, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    assert len(read_parquet(id=pa.array(["a", "b"]))) == 2
    with pytest.raises(InputError, match="3 rows; at most 2"):
        read_parquet(id=pa.array(["a", "b", "c"]))


def test_a_parquet_column_that_is_given_twice_is_refused(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.Table.from_arrays([pa.array(["1"]), pa.array(["2"])], ["id", "id"]), path)
    with pytest.raises(InputError, match="a column that is given twice"):
        read_sheet(path, "t.parquet", ("id",))


def test_parquet_columns_that_no_csv_could_hold_are_refused(read_parquet):
    with pytest.raises(InputError, match="a column of type timestamp"):
        read_parquet(id=pa.array([0], pa.timestamp("s")))
    with pytest.raises(InputError, match="a column of type list"):
        read_parquet(id=pa.array([[1]]))


def test_what_only_ends_in_parquet_is_refused(read):
    assert "not a Parquet file" in refused(read, "id,name\n", file="t.parquet")[0]


def test_a_damaged_parquet_file_is_refused_without_traceback(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"id": [str(n) for n in range(1000)]}), path)
    whole = path.read_bytes()
    for at in np.linspace(4, len(whole) - 1, 25).astype(int):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        with suppress(InputError):
            read_sheet(path, "t.parquet", ("id",))
