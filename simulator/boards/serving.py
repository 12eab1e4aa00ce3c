"""A board as a web page: Voilà on a notebook of one cell, for this machine alone."""

import json
import logging
import os
import socket
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from simulator.boards.opening import missing
from simulator.errors import InputError

LOOPBACK = "127.0.0.1"
PORT = 8866
TEMPLATES = Path(__file__).parent / "page"


def serve(options: dict[str, Any], port: int, told: Callable[[str], None]) -> None:
    """Serve a board until it is stopped from the keyboard.

    Args:
        options: what `sim.board` is given, as plain JSON types.
        port: where it listens, on the loopback address only.
        told: is given the page's address before it is served.

    Raises:
        InputError: Voilà is missing, or the port is taken.
    """
    try:
        from voila.app import Voila
    except ModuleNotFoundError as error:
        raise missing(error) from None
    _free(port)

    class Page(Voila):  # type: ignore[misc]
        def setup_template_dirs(self) -> None:
            super().setup_template_dirs()
            self.template_paths.insert(0, str(TEMPLATES))

    with TemporaryDirectory(prefix="simulator-board-") as folder:
        notebook = Path(folder) / "board.ipynb"
        notebook.write_text(json.dumps(notebook_of(options)), encoding="utf-8")
        told(f"http://{LOOPBACK}:{port}/")
        Page.launch_instance(
            argv=[
                str(notebook),
                f"--Voila.ip={LOOPBACK}",
                f"--port={port}",
                "--Voila.port_retries=0",
                "--no-browser",
                *(() if os.name == "nt" else ("--KernelManager.transport=ipc",)),
                f"--Voila.log_level={logging.ERROR}",
            ]
        )


def notebook_of(options: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook of one cell that shows the board."""
    code = f"import simulator as sim\n\nsim.board(**{options!r})"
    cell: dict[str, Any] = {
        "cell_type": "code",
        "id": "board",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": code,
    }
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": [cell],
        "metadata": {"kernelspec": kernel},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            problem = f"cannot listen on port {port}: {error.strerror}"
            raise InputError.of(problem, "another one, such as 8867", key="--port") from None
