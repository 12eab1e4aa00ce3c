"""Headless Chromium, driven over its own protocol: open a page, ask it, press keys, look."""

import base64
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from websockets.sync.client import connect

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
NONE = f"no Chromium here: none of {', '.join(NAMES)} is installed"


def installed() -> str | None:
    """Return the program of a Chromium; None: there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Tab:
    """One page: what it asked for, what it complained of, and how to touch it."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._last = socket, 0
        self.requests: list[str] = []
        self.complaints: list[str] = []
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.do(f"{domain}.enable")

    def do(self, method: str, **params: Any) -> dict[str, Any]:
        """Return what a command of the protocol gives."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": params}))
        while True:
            said = json.loads(self._socket.recv(timeout=60))
            if said.get("id") == self._last:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error']}")
                return said["result"]
            self._note(said)

    def _note(self, said: dict[str, Any]) -> None:
        params = said.get("params", {})
        match said.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Network.webSocketCreated":
                self.requests.append(params["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(str(params["exceptionDetails"]))
            case "Log.entryAdded" if params["entry"]["level"] == "error":
                self.complaints.append(f"{params['entry']['text']} {params['entry'].get('url')}")

    def ask(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        found = self.do("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")

    def wait(self, expression: str, seconds: float = 120.0) -> float:
        """Return after how many seconds an expression came true."""
        began = time.perf_counter()
        while not self.ask(expression):
            if time.perf_counter() - began > seconds:
                raise TimeoutError(f"not within {seconds:.0f} s: {expression}")
            time.sleep(0.02)
        return time.perf_counter() - began

    def press(self, key: str, code: int) -> None:
        """Press a key where the focus is."""
        for kind in ("rawKeyDown", "keyUp"):
            self.do(
                "Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code
            )

    def size(self, width: int, height: int) -> None:
        """Give the page a window of so many pixels."""
        self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )

    def photograph(self, place: Path) -> None:
        """Write the whole page as PNG."""
        size = self.do("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.do("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        place.write_bytes(base64.b64decode(shot["data"]))


@contextmanager
def tab() -> Iterator[Tab]:
    """Yield a tab of a headless Chromium that ends with the block."""
    program = installed()
    if program is None:
        raise SystemExit(NONE)
    with TemporaryDirectory(prefix="drive-") as home:
        command = [program, "--headless=new", "--remote-debugging-port=0"]
        command += [f"--user-data-dir={home}", "--no-first-run", "--disable-gpu", "about:blank"]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")
        browser = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        try:
            port = int(_when((Path(home) / "DevToolsActivePort").read_text).split()[0])
            with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            with connect(pages[0]["webSocketDebuggerUrl"], max_size=None, proxy=None) as socket:
                opened = Tab(socket)
                yield opened
                opened.do("Browser.close")
        finally:
            try:
                browser.wait(10)
            except subprocess.TimeoutExpired:
                browser.kill()
                browser.wait()


def _when(read: Callable[[], str], seconds: float = 30.0) -> str:
    """Return what can be read once there is something to read."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        try:
            if re.match(r"\d+\s", found := read()):
                return found
        except FileNotFoundError:
            pass
        time.sleep(0.05)
    raise TimeoutError("Chromium did not start")
