"""What every shipped scenario comes to on few resellers: a row a run, for the recorded baseline."""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

import simulator as sim
from simulator.catalogue import kinds
from simulator.experiments.tasks import Bench, Job
from simulator.outcomes.base import Measured

FILE = Path(__file__).parent / "outcomes.csv"
STUDY, SEED, REPLICATIONS = "france-2009", 2009, (0, 1)
FEW = {"population.resellers": 120}
KEY = ("assumptions", "programme", "replication")
HASHED = ("orders", "invoices", "limits", "postings", "failures")

Run = tuple[str, str, str]
Rows = dict[Run, dict[str, str]]
"""By assumptions, programme and replication: the hash `cents`, and each outcome as a text."""


def record(assumptions: str) -> Rows:
    """Return the rows of every programme under some assumptions, run now."""
    study = sim.load(STUDY)
    programmes = study.programmes
    scenarios = [study.scenario(name, assumptions).with_(FEW) for name in programmes]
    bench = Bench(Job(tuple(scenarios), SEED, audit=True))
    return {
        (assumptions, programme, str(replication)): row_of(measured)
        for replication in REPLICATIONS
        for programme, measured in zip(
            programmes, bench.replicate(replication).measured, strict=True
        )
    }


def row_of(measured: Any) -> dict[str, str]:
    """Return one run's hash and outcomes."""
    assert isinstance(measured, Measured), measured
    outcomes = sorted({*kinds("outcomes")} & measured.values.keys())
    return {"cents": cents_of(measured)} | {
        name: text_of(measured.values[name]) for name in outcomes
    }


def text_of(value: float) -> str:
    """Return whole cents, days and numbers as they are, other numbers with twelve digits.

    >>> text_of(12.0), text_of(0.1), text_of(1 / 3), text_of(float("nan"))
    ('12', '0.1', '0.333333333333', 'nan')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".") if value == round(value, 2) else f"{value:.12g}"


def cents_of(measured: Measured) -> str:
    """Return a hash of every order, invoice, limit and posting, in cents and days."""
    digest = hashlib.sha256()
    for table in HASHED:
        for name, column in measured.audit[table].items():
            digest.update(f"{table}.{name}".encode())
            if name.endswith("_eur"):
                digest.update(np.rint(column * 100).astype("<i8").tobytes())
            else:
                digest.update("\n".join(map(str, column.tolist())).encode())
    return digest.hexdigest()[:16]


def read() -> Rows:
    """Return the recorded rows."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row.pop(KEY[0]), row.pop(KEY[1]), row.pop(KEY[2])): {
            name: text for name, text in row.items() if text
        }
        for row in rows
    }


def write(rows: Rows) -> None:
    """Record rows in place of what was recorded."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines_of(rows))


def lines_of(rows: Rows) -> Iterator[Iterable[str]]:
    names = list(dict.fromkeys(name for row in rows.values() for name in row))
    yield [*KEY, *names]
    for run, row in rows.items():
        yield [*run, *(row.get(name, "") for name in names)]
