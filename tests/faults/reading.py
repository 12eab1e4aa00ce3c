"""A store is read with an input error at each read in turn.

`python -m tests.faults.reading FOLDER`, a store of the small sweep; it prints a line for each read:
what was read of its runs, or the message.
"""

import json
import os
import sys
from pathlib import Path

from simulator.errors import SimulatorError
from simulator.experiments.storing import reading
from tests.faults.forks import DONE, forked
from tests.faults.operations import READ, Fault, Tracer
from tests.faults.sqlite_files import Tracing

ENOUGH = 1_000
"""More reads than there are."""


def read_with(out: Path, fault: Fault, told: Path) -> int:
    """Read a store with a fault; write what came of it, and return how many reads there were."""

    def work() -> None:
        tracer = Tracer(out, fault)
        layer = Tracing(tracer)
        runs, said = [], ""
        try:
            with reading(out) as store:
                runs = [(*run.key, run.content()) for run in store.runs()]
        except SimulatorError as error:
            said = str(error)
        told.write_text(json.dumps([tracer.reads, runs, said]))
        del layer

    assert forked(work) == DONE
    return int(json.loads(told.read_text())[0])


def main(out: Path) -> None:
    """Try every read."""
    told = out.parent / f"told-{os.getpid()}.json"
    for number in range(1, read_with(out, Fault(ENOUGH, READ), told) + 1):
        read_with(out, Fault(number, READ), told)
        sys.stdout.write(told.read_text() + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
