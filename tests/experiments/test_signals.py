import signal
import subprocess
import sys
import time

import pytest

SCRIPT = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may start us without one
from simulator.experiments.replicate import Interrupted, run
from tests.experiments.fakes import FakeModel, FakeScenario

class Telling(FakeModel):
    def draw(self, *arguments):
        with open(sys.argv[1], "a") as file:
            file.write(f"{os.getpid()}\\n")
        return super().draw(*arguments)

class Slow(Telling):
    pass

try:
    run(FakeScenario(), 1000, workers=2, model=Slow(pause=60.0))
except Interrupted as interrupt:
    sys.exit(130)
"""


@pytest.fixture
def at_work(tmp_path):
    """Start a script whose two workers are busy; return its process and the workers' ids."""
    script, log = tmp_path / "script.py", tmp_path / "log"
    script.write_text(SCRIPT.replace("sys.argv[1]", repr(str(log))))
    process = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.DEVNULL)
    workers_at_work = set()
    for _ in range(600):
        workers_at_work = set(log.read_text().split()) if log.exists() else set()
        if len(workers_at_work) == 2:
            break
        time.sleep(0.05)
    assert len(workers_at_work) == 2
    yield process, workers_at_work
    process.kill()
    process.wait()


def lives(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", pid], capture_output=True, check=False)
    return state.stdout.strip()[:1] not in (b"", b"Z")


def gone_within(seconds, pids):
    ends = time.monotonic() + seconds
    while any(map(lives, pids)) and time.monotonic() < ends:
        time.sleep(0.1)
    return not any(map(lives, pids))


def test_an_interrupt_ends_a_busy_pool_and_all_its_workers(at_work):
    process, pids = at_work
    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 130
    assert gone_within(60, pids)


def test_workers_do_not_outlive_a_killed_parent(at_work):
    process, pids = at_work
    process.kill()
    process.wait()
    assert gone_within(60, pids)
