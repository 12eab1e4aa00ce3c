import signal
import sys
from types import SimpleNamespace

import pytest

from simulator.cli import main
from tests.cli.small_model import StudyModel
from tests.experiments.small import write_study


@pytest.fixture(autouse=True)
def signals_as_they_were():
    names = [n for n in ("SIGTERM", "SIGHUP") if hasattr(signal, n)]
    before = {n: signal.getsignal(getattr(signal, n)) for n in names}
    yield
    for name, handler in before.items():
        signal.signal(getattr(signal, name), handler)


@pytest.fixture
def study(tmp_path):
    return str(write_study(tmp_path / "small"))


@pytest.fixture
def typed(capsys):
    """Return what a command gives: exit status, standard output, standard error."""

    def command(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        seen = capsys.readouterr()
        return SimpleNamespace(status=ended.value.code or 0, out=seen.out, err=seen.err)

    return command


@pytest.fixture(autouse=True)
def faked(monkeypatch):
    """Put another model in the place of the shipped one; it serves this process only."""

    def put(**options):
        monkeypatch.setitem(sys.modules, "simulator.model", StudyModel(**options))

    put()
    return put
