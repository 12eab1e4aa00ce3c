"""Runs a small study in one way or another, and prints a hash of every byte of its tables.

python -m tests.experiments.repeating FOLDER WAY
"""

import hashlib
import multiprocessing
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import simulator as sim

REPLICATIONS = 4
Pool = Callable[[], Executor]


def processes(method: str) -> Executor:
    """Return two processes that start in one of Python's ways."""
    return ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method))


WAYS: dict[str, dict[str, Any]] = {
    "in this process": {"workers": 1},
    "two workers": {"workers": 2},
    "three workers": {"workers": 3},
    "threads": {"pool": partial(ThreadPoolExecutor, 3)},
    **{
        method: {"pool": partial(processes, method)}
        for method in sorted(multiprocessing.get_all_start_methods())
    },
}
"""By name: what `run` is told, or the pool that it is given; start methods are the system's."""


@contextmanager
def options(way: str) -> Iterator[dict[str, Any]]:
    """Give what `run` needs to be told, and end the pool, if there is one."""
    told = WAYS[way]
    if "pool" not in told:
        yield told
        return
    with told["pool"]() as executor:
        yield {"executor": executor}


def hashes(study: Path, way: str) -> dict[str, str]:
    """Return the hash of each file of the results, the manifest apart, which holds times."""
    scenario = sim.load(study).scenario(programme="line")
    with options(way) as told:
        results = sim.run(scenario, REPLICATIONS, audit=True, progress=False, **told)
    if len(results.failed):
        raise RuntimeError(results.failed["traceback"].iloc[0])
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        results.save(out)
        return {
            file.name: hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(out.iterdir())
            if file.name != "manifest.json"
        }


if __name__ == "__main__":
    for name, digest in hashes(Path(sys.argv[1]), sys.argv[2]).items():
        print(name, digest)
