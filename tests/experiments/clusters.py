"""A real dask scheduler and real workers on loopback, as processes of their own."""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager

STARTS_WITHIN_SECONDS = 300
"""Long, for machines that are busy with much else."""


def started(log, module, *arguments, deaths=3):
    """Start a dask process that writes into a log.

    A scheduler gives a task up whose workers died once more than `deaths` times.
    """
    more = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(deaths)}
    command = [sys.executable, "-m", f"distributed.cli.{module}", *map(str, arguments)]
    with log.open("w") as out:
        return subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env=os.environ | more
        )


def waited_for(log, pattern):
    """Return what a log says of a pattern, once it does."""
    ends = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < ends:
        found = re.search(pattern, log.read_text())
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(log.read_text())


class Loopback:
    """A scheduler and its workers.

    Attributes:
        address: of the scheduler.
        scheduler, workers: processes.
    """

    def __init__(self, folder, tls=(), deaths=3):
        self.folder, self.tls, self.workers = folder, tls, []
        folder.mkdir()
        log = folder / "scheduler.log"
        self.scheduler = started(
            log, "dask_scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", *tls,
            deaths=deaths,
        )  # fmt: skip
        self.address = waited_for(log, r"(?:tcp|tls)://127\.0\.0\.1:\d+")[0]

    def add_worker(self, nanny=True):
        """Start one more worker of one thread, watched by a nanny or not."""
        log = self.folder / f"worker-{len(self.workers)}.log"
        watch = "--nanny" if nanny else "--no-nanny"
        more = ("--nthreads", 1, "--no-dashboard", watch, "--local-directory", self.folder)
        worker = started(log, "dask_worker", self.address, *more, *self.tls)
        self.workers.append(worker)
        waited_for(log, "Registered to")
        return worker

    def stop(self):
        """Stop what was started."""
        for process in (*self.workers, self.scheduler):
            process.terminate()
        for process in (*self.workers, self.scheduler):
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def loopback(folder, workers=2, tls=(), nanny=False, deaths=3):
    """Give a cluster that is stopped afterwards, whatever happens."""
    made = Loopback(folder, tls, deaths)
    try:
        for _ in range(workers):
            made.add_worker(nanny)
        yield made
    finally:
        made.stop()
