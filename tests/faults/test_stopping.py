"""A command may be stopped in any way: what had finished is kept, and the same command goes on."""

import signal

import pytest

from tests.cli.small_model import StudyModel
from tests.experiments.sweeps import swept
from tests.faults.scripts import COMMAND, SWEEP, ended, rows_in, started, wait_for_rows

AS_A_SHELL = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
"""A test may itself run where interrupts are ignored, which children inherit."""
STOPS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("number", STOPS)
def test_whatever_stops_a_sweep_is_taken_as_an_interrupt(small, number):
    process = started(small.folder, COMMAND, AS_A_SHELL, pause=0.3)
    wait_for_rows(small.out, 4)
    process.send_signal(number)
    status, told = ended(process)
    assert status == 130
    assert "of 24 runs are kept; the same command goes on" in told
    assert 4 <= rows_in(small.out) < 24
    assert small.goes_on()


def test_a_second_interrupt_ends_it_at_once_and_nothing_is_lost(small):
    process = started(small.folder, SWEEP, AS_A_SHELL, pause=0.3, workers=2)
    wait_for_rows(small.out, 4)
    kept = rows_in(small.out)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    status, _ = ended(process)
    assert status != 0
    assert rows_in(small.out) >= kept
    assert small.goes_on()


def test_a_command_that_nohup_starts_outlives_its_terminal(small):
    ignored = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)"
    process = started(small.folder, COMMAND, ignored, pause=0.1)
    wait_for_rows(small.out, 2)
    process.send_signal(signal.SIGHUP)
    assert ended(process)[0] == 0
    assert small.goes_on()


def test_a_machine_that_sleeps_and_wakes_loses_neither_lock_nor_run(small):
    process = started(small.folder, COMMAND, pause=0.1)
    wait_for_rows(small.out, 2)
    process.send_signal(signal.SIGSTOP)
    refused = started(small.folder, SWEEP)
    assert ended(refused)[0] == 5
    process.send_signal(signal.SIGCONT)
    assert ended(process)[0] == 0
    assert small.goes_on()


def test_a_worker_whose_compiled_code_breaks_costs_a_retry_and_no_result(small, capsys):
    once = small.folder / "died"
    broken = StudyModel(dies_at=1, dies_by=signal.SIGSEGV, once=once)
    swept(small.folder / "small", small.out, workers=2, model=broken)
    assert once.exists()
    assert "a worker process died; trying again" in capsys.readouterr().err
    assert small.goes_on()


def test_a_killed_command_leaves_a_lock_that_holds_nobody_up(small):
    process = started(small.folder, COMMAND, pause=0.3)
    wait_for_rows(small.out, 2)
    process.kill()
    assert ended(process)[0] == -signal.SIGKILL
    assert (small.out / "holder.json").exists()
    assert small.goes_on()
    assert not (small.out / "holder.json").exists()
