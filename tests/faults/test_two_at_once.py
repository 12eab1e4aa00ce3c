"""Two commands at one folder: one works, the other is told who does."""

import os
import threading

import pytest

import simulator as sim
from simulator.errors import StoreError
from simulator.experiments import folder as folders
from simulator.experiments.locking import held, locked
from tests.faults.commands import NONE, OPTIONS, PLAN


@pytest.fixture
def busy(tmp_path):
    """A results folder at which another command works."""
    folder, begun, end = tmp_path / "out", threading.Event(), threading.Event()
    results = sim.run(NONE, 2, 1, **OPTIONS)

    def work():
        with folders.claimed(folder, results.manifest["digest"]):
            begun.set()
            end.wait()
            results.save(folder)

    other = threading.Thread(target=work)
    other.start()
    begun.wait()
    yield folder
    end.set()
    other.join()
    assert sim.read(folder).manifest["replications"] == [0, 1]


def test_a_second_command_for_a_results_folder_is_told_who_is_at_work(busy):
    said = f"out is in use by process {os.getpid()} on .*, since 20.*; wait until it has ended"
    with pytest.raises(StoreError, match=said), folders.claimed(busy, "another"):
        pass


def test_results_are_not_saved_into_a_folder_at_which_another_command_works(busy):
    with pytest.raises(StoreError, match="is in use by process"):
        sim.run(PLAN, 2, 1, **OPTIONS).save(busy)


def test_whoever_holds_a_folder_may_hold_it_again_and_leaves_nothing(tmp_path):
    with held(tmp_path), held(tmp_path):
        assert (tmp_path / "lock.sqlite").exists()
    assert list(tmp_path.iterdir()) == []


def test_many_at_once_never_hold_a_folder_together(tmp_path):
    inside, most, taken = [], [], []

    def work():
        while len(taken) < 40:
            try:
                with locked(tmp_path, leaving=False):
                    inside.append(1)
                    most.append(len(inside))
                    taken.append(1)
                    inside.pop()
            except StoreError:
                continue

    several = [threading.Thread(target=work) for _ in range(4)]
    for one in several:
        one.start()
    for one in several:
        one.join()
    assert len(taken) >= 40
    assert max(most) == 1
