"""What cannot be read is named, or computed again; it is never taken for something else."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import simulator as sim
from simulator.errors import StoreError
from simulator.experiments.storing import reading
from tests.experiments.sweeps import swept
from tests.faults.commands import NONE, OPTIONS
from tests.faults.sqlite_files import library


def failing(name, number=errno.EIO):
    """Return a way to read bytes that fails for a file of this name."""
    real = Path.read_bytes

    def read(self):
        if self.name == name:
            raise OSError(number, os.strerror(number), str(self))
        return real(self)

    return read


@pytest.mark.parametrize("name", ["replications.parquet", "summary.csv"])
def test_a_table_that_the_disk_does_not_give_back_is_named(tmp_path, monkeypatch, name):
    folder = sim.run(NONE, 2, 1, **OPTIONS).save(tmp_path / "out")
    monkeypatch.setattr(Path, "read_bytes", failing(name))
    with pytest.raises(StoreError, match=rf"{name} cannot be read: Input/output error"):
        sim.read(folder)


@pytest.mark.skipif(
    sys.platform != "linux" or library() is None,
    reason="reads are watched through the SQLite that Linux's Python loads",
)
def test_at_each_read_of_a_store_an_error_of_the_disk_is_said_and_no_run_is_wrong(small):
    swept(small.folder / "small", small.out)
    with reading(small.out) as store:
        wanted = [[*run.key, run.content()] for run in store.runs()]
    tried = subprocess.run(
        [sys.executable, "-m", "tests.faults.reading", str(small.out)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = [json.loads(line) for line in tried.stdout.splitlines()]
    assert len(told) > 5
    for _, runs, said in told:
        assert runs == wanted or "runs.sqlite" in said
    assert sum(bool(said) for _, _, said in told) > len(told) // 2


@pytest.mark.parametrize("data", [b"", b"{", b'{"format": 1}', None])
def test_a_sweeps_manifest_that_is_torn_or_lost_is_made_again_from_the_store(small, data):
    swept(small.folder / "small", small.out)
    manifest = small.out / "manifest.json"
    manifest.unlink() if data is None else manifest.write_bytes(data)
    with pytest.raises(StoreError):
        sim.read(small.out)
    assert small.goes_on()
    assert sim.read(small.out).manifest["runs"] == 24


def test_a_table_that_the_user_deletes_is_made_again_without_a_run(small):
    swept(small.folder / "small", small.out)
    (small.out / "summary.parquet").unlink()
    assert small.goes_on()
