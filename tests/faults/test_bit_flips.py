"""Of 300 flipped bits of each kind of file, none is ever read as if it were right.

Those of a store (`runs.sqlite`) are in `tests/experiments/test_store.py`, those of the kernels'
cache in `test_kernel_cache.py`.
"""

import random

import pytest

import simulator as sim
from simulator.errors import SimulatorError, StoreError
from simulator.experiments.verifying import verify
from tests.experiments.sweeps import swept
from tests.faults.bits import FLIPS, flips
from tests.faults.commands import NONE, OPTIONS


@pytest.fixture(params=["results", "sweep"])
def whole(request, tmp_path):
    """Return a folder of results, and what it reads as."""
    if request.param == "results":
        folder = sim.run(NONE, 3, 1, **OPTIONS).save(tmp_path / "out")
    else:
        swept(tmp_path / "small", tmp_path / "out")
        folder = tmp_path / "out"
    return folder, sim.read(folder).tables()


def same(folder, tables):
    """Return whether a folder reads as it did; raise if it does not read."""
    now = sim.read(folder).tables()
    return now.keys() == tables.keys() and all(now[n].equals(tables[n]) for n in tables)


@pytest.mark.parametrize("ending", [".parquet", ".csv"])
def test_no_flipped_bit_of_a_table_is_ever_read(whole, ending):
    folder, _ = whole
    paths = sorted(folder.glob(f"*{ending}"))
    for path in flips(paths, FLIPS, random.Random(1)):
        with pytest.raises(StoreError, match=path.name):
            sim.read(folder)


def test_no_flipped_bit_of_a_manifest_is_ever_read_as_another_one(whole):
    folder, tables = whole
    manifest, refused = sim.read(folder).manifest, 0
    for _ in flips([folder / "manifest.json"], FLIPS, random.Random(2)):
        try:
            assert same(folder, tables)
            assert sim.read(folder).manifest == manifest
        except SimulatorError:
            refused += 1
    assert refused > 250


def test_verify_names_the_file_that_a_flipped_bit_is_in(tmp_path):
    folder = sim.run(NONE, 3, 1, **OPTIONS).save(tmp_path / "out")
    for path in flips(sorted(folder.glob("*.*[tv]")), 30, random.Random(3)):
        assert any(path.name in wrong for wrong in verify(folder, 0).wrong)
    assert verify(folder, 0).sound
