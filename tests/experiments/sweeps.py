"""A small study with a sweep in it, for tests of sweeps; runs are the fake model's."""

from pathlib import Path

import simulator as sim
from simulator.experiments.planning import plan
from simulator.experiments.sweep import sweep
from tests.cli.small_model import StudyModel
from tests.experiments.small import write_study

GRID = """
design = "grid"
steps = 3
replications = 2
programmes = ["none", "line"]

[[factor]]
path = "insurers.*.buffer"
low = 1.0
high = 2.0

[[factor]]
path = "programme.north_line.amount_eur"
values = [1_000.0, 5_000.0]
"""
"""Six points, two programmes, two replications: 24 runs."""


def study_with(folder: Path, text: str = GRID, name: str = "design") -> Path:
    """Write the small study with a sweep of a name, and return its folder."""
    if not folder.exists():
        write_study(folder)
    (folder / "sweeps").mkdir(exist_ok=True)
    (folder / "sweeps" / f"{name}.toml").write_text(text)
    return folder


def planned(folder: Path, text: str = GRID, **options):
    """Return the plan of a sweep of the small study."""
    return plan(sim.load(study_with(folder, text)), "design", **options)


def swept(folder: Path, out: Path, text: str = GRID, workers: int = 1, **options):
    """Run a sweep of the small study, with the fake model."""
    options = {"model": StudyModel(), "progress": False} | options
    return sweep(sim.load(study_with(folder, text)), "design", out, workers, **options)


def tables_of(out: Path) -> dict[str, bytes]:
    """Return the table files of a store by name."""
    return {
        path.name: path.read_bytes()
        for path in sorted(out.iterdir())
        if path.suffix in (".parquet", ".csv")
    }
