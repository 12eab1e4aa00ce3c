"""What a results folder says of itself: what was run, of which inputs, by which versions."""

import hashlib
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from simulator.errors import InputError
from simulator.experiments.fingerprint import versions
from simulator.experiments.tables import Label, failed_table, records
from simulator.experiments.tasks import Job, Replicated
from simulator.experiments.timing import Timing
from simulator.study.scenario import Scenario


def digest_of(
    scenarios: Sequence[Scenario], seed: int, experiment: str = "run", asked: str = ""
) -> str:
    """Return the hash (sha256, hexadecimal) of everything that decides results.

    Runs and comparisons of the same scenarios are the same; what else is done with them is not,
    nor is what else was asked.
    """
    names = labels_of(scenarios)
    inputs = [[*name, one.digest] for name, one in zip(names, scenarios, strict=True)]
    further = [] if experiment in ("run", "compare") else [experiment]
    further += [asked] if asked else []
    return hashlib.sha256(json.dumps([seed, inputs, *further]).encode()).hexdigest()


def labels_of(scenarios: Sequence[Scenario]) -> list[Label]:
    """Return how tables name the scenarios: assumptions and programme, no two alike.

    Where two would be alike, what `with_` changed is told: of the programme with the programme,
    of the world with the assumptions.
    """
    names = [(one.assumptions, one.programme) for one in scenarios]
    told = [
        _with_overrides(one) if names.count(name) > 1 else name
        for name, one in zip(names, scenarios, strict=True)
    ]
    twice = next((name for name in told if told.count(name) > 1), None)
    if twice is not None:
        problem = f"the scenario with assumptions {twice[0]} and programme {twice[1]} comes twice"
        raise InputError.of(problem, "each scenario once")
    return told


def manifest_of(
    experiment: str,
    job: Job,
    replications: Sequence[int],
    done: Sequence[Replicated],
    timing: Timing,
) -> dict[str, Any]:
    """Return the manifest of an experiment ("run", "compare" or "split"), ready for JSON.

    Args:
        experiment: what was done.
        job: the scenarios and the seed.
        replications: those that were asked for; if `done` holds fewer, it was interrupted.
        done: those that are finished, well or not.
        timing: kept here and nowhere else, so that tables of equal inputs are equal byte by byte.
    """
    labels = labels_of(job.scenarios)
    return {
        "experiment": experiment,
        "study": job.scenarios[0].study,
        "digest": digest_of(job.scenarios, job.seed, experiment, job.asked),
        "seed": job.seed,
        "replications": [one.replication for one in done],
        "interrupted": len(done) < len(replications),
        "failed": records(failed_table(labels, done)),
        "scenarios": [
            {
                "assumptions": assumptions,
                "programme": programme,
                "overrides": _plain(dict(scenario.overrides)),
                "digest": scenario.digest,
                "warnings": list(scenario.warnings),
                "resolved": _plain(scenario.resolved()),
                "register": records(scenario.register()),
            }
            for (assumptions, programme), scenario in zip(labels, job.scenarios, strict=True)
        ],
        "versions": versions(),
        "git_commit": git_commit(),
        "timing": {
            "began": timing.began.isoformat(timespec="seconds"),
            "seconds": round(timing.seconds, 3),
            "workers": timing.workers,
        },
    }


def _with_overrides(scenario: Scenario) -> Label:
    told = {True: [scenario.programme], False: [scenario.assumptions]}
    for path, value in sorted(scenario.overrides.items()):
        told[path.startswith("programme.")].append(f"{path}={value}")
    return ", ".join(told[False]), ", ".join(told[True])


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it: dates as ISO text."""
    return json.loads(json.dumps(value, default=str, allow_nan=False))


def git_commit() -> str | None:
    """Return the commit of the repository that this is run from, if it is one."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return None
    command = ["git", "-C", str(root), "rev-parse", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=10, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found.stdout.strip() or None if found.returncode == 0 else None
