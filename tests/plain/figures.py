"""What Hypothesis tried: how many random markets, of how many properties."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ("tests/plain/test_invariants.py", "tests/plain/test_agreement.py")
PROFILE = "TRUST_HYPOTHESIS_PROFILE"
"""Of the environment: which profile is tried, `default` unless it says otherwise."""
NAME = re.compile(r"^tests/\S+::(test_\w+):$", re.MULTILINE)
COUNTED = re.compile(r"- (\d+) passing, (\d+) failing, and \d+ invalid")
PINNED = re.compile(r"^@example\(", re.MULTILINE)


def figures() -> dict[str, object]:
    """Return how many examples the properties of random markets passed in a run made now."""
    profile = os.environ.get(PROFILE, "default")
    said = statistics(profile)
    passed, failing = (sum(map(int, counts)) for counts in zip(*COUNTED.findall(said), strict=True))
    pinned = sum(len(PINNED.findall((ROOT / file).read_text(encoding="utf-8"))) for file in FILES)
    return {
        "profile of Hypothesis": profile,
        "properties": len(NAME.findall(said)),
        "markets tried, each with every close checked": passed,
        "markets on which a property failed": failing,
        "markets found earlier, tried each time": pinned,
        "markets by number on which both implementations agree to the cent": (
            f"{len(re.findall('both_agree_on_every_order.*PASSED', said))} of 60"
        ),
    }


def statistics(profile: str) -> str:
    """Return what pytest says of a run of the properties."""
    options = ["-v", "-p", "no:randomly", "-p", "no:cacheprovider", "--hypothesis-show-statistics"]
    command = [sys.executable, "-m", "pytest", *options, f"--hypothesis-profile={profile}", *FILES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        raise RuntimeError(f"the tests did not run:\n{done.stdout[-2_000:]}{done.stderr}")
    return done.stdout
