import io
import sys
from types import SimpleNamespace

import pytest

from simulator.experiments import progress as module
from simulator.experiments.progress import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_without_a_terminal_a_line_comes_every_few_seconds(capsys, monkeypatch):
    times = iter([0.0, 2.0, 6.0, 7.0, 12.0])
    monkeypatch.setattr(module.time, "monotonic", lambda: next(times))
    with progress(4) as advance:
        for _ in range(4):
            advance()
    seen = capsys.readouterr()
    assert seen.out == ""
    assert seen.err == "2 of 4 replications, about 0:06 left\n"


def test_a_terminal_gets_a_bar_on_standard_error(capsys, monkeypatch):
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with progress(2) as advance:
        advance()
    assert "1/2" in screen.getvalue() or "0/2" in screen.getvalue()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(("wanted", "spoken"), [(None, False), (True, True), (False, False)])
def test_a_notebook_is_told_nothing_unless_it_wants_to(wanted, spoken, capsys, monkeypatch):
    shell = type("ZMQInteractiveShell", (), {})()
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setattr(module, "SECONDS_BETWEEN_LINES", 0.0)
    with progress(3, wanted) as advance:
        advance()
    assert bool(capsys.readouterr().err) is spoken
