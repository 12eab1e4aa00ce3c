"""The same bytes, however the replications are spread and wherever they run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.experiments.repeating import WAYS, hashes
from tests.experiments.small import write_study

ROOT = Path(__file__).parents[2]
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMBA")}
MANY_THREADS = dict.fromkeys(ONE_THREAD, "3")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("studies") / "small")


@pytest.fixture(scope="module")
def expected(study):
    found = hashes(study, "in this process")
    assert {"replications.parquet", "orders.parquet", "postings.parquet", "cash.parquet"} <= {
        *found
    }
    return found


@pytest.mark.parametrize("way", sorted({*WAYS} - {"in this process", "fork"}))
def test_whoever_computes_them(study, expected, way):
    assert hashes(study, way) == expected


@pytest.mark.parametrize(
    ("way", "surroundings"),
    [
        ("fork", ONE_THREAD | {"PYTHONHASHSEED": "0"}),
        ("in this process", MANY_THREADS | {"PYTHONHASHSEED": "1", "TZ": "Pacific/Auckland"}),
        ("two workers", MANY_THREADS | {"PYTHONHASHSEED": "2", "LC_ALL": "fr_FR.UTF-8"}),
    ],
)
def test_whatever_surrounds_them(study, expected, way, surroundings):
    """A process is forked where it has one thread only, since threads do not survive a fork."""
    if way not in WAYS:
        pytest.skip(f"this system has no {way}")
    command = [sys.executable, "-m", "tests.experiments.repeating", str(study), way]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert dict(line.split() for line in done.stdout.splitlines()) == expected


def test_other_replications_would_be_noticed(study, expected, monkeypatch):
    monkeypatch.setattr("tests.experiments.repeating.REPLICATIONS", 3)
    fewer = hashes(study, "in this process")
    assert fewer.keys() == expected.keys()
    assert all(fewer[name] != expected[name] for name in ("orders.parquet", "cash.parquet"))
