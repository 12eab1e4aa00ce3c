"""From bytes on a disk to a text: size, kind of file and encoding, checked before anything else."""

import codecs
from pathlib import Path

from simulator.errors import InputError

LARGEST_FILE = 2**20
"""A study file's bytes; what is larger is not a study file."""

_FORMATS = (
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"SQLite format 3", "an SQLite file"),
)
_WIDE = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
UTF_8 = "save the file as UTF-8"


def read_text(path: Path, file: str) -> str:
    """Return the text of a study file, `file` being its name in messages.

    Raises:
        InputError: it is missing, too large, of another kind, or not in UTF-8.
    """
    try:
        if not path.is_file():
            raise InputError.of("no such file" if not path.exists() else "not a file", file=file)
        with path.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InputError.of(f"cannot be read ({error.strerror})", file=file) from None
    if len(data) > LARGEST_FILE:
        raise InputError.of("too large", "a study file has at most 1 MiB", file=file)
    return text_of(data, file)


def text_of(data: bytes, file: str, expected: str = "TOML") -> str:
    """Return bytes as text, without byte order mark; `expected` names what it should be."""
    for magic, kind in _FORMATS:
        if data.startswith(magic):
            raise InputError.of(f"{expected} expected, this is {kind}", file=file)
    for mark, encoding in _WIDE:
        if data.startswith(mark):
            raise InputError.of(f"encoded as {encoding}", UTF_8, file=file)
    if b"\0" in data:
        line = data[: data.index(b"\0")].count(b"\n") + 1
        wide = data.count(b"\0") * 3 > len(data)
        problem = "encoded as UTF-16 without a mark" if wide else "a NUL byte"
        raise InputError.of(problem, UTF_8, file=file, line=line)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = f"encoded as Latin-1 or Windows-1252 (byte 0x{data[error.start]:02X})"
        raise InputError.of(problem, UTF_8, file=file, line=line) from None
    bare = text.replace("\r\n", "\n")
    if "\r" in bare:
        line = bare[: bare.index("\r")].count("\n") + 1
        problem = "a line that ends in CR only, as on old Macintoshes"
        raise InputError.of(problem, "line ends LF or CR LF", file=file, line=line)
    return bare
