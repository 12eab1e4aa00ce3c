"""Commands are crashed at every operation on their files, and given again (`crashing`)."""

import json
import os
import subprocess
import sys

import pytest

from tests.faults.crashing import ALL, COMMANDS
from tests.faults.sqlite_files import library

traceable = pytest.mark.skipif(
    sys.platform != "linux" or library() is None,
    reason="operations are watched through the SQLite that Linux's Python loads",
)
POINTS = str(ALL) if os.environ.get("CRASH_POINTS") == "all" else "50"
"""Of each command, of all modes alike: enough to see a mistake, few enough for every day."""


@pytest.mark.slow
@traceable
@pytest.mark.parametrize("command", COMMANDS)
def test_every_crash_is_survived_with_the_same_bytes(command):
    harness = subprocess.run(
        [sys.executable, "-m", "tests.faults.crashing", command, POINTS],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False,
    )  # fmt: skip
    tried = [json.loads(line) for line in harness.stdout.splitlines()]
    assert len(tried) > 35
    assert [one for one in tried if one["wrong"]] == []
    assert harness.returncode == 0


CARELESS = """
import os, sys
from pathlib import Path
from types import SimpleNamespace
from simulator.experiments import folder
from tests.faults.crashing import main

def careless(handle):
    if Path(f"/proc/self/fd/{{handle}}").is_dir() == {folders}:
        os.fsync(handle)

folder.os = SimpleNamespace(**(vars(os) | {{"fsync": careless}}))
sys.exit(main(["an answer", "40"]))
"""
"""The harness on a program that forces to disk its folders only, or its files only."""


@pytest.mark.slow
@traceable
@pytest.mark.parametrize("folders", [True, False])
def test_what_is_not_forced_to_disk_is_seen(folders):
    harness = subprocess.run(
        [sys.executable, "-c", CARELESS.format(folders=folders)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False,
    )  # fmt: skip
    tried = [json.loads(line) for line in harness.stdout.splitlines()]
    wrong = {one["point"]["mode"] for one in tried if one["wrong"]}
    assert harness.returncode == 1
    assert "unsynced lost" in wrong
