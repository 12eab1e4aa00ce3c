"""How far a long computation has come, told on standard error."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS_BETWEEN_LINES = 5.0

Advance = Callable[[], None]
"""What is called when one more replication has finished."""


@contextmanager
def progress(total: int, wanted: bool | None = None) -> Iterator[Advance]:
    """Tell how many of `total` replications are done, with the time left.

    A terminal gets a bar; anything else gets a plain line every few seconds.

    Args:
        total: how many there are.
        wanted: False: say nothing. None: say nothing in a notebook, and speak elsewhere.
    """
    if wanted is False or (wanted is None and _in_notebook()):
        yield lambda: None
    elif sys.stderr is not None and sys.stderr.isatty():
        with _bar(total) as advance:
            yield advance
    else:
        yield _Lines(total).advance


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return type(shell).__name__ == "ZMQInteractiveShell"


@contextmanager
def _bar(total: int) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as TimeLeft

    columns = (TextColumn("replications"), BarColumn(), MofNCompleteColumn(), TimeLeft())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)


class _Lines:
    def __init__(self, total: int) -> None:
        self._total, self._done = total, 0
        self._began = self._told = time.monotonic()

    def advance(self) -> None:
        self._done += 1
        now = time.monotonic()
        if now - self._told >= SECONDS_BETWEEN_LINES and self._done < self._total:
            self._told = now
            left = (now - self._began) / self._done * (self._total - self._done)
            text = f"{self._done} of {self._total} replications, about {_clock(left)} left"
            sys.stderr.write(text + "\n")
            sys.stderr.flush()


def _clock(seconds: float) -> str:
    """Return a time as minutes and seconds.

    >>> _clock(3725)
    '62:05'
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
