import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.errors import InputError, RefusedError, StoreError, VersionError
from simulator.experiments.locking import HOLDER, locked
from simulator.experiments.runs import Run
from simulator.experiments.store import RUNS
from simulator.experiments.storing import identity_of, reading, writing
from simulator.experiments.todo import Todo
from tests.experiments.sweeps import GRID, planned, swept, tables_of

NAN, INF = float("nan"), float("inf")


@pytest.fixture
def plan(tmp_path):
    return planned(tmp_path / "small")


def one_run(number, replication=0, **more):
    return Run(number, replication, {"lost_eur": number + 0.1}, **more)


def filled(folder, plan, count=24):
    """Write the first so many runs of a plan, and return them."""
    runs = [one_run(place // 2, place % 2) for place in range(count)]
    with writing(folder, plan) as store:
        store.add(runs)
    return runs


def rows_in(folder):
    with reading(folder) as store:
        return [run.key for run in store.runs()]


def test_a_run_comes_back_to_the_last_bit(tmp_path, plan):
    values = {"a": 0.1 + 0.2, "b": -0.0, "c": INF, "d": -INF, "e": 5e-324, "f": 1e308}
    failed = Run(1, 1, {}, "run", "ValueError: é \ud800 \x00", 'File "x.py", line 3')
    with writing(tmp_path / "out", plan) as store:
        store.add([Run(0, 1, values | {"g": NAN}), failed])
    with reading(tmp_path / "out") as store:
        good, bad = store.runs()
    assert [repr(good.outcomes[name]) for name in values] == [repr(v) for v in values.values()]
    assert str(good.outcomes["g"]) == "nan"
    assert (bad.stage, bad.error, bad.traceback) == (failed.stage, failed.error, failed.traceback)
    assert (good.failed, bad.failed) == (False, True)


def test_each_row_tells_seed_time_status_and_outcomes_to_any_reader_of_sqlite(tmp_path, plan):
    with writing(tmp_path / "out", plan) as store:
        store.add([one_run(3, 1, seconds=0.25)])
    table = sqlite3.connect(tmp_path / "out" / RUNS)
    row = table.execute(
        "SELECT scenario, replication, seed, seconds, status, content ->> 'lost_eur' FROM runs"
    ).fetchone()
    table.close()
    assert row == (3, 1, 2009, 0.25, "done", 3.1)


def test_a_run_that_is_there_already_stays_and_an_equal_one_is_welcome(tmp_path, plan):
    with writing(tmp_path / "out", plan) as store:
        store.add([one_run(0)])
        store.add([one_run(0, seconds=9.0), one_run(1)])
        assert len(store) == 2


def test_a_run_that_comes_to_something_else_the_second_time_is_an_alarm(tmp_path, plan):
    with writing(tmp_path / "out", plan) as store:
        store.add([one_run(0)])
        with pytest.raises(StoreError, match="run 0/0 came to something else than the first time"):
            store.add([one_run(1), Run(0, 0, {"lost_eur": 0.2})])
        assert [run.key for run in store.runs()] == [(0, 0)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GRID.replace("replications = 2", "replications = 3"), "sweep.replications: 2 there, 3"),
        ("seed = 7\n" + GRID, "sweep.seed: 2009 there, 7 here"),
        (GRID.replace("high = 2.0", "high = 2.5"), "points_sha256: "),
    ],
)
def test_a_store_of_other_inputs_is_refused_and_the_difference_named(tmp_path, plan, text, said):
    filled(tmp_path / "out", plan)
    other = planned(tmp_path / "small", text)
    with pytest.raises(RefusedError, match=said), writing(tmp_path / "out", other):
        pass
    assert len(rows_in(tmp_path / "out")) == 24


def test_a_store_of_other_versions_is_refused_and_the_library_named(tmp_path, plan, monkeypatch):
    filled(tmp_path / "out", plan)
    ours = plan.identity["versions"]
    theirs = ours | {"numpy": "1.0", "code": "feed"}
    monkeypatch.setattr("simulator.experiments.plans.fingerprint", lambda: theirs)
    other = planned(tmp_path / "small")
    with pytest.raises(RefusedError) as error, writing(tmp_path / "out", other):
        pass
    assert f'versions.numpy: "{ours["numpy"]}" there, "1.0" here' in str(error.value)
    assert f'versions.code: "{ours["code"]}" there, "feed" here' in str(error.value)


