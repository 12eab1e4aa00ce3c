"""Results folders that are damaged, forged or of something else are 5, and never a traceback."""

import json
import pickle

import pytest

import simulator as sim
from simulator.errors import StoreError
from simulator.experiments.folder import own_hash

RUN = ("run", "shop", "--workers", "1", "--replications", "2", "--out", "out")
NO_MANIFEST = "out/manifest.json is damaged, or not a manifest of results\n"


@pytest.fixture(autouse=True)
def every_run_is_faked(faked):
    return faked


@pytest.fixture
def out(place, typed):
    assert typed(*RUN)[0] == 0
    return place / "out"


def forged(out, **changes):
    """Change a manifest, and give it the hash that fits."""
    told = json.loads((out / "manifest.json").read_text())
    del told["sha256"]
    told = {name: value for name, value in {**told, **changes}.items() if value is not None}
    (out / "manifest.json").write_text(json.dumps({**told, "sha256": own_hash(told)}))


@pytest.mark.usefixtures("out")
def test_the_folder_that_these_tests_damage_is_sound(typed):
    status, shown, _ = typed("verify", "out")
    assert status == 0
    assert "files are whole, 2 computed again came out the same" in shown


@pytest.mark.parametrize(
    "text",
    ["", "{", "null", "[]", "[" * 100_000, '{"a":' * 20_000, "\x00", '{"format": 1}', "NaN"],
    ids=lambda text: repr(text[:12]),
)
@pytest.mark.parametrize("command", [("verify", "out"), ("briefing", "out"), RUN])
def test_what_is_no_manifest_is_5_for_every_command(out, typed, text, command):
    (out / "manifest.json").write_text(text)
    assert typed(*command)[::2] == (5, NO_MANIFEST)


@pytest.mark.parametrize(
    "changes",
    [
        {"experiment": None},
        {"experiment": 5},
        {"study": 5},
        {"digest": None},
        {"versions": 5},
        {"versions": None},
        {"scenarios": 5},
        {"scenarios": [5]},
        {"failed": None},
        {"failed": ["x"]},
        {"replications": 5},
        {"files": []},
        {"files": {"summary.parquet": 5}},
        {"files": {"../../etc/passwd": "0" * 64}},
        {"files": {"/etc/passwd": "0" * 64}},
    ],
    ids=str,
)
def test_a_forged_manifest_is_refused_by_its_shape(out, typed, changes):
    forged(out, **changes)
    assert typed("verify", "out")[::2] == (5, NO_MANIFEST)


def test_a_manifest_without_its_own_hash_is_not_read(out, typed):
    told = json.loads((out / "manifest.json").read_text())
    del told["sha256"]
    (out / "manifest.json").write_text(json.dumps(told))
    said = "out/manifest.json is damaged: it is not what was written\n"
    assert typed("verify", "out")[::2] == (5, said)


def test_a_truncated_a_missing_and_an_extra_file_are_each_named(out, typed):
    whole = (out / "summary.parquet").read_bytes()
    (out / "summary.parquet").write_bytes(whole[:-1])
    (out / "daily.parquet").unlink()
    (out / "extra.txt").write_text("mine")
    status, _, errors = typed("verify", "out")
    assert status == 5
    assert "out/summary.parquet is damaged: it is not what the manifest lists" in errors
    assert "out/daily.parquet: No such file or directory" in errors
    assert "extra.txt is not of these results" in errors


def test_a_parquet_of_another_run_copied_in_is_5(out, place, typed):
    assert typed(*RUN[:-1], "other", "--seed", "5")[0] == 0
    (out / "replications.parquet").write_bytes((place / "other/replications.parquet").read_bytes())
    said = (
        "out/replications.parquet is damaged, or of another run: it is not what manifest.json "
        "lists\n"
    )
    assert typed("briefing", "out")[::2] == (5, said)


class Trap:
    """What runs a program when it is unpickled."""

    def __reduce__(self):
        return (exec, ("raise SystemExit('unpickled')",))


@pytest.mark.parametrize("name", ["manifest.json", "replications.parquet"])
def test_a_pickle_offered_as_results_is_refused_and_never_loaded(out, name):
    (out / name).write_bytes(pickle.dumps(Trap()))
    with pytest.raises(StoreError, match=f"out/{name} is damaged"):
        sim.read("out")


def test_marks_in_a_holders_note_reach_no_terminal(place, typed):
    from simulator.experiments.locking import HOLDER, locked

    (place / "out").mkdir()
    with locked(place / "out"):
        (place / "out" / HOLDER).write_text(
            json.dumps({"pid": 7, "host": "\x1b]0;owned\x07", "since": "\x1b[31mnow"})
        )
        status, _, errors = typed("sweep", "shop", "design", "--out", "out")
    assert status == 5
    assert r"by process 7 on \x1b]0;owned\x07, since \x1b[31mnow" in errors
    assert "\x1b" not in errors
