"""The board as a page, served by the command."""

import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from urllib.request import urlopen

import pytest

import simulator as sim
from simulator.boards.serving import LOOPBACK, notebook_of, serve
from simulator.cli import main
from tests.experiments.small import write_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_study(tmp_path_factory.mktemp("studies") / "small", resellers=20)


def free_port():
    with closing(socket.socket()) as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def test_the_notebook_that_is_served_holds_the_board(folder):
    (cell,) = notebook_of({"study": str(folder), "programme": "line"})["cells"]
    *before, last = cell["source"].splitlines()
    names = {}
    exec("\n".join(before), names)
    assert eval(last, names).programme.value == "line"


def test_a_port_in_use_is_refused_before_anything_is_served():
    with closing(socket.socket()) as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(sim.InputError, match=f"--port: cannot listen on port {port}"):
            serve({}, port, pytest.fail)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--programme", "lnie"], "no programme 'lnie' to set against none"),
        (["--slider", "customers.term_days"], "did you mean customers.terms_days?"),
        (["--assumptions", "bsae"], "did you mean base?"),
    ],
)
def test_what_is_typed_is_checked_before_anything_is_served(folder, words, said, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["board", str(folder), *words])
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


@pytest.mark.slow
def test_the_page_is_served_to_this_machine_alone_and_an_interrupt_ends_it(folder):
    command = [sys.executable, "-m", "simulator", "board", str(folder), "--port", str(free_port())]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = re.search(r"http://\S+", server.stdout.readline())[0]
            page = opened(address)
            server.send_signal(signal.SIGINT)
            assert server.wait(60) == 0
        finally:
            server.kill()
    assert address.startswith(f"http://{LOOPBACK}:")
    assert "application/vnd.jupyter.widget-view+json" in page
    assert re.findall(r'<(?:link|script|img)[^>]+(?:href|src)="(?:https?:)?//[^"]+', page) == []


def opened(address):
    """Return the page, asked for until the server listens."""
    for _ in range(600):
        try:
            with urlopen(address, timeout=120) as answer:
                return answer.read().decode()
        except ConnectionRefusedError:
            pass
        except OSError as error:
            if not isinstance(getattr(error, "reason", None), ConnectionRefusedError):
                raise
        time.sleep(0.1)
    return pytest.fail("the server does not listen")
