"""Sweeps: what the runner costs beside the model, what memory it takes, and what kills cost."""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import simulator
from benchmarks.measuring import STUDY, describe_machine, in_a_process, peak_megabytes
from simulator.errors import StoreError
from simulator.experiments.storing import reading
from simulator.study.folders import study_folder

DESIGN = """
design = "latin-hypercube"
points = {points}
replications = {replications}
programmes = ["none", "lines-only"]
[[factor]]
path = "insurers.*.waves.february.share"
low = 0.1
high = 0.5
[[factor]]
path = "programme.etc_line.amount_eur"
low = 5_000
high = 20_000
"""


def study_with(folder: Path, points: int, replications: int) -> Path:
    """Return a copy of the shipped study with a sweep `bench`."""
    copy = folder / STUDY
    if not copy.exists():
        shutil.copytree(study_folder(STUDY), copy)
    design = DESIGN.format(points=points, replications=replications)
    (copy / "sweeps" / "bench.toml").write_text(design)
    return copy


def command(study: Path, out: Path, workers: int, resellers: int) -> list[str]:
    """Return the command that runs the sweep."""
    return [
        *(sys.executable, "-m", "simulator", "sweep", str(study), "bench", "--out", str(out)),
        *("--workers", str(workers), "--set", f"population.resellers={resellers}"),
    ]


def overhead(folder: Path, resellers: int, runs: int) -> None:
    """Tell the CPU time of everything but the model, over the model's, in one process."""
    study = simulator.load(study_with(folder, max(runs // 8, 1), 4))
    settings = {"population.resellers": resellers}
    for name in ("warm", "measured"):
        began = time.process_time()
        made = simulator.sweep(
            study, "bench", folder / f"{name}-{resellers}", 1, overrides=settings, progress=False
        )
        spent = time.process_time() - began
    model = made.manifest["timing"]["cpu_seconds"]
    print(
        f"{len(made.runs)} runs of {resellers:,} resellers: model {model:.2f} s CPU "
        f"({model / len(made.runs) * 1000:.0f} ms a run), all else {spent - model:.2f} s: "
        f"{(spent - model) / model:.1%}"
    )


def speed_up(folder: Path, resellers: int, runs: int) -> None:
    """Tell how much faster two workers are than one, by the clock, with everything started."""
    study = simulator.load(study_with(folder, max(runs // 8, 1), 4))
    settings = {"population.resellers": resellers}
    seconds: dict[int, list[float]] = {1: [], 2: []}
    for number in range(3):
        for workers, spent in seconds.items():
            out = folder / f"{workers}-workers-{number}"
            began = time.perf_counter()
            simulator.sweep(study, "bench", out, workers, overrides=settings, progress=False)
            spent.append(time.perf_counter() - began)
    one, two = (min(spent[1:]) for spent in seconds.values())
    print(f"{runs} runs: one worker {one:.1f} s, two {two:.1f} s: {one / two:.2f} times")


def memory(folder: Path, runs: int) -> None:
    """Tell the peak of memory of sweeps of more and more runs, each in a process of its own."""
    for count in (runs, 4 * runs, 16 * runs):
        study = study_with(folder, count // 8, 4)
        arguments = ["--peak", str(study), str(folder / f"memory-{count}")]
        print(f"{count:,} runs: {in_a_process('benchmarks.sweeps', arguments):.0f} MB")


def peak(study: Path, out: Path) -> None:
    """Print the peak of memory of one sweep of a tiny market."""
    settings = {"population.resellers": 20}
    simulator.sweep(simulator.load(study), "bench", out, 1, overrides=settings, progress=False)
    print(json.dumps(peak_megabytes()))


def kills(folder: Path, runs: int, wanted: int, resellers: int) -> None:
    """Kill a sweep at random moments, go on each time; compare its tables with a whole one's."""
    study = study_with(folder, runs // 8, 4)
    subprocess.run(command(study, folder / "whole", 2, resellers), check=True, capture_output=True)
    chance, out, killed = random.Random(2009), folder / "killed", 0
    began = time.perf_counter()
    while True:
        process = subprocess.Popen(
            command(study, out, 2, resellers), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = rows(out) + chance.uniform(0, runs / wanted / 2)
        while process.poll() is None and killed < wanted and rows(out) < until:
            time.sleep(chance.uniform(0, 0.05))
        if killed == wanted or process.poll() is not None:
            assert process.wait() == 0
            break
        process.kill()
        process.wait()
        killed += 1
        print(f"  kill {killed}: {rows(out)} of {runs} runs kept", flush=True)
    names = sorted(path.name for path in (folder / "whole").glob("*.parquet"))
    same = all((out / n).read_bytes() == (folder / "whole" / n).read_bytes() for n in names)
    print(
        f"{runs} runs killed {killed} times ({time.perf_counter() - began:.0f} s): "
        f"{', '.join(names)} {'equal, byte for byte' if same else 'DIFFER'}"
    )


def rows(folder: Path) -> int:
    """Return how many runs a store holds."""
    try:
        with reading(folder) as store:
            return len(store)
    except StoreError:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000, help="of the sweep that is killed")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--resellers", type=int, default=200, help="of the sweep that is killed")
    parser.add_argument("--only", choices=["overhead", "speed", "memory", "kills"])
    parser.add_argument("--peak", nargs=2, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak:
        peak(*asked.peak)
        return
    describe_machine()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if asked.only in (None, "overhead"):
            overhead(folder, 1_000, 80)
            overhead(folder, 10_000, 40)
        if asked.only in (None, "speed"):
            speed_up(folder, 10_000, 240)
        if asked.only in (None, "memory"):
            memory(folder, 400)
        if asked.only in (None, "kills"):
            kills(folder, asked.runs, asked.kills, asked.resellers)


if __name__ == "__main__":
    main()
