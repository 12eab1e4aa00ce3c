import json
import os
import pickle
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from simulator.errors import InputError, RefusedError, StoreError, VersionError
from simulator.experiments import folder as folders
from simulator.experiments.manifest import digest_of
from simulator.experiments.replicate import compare, run
from simulator.experiments.results import Comparison, Results, read
from simulator.study.spreadsheets import without_formula
from tests.experiments.fakes import FakeModel, FakeScenario

NONE = FakeScenario()
PLAN = FakeScenario(programme="plan", effect=-0.25)
TABLES = {"summary", "tails", "replications", "daily", "groups", "flows"}


def ran(scenario=NONE, replications=2, seed=1, **options):
    return run(scenario, replications, seed, workers=1, model=FakeModel(), **options)


def manifest_in(folder):
    return json.loads((folder / "manifest.json").read_text())


def change_manifest(folder, **changes):
    (folder / "manifest.json").write_text(json.dumps(manifest_in(folder) | changes))


# What is written


def test_a_run_writes_its_tables_and_a_manifest_and_nothing_else(tmp_path):
    folder = ran().save(tmp_path / "deep" / "out")
    names = {p.name for p in folder.iterdir()}
    assert names == {f"{t}.parquet" for t in TABLES} | {"summary.csv", "manifest.json"}


def test_the_manifest_says_what_was_run(tmp_path):
    manifest = manifest_in(ran(seed=7).save(tmp_path))
    assert manifest["study"] == "fake"
    assert manifest["seed"] == 7
    assert manifest["replications"] == [0, 1]
    assert manifest["digest"] == digest_of([NONE], 7)
    assert manifest["scenarios"][0]["resolved"]["world"] == {"start": "2009-01-01"}
    assert {"simulator", "python", "numpy", "numba"} <= set(manifest["versions"])
    assert manifest["timing"]["seconds"] >= 0


def test_equal_inputs_give_equal_bytes_and_timing_stands_apart(tmp_path):
    first, second = ran().save(tmp_path / "a"), ran().save(tmp_path / "b")
    for path in first.iterdir():
        if path.name != "manifest.json":
            assert path.read_bytes() == (second / path.name).read_bytes()
    apart = manifest_in(first), manifest_in(second)
    for manifest in apart:
        del manifest["timing"], manifest["sha256"]
    assert apart[0] == apart[1]


def test_parquet_pages_carry_checksums(tmp_path):
    path = ran().save(tmp_path) / "replications.parquet"
    column = pq.read_metadata(path).row_group(0).column(4)
    data = bytearray(path.read_bytes())
    data[column.dictionary_page_offset + column.total_compressed_size - 1] ^= 1
    path.write_bytes(data)
    with pytest.raises(OSError, match="CRC"):
        pq.read_table(path, page_checksum_verification=True)


def test_the_audit_adds_its_tables_with_the_replication_in_front(tmp_path):
    folder = ran(audit=True).save(tmp_path)
    orders = pd.read_parquet(folder / "orders.parquet")
    assert list(orders.columns[:4]) == ["assumptions", "programme", "replication", "order_id"]
    assert list(orders["replication"]) == [0, 0, 1, 1]
    assert list(orders["order_id"])[:2] == ["r1-1", "=r1-2"]


def test_a_spreadsheet_takes_no_name_for_a_formula(tmp_path):
    folder = ran(FakeScenario(programme="=cmd|'/c calc'!A1")).save(tmp_path)
    line = (folder / "summary.csv").read_text().splitlines()[1]
    assert line.startswith("base,'=cmd|'/c calc'!A1,lost_eur,")
    assert read(folder).labels == [("base", "=cmd|'/c calc'!A1")]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_each_start_of_a_formula_is_quoted(start):
    assert without_formula(start + "1") == f"'{start}1"


# What is read back


def test_a_run_reads_back_as_it_was(tmp_path):
    results = ran(audit=True)
    again = read(results.save(tmp_path))
    assert isinstance(again, Results)
    for name, table in results.tables().items():
        pd.testing.assert_frame_equal(table, again.tables()[name])
    assert again.audit("orders").shape == (4, 5)


