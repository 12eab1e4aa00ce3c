"""What surrounds a command changes no byte of its results: clock, locale, zone, threads, pools."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import pytest

from simulator.experiments.replicate import run
from tests.experiments.fakes import FakeModel, FakeScenario
from tests.experiments.sweeps import swept, tables_of
from tests.faults.scripts import SWEEP, ended, started

MOVED = "import locale; locale.setlocale(locale.LC_ALL, '')"
JUMPING = """import itertools, time
    jumps = itertools.cycle((0, 7e6, -9e6, 3600.5))
    real = time.time
    time.time = lambda: real() + next(jumps)
    time.time_ns = lambda: int(time.time() * 1e9)"""
SURROUNDINGS = {
    "decimal comma": {"LC_ALL": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8"},
    "plain C": {"LC_ALL": "C", "PYTHONUTF8": "0"},
    "another zone": {"TZ": "Pacific/Kiritimati"},
    "another hash seed": {"PYTHONHASHSEED": "4"},
    "many threads": {"OMP_NUM_THREADS": "7", "NUMBA_NUM_THREADS": "2", "ARROW_NUM_THREADS": "5"},
    "a poor processor": {"NUMBA_CPU_NAME": "generic", "NPY_DISABLE_CPU_FEATURES": ""},
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_no_surroundings_change_a_byte(small, wanted, name):
    before = MOVED if name == "plain C" else "pass"
    status, told = ended(started(small.folder, SWEEP, before, **SURROUNDINGS[name]))
    assert status == 0, told
    assert tables_of(small.out) == wanted


def test_a_clock_that_jumps_changes_no_byte_and_stops_nobody(small, wanted):
    status, told = ended(started(small.folder, SWEEP, JUMPING))
    assert status == 0, told
    assert tables_of(small.out) == wanted


def test_a_worker_that_is_spawned_gives_the_same_bytes(small, wanted):
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawning) as pool:
        swept(small.folder / "small", small.out, executor=pool)
    assert tables_of(small.out) == wanted


FORKING = """import multiprocessing, threading, functools
    from concurrent.futures import ProcessPoolExecutor
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("fork"))
    sim.sweep = functools.partial(sim.sweep, executor=pool)"""


def test_a_worker_that_is_forked_from_a_process_of_many_threads_gives_the_same_bytes(small, wanted):
    status, told = ended(started(small.folder, SWEEP, FORKING))
    assert status == 0, told
    assert tables_of(small.out) == wanted


def test_a_run_that_failed_fails_alone_as_it_did_among_others():
    model = FakeModel(raises_at=17)
    options = {"seed": 1, "workers": 1, "model": model, "progress": False}
    among, alone = run(FakeScenario(), 20, **options), run(FakeScenario(), [17], **options)
    assert among.failed.equals(alone.failed)
    assert list(alone.failed["replication"]) == [17]
    assert "a fault of the model" in alone.failed["error"][0]
