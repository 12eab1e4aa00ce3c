"""Makes each mistake of the catalogue in a copy of the project and says whether a test sees it.

python -m tests.mutants.hunting [words of a name …]
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.mutants.catalogue import MUTANTS, Mutant

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("simulator", "tests", "scenarios", "docs", "pyproject.toml", "requirements.lock")
SECONDS = 900
PASSED, FAILED = 0, 1
"""What pytest ends with; anything else is no verdict."""


def main(words: Sequence[str]) -> int:
    """Hunt the mutants whose names hold one of the words, or all; return how many survived."""
    chosen = [m for m in MUTANTS if not words or any(word in m.name for word in words)]
    survived = 0
    for number, mutant in enumerate(chosen, 1):
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="mutant-") as folder:
            killed, last = hunt(mutant, Path(folder))
        survived += not killed
        verdict = "killed  " if killed else "SURVIVED"
        seconds = time.monotonic() - began
        print(f"{number:2} {verdict} {seconds:4.0f} s  {mutant.name}: {last}", flush=True)
    print(f"{len(chosen) - survived} of {len(chosen)} killed")
    return survived


def hunt(mutant: Mutant, folder: Path) -> tuple[bool, str]:
    """Return whether a test sees the mutant, and which one, or how the tests ended."""
    for name in COPIED:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    place = folder / mutant.file
    place.write_text(mutated(place.read_text(encoding="utf-8"), mutant), encoding="utf-8")
    options = ["-x", "-q", "-n0", "-p", "no:randomly", "-p", "no:cacheprovider", "--tb=no"]
    command = [sys.executable, "-m", "pytest", *options, *mutant.tests]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    if done.returncode not in (PASSED, FAILED):
        raise RuntimeError(f"{mutant.name}: no verdict\n{done.stdout[-2_000:]}{done.stderr}")
    lines = done.stdout.strip().splitlines()
    seen = [line for line in lines if line.startswith("FAILED")]
    return done.returncode == FAILED, (seen or lines)[-1].removeprefix("FAILED ").split(" - ")[0]


def mutated(text: str, mutant: Mutant) -> str:
    """Return a file's text with the mistake in it, or raise if its place is not found once."""
    found = text.count(mutant.old)
    if found != 1:
        raise ValueError(f"{mutant.name}: its place is found {found} times in {mutant.file}")
    return text.replace(mutant.old, mutant.new)


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
