"""The results folder: tables as Parquet, a manifest that names and checks them.

A file is written under a temporary name, forced to disk and renamed, the manifest last (`saving`);
so a folder holds whole files only, and one that was left half renewed is found out by its
checksums. Nothing is removed or written over but what an earlier manifest of the same inputs lists.
"""

import contextlib
import hashlib
import io
import itertools
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from simulator.errors import InputError, RefusedError, StoreError, VersionError
from simulator.experiments.claims import FILE_NAME, claim_in
from simulator.experiments.locking import held
from simulator.study.folders import MARKET

MANIFEST = "manifest.json"
FORMAT = 1
"""Version of the folder's layout."""
_SHAPE = MappingProxyType(
    {"experiment": str, "study": str, "digest": str, "files": dict, "versions": dict}
    | {"scenarios": list, "failed": list}
)
_LISTS = ("scenarios", "failed")


def claim(folder: Path, digest: str) -> None:
    """Make `folder`, or raise why results of the inputs with this `digest` cannot go there.

    Args:
        folder: where results are to be written.
        digest: hash of everything that decides the results.
    """
    _check_place(folder)
    refuse_others(folder, digest)
    make(folder)


def make(folder: Path) -> None:
    """Make a folder that can be written, or raise why it cannot be one of results."""
    _check_place(folder)
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in new:
            force_folder(one.parent)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        problem = f"{folder} cannot be written: {error.strerror}"
        raise InputError.of(problem, "a folder that can", key="--out") from error


@contextlib.contextmanager
def claimed(folder: Path, digest: str) -> Iterator[None]:
    """Claim and hold a folder while something is computed; leave no empty folder behind.

    Raises:
        StoreError: another process is at work in it.
    """
    _check_place(folder)
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    claim(folder, digest)
    try:
        with held(folder):
            refuse_others(folder, digest)
            yield
    finally:
        for one in new:
            with contextlib.suppress(OSError):
                one.rmdir()


def read(folder: Path) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """Return the manifest and the tables of a results folder; a damaged one is refused."""
    if not folder.is_dir():
        raise InputError.of(f"{folder} is not a folder", "a results folder")
    manifest = manifest_of(folder)
    if manifest is None:
        raise StoreError(f"{folder} holds no {MANIFEST}: it is no results folder")
    data = {name: _checked(folder / name, digest) for name, digest in manifest["files"].items()}
    tables = {
        name.removesuffix(".parquet"): _table(folder / name, content)
        for name, content in data.items()
        if name.endswith(".parquet")
    }
    return manifest, tables


@dataclass(frozen=True)
class Written:
    """A table of a results folder that is read when it is asked for.

    Attributes:
        path: of its Parquet file.
        digest: what the file's SHA-256 has to be.
    """

    path: Path
    digest: str

    @property
    def columns(self) -> list[str]:
        """The names of its columns."""
        return [str(name) for name in self._file().schema_arrow.names]

    def head(self, rows: int) -> pd.DataFrame:
        """Return its first rows, without reading the others."""
        import pyarrow as pa

        file = self._file()
        first = pa.Table.from_batches(
            itertools.islice(file.iter_batches(max(rows, 1)), 1), file.schema_arrow
        )
        frame: pd.DataFrame = first.to_pandas()
        return frame.head(rows)

    def read(self) -> pd.DataFrame:
        """Return it whole.

        Raises:
            StoreError: it is not what was written.
        """
        return _table(self.path, _checked(self.path, self.digest))

    def _file(self) -> Any:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return pq.ParquetFile(self.path, page_checksum_verification=True)
        except (pa.ArrowException, OSError) as error:
            raise StoreError(f"{self.path} cannot be read: {error}") from error


def _check_place(folder: Path) -> None:
    try:
        _not_in_a_study(folder)
        exists = folder.exists()
    except (OSError, RuntimeError, ValueError) as error:
        problem = f"{folder} is no place for results: {getattr(error, 'strerror', None) or error}"
        raise InputError.of(problem, "a folder that can be written", key="--out") from error
    if exists and not folder.is_dir():
        raise InputError.of(f"{folder} is a file", "a folder, or a new name", key="--out")


def _not_in_a_study(folder: Path) -> None:
    place = folder.resolve()
    for above in (place, *place.parents):
        if (above / MARKET).exists():
            problem = f"{folder} lies in the study {above.name}: results would mix with inputs"
            raise InputError.of(problem, "a folder outside it", key="--out")


def refuse_others(folder: Path, digest: str) -> None:
    """Raise if a folder holds results of other inputs, or what may be somebody else's."""
    manifest = manifest_of(folder)
    if manifest is not None and manifest["digest"] != digest:
        raise RefusedError(
            f"{folder} holds the results of other inputs: theirs have the hash "
            f"{manifest['digest']}, these {digest}; choose another folder, or empty it first"
        )
    if manifest is None and folder.is_dir() and claim_in(folder).digest != digest:
        ours = [p.name for p in folder.iterdir() if FILE_NAME.fullmatch(p.name)]
        if ours:
            raise RefusedError(
                f"{folder} holds {min(ours)} and no {MANIFEST}: it may be somebody else's; "
                "choose another folder, or empty it first"
            )


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """Return a folder's manifest, None if it has none; a damaged one is refused."""
    path = folder / MANIFEST
    if not path.exists():
        return None
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        layout, files = manifest["format"], manifest["files"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise StoreError(f"{path} is damaged, or not a manifest of results") from error
    if isinstance(layout, int) and layout > FORMAT:
        raise VersionError(f"{path} was written by a newer version: upgrade the simulator")
    if manifest.pop("sha256", None) != own_hash(manifest):
        raise StoreError(f"{path} is damaged: it is not what was written")
    if not _is_shaped(manifest) or not all(FILE_NAME.fullmatch(name) for name in files):
        raise StoreError(f"{path} is damaged, or not a manifest of results")
    return dict(manifest)


def _is_shaped(manifest: Mapping[str, Any]) -> bool:
    """Return whether what every reader of a manifest takes for granted is there, of its kind."""
    return (
        all(isinstance(manifest.get(name), kind) for name, kind in _SHAPE.items())
        and isinstance(manifest.get("replications", []), list)
        and all(isinstance(value, str) for value in manifest["files"].values())
        and all(isinstance(row, dict) for name in _LISTS for row in manifest[name])
    )


def own_hash(manifest: Mapping[str, Any]) -> str:
    """Return the hash of a manifest's content, whatever its layout."""
    text = json.dumps(manifest, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _checked(path: Path, digest: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}") from error
    if hashlib.sha256(data).hexdigest() != digest:
        raise StoreError(f"{path} is damaged, or of another run: it is not what {MANIFEST} lists")
    return data


def _table(path: Path, data: bytes) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        arrow = pq.read_table(io.BytesIO(data), page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise StoreError(f"{path} is damaged: {error}") from error
    frame: pd.DataFrame = arrow.to_pandas()
    return frame


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, whole."""
    temporary = temporary_of(path)
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def temporary_of(path: Path) -> Path:
    """Return the name under which this process writes a file before it is whole."""
    return path.with_name(f".{path.name}.{os.getpid()}.partial")


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a file that is whole and forced to disk its name, and force that to disk."""
    temporary.replace(path)
    force_folder(path.parent)


def force_folder(folder: Path) -> None:
    """Force a rename to disk; Windows does so by itself and cannot open folders."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
