"""A sweep's store on object storage: copied there when it ends, fetched from there to go on."""

import contextlib
import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simulator.errors import InputError, RefusedError, StoreError
from simulator.experiments import folder as folders
from simulator.experiments.store import RUNS

LABEL = "sweep.json"
"""What is written last: whose the copy is, and the checksum of each of its files."""
EXTRA = "pip install 'trade-credit-simulator[cluster]', and the package of your storage (s3fs, …)"


@contextlib.contextmanager
def copied(url: str | None, digest: str, folder: Path) -> Iterator[bool]:
    """Fetch a store before work on it, and copy it back afterwards, whatever happened meanwhile.

    Args:
        url: where to; None: nowhere.
        digest: of the sweep.

    Yields whether a store was fetched.
    """
    if url is None:
        yield False
        return
    copy = Copy(url, digest)
    try:
        yield copy.fetch(folder)
    finally:
        if (folder / RUNS).is_file():
            copy.send(folder)


class Copy:
    """The place of a copy, such as `s3://bucket/results/cuts` or `file:///mnt/shared/cuts`."""

    def __init__(self, url: str, digest: str) -> None:
        self.url, self._digest = url, digest
        try:
            import fsspec

            self._files, self._path = fsspec.core.url_to_fs(url)
            self._label = self._read_label()
        except (ImportError, OSError, ValueError) as error:
            said = f"{url} cannot be reached: {error}"
            raise InputError.of(said, EXTRA, key="--copy-to") from error
        if self._label and self._label.get("digest") != digest:
            raise RefusedError(
                f"{url} holds a sweep of other inputs or versions: its hash is "
                f"{self._label.get('digest')}, this one's {digest}; choose another place"
            )

    def fetch(self, folder: Path) -> bool:
        """Fetch the store into a folder that has none; return whether there was one to fetch.

        Raises:
            StoreError: what came is not what was copied.
        """
        wanted = self._label.get("files", {}).get(RUNS)
        if wanted is None or (folder / RUNS).exists():
            return False
        data = self._files.cat_file(f"{self._path}/{RUNS}")
        if hashlib.sha256(data).hexdigest() != wanted:
            raise StoreError(f"{self.url}/{RUNS} is damaged: it is not what was copied")
        folders.make(folder)
        folders.write_whole(folder / RUNS, data)
        return True

    def send(self, folder: Path) -> None:
        """Copy the store and its tables, whose folder nobody writes into; the label goes last.

        Raises:
            StoreError: the place cannot be written.
        """
        manifest = folders.manifest_of(folder) or {"files": {}}
        tables = [*manifest["files"], folders.MANIFEST] if manifest["files"] else []
        try:
            self._files.makedirs(self._path, exist_ok=True)
            sums = {}
            for name in (RUNS, *tables):
                data = (folder / name).read_bytes()
                sums[name] = hashlib.sha256(data).hexdigest()
                self._files.pipe_file(f"{self._path}/{name}", data)
            label = json.dumps({"digest": self._digest, "files": sums}, indent=1) + "\n"
            self._files.pipe_file(f"{self._path}/{LABEL}", label.encode())
        except OSError as error:
            raise StoreError(f"{self.url} cannot be written: {error}; {folder} is whole") from error

    def _read_label(self) -> Mapping[str, Any]:
        place = f"{self._path}/{LABEL}"
        if not self._files.exists(place):
            if self._files.exists(self._path) and self._files.ls(self._path):
                raise RefusedError(
                    f"{self.url} is not empty and holds no {LABEL}: it may be somebody else's; "
                    "choose another place"
                )
            return {}
        try:
            label = json.loads(self._files.cat_file(place))
            if not isinstance(label["digest"], str) or not isinstance(label["files"], dict):
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise StoreError(f"{self.url}/{LABEL} is damaged, or no label of ours") from error
        return dict(label)
