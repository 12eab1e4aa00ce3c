"""Work in a fork of this process, which may be killed at any moment."""

import os
import signal
import sys
import traceback
from collections.abc import Callable

from simulator.errors import SimulatorError

DONE, TOLD, FAULT = 0, 10, 11
KILLED = -signal.SIGKILL
"""How a fork ended: well, with a message of ours, with a traceback, killed."""


def forked(work: Callable[[], object]) -> int:
    """Do some work in a fork of this process and return how it ended."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os._exit(_outcome(work))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _outcome(work: Callable[[], object]) -> int:
    told = os.dup(2)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 2)
    try:
        work()
    except SimulatorError:
        return TOLD
    except BaseException:  # noqa: BLE001 - the parent is told by the status
        os.dup2(told, 2)
        traceback.print_exc()
        return FAULT
    return DONE