def test_a_comparison_reads_back_as_it_was(tmp_path):
    paired = compare([NONE, PLAN], 3, workers=1, model=FakeModel())
    again = read(paired.save(tmp_path))
    assert isinstance(again, Comparison)
    pd.testing.assert_frame_equal(paired.differences(), again.differences())
    pd.testing.assert_frame_equal(
        pd.read_parquet(tmp_path / "comparison.parquet"), paired.differences()
    )


def test_failures_are_read_back(tmp_path):
    results = run(NONE, 3, workers=1, model=FakeModel(raises_at=1))
    pd.testing.assert_frame_equal(read(results.save(tmp_path)).failed, results.failed)


def test_a_run_in_which_everything_failed_can_be_saved_and_read(tmp_path):
    results = run(NONE, [1], workers=1, model=FakeModel(raises_at=1))
    again = read(results.save(tmp_path))
    assert again.replications.empty
    assert again.summary().empty
    assert again.daily().empty
    assert len(again.failed) == 1


@pytest.mark.parametrize("name", ["replications.parquet", "summary.csv"])
def test_one_flipped_byte_is_found(tmp_path, name):
    path = ran().save(tmp_path) / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(StoreError, match=name):
        read(tmp_path)


def test_a_file_of_another_run_is_found(tmp_path):
    here, there = ran().save(tmp_path / "a"), ran(seed=2).save(tmp_path / "b")
    (here / "daily.parquet").write_bytes((there / "daily.parquet").read_bytes())
    with pytest.raises(StoreError, match=r"daily\.parquet"):
        read(here)


def test_a_missing_file_is_named(tmp_path):
    (ran().save(tmp_path) / "flows.parquet").unlink()
    with pytest.raises(StoreError, match=r"flows\.parquet"):
        read(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 1, "digest": 3, "files": {}}'])
