"""From the bytes of a Parquet file to its cells as text, without filling the memory on the way.

What a file says of itself is checked first: a few kilobytes can stand for gigabytes of text.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simulator.errors import InputError

LARGEST_CELL = 2**16
TOO_LONG = "a cell of more than 64 KiB"
MOST_UNPACKED = 2**30
"""Bytes of a file once it is unpacked."""
MOST_TIMES_PACKED = 100
SMALL = 2**24
"""Bytes that may be unpacked whatever the ratio."""


def unpacked(data: bytes, file: str, most_rows: int) -> tuple[dict[str, Any], int]:
    """Return a Parquet table's columns as the text that a CSV would hold, and its rows.

    Raises:
        InputError: it is no such table, or would fill the memory.
    """
    try:
        schema = pq.ParquetFile(pa.BufferReader(data)).schema_arrow
        texts = [one.name for one in schema if pa.types.is_string(one.type)]
        source = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts)
        _check_size(source.metadata, len(data), file, most_rows)
        table = source.read()
        table.validate(full=True)
    except (pa.ArrowException, OSError, MemoryError, ValueError) as error:
        said = str(error).partition("\n")[0]
        raise InputError.of(f"not a Parquet file ({said})", file=file) from None
    if len(set(table.column_names)) < len(table.column_names):
        raise InputError.of("a column that is given twice", "each column once", file=file)
    columns = {name: _as_text(table[name], name, file) for name in table.column_names}
    return columns, table.num_rows


def _check_size(told: Any, size: int, file: str, most_rows: int) -> None:
    """Refuse a Parquet file that would fill the memory, by what its footer says of it."""
    if told.num_rows > most_rows:
        raise InputError.of(f"{told.num_rows:,} rows", f"at most {most_rows:,}", file=file)
    groups = [told.row_group(at) for at in range(told.num_row_groups)]
    needed = sum(group.total_byte_size for group in groups)
    packed_too_well = needed > SMALL and needed > MOST_TIMES_PACKED * size
    if needed > MOST_UNPACKED or packed_too_well:
        raise InputError.of(
            f"{needed:,} bytes once unpacked, from {size:,}",
            f"at most 1 GiB, and {MOST_TIMES_PACKED} times what the file takes",
            file=file,
        )


def _check_dictionary(column: Any, name: str, file: str) -> None:
    """Refuse a column of few texts, each given so often that the column would fill the memory."""
    kind = column.type.value_type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return
    size = 0
    for chunk in column.chunks:
        lengths = pc.binary_length(chunk.dictionary).fill_null(0)
        if pc.any(pc.greater(lengths, LARGEST_CELL)).as_py():
            raise InputError.of(TOO_LONG, file=file, key=name)
        size += pc.sum(pc.cast(lengths.take(chunk.indices), pa.int64())).as_py() or 0
    if size > MOST_UNPACKED:
        raise InputError.of(f"{size:,} bytes of text", "at most 1 GiB", file=file, key=name)


def _as_text(column: Any, name: str, file: str) -> Any:
    kind = column.type
    if pa.types.is_dictionary(kind):
        _check_dictionary(column, name, file)
        column = column.cast(kind.value_type)
        kind = kind.value_type
    if pa.types.is_floating(kind):
        numbers = column.to_pandas().to_numpy(np.float64, na_value=np.nan)
        written = [np.format_float_positional(x, trim="-") for x in numbers]
        text = pa.array(["" if t == "nan" else t for t in written], pa.large_string())
        return pc.if_else(column.combine_chunks().is_valid(), text, "")
    readable = (
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind)
        or pa.types.is_boolean(kind) or pa.types.is_decimal(kind) or pa.types.is_date(kind)
    )  # fmt: skip
    if not readable:
        raise InputError.of(
            f"a column of type {kind}", "text, numbers or dates", file=file, key=name
        )
    return pc.fill_null(column.cast(pa.large_string()), "").combine_chunks()
