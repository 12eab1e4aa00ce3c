"""Writing a results folder: tables part by part, all under temporary names until the last is whole.

Then each is forced to disk and takes its name, the manifest last. So a table may be larger than
memory, and whatever goes wrong before the first renaming leaves the folder as it was.
"""

import contextlib
import hashlib
import io
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Protocol, Self

import pandas as pd

from simulator.errors import StoreError
from simulator.experiments import folder as folders
from simulator.experiments.claims import CLAIM, Claim, claim_in
from simulator.experiments.locking import held
from simulator.study.spreadsheets import without_formula

AS_CSV = frozenset({"summary", "hindcast"})
"""Tables that are written for spreadsheets too."""


class Kept(Protocol):
    """What a results folder holds: a manifest with the digest of its inputs, and tables."""

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What was run."""

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name."""


def save(kept: Kept, folder: str | Path) -> Path:
    """Write results into a folder, claimed for their digest, and return it."""
    folder, tables = Path(folder), kept.tables()
    folders.claim(folder, kept.manifest["digest"])
    with held(folder):
        noted = _note_claim(folder, kept.manifest["digest"], tables)
        with Writing(folder) as writing:
            for name, table in tables.items():
                writing.add(name, table)
            writing.finish(kept.manifest)
        with contextlib.suppress(OSError):
            _tidy(folder, noted)
    return folder


def _note_claim(folder: Path, digest: str, tables: Mapping[str, pd.DataFrame]) -> Claim:
    """Note whose tables lie in a folder if this is cut off, and return the note."""
    folders.refuse_others(folder, digest)
    manifest = folders.manifest_of(folder) or {"files": {}}
    coming = [f"{name}.parquet" for name in tables] + [f"{name}.csv" for name in AS_CSV & {*tables}]
    noted = Claim(digest, claim_in(folder).files | {*manifest["files"], *coming})
    try:
        folders.write_whole(folder / CLAIM, noted.told())
    except OSError as error:
        size = sum(int(table.memory_usage().sum()) for table in tables.values())
        raise StoreError(
            f"{folder}: {error.strerror}; results take some {size:,} bytes; what was there is whole"
        ) from error
    return noted


def _tidy(folder: Path, noted: Claim) -> None:
    """Remove earlier tables that are none any more, and then the note of them."""
    for name in noted.files - {*(folders.manifest_of(folder) or {"files": {}})["files"]}:
        (folder / name).unlink(missing_ok=True)
    folders.force_folder(folder)
    _sweep(folder, [CLAIM])
    (folder / CLAIM).unlink(missing_ok=True)


def _sweep(folder: Path, names: Iterable[str]) -> None:
    """Remove what processes that were killed left of files that are whole now."""
    for name in names:
        for left in folder.glob(f".{name}.*.partial"):
            left.unlink()


class Writing:
    """A results folder that is being written; left without `finish` it stays as it was.

    `folder` was claimed for the digest of what is written, or a store in it says that it is ours.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, _Partial] = {}
        self._tables: dict[str, _AsParquet | _AsCsv] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.drop()
        for table in self._tables.values():
            table.end()
        if isinstance(error, OSError):
            size = sum(file.size for file in self._files.values())
            raise StoreError(
                f"{self._folder}: {error.strerror}; results take {size:,} bytes or more; what was "
                "there is whole"
            ) from error

    def add(self, name: str, part: pd.DataFrame) -> None:
        """Add rows to a table; all parts of one have the same columns."""
        self._add(f"{name}.parquet", _AsParquet, part)
        if name in AS_CSV:
            self._add(f"{name}.csv", _AsCsv, part)

    def _add(self, full: str, kind: "type[_AsParquet | _AsCsv]", part: pd.DataFrame) -> None:
        if full not in self._files:
            self._files[full] = _Partial(self._folder / full)
            self._tables[full] = kind(self._files[full], part)
        self._tables[full].add(part)

    def finish(self, manifest: Mapping[str, Any]) -> dict[str, str]:
        """Put all files in place, then the manifest that lists them, and return their SHA-256."""
        for table in self._tables.values():
            table.end()
        files = {name: file.force() for name, file in sorted(self._files.items())}
        body = {"format": folders.FORMAT, **manifest, "files": files}
        whole = {**body, "sha256": folders.own_hash(body)}
        for file in self._files.values():
            file.put_in_place()
        text = json.dumps(whole, indent=1, ensure_ascii=False) + "\n"
        folders.write_whole(self._folder / folders.MANIFEST, text.encode())
        _sweep(self._folder, [*files, folders.MANIFEST])
        return files


class _Partial(io.RawIOBase):
    """A file under a temporary name, and the hash of what is written into it."""

    def __init__(self, path: Path) -> None:
        self._path, self._temporary = path, folders.temporary_of(path)
        self._file = self._temporary.open("wb")
        self._hash, self.size = hashlib.sha256(), 0

    def writable(self) -> bool:
        """Return that it can be written, as those who write into it ask."""
        return True

    def write(self, data: Any, /) -> int:
        """Write bytes and return how many; nothing is written any more once the file is dropped."""
        if self._file.closed:
            return len(data)
        written = self._file.write(data)
        self._hash.update(data)
        self.size += written
        return written

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.size

    def force(self) -> str:
        """Have all of it on disk, and return its SHA-256."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return self._hash.hexdigest()

    def put_in_place(self) -> None:
        """Give the file its name."""
        folders.put_in_place(self._temporary, self._path)

    def drop(self) -> None:
        """Remove what has not been put in place; what cannot be goes with the next results."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._temporary.unlink(missing_ok=True)


class _AsParquet:
    """Rows as Parquet; every page carries a checksum."""

    def __init__(self, file: _Partial, first: pd.DataFrame) -> None:
        import pyarrow.parquet as pq

        self._schema = _arrow(first).schema
        self._writer = pq.ParquetWriter(
            file, self._schema, compression="zstd", write_page_checksum=True
        )

    def add(self, part: pd.DataFrame) -> None:
        self._writer.write_table(_arrow(part, self._schema))

    def end(self) -> None:
        self._writer.close()


class _AsCsv:
    """Rows for spreadsheets, in which no text runs as a formula."""

    def __init__(self, file: _Partial, first: pd.DataFrame) -> None:
        self._file = file
        self._put(first.head(0), header=True)

    def add(self, part: pd.DataFrame) -> None:
        texts = part.select_dtypes(["object", "string", "category"]).columns
        self._put(part.assign(**{name: part[name].map(without_formula) for name in texts}))

    def end(self) -> None:
        """Nothing stands after the last row."""

    def _put(self, rows: pd.DataFrame, *, header: bool = False) -> None:
        self._file.write(rows.to_csv(index=False, header=header, lineterminator="\n").encode())


def _arrow(part: pd.DataFrame, schema: Any = None) -> Any:
    import pyarrow as pa

    return pa.Table.from_pandas(part, schema, preserve_index=False)
