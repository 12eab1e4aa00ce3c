"""What the model would have said, held against what was observed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.errors import InputError
from simulator.experiments.hindcast_table import hindcast_table, observations_table
from simulator.experiments.limits import REPLICATIONS, SEED
from simulator.experiments.manifest import digest_of
from simulator.experiments.observing import Observing
from simulator.experiments.replicate import Interrupted, compare, run
from simulator.experiments.results import Comparison, Results
from simulator.experiments.saving import save
from simulator.experiments.showing import as_html, drawn, sentence
from simulator.study.files import NONE
from simulator.study.names import listed, nearest
from simulator.study.observations import Observed, observed
from simulator.study.scenario import Scenario
from simulator.study.study import Study


@dataclass(frozen=True, eq=False, repr=False)
class Hindcast:
    """A scenario's predictions of what was observed.

    Attributes:
        manifest: what was run, as of `Results`; its first scenario is the one that is judged.
        frames: `observations`, what was observed; `replications`, what each replication has.
    """

    manifest: Mapping[str, Any]
    frames: Mapping[str, pd.DataFrame]

    def table(self, use: str | None = None) -> pd.DataFrame:
        """Return one row an observation: what was observed, what was predicted, how it scores.

        Columns are explained in docs/hindcast.md. Predictions are in the unit of `unit`.

        Args:
            use: "calibration" or "check"; by default both, in the order of the record.
        """
        table = hindcast_table(self.manifest, self.frames)
        if use is None:
            return table
        uses = ("calibration", "check")
        if use not in uses:
            raise InputError.of(f"no use {use!r}", listed(uses), nearest(use, uses))
        return table[table["use"] == use].reset_index(drop=True)

    @property
    def failed(self) -> list[dict[str, Any]]:
        """The replications that failed."""
        return list(self.manifest["failed"])

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name, as they are saved."""
        return {"hindcast": self.table(), **{name: one.copy() for name, one in self.frames.items()}}

    def plot(self, chart: str = "hindcast", **options: Any) -> Any:
        """Return a chart of the hindcast."""
        return drawn(self, chart, options)

    def save(self, folder: str | Path) -> Path:
        """Write everything into a results folder and return it; `read` reads it back."""
        return save(self, folder)

    def __repr__(self) -> str:
        return f"<Hindcast: {self._said()}>\n{self.table().to_string()}"

    def _repr_html_(self) -> str:
        parts = [sentence(self._said())]
        for use, heading in (("check", "Checks"), ("calibration", "Used in the calibration")):
            shown = self.table(use).drop(columns=["assumptions", "programme", "use"])
            parts.append(f"<p>{heading}</p>{as_html(shown, number=None)}")
        return "".join(parts)

    def _said(self) -> str:
        manifest = self.manifest
        judged = manifest["scenarios"][0]
        return (
            f"{manifest['study']} ({judged['assumptions']}, {judged['programme']}) against its "
            f"record, {len(manifest['replications'])} replications, seed {manifest['seed']}"
        )


def hindcast(
    study: Study,
    assumptions: str | None = None,
    programme: str | None = None,
    replications: int | Iterable[int] = REPLICATIONS,
    seed: int = SEED,
    workers: int | None = None,
    *,
    progress: bool | None = None,
    executor: Executor | None = None,
) -> Hindcast:
    """Return what a scenario of a study says of all that its `record.toml` observed.

    Args:
        study: with a record.
        assumptions, programme: which scenario; by default those that the record names.
        replications, seed, workers, progress, executor: as in `run`.

    Raises:
        InputError: an argument or a file is wrong; nothing was run.
        Interrupted: stopped from the keyboard; holds what had finished.
    """
    record = observed(study)
    scenarios = scenarios_of(study, record, assumptions, programme)
    model = Observing(record.observations)
    settings: dict[str, Any] = {"progress": progress, "executor": executor, "model": model}
    try:
        if len(scenarios) > 1:
            results = compare(scenarios, replications, seed, workers, **settings).results
        else:
            results = run(scenarios[0], replications, seed, workers, **settings)
    except Interrupted as interrupt:
        found = interrupt.results
        kept = found.results if isinstance(found, Comparison) else found
        raise Interrupted(_judged(kept, record, scenarios, seed)) from None
    return _judged(results, record, scenarios, seed)


def scenarios_of(
    study: Study, record: Observed, assumptions: str | None = None, programme: str | None = None
) -> list[Scenario]:
    """Return the scenario that is judged, then those that serve as yardstick and as denominators.

    The others are run without a programme.
    """
    head = record.head
    chosen = study.scenario(programme or head.programme, assumptions or head.assumptions)
    named = [head.yardstick, *(one.against for one in record.observations)]
    others = [study.scenario(NONE, name) for name in dict.fromkeys(filter(None, named))]
    label = (chosen.assumptions, chosen.programme)
    return [chosen, *(o for o in others if (o.assumptions, o.programme) != label)]


def digest_with(record: Observed, scenarios: Iterable[Scenario], seed: int) -> str:
    """Return the hash of all that decides a hindcast: inputs, seed and what was observed."""
    seen = [one.model_dump(mode="json") for one in (record.head, *record.observations)]
    told = json.dumps([digest_of(list(scenarios), seed), seen], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def _judged(results: Results, record: Observed, scenarios: list[Scenario], seed: int) -> Hindcast:
    manifest = dict(results.manifest) | {
        "experiment": "hindcast",
        "digest": digest_with(record, scenarios, seed),
        "yardstick": record.head.yardstick,
    }
    frames = {
        "observations": observations_table(record.observations),
        "replications": results.frames["replications"],
    }
    return Hindcast(manifest, frames)
