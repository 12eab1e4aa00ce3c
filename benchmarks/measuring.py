"""What every benchmark does: repeat work, take its CPU time, and say on which machine."""

import gc
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numba
import numpy as np

from simulator.calendar import Calendar

STUDY = "france-2009"
SEED = 2009
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Times:
    """CPU seconds of repetitions of the same work."""

    seconds: tuple[float, ...]

    @property
    def least(self) -> float:
        """The least disturbed repetition."""
        return min(self.seconds)

    @property
    def middle(self) -> float:
        """The median."""
        return median(self.seconds)

    def __str__(self) -> str:
        return f"min {self.least:.3f} s, median {self.middle:.3f} s of {len(self.seconds)}"


def cpu_times(work: Callable[[int], object], repetitions: int, warm_up: int = 1) -> Times:
    """Return the CPU time of `work(k)`, k = 0, 1, …; the first `warm_up` (compilation) not counted.

    Each result is let go before the next repetition begins, and rubbish is collected between them.
    """
    seconds = []
    for number in range(warm_up + repetitions):
        gc.collect()
        began = time.process_time()
        work(number)
        seconds.append(time.process_time() - began)
    return Times(tuple(seconds[warm_up:]))


def peak_megabytes() -> float:
    """Return the most memory that this process has had so far, MB.

    Where Linux tells it, from there: `ru_maxrss` counts what the parent had when it started us.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024 / MEGABYTE
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MEGABYTE


def free_megabytes() -> float:
    """Return the memory that is free for new processes, MB."""
    meminfo = Path("/proc/meminfo")
    if meminfo.is_file():
        rows = dict(line.split(":") for line in meminfo.read_text().splitlines())
        return int(rows["MemAvailable"].split()[0]) * 1024 / MEGABYTE
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / MEGABYTE


def calendar_days(calendar: Calendar) -> int:
    """Return how many days a run lasts, warm-up included."""
    return calendar.last_day - calendar.first_day + 1


def describe_machine() -> None:
    """Print what the numbers depend on, and how busy the machine is: load over its cores."""
    print(
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, "
        f"load {' '.join(f'{load:.2f}' for load in os.getloadavg())}; "
        f"Python {platform.python_version()}, numpy {np.__version__}, numba {numba.__version__}"
    )


def in_a_process(module: str, arguments: Sequence[str], python: str = sys.executable) -> Any:
    """Return what a fresh process prints as JSON on its last line, started as `-m module …`."""
    done = subprocess.run(
        [python, "-m", module, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])
