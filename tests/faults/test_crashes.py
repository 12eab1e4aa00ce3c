"""Commands are crashed at every operation on their files, and given again (`crashing`)."""

import json
import os
import subprocess
import sys

import pytest

from tests.faults.crashing import COMMANDS
from tests.faults.sqlite_files import library

POINTS = "1000000" if os.environ.get("CRASH_POINTS") == "all" else "50"
"""Of each command, of all modes alike: enough to see a mistake, few enough for every day."""


@pytest.mark.slow
@pytest.mark.skipif(
    sys.platform != "linux" or library() is None,
    reason="operations are watched through the SQLite that Linux's Python loads",
)
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
