"""Scenarios of a question that are run as they are needed, on one luck, round by round."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from simulator.experiments.fingerprint import fingerprint
from simulator.experiments.manifest import digest_of
from simulator.experiments.replicate import replicated
from simulator.experiments.tasks import Failed, Job, Model
from simulator.study.scenario import Scenario

Outcomes = dict[str, float]


def _silent() -> None:
    """Say nothing."""


@dataclass
class Batches:
    """Runs scenarios with the same replications, and keeps what failed.

    Attributes:
        seed: of all luck.
        workers, executor, model: as in `run`.
        advance: called when a run of a scenario has finished.
        failed: replications that raised an error, as plain data.
        runs: how many runs there were.
    """

    seed: int
    workers: int | None = None
    executor: Executor | None = None
    model: Model | None = None
    advance: Callable[[], None] = _silent
    failed: list[dict[str, Any]] = field(default_factory=list)
    runs: int = 0

    def run(
        self, scenarios: Sequence[Scenario], numbers: Sequence[int], names: Sequence[str]
    ) -> list[list[Outcomes]]:
        """Return each scenario's outcomes in replications with these numbers; none if it failed.

        Args:
            names: what the scenarios are called if they fail.
        """
        job = Job(tuple(scenarios), self.seed, model=self.model)
        by_number = {}
        work = replicated(job, list(numbers), self.workers, False, self.executor)
        with closing(work) as finished:
            for one in finished:
                by_number[one.replication] = one.measured
                for _ in scenarios:
                    self.advance()
        self.runs += len(scenarios) * len(numbers)
        return [
            [self._outcomes(by_number[number][place], scenario, number, name) for number in numbers]
            for place, (scenario, name) in enumerate(zip(scenarios, names, strict=True))
        ]

    def _outcomes(self, one: Any, scenario: Scenario, number: int, name: str) -> Outcomes:
        if not isinstance(one, Failed):
            return dict(one.values)
        self.failed.append(
            {
                "assumptions": scenario.assumptions,
                "programme": f"{scenario.programme}, {name}" if name else scenario.programme,
                "replication": number,
                "stage": one.stage,
                "error": one.error,
            }
        )
        return {}

    def about(self, scenarios: Sequence[Scenario], replications: Sequence[int]) -> dict[str, Any]:
        """Return what an answer's manifest tells of the scenarios from which it began."""
        return {
            "study": scenarios[0].study,
            "digest": digest_of(scenarios, self.seed),
            "seed": self.seed,
            "replications": list(replications),
            "scenarios": [
                {
                    "assumptions": one.assumptions,
                    "programme": one.programme,
                    "digest": one.digest,
                    "resolved": one.resolved(),
                }
                for one in scenarios
            ],
            "failed": list(self.failed),
            "versions": fingerprint(),
        }