def test_a_manifest_that_is_none_is_refused(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(StoreError):
        read(tmp_path)
    with pytest.raises(StoreError):
        folders.claim(tmp_path, "abc")


def test_a_manifest_cannot_name_files_elsewhere(tmp_path):
    folder = ran().save(tmp_path / "out")
    change_manifest(folder, files={"../../victim": "abc"})
    with pytest.raises(StoreError):
        read(folder)


def test_a_newer_layout_asks_for_an_upgrade(tmp_path):
    change_manifest(ran().save(tmp_path), format=99)
    with pytest.raises(VersionError, match="upgrade"):
        read(tmp_path)


def test_a_pickle_is_never_opened(tmp_path):
    path = tmp_path / "results.pickle"
    path.write_bytes(pickle.dumps({}))
    with pytest.raises(InputError, match="not a folder"):
        read(path)


def test_a_folder_without_a_manifest_holds_no_results(tmp_path):
    with pytest.raises(StoreError, match="no manifest"):
        read(tmp_path)


# Whose folder it is


def test_results_of_other_inputs_are_refused_with_both_hashes(tmp_path):
    ran().save(tmp_path)
    with pytest.raises(RefusedError) as caught:
        ran(PLAN).save(tmp_path)
    assert digest_of([NONE], 1) in str(caught.value)
    assert digest_of([PLAN], 1) in str(caught.value)
    assert read(tmp_path).labels == [("base", "none")]


def test_another_seed_is_other_inputs(tmp_path):
    ran().save(tmp_path)
    with pytest.raises(RefusedError):
        ran(seed=2).save(tmp_path)


def test_more_replications_of_the_same_inputs_replace_the_fewer(tmp_path):
    ran(replications=2, audit=True).save(tmp_path)
    ran(replications=3).save(tmp_path)
    assert read(tmp_path).manifest["replications"] == [0, 1, 2]
    assert not (tmp_path / "orders.parquet").exists()


def test_what_else_lies_in_the_folder_stays(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    ran().save(tmp_path)
    ran(replications=3).save(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_table_that_nobody_listed_is_not_written_over(tmp_path):
    (tmp_path / "summary.csv").write_text("mine")
    with pytest.raises(RefusedError, match=r"summary\.csv"):
        ran().save(tmp_path)
    assert (tmp_path / "summary.csv").read_text() == "mine"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file"):
        ran().save(tmp_path / "file")


def test_a_folder_below_a_file_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot be written"):
        ran().save(tmp_path / "file" / "out")


@pytest.mark.parametrize("place", ["study", "study/results"])
def test_a_study_is_no_place_for_results(tmp_path, place):
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "market.toml").write_text("")
    with pytest.raises(InputError, match="lies in the study"):
        folders.claim(tmp_path / place, "abc")
    assert not (tmp_path / "study" / "results").exists()


# Faults


@pytest.mark.parametrize("written", range(8))
def test_a_crash_between_two_files_is_found_out_and_the_next_save_mends_it(
    tmp_path, monkeypatch, written
):
    ran(replications=2).save(tmp_path)
    real, count = Path.replace, iter(range(100))

    def dying(self, target):
        if next(count) == written:
            raise MemoryError
        return real(self, target)

    results = ran(replications=3)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dying)
        with pytest.raises(MemoryError):
            results.save(tmp_path)
    assert not list(tmp_path.glob(".*"))
    if written < 2:  # of the note of whose tables they are, and of the first table
        assert read(tmp_path).manifest["replications"] == [0, 1]
    else:
        with pytest.raises(StoreError):
            read(tmp_path)
    ran(replications=3).save(tmp_path)
    assert read(tmp_path).manifest["replications"] == [0, 1, 2]


def dying_at_the_manifest(monkeypatch, results, folder):
    """Save results into a folder, and stop when only the manifest is missing."""
    real = Path.replace

    def dying(self, target):
        if Path(target).name == "manifest.json":
            raise MemoryError
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dying)
        with pytest.raises(MemoryError):
            results.save(folder)
    assert (folder / "summary.parquet").exists()


def test_first_results_that_were_cut_off_are_written_by_the_same_command(tmp_path, monkeypatch):
    dying_at_the_manifest(monkeypatch, ran(audit=True), tmp_path)
    ran(replications=3).save(tmp_path)
    assert read(tmp_path).manifest["replications"] == [0, 1, 2]
    names = {p.name for p in tmp_path.iterdir()}
    assert names == {f"{t}.parquet" for t in TABLES} | {"summary.csv", "manifest.json"}


def test_results_that_others_cut_off_are_left_alone(tmp_path, monkeypatch):
    dying_at_the_manifest(monkeypatch, ran(), tmp_path)
    before = (tmp_path / "summary.csv").read_bytes()
    with pytest.raises(RefusedError, match="it may be somebody else's"):
        ran(PLAN).save(tmp_path)
    assert (tmp_path / "summary.csv").read_bytes() == before


def test_a_note_of_whose_tables_they_are_cannot_name_files_elsewhere(tmp_path):
    (tmp_path / "victim.parquet").write_text("mine")
    folder = ran().save(tmp_path / "out")
    claim = {"digest": digest_of([NONE], 1), "files": ["../victim.parquet"]}
    (folder / "claim.json").write_text(json.dumps(claim))
    ran().save(folder)
    assert (tmp_path / "victim.parquet").exists()
    assert not (folder / "claim.json").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"digest": 1}'])
def test_a_note_that_cannot_be_read_claims_nothing(tmp_path, text):
    (tmp_path / "claim.json").write_text(text)
    (tmp_path / "summary.csv").write_text("mine")
    with pytest.raises(RefusedError, match=r"summary\.csv"):
        ran().save(tmp_path)


def test_a_full_disk_is_a_clean_message_and_leaves_no_half_file(tmp_path, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    results = ran()
    (tmp_path / "out").mkdir()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"No space .* bytes"):
        results.save(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