def test_a_store_of_a_newer_layout_is_refused(tmp_path, plan):
    filled(tmp_path / "out", plan)
    table = sqlite3.connect(tmp_path / "out" / RUNS)
    with table:
        table.execute("UPDATE meta SET value = '2' WHERE key = 'format'")
    table.close()
    with pytest.raises(VersionError, match="newer version"), writing(tmp_path / "out", plan):
        pass


def test_a_database_of_somebody_else_is_left_alone(tmp_path, plan):
    (tmp_path / "out").mkdir()
    table = sqlite3.connect(tmp_path / "out" / RUNS)
    with table:
        table.execute("CREATE TABLE customers (name TEXT)")
    table.close()
    before = (tmp_path / "out" / RUNS).read_bytes()
    with pytest.raises(StoreError, match="a database of something else, with the tables customers"):
        filled(tmp_path / "out", plan)
    assert (tmp_path / "out" / RUNS).read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(tmp_path, plan):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / RUNS).write_text("my notes, a page long" * 200)
    with pytest.raises(StoreError, match="move it away and the same command begins anew"):
        filled(tmp_path / "out", plan)
    assert (tmp_path / "out" / RUNS).read_text().startswith("my notes")


def test_a_folder_with_results_of_something_else_is_refused_untouched(tmp_path, plan):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "runs.parquet").write_text("mine")
    with pytest.raises(RefusedError, match="it may be somebody else's"):
        filled(tmp_path / "out", plan)
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["runs.parquet"]


def test_other_files_in_the_folder_stay(tmp_path, plan):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine")
    filled(tmp_path / "out", plan)
    assert (tmp_path / "out" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("place", ["small/results", "file", "file/below"])
def test_a_place_that_cannot_hold_a_store_is_found_at_once(tmp_path, plan, place):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="--out"):
        filled(tmp_path / place, plan)
    assert (tmp_path / "file").read_text() == "mine"


def test_nothing_is_left_behind_of_a_store_that_was_never_begun(tmp_path, plan, monkeypatch):
    monkeypatch.setattr("simulator.experiments.storing._open", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError), writing(tmp_path / "deep" / "out", plan):
        pass
    assert not (tmp_path / "deep" / "out" / RUNS).exists()


