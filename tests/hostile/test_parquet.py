"""Parquet files that lie or would fill the memory are refused in a sentence."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from simulator.errors import InputError
from simulator.market.parquet import unpacked
from simulator.market.reading import read_sheet

ROWS = 200_000


def written(columns, **options):
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **options)
    return buffer.getvalue()


def refused(data):
    with pytest.raises(InputError) as caught:
        unpacked(data, "t.parquet", 1_000_000)
    return str(caught.value)


def test_one_long_text_given_in_every_row_is_refused_before_the_memory_is_filled():
    text = pa.DictionaryArray.from_arrays(
        pa.array([0] * ROWS, pa.int32()), pa.array(["x" * 60_000])
    )
    data = written({"id": pa.array(range(ROWS)), "name": text})
    assert len(data) < 2**21
    said = "t.parquet: name: 12,000,000,000 bytes of text; at most 1 GiB"
    assert refused(data) == said


def test_a_file_that_unpacks_to_more_than_a_hundred_times_its_size_is_refused():
    data = written({"id": ["x" * 2**26]}, compression="zstd", use_dictionary=False)
    assert refused(data).startswith("t.parquet: 67,1")
    assert refused(data).endswith("; at most 1 GiB, and 100 times what the file takes")


def test_a_cell_of_more_than_64_kib_is_refused_in_parquet_too():
    assert refused(written({"id": ["x" * 65_537]})) == "t.parquet: id: a cell of more than 64 KiB"


def test_rows_beyond_the_limit_are_refused_by_what_the_footer_says():
    data = written({"id": pa.array(range(1_000_001))})
    assert refused(data) == "t.parquet: 1,000,001 rows; at most 1,000,000"


def test_a_column_of_lists_or_bytes_is_refused_by_its_type():
    allowed = "text, numbers or dates"
    assert refused(written({"id": [[1]]})) == (
        f"t.parquet: id: a column of type list<element: int64>; {allowed}"
    )
    assert refused(written({"id": [b"x"]})) == f"t.parquet: id: a column of type binary; {allowed}"


def test_no_flipped_byte_of_a_parquet_file_ends_in_anything_but_a_sentence(tmp_path):
    whole = written({"id": ["a", "b", "a"], "name": ["x", "y", "z"]})
    path = tmp_path / "t.parquet"
    refusals = 0
    for at in range(len(whole)):
        for flip in (0x01, 0x80, 0xFF):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :])
            try:
                read_sheet(path, "t.parquet", ("id", "name"))
            except InputError:
                refusals += 1
    assert refusals > len(whole)
