"""The first hour: every command and every line of Python of "Getting started" is executed.

They run as they are written, in a folder with a smaller copy of the shipped study: 150 resellers
instead of 10,000. Only the number of replications is lowered.
"""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from simulator.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "getting-started.md").read_text(encoding="utf-8")
CONSOLE = "\n".join(re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL)).replace("\\\n", " ")
COMMANDS = re.findall(r"^\$ simulator (.*?)(?:\s+#.*)?$", CONSOLE, re.MULTILINE)
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
RUN = ("run", "compare")
STAYS_OPEN = ("board",)


@pytest.fixture
def here(tmp_path, monkeypatch):
    study = tmp_path / "scenarios" / "france-2009"
    shutil.copytree(ROOT / "scenarios" / "france-2009", study)
    market = study / "market.toml"
    text = market.read_text(encoding="utf-8")
    fewer = re.sub(r"^resellers = 10_000\b", "resellers = 150", text, flags=re.MULTILINE)
    assert fewer != text
    market.write_text(fewer, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_page_shows_commands_and_python():
    assert {command.split()[0] for command in COMMANDS} == {*RUN, *STAYS_OPEN, "list"}
    assert len(PYTHON) == 1


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.split()[0] not in STAYS_OPEN])
def test_each_command_of_the_tutorial_ends_well(command, here, capsys):
    assert here.is_dir()
    few = ["--replications", "2", "--workers", "1"] if command.split()[0] in RUN else []
    with pytest.raises(SystemExit) as ended:
        main([*shlex.split(command), *few])
    assert ended.value.code == 0, capsys.readouterr().err


def test_the_python_of_the_tutorial_runs(here):
    (code,) = PYTHON
    exec(re.sub(r"replications=20\b", "replications=2, workers=1", code), {})
    assert (here / "results" / "harsh" / "manifest.json").is_file()