def test_a_second_process_is_told_who_holds_the_store(tmp_path, plan):
    script = f"""
import sys, time
from pathlib import Path
from simulator.experiments.locking import locked
with locked(Path({str(tmp_path)!r})):
    print("held", flush=True)
    time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(StoreError, match=f"in use by process {process.pid} on .*, since 20"):
            filled(tmp_path, plan)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert (tmp_path / HOLDER).exists()
        filled(tmp_path, plan)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert not (tmp_path / HOLDER).exists()


def test_a_store_can_be_read_while_it_is_written(tmp_path, plan):
    with writing(tmp_path / "out", plan) as store:
        store.add([one_run(0)])
        assert rows_in(tmp_path / "out") == [(0, 0)]


def test_a_store_can_be_read_where_nothing_can_be_written(tmp_path, plan):
    filled(tmp_path / "out", plan)
    (tmp_path / "out" / RUNS).chmod(0o444)
    (tmp_path / "out").chmod(0o555)
    try:
        assert len(rows_in(tmp_path / "out")) == 24
    finally:
        (tmp_path / "out").chmod(0o755)


def test_a_full_disk_is_said_with_the_bytes_needed_and_the_rest_is_kept(tmp_path, plan):
    runs = [Run(n, 0, {f"x{k}": 0.1 * k for k in range(2_000)}) for n in range(12)]
    with writing(tmp_path / "out", plan) as store:
        store.add(runs[:2])
        size = sum(file.stat().st_size for file in (tmp_path / "out").iterdir())
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 50_000, hard))
        try:
            with pytest.raises(StoreError, match=r"about \d\d\d,\d\d\d bytes more are needed"):
                store.add(runs[2:])
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
            signal.signal(signal.SIGXFSZ, ignored)
        assert len(store) == 2
        store.add(runs[2:])
    assert len(rows_in(tmp_path / "out")) == 12


def test_damaged_rows_are_named_left_out_and_run_again(tmp_path, plan):
    filled(tmp_path / "out", plan)
    table = sqlite3.connect(tmp_path / "out" / RUNS)
    with table:
        table.execute("UPDATE runs SET content = replace(content, '.1', '.2') WHERE scenario = 4")
    table.close()
    with writing(tmp_path / "out", plan) as store:
        assert len(list(store.runs())) == 22
        assert store.damaged == [(4, 0), (4, 1)]
        todo = Todo(plan, store)
        assert (todo.damaged, todo.left) == (2, 2)
        assert [part.point for piece in todo.pieces(1.0, 1) for part in piece] == [2, 2]


def test_rows_of_another_sweep_copied_in_are_damaged_rows(tmp_path, plan):
    filled(tmp_path / "out", plan, 2)
    other = planned(tmp_path / "small", "seed = 5\n" + GRID)
    filled(tmp_path / "other", other)
    table = sqlite3.connect(tmp_path / "out" / RUNS)
    table.execute("ATTACH ? AS other", (str(tmp_path / "other" / RUNS),))
    with table:
        table.execute("INSERT OR IGNORE INTO runs SELECT * FROM other.runs")
    table.close()
    assert rows_in(tmp_path / "out") == [(0, 0), (0, 1)]


def test_a_store_whose_label_is_damaged_is_known_by_its_rows(tmp_path, plan):
    filled(tmp_path / "out", plan)
    table = sqlite3.connect(tmp_path / "out" / RUNS)
    with table:
        table.execute("UPDATE meta SET value = replace(value, '2009', '2008')")
    table.close()
    with pytest.raises(StoreError, match="does not say whose it is"):
        rows_in(tmp_path / "out")
    with writing(tmp_path / "out", plan) as store:
        assert Todo(plan, store).left == 0
    with reading(tmp_path / "out") as store:
        assert identity_of(store) == json.loads(json.dumps(plan.identity, default=str))


def test_no_flipped_bit_of_a_store_is_ever_read(tmp_path, plan):
    """Of 300 stores with one flipped bit, each is read right, in part, or not at all."""
    values = {f"x{k}": 0.1 * k for k in range(40)}
    wanted = {
        (n, r): Run(n, r, values | {"y": n + r / 7}).content() for n in range(12) for r in (0, 1)
    }
    with writing(tmp_path / "out", plan) as store:
        store.add([Run(n, r, values | {"y": n + r / 7}) for n, r in wanted])
    whole = (tmp_path / "out" / RUNS).read_bytes()
    (tmp_path / "bad").mkdir()
    chance, partly, refused = random.Random(1), 0, 0
    for _ in range(300):
        spoiled = bytearray(whole)
        spoiled[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        (tmp_path / "bad" / RUNS).write_bytes(spoiled)
        read = {}
        try:
            with reading(tmp_path / "bad") as store:
                for run in store.runs():
                    read[run.key] = run.content()
                partly += len(read) < 24
        except StoreError:
            refused += 1
        assert all(wanted[key] == content for key, content in read.items())
    assert partly > 50
    assert refused > 10


def test_every_flipped_bit_of_a_store_is_mended_by_the_same_command(tmp_path):
    """Of 25 stores with one flipped bit, each ends as if nothing had happened, or is refused."""
    swept(tmp_path / "small", tmp_path / "out")
    wanted, whole = tables_of(tmp_path / "out"), (tmp_path / "out" / RUNS).read_bytes()
    chance, mended = random.Random(2), 0
    for _ in range(25):
        spoiled = bytearray(whole)
        spoiled[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        shutil.rmtree(tmp_path / "out")
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / RUNS).write_bytes(spoiled)
        try:
            swept(tmp_path / "small", tmp_path / "out")
        except StoreError:
            continue
        assert tables_of(tmp_path / "out") == wanted
        mended += 1
    assert mended >= 20


def test_the_lock_is_let_go_whatever_happens_inside(tmp_path):
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError
    with locked(tmp_path):
        assert json.loads((Path(tmp_path) / HOLDER).read_text())["pid"] == os.getpid()
