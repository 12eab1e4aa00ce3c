"""Answers: what a question came to, in words and tables, in memory and as a results folder."""

import hashlib
import importlib
import json
import math
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

import pandas as pd

from simulator.errors import InputError
from simulator.experiments import folder as folders
from simulator.experiments.saving import save
from simulator.experiments.showing import as_html, drawn, sentence
from simulator.study.names import listed, nearest

HOMES = MappingProxyType(
    {
        "sensitivity": "simulator.experiments.sensitivity.Sensitivity",
        "tip": "simulator.experiments.tipping.Tipping",
        "discover": "simulator.experiments.discovery.Discovery",
        "robustness": "simulator.experiments.robustness.Robustness",
        "information": "simulator.experiments.information.Information",
        "optimise": "simulator.experiments.optimum.Optimum",
    }
)
"""Which class holds the answer to which question."""


@dataclass(frozen=True, eq=False, repr=False)
class Answer:
    """What a question came to.

    Attributes:
        manifest: what was asked, of which runs, and what was found, as plain data.
        frames: the tables, by name.
    """

    manifest: Mapping[str, Any]
    frames: Mapping[str, pd.DataFrame]

    chart: ClassVar[str] = ""
    """The chart that is drawn unless another one is asked for."""
    leads: ClassVar[str] = ""
    """The table that is shown first."""

    @property
    def said(self) -> tuple[str, ...]:
        """The answer in words, a sentence each."""
        return tuple(self.manifest["said"])

    @property
    def interrupted(self) -> bool:
        """Whether it was stopped, so that it rests on what had finished."""
        return bool(self.manifest.get("interrupted", False))

    @property
    def failed(self) -> pd.DataFrame:
        """Return the runs that failed and are in no number."""
        return pd.DataFrame(self.manifest["failed"])

    def table(self, name: str | None = None) -> pd.DataFrame:
        """Return a table by name; by default the one that leads."""
        wanted = self.leads if name is None else name
        if wanted not in self.frames:
            meant = nearest(wanted, self.frames)
            raise InputError.of(f"no table {wanted!r}", listed(self.frames), meant)
        return self.frames[wanted].copy()

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return all tables by name, as they are saved."""
        return {name: frame.copy() for name, frame in self.frames.items()}

    def found(self, name: str) -> Any:
        """Return a number that was found; NaN where it is not available."""
        value = self.manifest["found"][name]
        return math.nan if value is None else value

    def plot(self, chart: str | None = None, **options: Any) -> Any:
        """Return a chart of the answer, a matplotlib figure; `simulator list` names the charts."""
        return drawn(self, chart or self.chart, options)

    def save(self, folder: str | Path) -> Path:
        """Write everything into a results folder and return it; `read` reads it back."""
        return save(self, folder)

    def plain(self) -> dict[str, Any]:
        """Return the answer as plain data: what is not available is None."""
        from simulator.experiments.tables import records

        kept = ("experiment", "study", "digest", "asked", "found", "said", "failed", "versions")
        told: dict[str, Any] = {name: self.manifest[name] for name in kept}
        return told | {name: records(frame) for name, frame in self.frames.items()}

    def __repr__(self) -> str:
        said = "\n".join(self.said)
        return f"<{type(self).__name__}: {said}>\n{self.table().to_string()}"

    def _repr_html_(self) -> str:
        return "".join(map(sentence, self.said)) + as_html(self.table())


def kept(
    question: str,
    about: Mapping[str, Any],
    asked: Mapping[str, Any],
    found: Mapping[str, Any],
    said: Sequence[str],
) -> dict[str, Any]:
    """Return the manifest of an answer, ready for JSON.

    Args:
        question: a key of `HOMES`.
        about: what was run: `study`, `digest`, `seed`, `replications`, `scenarios`, `failed`,
            `versions`.
        asked: the arguments that decide the answer.
        found: numbers, beside the tables.
        said: sentences.
    """
    return {
        **about,
        "experiment": question,
        "digest": digest_of(question, about["digest"], asked),
        "of": about["digest"],
        "asked": _asked(asked),
        "found": {name: _plain(value) for name, value in found.items()},
        "said": list(said),
    }


def digest_of(question: str, inputs: str, asked: Mapping[str, Any]) -> str:
    """Return the hash (sha256, hexadecimal) of what decides an answer, given that of its inputs."""
    text = json.dumps([question, inputs, _asked(asked)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def claimed(
    out: str | Path | None, question: str, inputs: str, asked: Mapping[str, Any]
) -> AbstractContextManager[None]:
    """Claim the folder of an answer while it is sought, so that a wrong one is found at once."""
    if out is None:
        return nullcontext()
    return folders.claimed(Path(out), digest_of(question, inputs, asked))


def _asked(asked: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(
        json.dumps({name: _plain(value) for name, value in asked.items()})
    )
    return plain


def about_sweep(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an answer keeps of a sweep's manifest."""
    replications = manifest.get("sweep", {}).get("replications", 0)
    return {
        "study": manifest["study"],
        "sweep_name": manifest["sweep_name"],
        "digest": manifest["digest"],
        "seed": manifest.get("seed"),
        "replications": list(range(replications)),
        "scenarios": list(manifest["scenarios"]),
        "factors": list(manifest.get("factors", ())),
        "failed": list(manifest.get("failed", ())),
        "versions": dict(manifest.get("versions", {})),
    }


def opened(manifest: Mapping[str, Any], frames: Mapping[str, pd.DataFrame]) -> Answer | None:
    """Return an answer that was read from a folder; None if it holds something else."""
    home = HOMES.get(manifest["experiment"])
    if home is None:
        return None
    module, name = home.rsplit(".", 1)
    answer: Answer = getattr(importlib.import_module(module), name)(manifest, frames)
    return answer


def _plain(value: Any) -> Any:
    match value:
        case float() if not math.isfinite(value):
            return None
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    return value.item() if hasattr(value, "item") else value
