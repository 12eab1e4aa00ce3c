import json
import shutil

import pytest

from simulator.errors import InputError, RefusedError, StoreError
from simulator.experiments.copying import copied
from tests.cli.small_model import StudyModel
from tests.experiments.sweeps import GRID, planned, swept, tables_of


@pytest.fixture
def place(tmp_path):
    return f"file://{tmp_path}/bucket/cuts"


def swept_with_copy(tmp_path, place, text=GRID, **options):
    """Run the sweep with a copy at a place; return whether the store was fetched from there."""
    digest = planned(tmp_path / "small", text, model=StudyModel()).digest
    with copied(place, digest, tmp_path / "out") as fetched:
        swept(tmp_path / "small", tmp_path / "out", text, **options)
    return fetched


def test_a_sweep_that_was_stopped_goes_on_on_another_machine_from_its_copy(tmp_path, place):
    with pytest.raises(KeyboardInterrupt):
        swept_with_copy(tmp_path, place, model=StudyModel(stops_at=1))
    shutil.rmtree(tmp_path / "out")
    log = tmp_path / "log"
    assert swept_with_copy(tmp_path, place, model=StudyModel(log=log))
    assert len(log.read_text().splitlines()) == 11
    swept(tmp_path / "small", tmp_path / "whole")
    assert tables_of(tmp_path / "out") == tables_of(tmp_path / "whole")
    assert tables_of(tmp_path / "bucket" / "cuts") == tables_of(tmp_path / "whole")


def test_a_store_that_is_there_is_not_fetched_over(tmp_path, place):
    assert not swept_with_copy(tmp_path, place)
    assert not swept_with_copy(tmp_path, place)


def test_a_copy_of_another_sweep_is_refused_before_anything_is_run(tmp_path, place):
    swept_with_copy(tmp_path, place)
    shutil.rmtree(tmp_path / "out")
    with pytest.raises(RefusedError, match="holds a sweep of other inputs or versions"):
        swept_with_copy(tmp_path, place, "seed = 5\n" + GRID)
    assert not (tmp_path / "out").exists()


def test_a_place_with_something_else_in_it_is_refused_untouched(tmp_path, place):
    (tmp_path / "bucket" / "cuts").mkdir(parents=True)
    (tmp_path / "bucket" / "cuts" / "notes.txt").write_text("mine")
    with pytest.raises(RefusedError, match=r"is not empty and holds no sweep\.json"):
        swept_with_copy(tmp_path, place)
    assert [file.name for file in (tmp_path / "bucket" / "cuts").iterdir()] == ["notes.txt"]


def test_a_damaged_copy_is_found(tmp_path, place):
    swept_with_copy(tmp_path, place)
    shutil.rmtree(tmp_path / "out")
    copy = tmp_path / "bucket" / "cuts" / "runs.sqlite"
    copy.write_bytes(copy.read_bytes()[:-1])
    with pytest.raises(StoreError, match="is not what was copied"):
        swept_with_copy(tmp_path, place)
    label = json.loads((tmp_path / "bucket" / "cuts" / "sweep.json").read_text())
    assert max(label["files"]) == "summary.parquet"


def test_a_place_of_an_unknown_kind_names_what_to_install(tmp_path):
    with pytest.raises(InputError, match=r"--copy-to: nowhere://x cannot be reached: .*s3fs"):
        swept_with_copy(tmp_path, "nowhere://x")


def test_without_a_place_nothing_is_copied(tmp_path):
    assert not swept_with_copy(tmp_path, None)
