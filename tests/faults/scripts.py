"""Scripts that sweep in a process of their own, to be stopped, starved or surprised.

Each is run by `started` or `ended` with the folder of the test; the small sweep goes into `out`.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from simulator.errors import SimulatorError
from simulator.experiments.storing import reading

COMMAND = """
import importlib
import sys
from functools import partial
from pathlib import Path
from simulator.cli import main
from simulator.experiments import planning
from tests.cli.small_model import StudyModel

folder, model = Path(sys.argv[1]), StudyModel(pause={pause})
{before}
sweeps = importlib.import_module("simulator.experiments.sweep")
planning.plan = partial(planning.plan, model=model)
sweeps.carried_out = partial(sweeps.carried_out, model=model)
main(["sweep", str(folder / "small"), "design", "--out", str(folder / "out"), "--workers", "1"])
"""
"""The command itself, with the fake model, in one process."""

SWEEP = """
import sys
from pathlib import Path
from simulator.errors import SimulatorError
import simulator as sim
from tests.cli.small_model import StudyModel

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    {before}
    try:
        model, out = StudyModel(pause={pause}), folder / "out"
        sim.sweep(sim.load(folder / "small"), "design", out, {workers}, model=model)
    except SimulatorError as error:
        sys.stderr.write(str(error))
        sys.exit(error.exit_code)
"""
"""The sweep from Python, in processes that import this file's project."""
PATIENCE_SECONDS = 120


def started(folder: Path, script: str, before: str = "pass", pause: float = 0.0, workers: int = 1,
            **environment: str) -> subprocess.Popen[str]:  # fmt: skip
    """Start a script; `before` is what it does first."""
    path = folder / "script.py"
    path.write_text(script.format(before=before, pause=pause, workers=workers))
    return subprocess.Popen(
        [sys.executable, str(path), str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())} | environment,
    )


def ended(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Wait for a script and return its status and what it said on standard error."""
    try:
        _, told = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
        process.wait()
    return process.returncode, told


def rows_in(folder: Path) -> int:
    """Return how many runs a store holds; 0 if it cannot be read yet."""
    try:
        with reading(folder) as store:
            return len(store)
    except SimulatorError:
        return 0


def wait_for_rows(folder: Path, count: int) -> None:
    """Wait until a store holds so many runs."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while rows_in(folder) < count:
        assert time.monotonic() < ends
        time.sleep(0.02)
