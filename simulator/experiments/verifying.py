"""Whether a folder of results is what was computed: checksums, hashes, and a sample run again."""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.errors import InputError, SimulatorError, StoreError
from simulator.experiments import folder as folders
from simulator.experiments.claims import CLAIM
from simulator.experiments.fingerprint import differences, fingerprint
from simulator.experiments.locking import HOLDER, LOCK
from simulator.experiments.piecework import changed, run_of
from simulator.experiments.plans import SHIPPED
from simulator.experiments.runs import WORKER, Run
from simulator.experiments.store import RUNS, Row
from simulator.experiments.storing import design_of, identity_of, reading
from simulator.experiments.tasks import Bench, Failed, Job, Model
from simulator.study.folders import study_folder
from simulator.study.restoring import as_value, restored
from simulator.study.scenario import Scenario

SAMPLE = 10


@dataclass
class Verdict:
    """What was found of a folder.

    Attributes:
        folder: which one.
        experiment: what its results are of.
        rows: how many whole runs its store holds; 0 if it has none.
        checked: how many files have the checksums that the manifest lists.
        rerun: how many runs or replications were computed again.
        wrong: what is damaged, missing or came to something else.
        notices: what the reader should know.
    """

    folder: Path
    experiment: str = ""
    rows: int = 0
    checked: int = 0
    rerun: int = 0
    wrong: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong

    def plain(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**vars(self), "folder": str(self.folder), "sound": self.sound}


def verify(folder: str | Path, sample: int = SAMPLE, model: Model | None = None) -> Verdict:
    """Return whether a folder is whole, and whether a sample of its runs comes out the same again.

    Args:
        folder: of a sweep, finished or not, or of `run` or `compare`.
        sample: how many runs are computed again, evenly spread; 0: none.
        model: what computed them, if it was not the shipped model.

    Raises:
        InputError: it is no folder.
        StoreError: it holds no results, or they cannot be read at all.
    """
    verdict = Verdict(Path(folder))
    if not verdict.folder.is_dir():
        raise InputError.of(f"{folder} is not a folder", "a results folder", key="DIR")
    stored = (verdict.folder / RUNS).is_file()
    manifest = _check_files(verdict, needed=not stored)
    if stored:
        verdict.experiment = "sweep"
        _check_store(verdict, sample, model)
    else:
        verdict.experiment = manifest["experiment"]
        _check_results(verdict, manifest, sample, model)
    return verdict


def _check_files(verdict: Verdict, *, needed: bool) -> dict[str, Any]:
    """Check the files that a manifest lists, and return it; empty if there is none."""
    try:
        manifest = folders.manifest_of(verdict.folder)
    except StoreError as error:
        if needed:
            raise
        verdict.wrong.append(str(error))
        return {}
    if manifest is None and needed:
        raise StoreError(f"{verdict.folder} holds no {folders.MANIFEST}: it is no results folder")
    if manifest is None:
        verdict.notices.append("the sweep has not finished; the same command goes on")
        return {}
    for name, digest in manifest["files"].items():
        path = verdict.folder / name
        try:
            same = hashlib.sha256(path.read_bytes()).hexdigest() == digest
        except OSError as error:
            verdict.wrong.append(f"{path}: {error.strerror}")
            continue
        if same:
            verdict.checked += 1
        else:
            verdict.wrong.append(f"{path} is damaged: it is not what the manifest lists")
    ours = {*manifest["files"], folders.MANIFEST, CLAIM, LOCK, HOLDER}
    ours |= {RUNS, f"{RUNS}-wal", f"{RUNS}-shm"}
    strange = sorted({path.name for path in verdict.folder.iterdir()} - ours)
    verdict.notices += [f"{name} is not of these results" for name in strange]
    return manifest


def _check_store(verdict: Verdict, sample: int, model: Model | None) -> None:
    with reading(verdict.folder) as store:
        identity, rows = identity_of(store), list[Row]()
        try:
            for row in store.rows():
                verdict.rows += 1
                rows.append(row)
        except StoreError as error:
            verdict.wrong.append(str(error))
        design = design_of(store)
        bases = _bases(identity, design)
        verdict.wrong += [f"{_named(key, bases)} is damaged" for key in store.damaged]
    _rerun_store(verdict, identity, rows, design, bases, sample, model)


