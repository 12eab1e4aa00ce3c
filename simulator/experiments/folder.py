"""The results folder: tables as Parquet, a manifest that names and checks them.

A file is written under a temporary name, forced to disk and renamed, the manifest last; so a folder
holds whole files only, and one that was left half renewed is found out by its checksums. Nothing is
removed or written over but what an earlier manifest of the same inputs lists.
"""

import contextlib
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import pandas as pd

from simulator.errors import InputError, RefusedError, StoreError, VersionError
from simulator.experiments.claims import CLAIM, FILE_NAME, Claim, claim_in
from simulator.experiments.locking import held
from simulator.study.folders import MARKET
from simulator.study.spreadsheets import without_formula

MANIFEST = "manifest.json"
FORMAT = 1
"""Version of the folder's layout."""
AS_CSV = frozenset({"summary", "hindcast"})
"""Tables that are written for spreadsheets too."""


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
            _force_folder(one.parent)
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
    claim(folder, kept.manifest["digest"])
    with held(folder):
        noted = _note_claim(folder, kept.manifest["digest"], tables)
        write(folder, kept.manifest, tables)
        with contextlib.suppress(OSError):
            _tidy(folder, noted)
    return folder


def _note_claim(folder: Path, digest: str, tables: Mapping[str, pd.DataFrame]) -> Claim:
    """Note whose tables lie in a folder if this is cut off, and return the note."""
    refuse_others(folder, digest)
    manifest = manifest_of(folder) or {"files": {}}
    coming = [f"{name}.parquet" for name in tables] + [f"{name}.csv" for name in AS_CSV & {*tables}]
    noted = Claim(digest, claim_in(folder).files | {*manifest["files"], *coming})
    try:
        write_whole(folder / CLAIM, noted.told())
    except OSError as error:
        size = sum(int(table.memory_usage().sum()) for table in tables.values())
        raise StoreError(
            f"{folder}: {error.strerror}; results take some {size:,} bytes; what was there is whole"
        ) from error
    return noted


def _tidy(folder: Path, noted: Claim) -> None:
    """Remove earlier tables that are none any more, and then the note of them."""
    for name in noted.files - {*(manifest_of(folder) or {"files": {}})["files"]}:
        (folder / name).unlink(missing_ok=True)
    _force_folder(folder)
    for left in (*folder.glob(f".{CLAIM}.*.partial"), folder / CLAIM):
        left.unlink(missing_ok=True)


def write(
    folder: Path,
    manifest: Mapping[str, Any],
    tables: Mapping[str, pd.DataFrame],
    *,
    ours: bool = False,
) -> None:
    """Write result tables and their manifest into a folder that was claimed for its digest.

    `ours`: the caller knows that the folder is: a store in it says so.
    """
    if not ours:
        refuse_others(folder, manifest["digest"])
    old = (None if ours else manifest_of(folder)) or {"files": {}}
    contents = {f"{name}.parquet": _parquet(table) for name, table in tables.items()}
    contents |= {f"{n}.csv": _csv(table) for n, table in tables.items() if n in AS_CSV}
    files = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(contents.items())}
    body = {"format": FORMAT, **manifest, "files": files}
    written = {**body, "sha256": _own_hash(body)}
    contents[MANIFEST] = (json.dumps(written, indent=1, ensure_ascii=False) + "\n").encode()
    try:
        for name, data in contents.items():
            write_whole(folder / name, data)
        for name in set(old["files"]) - set(files):
            (folder / name).unlink(missing_ok=True)
        for name in contents:
            for left in folder.glob(f".{name}.*.partial"):
                left.unlink()
    except OSError as error:
        size = sum(map(len, contents.values()))
        raise StoreError(
            f"{folder}: {error.strerror}; results take {size:,} bytes; what was there is whole"
        ) from error


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


def _check_place(folder: Path) -> None:
    _not_in_a_study(folder)
    if folder.exists() and not folder.is_dir():
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
        layout, digest, files = manifest["format"], manifest["digest"], manifest["files"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} is damaged, or not a manifest of results") from error
    if isinstance(layout, int) and layout > FORMAT:
        raise VersionError(f"{path} was written by a newer version: upgrade the simulator")
    own = manifest.pop("sha256", None)
    if own is not None and own != _own_hash(manifest):
        raise StoreError(f"{path} is damaged: it is not what was written")
    names = files if isinstance(files, dict) else {"": ""}
    if not isinstance(digest, str) or not all(FILE_NAME.fullmatch(name) for name in names):
        raise StoreError(f"{path} is damaged, or not a manifest of results")
    return dict(manifest)


def _own_hash(manifest: Mapping[str, Any]) -> str:
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


def _parquet(table: pd.DataFrame) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    pq.write_table(arrow, buffer, compression="zstd", write_page_checksum=True)
    return buffer.getvalue()


def _table(path: Path, data: bytes) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        arrow = pq.read_table(io.BytesIO(data), page_checksum_verification=True)
    except (pa.ArrowException, OSError) as error:
        raise StoreError(f"{path} is damaged: {error}") from error
    frame: pd.DataFrame = arrow.to_pandas()
    return frame


def _csv(table: pd.DataFrame) -> bytes:
    texts = table.select_dtypes(["object", "string", "category"]).columns
    safe = table.assign(**{name: table[name].map(without_formula) for name in texts})
    return safe.to_csv(index=False, lineterminator="\n").encode()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a crash leaves the old one or the new one, whole."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _force_folder(path.parent)


def _force_folder(folder: Path) -> None:
    """Force a rename to disk; Windows does so by itself and cannot open folders."""
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
