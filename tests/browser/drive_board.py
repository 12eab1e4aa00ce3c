"""Drives the what-if board in a real browser: a slider is moved, the chart changes.

    make board-check

It serves the board of the shipped study as its users do, opens it in headless Chromium, moves a
slider with the keyboard, and says how long the answer took. It leaves pictures in
`results/board-check`, and fails if the chart stays as it was, if the page asked any other machine
for anything, if it complained on its console, or if Ctrl-C does not end the server.
"""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.browser.chromium import Tab, tab

PORT = 8899
OUT = Path("results/board-check")
CHART = "document.querySelector('.board-chart')?.src"
HANDLES = "document.querySelectorAll('.noUi-handle')"
IDLE = "!document.body.innerText.includes('Running …')"


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with served("france-2009", PORT) as address, tab() as page:
        drive(page, address, OUT)
    print("Ctrl-C ended the server cleanly")


@contextmanager
def served(study: str, port: int) -> Iterator[str]:
    """Yield the address of a study's board, served as users do; Ctrl-C must end it cleanly."""
    command = [sys.executable, "-m", "simulator", "board", study, "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield re.search(r"http://\S+", server.stdout.readline())[0]
        server.send_signal(signal.SIGINT)
        status = server.wait(60)
        assert status == 0, f"Ctrl-C ended the server with status {status}"
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()
        server.stdout.close()


def drive(page: Tab, address: str, out: Path) -> None:
    """Move every slider, look at each size of window, and fail unless the board answers."""
    page.size(1440, 1500)
    page.do("Page.navigate", url=address)
    print(f"the board is up after {page.wait(f'{CHART} && {IDLE}'):.1f} s")
    page.photograph(out / "1-opened.png")
    seconds = [moved(page, number) for number in range(page.ask(f"{HANDLES}.length"))]
    print(f"{len(seconds)} sliders, answers after", *(f"{one:.1f}" for one in seconds), "s")
    assert seconds, "there is no slider"
    nameless = [one for one in named(page, "slider") if not one]
    assert nameless == [], f"{len(nameless)} sliders have no name"
    page.photograph(out / "2-moved.png")
    page.size(390, 2600)
    page.photograph(out / "3-phone.png")
    wide = page.ask("document.documentElement.scrollWidth")
    print(f"on a phone of 390 pixels the page is {wide} wide")
    assert wide <= 390, f"on a phone of 390 pixels the page is {wide} wide"
    elsewhere = {urlsplit(url).hostname for url in page.requests} - {None, "127.0.0.1"}
    assert elsewhere == set(), f"the page asked {elsewhere}"
    assert page.complaints == [], page.complaints
    print(f"{len(page.requests)} requests, all to this machine; nothing on the console")


def named(page: Tab, role: str) -> list[str]:
    """Return what who cannot see the page is told that each part of a role is called."""
    page.do("Accessibility.enable")
    nodes = page.do("Accessibility.getFullAXTree")["nodes"]
    found = [one for one in nodes if one.get("role", {}).get("value") == role]
    return [one.get("name", {}).get("value", "") for one in found]


def moved(page: Tab, number: int) -> float:
    """Return after how many seconds the chart answered a slider's move."""
    page.ask(f"window.before = {CHART}")
    page.ask(f"{HANDLES}[{number}].focus()")
    page.press("ArrowRight", 39)
    return page.wait(f"{CHART} !== window.before && {IDLE}")


if __name__ == "__main__":
    main()