def _rerun_store(
    verdict: Verdict,
    identity: Mapping[str, Any],
    rows: list[Row],
    design: Mapping[str, Any],
    bases: list[dict[str, Any]],
    sample: int,
    model: Model | None,
) -> None:
    """Run a sample of a store's rows again."""
    _tell_versions(verdict, identity["versions"])
    if identity["model"] != SHIPPED and model is None:
        verdict.notices.append(f"computed by {identity['model']}, which is not here: nothing rerun")
        return
    points, outcomes = design["points"], tuple(identity["sweep"]["outcomes"])
    for row in _spread(rows, sample):
        stored = Run.of(row[0], row[1], row[2], row[3], 0.0)
        if stored.stage == WORKER:
            continue
        point, place = divmod(row[0], len(bases))
        scenario = _scenario(design, points[point], bases[place], verdict)
        if scenario is None:
            return
        bench = Bench(Job((scenario,), identity["sweep"]["seed"], model=model))
        (measured,) = bench.replicate(row[1]).measured
        again = run_of(row[0], row[1], measured, outcomes)
        verdict.rerun += 1
        if again.content() != row[3]:
            verdict.wrong.append(f"{_named(row[:2], bases)} comes to something else now")


def _bases(identity: Mapping[str, Any], design: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return resolved inputs and study's folder of each base, in the order of scenario numbers."""
    sweep = identity["sweep"]
    return [
        {
            "resolved": identity["scenarios"][f"{programme} under {assumptions}"],
            "folder": design["folder"],
        }
        for assumptions in sweep["assumptions"]
        for programme in sweep["programmes"]
    ]


def _scenario(
    design: Mapping[str, Any], values: Mapping[str, Any], base: Mapping[str, Any], verdict: Verdict
) -> Scenario | None:
    try:
        scenario = restored(base["resolved"], Path(base["folder"]))
    except SimulatorError as error:
        verdict.notices.append(f"nothing rerun: {error}")
        return None
    paths = {
        path: as_value(values[factor["name"]])
        for factor in design["factors"]
        for path in factor["paths"]
    }
    return changed(scenario, paths)


def _check_results(
    verdict: Verdict, manifest: Mapping[str, Any], sample: int, model: Model | None
) -> None:
    """Run a sample of the replications of `run` or `compare` again."""
    _tell_versions(verdict, manifest["versions"])
    if manifest["experiment"] not in ("run", "compare"):
        verdict.notices.append(f"the runs of a {manifest['experiment']} are not computed again")
        return
    if verdict.wrong or sample == 0:
        return
    _, tables = folders.read(verdict.folder)
    table, chosen = tables["replications"], _spread(manifest["replications"], sample)
    folder = study_folder(manifest["study"]).resolve()
    scenarios = tuple(
        restored(one["resolved"], folder, one["digest"]) for one in manifest["scenarios"]
    )
    bench = Bench(Job(scenarios, manifest["seed"], model=model))
    for replication in chosen:
        verdict.rerun += 1
        measured = bench.replicate(replication).measured
        for told, one in zip(manifest["scenarios"], measured, strict=True):
            name = f"replication {replication} of {told['programme']} under {told['assumptions']}"
            kept = _values(table, told, replication)
            now = {} if isinstance(one, Failed) else one.values
            if not _same(kept, now):
                verdict.wrong.append(f"{name} comes to something else now")


def _values(table: pd.DataFrame, told: Mapping[str, Any], replication: int) -> dict[str, float]:
    where = (table["replication"] == replication) & (table["programme"] == told["programme"])
    rows = table[where & (table["assumptions"] == told["assumptions"])]
    return dict(zip(rows["outcome"].astype(str), rows["value"].astype(float), strict=True))


def _same(kept: Mapping[str, float], now: Mapping[str, float]) -> bool:
    if kept.keys() != now.keys():
        return False
    return all(kept[n] == now[n] or (math.isnan(kept[n]) and math.isnan(now[n])) for n in kept)


def _tell_versions(verdict: Verdict, theirs: Mapping[str, str]) -> None:
    ours = {name: value for name, value in fingerprint().items() if name in theirs}
    told = list(differences(dict(theirs), ours))
    if told:
        verdict.notices.append("computed with other versions: " + "; ".join(told))


def _spread(items: Iterable[Any], sample: int) -> Iterator[Any]:
    """Yield so many of some items, evenly spread over them."""
    every = list(items)
    count = min(sample, len(every))
    if count:
        for place in np.unique(np.linspace(0, len(every) - 1, count).round().astype(int)):
            yield every[int(place)]


def _named(key: Any, bases: list[dict[str, Any]]) -> str:
    """Return what a row is called, as far as its key can be read."""
    if not (isinstance(key, tuple) and all(type(part) is int and part >= 0 for part in key)):
        return f"a run whose key reads {json.dumps(key, default=str)}"
    point, place = divmod(key[0], len(bases))
    of = bases[place]["resolved"]
    return f"point {point}, {of['programme']} under {of['assumptions']}, replication {key[1]}"
